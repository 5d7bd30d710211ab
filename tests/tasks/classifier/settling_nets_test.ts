/** Classifiers whose states settle. */
import { assert, assertEquals, assertRejects } from "@std/assert";
import { type LabelledTexts, loadClassifier, trainClassifier } from "../../../mod.ts";
import { openCpu, ShapeError } from "../../../engine/mod.ts";
import { DataError } from "../../../datasets/mod.ts";
import { somePairs } from "../settling_data.ts";
import { someRows } from "../support.ts";
import { labelled } from "./support.ts";

const settling = { hidden: [12], free: 8, nudged: 4, activation: "my_sigmoid" } as const;
const quick = { settling, words: { width: 12 }, maxLen: 12, learning: { rate: 0.02 } } as const;

/** Pairs as a caller of the library has them. */
function pairs(count: number): LabelledTexts {
  const rows = somePairs(count).split("\n").map((line) => JSON.parse(line))
    .filter(({ gold_label }) => gold_label !== "-");
  const of = (name: string) => rows.map((row) => row[name] as string);
  return { texts: of("sentence1"), columns: { second: of("sentence2") }, labels: of("gold_label") };
}

for (const mode of ["ep", "bp"] as const) {
  Deno.test(`trainClassifier() learns texts by ep_text with mode ${mode}; what it saves answers the same`, async () => {
    const device = await openCpu();
    const options = { ...quick, model: "ep_text", mode, epochs: 15, batch: 8, device } as const;
    const net = await trainClassifier(labelled(someRows(240)), options);
    const [{ accuracy }] = await net.evaluate(labelled(someRows(60, 2)));
    assert(accuracy >= 0.7, `${accuracy}`);
    const texts = ["the purr whiskers meow", "a bark", ""];
    const again = await loadClassifier(await net.save(), { device });
    assertEquals(await again.predict(texts), await net.predict(texts));
    assertEquals(net.depths, [1]);
    await assertRejects(
      () => net.predict(texts, { depth: "auto" }),
      DataError,
      "Cannot let texts leave early: its states settle as a whole, give depth a number",
    );
    device.destroy();
  });
}

Deno.test("trainClassifier() learns pairs by ep_pair in phases that end early, and answers pairs", async () => {
  const device = await openCpu();
  const early = { ...quick, settling: { ...settling, free: 30, tolerance: 1e-3 } };
  const options = { ...early, model: "ep_pair", epochs: 25, batch: 8, device } as const;
  const net = await trainClassifier(pairs(160), options);
  const [{ accuracy }] = await net.evaluate(pairs(40));
  assert(accuracy >= 0.8, `${accuracy}`);
  const asked = [{ text: "the bark runs", columns: { second: "a wing sings" } }];
  const again = await loadClassifier(await net.save(), { device });
  assertEquals(await again.predict(asked), await net.predict(asked));
  const atOnce = await Promise.all([asked, asked].map((each) => net.predict(each)));
  assertEquals(atOnce[1], atOnce[0]);
  await assertRejects(() => net.predict(["the bark runs"]), DataError, "it has no column second");
  device.destroy();
});

Deno.test("what does not fit a net that settles is refused", async () => {
  const { texts, columns, labels } = pairs(40);
  const cases: [LabelledTexts, object, string][] = [
    [
      { texts, labels },
      { model: "ep_pair" },
      'Cannot train on 0 columns: the model "ep_pair" reads pairs of texts, give columns of one name with ' +
      "the second text of each",
    ],
    [
      { texts, columns, labels },
      { model: "ep_text" },
      'Cannot train on the column second: the model "ep_text" reads none, leave columns out',
    ],
    [
      { texts, columns: { second: texts.with(3, " ") }, labels },
      { model: "ep_pair" },
      "Cannot use examples: the column second of example 3 is empty or no text, give a text for each",
    ],
    [
      { texts, columns: { second: texts.slice(1) }, labels },
      { model: "ep_pair" },
      `Cannot use examples: the column second has ${texts.length - 1} texts and there are ` +
      `${texts.length} examples, give a text for each`,
    ],
    [
      { texts, labels },
      { model: "ep_texts" },
      'Cannot build the model "ep_texts": there is none of this name, did you mean ep_text?',
    ],
    [
      { texts, labels },
      { model: "ep_text", mode: "al" },
      'Cannot train a classifier: mode is "al", give one of ep, bp',
    ],
    [
      { texts, labels },
      { model: "ep_text", settling: { hidden: 12 } },
      "Cannot train a classifier: settling.hidden is 12, give a list",
    ],
    [
      { texts, labels },
      { model: "ep_text", settling: { nudge: 1 } },
      "Cannot train a classifier: there is no option settling.nudge, did you mean settling.nudged?",
    ],
    [
      { texts, labels },
      { model: "ep_text", settling: { free: 3, nudged: 4 } },
      "Cannot build a net that settles: nudged is 4 and free 3, give as many free steps or more",
    ],
    [
      { texts, labels },
      { model: "ep_text", settling: { rates: [0.1, 0.2] } },
      "Cannot train 3 synapses at 2 learning rates: give one number, or one for each of 1 projections and " +
      "2 layers above them",
    ],
    [
      { texts, labels },
      { model: "ep_text", blocks: 3 },
      "Cannot train a classifier: there is no option blocks",
    ],
  ];
  const device = await openCpu();
  for (const [data, options, message] of cases) {
    // Options as a program without types may give them.
    const given = { ...options, epochs: 1, device } as Parameters<typeof trainClassifier>[1];
    const error = await assertRejects(() => trainClassifier(data, given));
    assert(error instanceof ShapeError || error instanceof DataError);
    assert(error.message.startsWith(message), error.message);
  }
  device.destroy();
});
