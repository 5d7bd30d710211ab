import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { DataError } from "../../../datasets/mod.ts";
import { ExampleChoice, readExamples, type ShownExample } from "../../../tasks/answers/examples.ts";
import { csv, inFolder, printed, someRows, tiny } from "../support.ts";

/** Logits whose softmax over two classes gives these probabilities of class 1. */
function logits(...depths: number[][]): Float32Array {
  return Float32Array.from(
    depths.flatMap((rows) => rows.flatMap((p) => [0, Math.log(p / (1 - p))])),
  );
}

Deno.test("ExampleChoice ranks by loss on the full path, by what depth mends, and by first confidence", () => {
  const choice = new ExampleChoice([1, 2], ["no", "yes"]);
  const p1 = [0.9, 0.2, 0.6, 0.05];
  const p2 = [0.3, 0.8, 0.9, 0.99];
  // All are "yes"; in two batches, out of order.
  choice.add(
    { rows: Uint32Array.of(2, 0), labels: Uint32Array.of(1, 1) },
    logits([p1[2], p1[0]], [p2[2], p2[0]]),
  );
  choice.add(
    { rows: Uint32Array.of(1, 3), labels: Uint32Array.of(1, 1) },
    logits([p1[1], p1[3]], [p2[1], p2[3]]),
  );
  const { hardest, deep, early } = choice.of({
    shown: (row) => ["a", "b", "c\u0007 d", "e".repeat(1000)][row],
  });
  assertEquals(hardest.map(({ row }) => row), [0, 1, 2, 3]);
  assertEquals(deep.map(({ row }) => row), [3, 1]);
  assertEquals(early.map(({ row }) => row), [3, 0, 1, 2]);
  assertEquals(hardest[2].text, "c  d");
  assertEquals([hardest[3].text.length, hardest[3].text.at(-1)], [400, "…"]);
  const [first, full] = hardest[0].depths;
  assertEquals([first.answer, full.answer, hardest[0].truth], ["yes", "no", "yes"]);
  assertAlmostEquals(full.probability, 0.7, 1e-6);
  assertAlmostEquals(full.loss, -Math.log(0.3), 1e-6);
  assertEquals([first.depth, full.depth], [1, 2]);
});

Deno.test("ExampleChoice is as sure as the temperature of a depth says", () => {
  const choice = new ExampleChoice([1, 2], ["no", "yes"], [1, 2]);
  choice.add({ rows: Uint32Array.of(0), labels: Uint32Array.of(1) }, logits([0.9], [0.9]));
  const [{ depths: [first, full] }] = choice.of({ shown: String }).hardest;
  assertAlmostEquals(first.probability, 0.9, 1e-6);
  // Half of a logit of log 9 is log 3.
  assertAlmostEquals(full.probability, 0.75, 1e-6);
  assertAlmostEquals(full.loss, -Math.log(0.75), 1e-6);
});

Deno.test("ExampleChoice keeps eight of many, and with one depth only the hardest", () => {
  const choice = new ExampleChoice([3], ["no", "yes"]);
  const p = Array.from({ length: 50 }, (_, i) => (i * 7 % 50 + 1) / 52);
  const rows = Uint32Array.from(p, (_, i) => i);
  choice.add({ rows, labels: rows.map(() => 1) }, logits(p));
  const { hardest, deep, early } = choice.of({ shown: (row) => String(p[row]) });
  const least = p.toSorted((a, b) => a - b).slice(0, 8);
  assertEquals(hardest.map(({ text }) => Number(text)), least);
  assertEquals([deep.length, early.length], [0, 0]);
});

Deno.test("train writes the test texts to show, as predict answers them, into the run and its report", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    await Deno.writeTextFile(file, csv(someRows(90)));
    const run = `${folder}/run`;
    await printed(
      ..."train --model linearal --epoch 2 --lr 0.02 --quiet".split(" "),
      ...["--dataset", file, "--run-dir", run, ...tiny],
    );
    const { hardest, early } = (await readExamples(run))!;
    assertEquals([hardest.length, early.length], [8, 8]);
    const losses = hardest.map(({ depths }) => depths.at(-1)!.loss);
    assertEquals(losses, losses.toSorted((a, b) => b - a));
    await checkAgainstPredict(run, hardest[0]);
    const page = await Deno.readTextFile(`${run}/report.html`);
    assert(page.includes("Hardest texts") && page.includes(hardest[0].text));

    await Deno.writeTextFile(`${run}/examples.json`, `{"hardest": []}`);
    await assertRejects(
      () => readExamples(run),
      DataError,
      "examples.json: deep is missing, remove it",
    );
    await Deno.writeTextFile(`${run}/examples.json`, `{"hardest": [`);
    await assertRejects(() => readExamples(run), DataError, "remove it");
    await Deno.remove(`${run}/examples.json`);
    assertEquals(await readExamples(run), undefined);
  }));

async function checkAgainstPredict(run: string, { text, depths }: ShownExample): Promise<void> {
  const out = await printed("predict", "--run-dir", run, "--text", text, "--json");
  const answer = JSON.parse(out) as {
    depths: { label: string; probabilities: Record<string, number> }[];
  };
  assertEquals(depths.map(({ answer }) => answer), answer.depths.map(({ label }) => label));
  for (const [d, { answer: label, probability }] of depths.entries()) {
    assertAlmostEquals(probability, answer.depths[d].probabilities[label], 1e-5);
  }
}
