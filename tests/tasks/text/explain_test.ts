import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import type { Explanation } from "../../../tasks/text/explain.ts";
import { explanationText } from "../../../tasks/text/explain_text.ts";
import { csv, inFolder, printed, someRows, tiny } from "../support.ts";

const rows = someRows(60);
const classes = ["birds", "cats", "dogs"];

/** Trains a tiny run and gives the options that name it. */
async function trained(folder: string, data: string, ...args: string[]): Promise<string[]> {
  const file = `${folder}/rows.csv`;
  await Deno.writeTextFile(file, data);
  const run = ["--run-dir", `${folder}/run`];
  const model = ["--dataset", file, "--epoch", "1", "--lr", "0.02", "--quiet"];
  await printed("train", ...model, ...run, ...tiny, ...args);
  return run;
}

interface Answer {
  readonly text: string;
  readonly depths: { depth: number; label: string; probabilities: Record<string, number> }[];
  readonly explanation: Explanation;
}

async function answers(...args: string[]): Promise<Answer[]> {
  const out = await printed("predict", ...args, "--json");
  return out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Predicts the text without each word by the command itself and compares. */
async function checkEffects(run: string[], { text, depths, explanation }: Answer): Promise<void> {
  const { label, probability, depth, words } = explanation;
  const last = depths.at(-1)!;
  assertEquals([label, depth], [last.label, last.depth]);
  assertAlmostEquals(probability, last.probabilities[label], 1e-5);
  const parts = text.split(" ");
  assertEquals(words.map(({ word }) => word), parts);
  for (const [i, { effect }] of words.entries()) {
    const without = parts.toSpliced(i, 1).join(" ");
    const [other] = await answers(...run, "--text", without, "--depth", String(depth));
    assertAlmostEquals(effect, probability - other.depths[0].probabilities[label], 1e-5);
  }
}

Deno.test("explain tells what an answer loses without each word, at the depth of the answer", () =>
  inFolder(async (folder) => {
    const run = await trained(folder, csv(rows), "--model", "lstmal");
    const text = "the purr runs home meow zzz";
    const [full] = await answers(...run, "--text", text, "--explain");
    await checkEffects(run, full);
    assertEquals(full.explanation.words.map(({ known }) => known), [...Array(5).fill(true), false]);
    assertEquals([full.explanation.unread, full.explanation.attending], [0, []]);
    // The first depth answers by itself; batches of variants change nothing.
    const [first] = await answers(...run, "--text", text, "--explain", "--depth", "1");
    await checkEffects(run, first);
    const [small] = await answers(...run, "--text", text, "--explain", "--batch-test", "2");
    for (const [i, { effect }] of small.explanation.words.entries()) {
      assertAlmostEquals(effect, full.explanation.words[i].effect, 1e-6);
    }
  }));

Deno.test("explain shows the attention of each Transformer block as shares of all words", () =>
  inFolder(async (folder) => {
    for (const mode of ["al", "bp"]) {
      const model = ["--model", "transformeral", "--heads", "2", "--mode", mode];
      const run = await trained(folder, csv(rows), ...model, "--positions", "sinusoidal");
      const [answer] = await answers(...run, "--text", "the purr runs home", "--explain");
      await checkEffects(run, answer);
      const { attending, words } = answer.explanation;
      assertEquals(attending, [2, 3]);
      for (const i of [0, 1]) {
        const shares = words.map(({ attention }) => attention[i]);
        assert(shares.every((share) => share > 0));
        assertAlmostEquals(shares.reduce((sum, share) => sum + share, 0), 1, 1e-5);
      }
      await Deno.remove(`${folder}/run`, { recursive: true });
    }
  }));

Deno.test("explain takes the words that enter at later blocks, of the text and of columns", () =>
  inFolder(async (folder) => {
    const model = ["--model", "transformeralside", "--heads", "2", "--side-dim", "2-2-1"];
    const run = await trained(folder, csv(rows), ...model);
    const [{ explanation }] = await answers(
      ...run,
      "--explain",
      "--text",
      "purr the home runs meow today garden",
    );
    const { words, unread, attending } = explanation;
    assertEquals(words.map(({ word, block }) => [word, block]), [
      ["purr", 1],
      ["the", 1],
      ["home", 2],
      ["runs", 2],
      ["meow", 3],
    ]);
    assertEquals([unread, attending], [2, [2, 3]]);
    assertEquals(words[4].attention[0], 0);
    for (const [i, count] of [[0, 4], [1, 5]]) {
      const shares = words.slice(0, count).map(({ attention }) => attention[i]);
      assertAlmostEquals(shares.reduce((sum, share) => sum + share, 0), 1, 1e-5);
    }
    await Deno.remove(`${folder}/run`, { recursive: true });
    const table = [
      "text,title,label",
      ...rows.map(({ text, label }) => `${text},a ${label},${label}`),
    ];
    const column = ["--model", "linearal", "--side", "title@2"];
    const columnRun = await trained(folder, `${table.join("\n")}\n`, ...column);
    const file = ["--file", `${folder}/rows.csv`, "--explain"];
    const [first, ...others] = await answers(...columnRun, ...file);
    assertEquals(others.length, rows.length - 1);
    const last = first.explanation.words.slice(-2);
    assertEquals(last.map(({ word, block }) => [word, block]), [["a", 2], [rows[0].label, 2]]);
    // By --text the column is empty.
    const [bare] = await answers(...columnRun, "--text", rows[0].text, "--explain");
    assert(bare.explanation.words.every(({ block }) => block === 1));
  }));

Deno.test("explain takes a text of one word, of none, and one that is cut", () =>
  inFolder(async (folder) => {
    const run = await trained(folder, csv(rows), "--model", "linearal", "--max-len", "4");
    const [one] = await answers(...run, "--text", "purr", "--explain");
    const [unknown] = await answers(...run, "--text", "qqq", "--explain");
    const { label, probability, words } = one.explanation;
    // Without its only word a text is what a text of unknown words is.
    const other = unknown.depths.at(-1)!.probabilities[label];
    assertAlmostEquals(words[0].effect, probability - other, 1e-5);
    assertAlmostEquals(unknown.explanation.words[0].effect, 0, 1e-6);
    const [none] = await answers(...run, "--text", "...!", "--explain");
    assertEquals(none.explanation.words.map(({ word, known }) => [word, known]), [[
      "<unk>",
      false,
    ]]);
    const [cut] = await answers(...run, "--text", "a purr the home runs garden", "--explain");
    assertEquals([cut.explanation.words.length, cut.explanation.unread], [4, 2]);
    const text = await printed("predict", ...run, "--text", "a zz the home runs", "--explain");
    assertMatch(text, /\n\nWhat each word adds to the probability of (birds|cats|dogs), /);
    assertMatch(text, /\nzz\* +[-+]?\d+\.\d\d %\n/);
    assertMatch(text, /\n\* is not in the vocabulary\.\n\n1 more word is not read\.\n/);
    assert(classes.some((name) => text.includes(`probability of ${name}`)));
    // deno-lint-ignore no-control-regex
    assert(!/[█▒]|\x1b/.test(text), "a pipe gets plain numbers");
  }));

const explanation: Explanation = {
  depth: 2,
  label: "\x1b[31mbad",
  probability: 0.9,
  attending: [2],
  words: [
    { word: "good", known: true, block: 1, effect: 0.5, attention: [0.75] },
    { word: "e\x1b[0mvil", known: false, block: 1, effect: -0.25, attention: [0.25] },
    { word: "late", known: true, block: 3, effect: -0.000001, attention: [0] },
  ],
  unread: 0,
};

Deno.test("explanationText() draws bars on a terminal, in colours unless they are not wanted", () => {
  const plain = explanationText(explanation, { bars: true, colours: false, columns: 80 });
  assertMatch(plain, /good +1 +\+50\.00 % +█{24} +75\.00 %/);
  assertMatch(plain, /e \[0mvil\* +1 +-25\.00 % +▒{12} +25\.00 %/);
  assertMatch(plain, /late +3 +0\.00 %\n/);
  assert(!plain.includes("\x1b"));
  const coloured = explanationText(explanation, { bars: true, colours: true, columns: 80 });
  assert(coloured.includes(`\x1b[38;5;33m${"█".repeat(24)}\x1b[0m`));
  assert(coloured.includes(`\x1b[38;5;208m${"▒".repeat(12)}\x1b[0m`));
  assert(coloured.includes("\x1b[48;5;26;97mgood\x1b[0m \x1b[48;5;"));
  // deno-lint-ignore no-control-regex
  const bare = coloured.replaceAll(/\x1b\[[\d;]*m/g, "");
  assert(bare.includes(plain.slice(plain.indexOf("\nword "))), "colours add nothing else");
  assert(!bare.includes("\x1b"));
});

Deno.test("explanationText() breaks the coloured text at the screen's width", () => {
  const words = Array.from(
    { length: 30 },
    (_, i) => ({ ...explanation.words[0], word: `word${i}` }),
  );
  const look = { bars: true, colours: true, columns: 40 };
  const text = explanationText({ ...explanation, words }, look);
  // deno-lint-ignore no-control-regex
  const lines = text.replaceAll(/\x1b\[[\d;]*m/g, "").split("\n").slice(2, 9);
  assertEquals(lines.join(" ").trim().split(" ").slice(0, 30), words.map(({ word }) => word));
  assert(lines.slice(0, 6).every((line) => line.length <= 40));
});
