/** Run folders of the command line as classifiers of the library, which give the answers of `predict`. */
import { assertEquals, assertRejects } from "@std/assert";
import { DataError, loadClassifier, type TextInput } from "../../../mod.ts";
import { readRun } from "../../../tasks/files.ts";
import { openCpu } from "../../../engine/mod.ts";
import { csv, inFolder, oneThread, printed, someRows, tiny, tinySettling } from "../support.ts";

/** An answer of `predict --json`. */
interface Predicted {
  readonly depth?: number;
  readonly depths: readonly {
    readonly depth: number;
    readonly label: string;
    readonly probabilities: Readonly<Record<string, number>>;
  }[];
}

const rows = someRows(80);
const asked = someRows(12, 7);

/** The same rows with a column that says how long they are. */
const withSizes =
  csv(rows).split("\n").filter((line) => line).map((line, i) =>
    i ? `${line},${line.split(" ").length > 8 ? "a long one" : "short"}` : `${line},size`
  ).join("\n") + "\n";

/** The same as pairs. */
const pairs = withSizes.replace(",size", ",second");

/** Answers of the command line to the same texts, and of the library. */
async function both(folder: string, inputs: readonly TextInput[], ...args: readonly string[]) {
  const run = ["--run-dir", `${folder}/run`, ...oneThread];
  const lines = inputs.map((input) =>
    JSON.stringify(
      typeof input === "string" ? { text: input } : { text: input.text, ...input.columns },
    )
  );
  await Deno.writeTextFile(`${folder}/asked.jsonl`, lines.join("\n"));
  const out = await printed(
    "predict",
    ...run,
    "--file",
    `${folder}/asked.jsonl`,
    "--json",
    ...args,
  );
  const predicted: Predicted[] = out.trimEnd().split("\n").map((line) => JSON.parse(line));
  const device = await openCpu({ threads: 1 });
  const net = await loadClassifier(await readRun(`${folder}/run`), { device });
  return { predicted, net, device };
}

const cases: readonly (readonly [
  name: string,
  words: string,
  file: string,
  sizes?: readonly string[],
])[] = [
  ["a plain run", "--model lstmal", csv(rows)],
  ["a run by backpropagation", "--model transformeral --heads 2 --mode bp", csv(rows)],
  ["a run that reads a column", "--model linearal --side size@2", withSizes],
  ["a run whose blocks share the words", "--model linearalside --side-dim 3-3-3", csv(rows)],
  ["a run that settles", "--model ep_text", csv(rows), tinySettling],
  [
    "a run that reads pairs",
    "--model ep_pair --text-column text --second-column second",
    pairs,
    tinySettling,
  ],
];

for (const [name, words, file, sizes = tiny] of cases) {
  Deno.test(`readRun() gives ${name} as a classifier that answers as predict does`, () =>
    inFolder(async (folder) => {
      await Deno.writeTextFile(`${folder}/rows.csv`, file);
      const args = ["--epoch", "2", "--quiet", ...oneThread, ...sizes, ...words.split(" ")];
      await printed(
        "train",
        "--dataset",
        `${folder}/rows.csv`,
        "--run-dir",
        `${folder}/run`,
        ...args,
      );
      const inputs = asked.map(({ text }) =>
        file === csv(rows)
          ? text
          : { text, columns: { [file === pairs ? "second" : "size"]: "a long one" } }
      );
      const { predicted, net, device } = await both(folder, inputs);
      for (const depth of net.depths) {
        const answers = await net.predict(inputs, { depth });
        const expected = predicted.map(({ depths }) =>
          depths.find((each) => each.depth === depth)!
        );
        assertEquals(
          answers.map(({ label, probabilities }) => ({ label, probabilities })),
          expected.map(({ label, probabilities }) => ({ label, probabilities })),
        );
      }
      device.destroy();
    }));
}

Deno.test("readRun() takes the threshold that adapt picked", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/rows.csv`, csv(rows));
    const run = ["--run-dir", `${folder}/run`, ...oneThread];
    const args = ["--epoch", "4", "--quiet", "--model", "linearal", ...tiny];
    await printed("train", "--dataset", `${folder}/rows.csv`, ...run, ...args);
    await printed("adapt", ...run, "--quiet");
    const texts = asked.map(({ text }) => text);
    const { threshold } = JSON.parse(await Deno.readTextFile(`${folder}/run/adaptive.json`));
    const { predicted, net, device } = await both(folder, texts, "--adaptive", String(threshold));
    const answers = await net.predict(texts, { depth: "auto" });
    assertEquals(
      answers,
      predicted.map(({ depths: [{ label, probabilities, depth }] }) => ({
        label,
        probabilities,
        depth,
      })),
    );
    device.destroy();
  }));

Deno.test("readRun() refuses a folder that is no run", () =>
  inFolder(async (folder) => {
    await assertRejects(() => readRun(folder), DataError, "Cannot");
    await assertRejects(() => readRun(`${folder}/none`), DataError, "Cannot");
  }));
