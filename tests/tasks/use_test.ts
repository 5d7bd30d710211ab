import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import {
  cli,
  csv,
  inFolder,
  printed,
  refusal,
  type Row,
  shared,
  someRows,
  tiny,
  trainOptions,
} from "./support.ts";
import { encodingOf } from "../../tasks/text/data.ts";
import { buildText } from "../../tasks/text/model.ts";
import { readVocabulary } from "../../tasks/text/vocabulary_file.ts";

const rows = someRows(60);

/** Trains a run of `linearal` in a folder and gives the options that name it. */
async function trainedRun(folder: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  const run = ["--run-dir", `${folder}/run`];
  await Deno.writeTextFile(file, csv(rows));
  const data = ["--dataset", file, "--model", "linearal", "--epoch", "2", "--lr", "0.02"];
  await printed("train", ...data, ...run, ...tiny, "--quiet", ...args);
  return run;
}

function objects(out: string): Record<string, unknown>[] {
  assert(out.endsWith("\n"));
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

Deno.test("eval tests the run's own test rows at every depth, or at one", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const { test } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const lines = objects(await printed("eval", ...run, "--json"));
    assertEquals(lines.map(({ depth }) => depth), [1, 2, 3]);
    assertEquals(lines.map(({ accuracy }) => accuracy), test.depths);
    assertEquals(lines[2].confusion, test.confusion);
    for (const { rows, classes, dataset, run: path, loss } of lines) {
      assertEquals([rows, classes], [6, ["birds", "cats", "dogs"]]);
      assertEquals([dataset, path], [`${folder}/rows.csv`, `${folder}/run`]);
      assert((loss as number) > 0);
    }
    assertEquals(objects(await printed("eval", ...run, "--json", "--depth", "2")), [lines[1]]);
    // The batch decides speed alone.
    assertEquals(objects(await printed("eval", ...run, "--json", "--batch-test", "5")).length, 3);
    const text = await printed("eval", ...run, "--quiet");
    assertMatch(
      text,
      /^.*run on the 6 test rows of .*rows\.csv\n\ndepth {2}accuracy {2}cross-entropy\n/,
    );
    assertMatch(text, /\ntrue \\ predicted {2}birds {2}cats {2}dogs {4}right\n/);
    assertMatch(text, /6 of 60 rows held out by seed 1/);
  }));

Deno.test("eval tests all rows of a file, by class names, and the last checkpoint where asked", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const file = `${folder}/more.csv`;
    const two = someRows(40, 4).filter(({ label }) => label !== "cats");
    await Deno.writeTextFile(file, csv(two));
    const [line] = objects(await printed("eval", ...run, "--test-data", file, "--json"));
    assertEquals(line.rows, two.length);
    const confusion = line.confusion as number[][];
    const sums = confusion.map((row) => row.reduce((sum, n) => sum + n, 0));
    const count = (name: string) => two.filter(({ label }) => label === name).length;
    assertEquals(sums, [count("birds"), 0, count("dogs")]);

    await Deno.writeTextFile(file, csv([...two, { text: "a", label: "fish" }]));
    assertEquals(
      await refusal("eval", ...run, "--test-data", file, "--quiet"),
      `Cannot test ${folder}/run on ${file}: its class "fish" is none of the run's ` +
        "(birds, cats, dogs), give data with the same classes",
    );
    assertMatch(
      await refusal("eval", ...run, "--dataset", "news", "--quiet"),
      /on news: its class "World" is none of the run's \(birds, cats, dogs\)/,
    );

    const best = objects(await printed("eval", ...run, "--json"));
    const last = objects(await printed("eval", ...run, "--json", "--checkpoint", "last"));
    const { epoch } = JSON.parse(await Deno.readTextFile(`${folder}/run/result.json`));
    const same = JSON.stringify(best) === JSON.stringify(last);
    assertEquals(same, epoch === 2);
  }));

Deno.test("eval and predict refuse a depth that the model has not, with the range, before any work", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder);
    const range = "the model has depths 1 to 3, give one of them or leave it out";
    assertEquals(await refusal("eval", ...run, "--depth", "4"), `Cannot read --depth 4: ${range}`);
    const text = ["--text", "a"];
    assertEquals(
      await refusal("predict", ...run, ...text, "--depth", "9"),
      `Cannot read --depth 9: ${range}`,
    );
    assertMatch(
      await refusal("eval", ...run, "--depth", "0"),
      /--depth "0": it is too small, give one between 1 and 256/,
    );
    await Deno.remove(`${folder}/run`, { recursive: true });
    await trainedRun(folder, "--mode", "bp");
    assertEquals(
      await refusal("predict", ...run, ...text, "--depth", "1"),
      "Cannot read --depth 1: this model was trained at depth 3 only, give one of them or leave it out",
    );
    assertEquals(objects(await printed("eval", ...run, "--json")).map(({ depth }) => depth), [3]);
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
    await Deno.writeTextFile(`${folder}/texts.txt`, `${texts.join("\r\n\n")}\n`);
    const file = ["--file", `${folder}/texts.txt`];
    // In several batches of unlike lengths; padding and neighbours change no answer.
    const lines = answersOf(
      await printed("predict", ...run, ...file, "--json", "--batch-test", "7"),
    );
    assertEquals(lines.map(({ text }) => text), texts);
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
    await Deno.writeTextFile(`${folder}/empty.txt`, "\n \n");
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
      "bark bone",
      "wing",
    ]);
    for (const input of ["", "\n \n"]) {
      assertEquals(await cli(args, { input }), {
        code: 1,
        stdout: "",
        stderr:
          "Cannot predict: there is no text, give --text, --file or lines on standard input\n",
      });
    }
    const broken = await cli(args, { input: Uint8Array.of(97, 10, 98, 0xff, 10) });
    assertEquals(
      [broken.code, broken.stderr],
      [1, "Cannot read standard input: line 2 is not UTF-8 at byte 3, save it as UTF-8\n"],
    );
  }));

Deno.test("summary counts the parameters of a model, in all and on each inference path", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const text: Row[] = Array.from({ length: 20 }, (_, i) => ({
      text: i % 2 ? "one two three" : "one four five",
      label: i % 2 ? "odd" : "even",
    }));
    await Deno.writeTextFile(file, csv(text));
    const sizes = ["--emb-dim", "6", "--l1-dim", "5", "--label-emb", "4", "--num-layer", "2"];
    const model = ["--dataset", file, "--model", "lstmal", "--no-bidirectional", ...sizes];
    const [line] = objects(await printed("summary", ...model, "--json"));
    // 7 words with padding and unknown; an LSTM has 4 gates of [5, 6], [5, 5] and [5].
    const f = [7 * 6, 4 * 5 * (6 + 5) + 4 * 5];
    const b = [6 * 4 + 4, 5 * 4 + 4];
    const g = [2 * 4 + 4, 4 * 4 + 4];
    const h = [4 * 2 + 2, 4 * 4 + 4];
    const parameters = line.parameters as { name: string; shape: number[]; size: number }[];
    const of = (start: string) =>
      parameters.filter(({ name }) => name.startsWith(start)).reduce(
        (sum, { size }) => sum + size,
        0,
      );
    for (const k of [0, 1]) {
      const block = `block ${k + 1}/`;
      const got = ["f", "b", "g", "h"].map((map) => of(`${block}${map}`));
      assertEquals(got, [f[k], b[k], g[k], h[k]], block);
    }
    for (const { shape, size } of parameters) assertEquals(shape.reduce((a, n) => a * n, 1), size);
    assertEquals(line.total, [f, b, g, h].flat().reduce((sum, n) => sum + n));
    // Of 64 words: gates at each, then the matrices of b and h.
    const lstm = 64 * 4 * 5 * (6 + 5);
    assertEquals(line.inference, [
      { depth: 1, parameters: f[0] + b[0] + h[0], multiplyAdds: 6 * 4 + 4 * 2 },
      {
        depth: 2,
        parameters: f[0] + f[1] + b[1] + h[0] + h[1],
        multiplyAdds: lstm + 5 * 4 + 4 * 4 + 4 * 2,
      },
    ]);
    assertEquals(line.inputs, [
      { block: 1, takes: { from: 0, to: 64 }, words: 64 },
      { block: 2, takes: null, words: 64 },
    ]);
    const out = await printed("summary", ...model);
    assertMatch(out, /^lstmal \(al\) of .*: 7 words, 2 classes\n\nblock {4}map {2}shapes/);
    assertMatch(out, new RegExp(`all, for training +${line.total} +100.0 %`));
    assertMatch(out, /\ndepth 2 +336 +\d\d\.\d % +14,124 +100\.0 %\n/);

    const few = objects(await printed("summary", ...model, "--json", "--min-count", "8"))[0];
    // "one" is in 18 training rows, the other words in 9 each: all stay; from 10 on only "one" does.
    assertEquals(few.total, line.total);
    const one = objects(await printed("summary", ...model, "--json", "--min-count", "10"))[0];
    assertEquals(one.total, line.total as number - 4 * 6);
  }));

Deno.test("summary of a run shows what train built, and takes no option beside it", () =>
  inFolder(async (folder) => {
    const run = await trainedRun(folder, "--min-count", "3");
    const [line] = objects(await printed("summary", ...run, "--json"));
    const options = trainOptions("--model", "linearal", ...tiny);
    const words = JSON.parse(await Deno.readTextFile(`${folder}/run/vocabulary.json`)).words.length;
    const encoding = encodingOf(options, await readVocabulary(`${folder}/run`));
    const { vocabulary, classes, dim } = encoding;
    assertEquals([vocabulary.size, classes.length, dim, options.embDim], [words, 3, null, 6]);
    const learner = buildText(shared, options, encoding);
    assertEquals(
      line.parameters,
      learner.parameters.map(({ name, shape, size }) => ({ name, shape: [...shape], size })),
    );
    const data = ["--dataset", `${folder}/rows.csv`, "--model", "linearal", "--min-count", "3"];
    const [same] = objects(
      await printed("summary", ...data, "--json", ...tiny.slice(0, 6), "--val-fraction", "0.2"),
    );
    assertEquals(same.parameters, line.parameters);
    assertEquals(
      await refusal("summary", ...run, "--num-layer", "2"),
      "Cannot read --num-layer with --run-dir: the run has its own, leave one of them out",
    );
  }));
