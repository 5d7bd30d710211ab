import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { objects, rows, trainedRun } from "./small_run.ts";
import { cli, csv, inFolder, printed, refusal, someRows, tiny } from "./support.ts";

const manyRows = someRows(90);

/** Trains a tiny run of `linearal` and gives the options that name it. */
async function trained(folder: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  const run = ["--run-dir", `${folder}/run`];
  await Deno.writeTextFile(file, csv(manyRows));
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
      .map((line) => JSON.parse(line).depths as { label: string; probabilities: object }[]);
    const first = await early(...run, ...file, "--adaptive", "0");
    assert(first.every(({ depth }) => depth === 1));
    const threshold = first.map(({ confidence }) => confidence).toSorted((a, b) => a - b)[45];
    const left = await early(...run, ...file, "--adaptive", String(threshold));
    assertEquals(left.length, manyRows.length);
    const used = new Set(left.map(({ depth }) => depth));
    assert(used.size > 1, `all leave at ${[...used]}`);
    for (const [i, { depth, label, confidence, probabilities }] of left.entries()) {
      assertEquals(label, all[i][depth - 1].label);
      // The same answer is as sure where texts do not leave early.
      assertEquals(probabilities, all[i][depth - 1].probabilities);
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

    const text = ["--text", manyRows[0].text, "--adaptive", "0.5"];
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

interface Answer {
  readonly text: string;
  readonly depths: { depth: number; label: string; probabilities: Record<string, number> }[];
}

function answersOf(out: string): Answer[] {
  const answers = objects(out) as unknown as Answer[];
  for (const { depths } of answers) {
    for (const { label, probabilities } of depths) {
      const all = Object.values(probabilities);
      assertAlmostEquals(all.reduce((sum, p) => sum + p, 0), 1, 1e-6);
      assertEquals(probabilities[label], Math.max(...all));
      assertEquals(Object.keys(probabilities), ["birds", "cats", "dogs"]);
    }
  }
  return answers;
}

Deno.test("predict answers --text, each line of a file, and the column of a table", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const [answer] = answersOf(await printed("predict", ...run, "--json", "--text", rows[0].text));
    assertEquals([answer.text, answer.depths.map(({ depth }) => depth)], [rows[0].text, [1, 2, 3]]);
    const texts = rows.slice(0, 20).map(({ text }) => text);
    await Deno.writeTextFile(`${folder}/texts.txt`, `${texts.join("\r\n")}\n\n \n`);
    const file = ["--file", `${folder}/texts.txt`];
    // In several batches of unlike lengths; padding and neighbours change no answer.
    const lines = answersOf(
      await printed("predict", ...run, ...file, "--json", "--batch-test", "7"),
    );
    // A blank line is a text without words: answers and lines stay in step.
    assertEquals(lines.map(({ text }) => text), [...texts, "", " "]);
    assertEquals(
      lines[0].depths.map(({ label }) => label),
      answer.depths.map(({ label }) => label),
    );
    for (const [d, { probabilities }] of lines[0].depths.entries()) {
      for (const [name, p] of Object.entries(probabilities)) {
        assertAlmostEquals(p, answer.depths[d].probabilities[name], 1e-5);
      }
    }
    const table = ["--file", `${folder}/rows.csv`, "--depth", "1"];
    const all = answersOf(await printed("predict", ...run, ...table, "--json"));
    assertEquals(all.length, rows.length);
    assertEquals(all[0].depths.length, 1);
    const text = await printed("predict", ...run, "--text", "purr meow", "--top", "2");
    assertMatch(
      text,
      /^purr meow\n\ndepth {2}answer( +(birds|cats|dogs)){2}\n─+ {2}─+ {2}─+ {2}─+\n/,
    );
  }));

Deno.test("predict answers texts of unknown words, and refuses an empty one and two sources", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const predict = ["predict", ...run, "--json"];
    const unknown = answersOf(await printed(...predict, "--text", "zzz qqq"));
    const other = answersOf(await printed(...predict, "--text", "xxx yyy"));
    assertEquals(unknown[0].depths, other[0].depths);
    const remark = "no word of it is known to the model";
    assertEquals(objects(await printed(...predict, "--text", "zzz"))[0].remark, remark);
    assertEquals("remark" in objects(await printed(...predict, "--text", "zzz the"))[0], false);
    const shown = await printed("predict", ...run, "--text", "zzz");
    assert(shown.startsWith(`zzz\n${remark}\n\ndepth`));
    assertEquals(answersOf(await printed(...predict, "--text", "...!")).length, 1);
    assertEquals(
      await refusal(...predict, "--text", ""),
      "Cannot read --text: it has no value, give one (TEXT)",
    );
    assertMatch(
      await refusal(...predict, "--text", "a", "--file", "b.txt"),
      /^Cannot read --file with --text: /,
    );
    const missing = await refusal(...predict, "--file", `${folder}/no.txt`);
    assertMatch(missing, /^Cannot read .*no\.txt: /);
    await Deno.writeTextFile(`${folder}/empty.txt`, "");
    assertMatch(
      await refusal(...predict, "--file", `${folder}/empty.txt`),
      /^Cannot predict: there is no text, /,
    );
  }));

Deno.test("predict reads standard input line by line and says when it holds no text", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const args = ["predict", ...run, "--json"];
    const piped = await cli(args, { input: "purr meow\n\nbark bone\r\nwing" });
    assertEquals([piped.code, piped.stderr], [0, ""]);
    assertEquals(answersOf(piped.stdout).map(({ text }) => text), [
      "purr meow",
      "",
      "bark bone",
      "wing",
    ]);
    assertEquals(await cli(args, { input: "" }), {
      code: 1,
      stdout: "",
      stderr: "Cannot predict: there is no text, give --text, --file or lines on standard input\n",
    });
    const broken = await cli(args, { input: Uint8Array.of(97, 10, 98, 0xff, 10) });
    assertEquals(
      [broken.code, broken.stderr],
      [1, "Cannot read standard input: line 2 is not UTF-8 at byte 3, save it as UTF-8\n"],
    );
  }));

Deno.test("predict --output writes what it would print, a row for each text", () =>
  inFolder(async (folder) => {
    const run = await trained(folder);
    const [file, output] = [`${folder}/rows.csv`, `${folder}/answers.jsonl`];
    const all = answersOf(await printed("predict", ...run, "--file", file, "--json"));
    const beside = ["--output", output, "--all-classes", "--quiet", "--batch-test", "7"];
    const said = await printed("predict", ...run, "--file", file, ...beside);
    assertEquals(said, `${output}: 90 texts answered, 90 at depth 3\n`);
    const rows = objects(await Deno.readTextFile(output));
    assertEquals(rows.map(({ row }) => row), all.map((_, i) => i + 1));
    assertEquals(rows.map(({ text }) => text), all.map(({ text }) => text));
    for (const [i, { label, depth, probability, probabilities }] of rows.entries()) {
      const deepest = all[i].depths[2];
      assertEquals([label, depth], [deepest.label, 3]);
      assertAlmostEquals(probability as number, deepest.probabilities[deepest.label], 1e-6);
      assertEquals(Object.keys(probabilities as object), ["birds", "cats", "dogs"]);
    }
    await printed("predict", ...run, "--file", file, ...beside, "--adaptive", "0");
    assertEquals(objects(await Deno.readTextFile(output)).every(({ depth }) => depth === 1), true);
    await printed("predict", ...run, "--file", file, ...beside, "--depth", "2");
    assertEquals(objects(await Deno.readTextFile(output)).every(({ depth }) => depth === 2), true);
    await Deno.writeTextFile(`${folder}/none.txt`, "");
    const none = ["--file", `${folder}/none.txt`, "--quiet"];
    assertMatch(
      await refusal("predict", ...run, ...none, "--output", `${folder}/none.csv`),
      /^Cannot predict: there is no text, /,
    );
    assertEquals(
      [...Deno.readDirSync(folder)].some(({ name }) => name.includes("none.csv")),
      false,
    );
  }));

Deno.test("predict --output refuses what cannot be written, before any work", async () => {
  const cases: [string[], RegExp][] = [
    [["--output", "a.txt"], /^Cannot write --output "a\.txt": its name ends in none of /],
    [
      ["--file", "a.csv", "--output", "a.csv"],
      /^Cannot write --output "a\.csv": --file reads it, /,
    ],
    [["--text", "a", "--all-classes"], /^Cannot use --all-classes without --output: /],
    [["--output", "a.csv", "--submission", "s.tsv"], /^Cannot read --output with --submission: /],
    [["--explain", "--output", "a.csv"], /^Cannot read --explain with --output: /],
  ];
  for (const [args, message] of cases) {
    assertMatch(await refusal("predict", "--run-dir", "no/run", ...args), message);
  }
});

Deno.test("predict writes no answers over the texts that it reads, however they are named", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, "text\na\n");
    await Deno.symlink("a.csv", `${folder}/link.csv`);
    for (const output of [`${folder}/../${folder.split("/").at(-1)}/a.csv`, `${folder}/link.csv`]) {
      assertMatch(
        await refusal("predict", "no/run", "--file", `${folder}/a.csv`, "--output", output),
        /^Cannot write --output ".*": --file reads it, give another file$/,
      );
    }
  }));

Deno.test("predict refuses columns and signs of a table where texts come from none", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    await Deno.writeTextFile(`${folder}/a.txt`, "text,label\na,b\n");
    const file = ["--file", `${folder}/a.txt`, "--quiet"];
    assertEquals(
      await refusal("predict", ...run, ...file, "--text-column", "text"),
      `Cannot use --text-column with --file "${folder}/a.txt": each of its lines is a text, leave it ` +
        "out or give a file whose name ends in .csv, .tsv or .jsonl",
    );
    assertMatch(
      await refusal("predict", ...run, ...file, "--no-header"),
      /^Cannot use --no-header /,
    );
    assertMatch(
      await refusal("predict", ...run, "--text", "a", "--delimiter", ";"),
      /^Cannot use --delimiter without --file: it is for a table, /,
    );
  }));
