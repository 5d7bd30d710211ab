import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { csv, inFolder, printed, refusal, someRows, tiny } from "./support.ts";

const rows = someRows(90);

/** Trains a tiny run of `linearal` and gives the options that name it. */
async function trained(folder: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  const run = ["--run-dir", `${folder}/run`];
  await Deno.writeTextFile(file, csv(rows));
  const model = ["--dataset", file, "--model", "linearal", "--epoch", "4", "--lr", "0.02"];
  await printed("train", ...model, ...run, ...tiny, "--quiet", ...args);
  return run;
}

interface Early {
  readonly depth: number;
  readonly label: string;
  readonly confidence: number;
  readonly probabilities: Record<string, number>;
}

async function early(...args: string[]): Promise<Early[]> {
  const out = await printed("predict", ...args, "--json");
  return out.trimEnd().split("\n").map((line) => {
    const { depths } = JSON.parse(line);
    assertEquals(depths.length, 1);
    return depths[0];
  });
}

Deno.test("predict --adaptive answers each text at the depth where it leaves", () =>
  inFolder(async (folder) => {
    const run = await trained(folder);
    const file = ["--file", `${folder}/rows.csv`];
    const all = (await printed("predict", ...run, ...file, "--json")).trimEnd().split("\n")
      .map((line) => JSON.parse(line).depths as { label: string }[]);
    const first = await early(...run, ...file, "--adaptive", "0");
    assert(first.every(({ depth }) => depth === 1));
    const threshold = first.map(({ confidence }) => confidence).toSorted((a, b) => a - b)[45];
    const left = await early(...run, ...file, "--adaptive", String(threshold));
    assertEquals(left.length, rows.length);
    const used = new Set(left.map(({ depth }) => depth));
    assert(used.size > 1, `all leave at ${[...used]}`);
    for (const [i, { depth, label, confidence, probabilities }] of left.entries()) {
      assertEquals(label, all[i][depth - 1].label);
      // Scaled by the depth's temperature, the answer's probability is the confidence.
      assertAlmostEquals(confidence, probabilities[label], 1e-9);
      assert(depth === 3 || confidence >= threshold);
    }
    const some = await early(...run, ...file, "--adaptive", "0.5", "--exits", "2,3");
    assert(some.every(({ depth }) => depth > 1));
    const margin = await early(...run, ...file, "--adaptive", "0.5", "--criterion", "margin");
    assert(
      margin.some(({ confidence, probabilities }) =>
        confidence < Math.max(...Object.values(probabilities))
      ),
    );

    const text = ["--text", rows[0].text, "--adaptive", "0.5"];
    assertMatch(
      await printed("predict", ...run, ...text),
      /\n\nleft at depth {2}answer {2}confidence .*\n─+.*\n +[123] {2}(birds|cats|dogs) +\d\d\.\d\d %/,
    );
    const out = JSON.parse(await printed("predict", ...run, ...text, "--explain", "--json"));
    assertEquals(out.explanation.depth, out.depths[0].depth);
    assertAlmostEquals(out.explanation.probability, out.depths[0].confidence, 1e-5);
  }));

Deno.test("predict refuses options that cannot stand together, before any work", async () => {
  const cases: [string[], RegExp][] = [
    [["--text", "a", "--submission", "s.tsv"], /^Cannot read --text with --submission: /],
    [["--file", "a.txt", "--submission", "s.tsv"], /^Cannot read --file with --submission: /],
    [["--explain", "--submission", "s.tsv"], /^Cannot read --explain with --submission: /],
    [["--adaptive", "0.5", "--submission", "s.tsv"], /^Cannot read --adaptive with --submission: /],
    [["--adaptive", "0", "--submission", "s.tsv"], /^Cannot read --adaptive with --submission: /],
    [
      ["--text", "a", "--adaptive", "0.5", "--depth", "1"],
      /^Cannot read --depth 1 with --adaptive 0\.5: /,
    ],
    [["--text", "a", "--exits", "1"], /--exits .*--adaptive/],
    [["--text", "a", "--criterion", "margin"], /--criterion .*--adaptive/],
    [["--text", "a", "--adaptive", "2"], /--adaptive "2": it is too large/],
  ];
  for (const [args, message] of cases) {
    assertMatch(await refusal("predict", "--run-dir", "no/run", ...args), message);
  }
});

Deno.test("predict --adaptive refuses a model of backpropagation", () =>
  inFolder(async (folder) => {
    const run = await trained(folder, "--mode", "bp");
    assertMatch(
      await refusal("predict", ...run, "--text", "a", "--adaptive", "0.5"),
      /^Cannot .*: this model was trained by backpropagation at depth 3 only, give a run of --mode al$/,
    );
  }));
