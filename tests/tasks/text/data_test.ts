import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import {
  Batches,
  type BatchSource,
  DataError,
  type Encoded,
  type TextRows,
  type Tokens,
  Vocabulary,
} from "../../../datasets/mod.ts";
import type { TextModel } from "../../../models/mod.ts";
import type { Prepared } from "../../../tasks/modality.ts";
import { baseModel } from "../../../tasks/options/models.ts";
import type { OptionsOf } from "../../../tasks/options/options.ts";
import { prepareText } from "../../../tasks/text/data.ts";
import type { TextEncoding, Words } from "../../../tasks/text/encoding.ts";
import { modelOptions } from "../../../tasks/text/model.ts";
import { percent } from "../../../tasks/terminal/figures.ts";
import { inFolder, shared, trainOptions } from "../support.ts";

/** Words of text `i` of some tokens. */
function wordsAt({ tokens, offsets }: Tokens, i: number, { words }: Vocabulary): string[] {
  return Array.from(tokens.subarray(offsets[i], offsets[i + 1]), (id) => words[id]);
}

const NAMES = ["ann", "bob", "cid"];

/** A table of 40 texts with a title, which every fifth row lacks, and an author. */
function table(): string {
  const rows = Array.from({ length: 40 }, (_, i) => {
    const text = Array.from({ length: 1 + i % 9 }, (_, k) => `w${k}`).join(" ");
    return `${text},${i % 5 ? `<b>Title ${i % 4}!</b>` : ""},${NAMES[i % 3]},${i % 2 ? "x" : "y"}`;
  });
  return `text,title,author,label\n${rows.join("\n")}\n`;
}

/** Prepared data, and the options that say how. */
interface Run extends Prepared<TextEncoding> {
  readonly options: OptionsOf<"train">;
}

/** The table, prepared. */
async function prepared(
  folder: string,
  args: readonly string[],
  known?: Words,
  content = table(),
): Promise<Run> {
  const file = `${folder}/rows.csv`;
  await Deno.writeTextFile(file, content);
  const options = trainOptions("--dataset", file, "--emb-dim", "2", ...args);
  return { ...await prepareText(options, () => {}, known), options };
}

/** The word numbers of some rows. */
const encoded = (rows: BatchSource): Encoded => (rows as TextRows).set;

/** The tables of side inputs of a model of the data. */
const sidesOf = ({ options, encoding }: Run) =>
  modelOptions(baseModel(options.model) as TextModel, options, encoding).words.sides;

const BLOCKS = ["--num-layer", "4", "--side", "title@2,author@4"];
const SIDES = ["--model", "linearal", ...BLOCKS];

Deno.test("prepareText() reads columns, numbers them by the training rows, and keeps rows together", () =>
  inFolder(async (folder) => {
    const data = await prepared(folder, SIDES);
    const { vocabulary, columns } = data.encoding;
    assertEquals([...columns.keys()], ["title", "author"]);
    assertEquals(columns.get("title")!.cleaning, vocabulary.cleaning);
    assertEquals([...columns.get("author")!.words].sort(), ["<pad>", "<unk>", ...NAMES]);
    let empty = 0;
    for (const part of ["train", "test"] as const) {
      const set = encoded(data[part]);
      assertEquals(set.sides!.map((side) => !!side), [false, true, false, true], part);
      for (const [row, label] of set.labels.entries()) {
        const title = wordsAt(set.sides![1]!, row, columns.get("title")!);
        const author = wordsAt(set.sides![3]!, row, columns.get("author")!);
        const length = wordsAt(set, row, vocabulary).length;
        // Which row of the table this is, by what it holds.
        const i = Array.from({ length: 40 }, (_, i) => i).find((i) =>
          1 + i % 9 === length && NAMES[i % 3] === author[0] && i % 2 === 1 - label &&
          (i % 5 ? title[1] === String(i % 4) : !title.length)
        );
        assert(i !== undefined, `${length} ${author} ${title} ${label}`);
        empty += Number(title.length === 0);
      }
    }
    assert(empty > 0);
    assertEquals(sidesOf(data), [
      undefined,
      { rows: columns.get("title")!.size, vectors: undefined },
      undefined,
      { rows: columns.get("author")!.size, vectors: undefined },
    ]);
    assertEquals(sidesOf(await prepared(folder, ["--model", "linearal"])), undefined);
  }));

Deno.test("prepareText() with --same-emb numbers columns by the words of the text", () =>
  inFolder(async (folder) => {
    const data = await prepared(folder, [...SIDES, "--same-emb"]);
    assertEquals(data.encoding.columns.size, 0);
    const rows = data.encoding.vocabulary.size;
    assertEquals(sidesOf(data)!.map((side) => side?.rows), [undefined, rows, undefined, rows]);
  }));

Deno.test("prepareText() keeps the words and classes of a saved model, and learns new columns", () =>
  inFolder(async (folder) => {
    const { encoding: old, ...first } = await prepared(folder, [
      "--model",
      "linearal",
      "--num-layer",
      "3",
    ]);
    const { encoding: grown, ...second } = await prepared(folder, SIDES, old);
    assertEquals(grown.vocabulary, old.vocabulary);
    assertEquals([...grown.columns.keys()], ["title", "author"]);
    assertEquals(encoded(second.train).tokens, encoded(first.train).tokens);
    // Other words and one class fewer: all keep their numbers.
    const content = "text,title,author,label\n" + "w1 new,Title 9,ann,y\nw2,,bob,y\n".repeat(9) +
      "w3,,bob,x\n".repeat(9);
    const again = await prepared(folder, SIDES, { ...grown, classes: ["z", "y", "x"] }, content);
    const { vocabulary, columns, classes } = again.encoding;
    assertEquals([vocabulary, columns], [grown.vocabulary, grown.columns]);
    assertEquals(classes, ["z", "y", "x"]);
    assertEquals([...new Set(again.train.labels)].sort(), [1, 2]);
    const error = await assertRejects(
      () => prepared(folder, SIDES, { ...grown, classes: ["y", "z"] }),
      DataError,
    );
    assertEquals(
      error.message,
      `Cannot train on ${folder}/rows.csv: its class "x" is none of the run's (y, z), ` +
        "give data with the same classes",
    );
  }));

Deno.test("prepareText() names a column without words, and lists the columns where one is missing", () =>
  inFolder(async (folder) => {
    const content = "text,title,label\n" + "a,,x\nb,,y\n".repeat(20);
    const message = async (side: string) =>
      (await assertRejects(
        () => prepared(folder, ["--num-layer", "3", "--side", side], undefined, content),
        DataError,
      )).message;
    assertEquals(
      await message("title@2"),
      'Cannot build a vocabulary: the column "title" of the training rows holds no word, ' +
        "leave it out of sideColumns",
    );
    assertEquals(
      await message("headline@2"),
      `Cannot read ${folder}/rows.csv: it has no column "headline" but text, title, label, ` +
        "name the right one with sideColumns",
    );
  }));

Deno.test("word vectors start every table that they fit, from one reading of the file", () =>
  inFolder(async (folder) => {
    const file = `${folder}/vectors.txt`;
    await Deno.writeTextFile(file, "w0 1 2\nann 3 4\nbob 5 6\ntitle 7 8\n");
    const lstm = [...BLOCKS, "--vectors", file, "--model", "lstmal"];
    const vectors = [...SIDES, "--vectors", file];
    const data = await prepared(folder, vectors);
    const { dim, vocabulary, columns } = data.encoding;
    const [title, author] = ["title", "author"].map((name) => columns.get(name)!);
    assertEquals(dim, 2);
    assertEquals(data.dataset.sources.at(-1)!.file, file);
    const tables = await tablesOf(data);
    assertEquals(row(tables.get("block 1/f.weight"), vocabulary, "w0"), [1, 2]);
    assertEquals(row(tables.get("block 2/f/side.weight"), title, "title"), [7, 8]);
    assertEquals(row(tables.get("block 4/f/side.weight"), author, "bob"), [5, 6]);
    assertEquals(tables.get("block 4/f/side.weight")!.length, 2 * author.size);
    // Features of block 3 are 64 wide, the vectors 2: an LSTM's words must be as wide as they.
    const fits = async (...args: string[]) => {
      const { title, author } = await rowsOfSides(await prepared(folder, [...lstm, ...args]));
      return [same(title, [7, 8]), same(author, [5, 6])];
    };
    assertEquals(await fits(), [true, false]);
    assertEquals(await fits("--l1-dim", "1"), [true, true]);
    assertEquals(await fits("--l1-dim", "2", "--no-bidirectional"), [true, true]);
    // A saved model has its words' vectors; new columns get theirs.
    const known = await prepared(folder, vectors, data.encoding);
    assertEquals([known.facts.vectors, known.encoding.dim], [null, 2]);
    const drawn = await rowsOfSides(known);
    assertEquals([same(drawn.title, [7, 8]), same(drawn.author, [5, 6])], [false, false]);
    const old = { ...data.encoding, columns: new Map() };
    assertEquals((await rowsOfSides(await prepared(folder, vectors, old))).author, [5, 6]);
    const parts = ["--model", "transformeralside", "--num-layer", "2", "--vectors", file];
    const segments = await prepared(folder, [...parts, "--heads", "1", "--side-dim", "3-2"]);
    assertEquals(sidesOf(segments), [undefined, {
      rows: segments.encoding.vocabulary.size,
      vectors: undefined,
    }]);
    const both = await tablesOf(segments);
    assertEquals(both.get("block 2/f/side.weight"), both.get("block 1/f.weight"));
  }));

/** The values of a model's parameters by name. */
async function tablesOf(data: Run): Promise<Map<string, Float32Array>> {
  const { parameters } = data.build(shared);
  const values = parameters.map(async (one) => [one.name, await one.data()] as const);
  return new Map(await Promise.all(values));
}

/** The first two numbers of a word in a table of rows of the vectors' width, if it is one. */
function row(table: Float32Array | undefined, own: Vocabulary, word: string): number[] | null {
  if (table?.length !== 2 * own.size) return null;
  return [...table.subarray(2 * own.id(word), 2 * own.id(word) + 2)];
}

/** What "title" and "bob" begin with in the tables of their columns. */
async function rowsOfSides(data: Run) {
  const tables = await tablesOf(data);
  const { columns } = data.encoding;
  return {
    title: row(tables.get("block 2/f/side.weight"), columns.get("title")!, "title"),
    author: row(tables.get("block 4/f/side.weight"), columns.get("author")!, "bob"),
  };
}

function same(found: number[] | null, wanted: number[]): boolean {
  return found?.join() === wanted.join();
}

Deno.test("prepareText() tells how much of the training rows is padding, with and without buckets", () =>
  inFolder(async (folder) => {
    const args = ["--batch-train", "4", "--max-len", "6", "--seed", "3"];
    const { train, facts, lines } = await prepared(folder, [...SIDES, ...args]);
    const padding = facts.padding as { readonly plain: number; readonly bucketed: number };
    const options = { batch: 4, maxLen: 6, shuffle: { seed: 3, epoch: 1 } };
    assertEquals(padding, {
      plain: new Batches(encoded(train), options).padding(),
      bucketed: new Batches(encoded(train), { ...options, bucket: 16 }).padding(),
    });
    assert(padding.bucketed <= padding.plain && padding.plain < 1 && padding.bucketed > 0);
    const [plain, bucketed] = [padding.plain, padding.bucketed].map(percent);
    const text = `${plain} of the positions of training batches`;
    const [head, unknown] = lines;
    assertEquals(head, ["padding", `${text}, ${bucketed} with texts of like length together`]);
    assertEquals(unknown, ["unknown", "0.00 % of the words to validate, 0.00 % to test"]);
    const loose = await prepared(folder, [...SIDES, ...args, "--no-bucket"]);
    assertEquals(loose.lines[0], ["padding", text]);
  }));

Deno.test("prepareText() tells the share of unknown words, and remarks on a great one", () =>
  inFolder(async (folder) => {
    // Each row has a word of its own, and all rows share one.
    const rows = Array.from({ length: 40 }, (_, i) => `own${i} both x${i},${i % 2 ? "a" : "b"}`);
    const { lines, facts, dataset } = await prepared(
      folder,
      [],
      undefined,
      `text,label\n${rows.join("\n")}\n`,
    );
    assertEquals(facts.unknown, { validation: 2 / 3, test: 2 / 3 });
    assertEquals(lines[1][1], "66.67 % of the words to validate, 66.67 % to test");
    assertMatch(dataset.notes.at(-1)!, /^most words of the rows to validate or test are unknown/);
  }));

Deno.test("steps over texts tell how far they are, to their end", () =>
  inFolder(async (folder) => {
    const file = `${folder}/rows.csv`;
    const rows = Array.from({ length: 10_000 }, (_, i) => `w${i % 7},${i % 2 ? "x" : "y"}`);
    await Deno.writeTextFile(file, ["text,label", ...rows, ""].join("\n"));
    const steps = new Map<string, { done: number; total: number }[]>();
    await prepareText(trainOptions("--dataset", file), (progress) => {
      if (!("step" in progress)) return;
      steps.set(progress.step, [...steps.get(progress.step) ?? [], progress]);
    });
    assertEquals([...steps.keys()], ["split rows", "count words", "number words", "compare texts"]);
    const totals = [...steps.values()].map((all) => all.at(-1)!.total);
    assertEquals(totals, [9_000, 8_100, 10_000, 9_000]);
    for (const [step, all] of steps) {
      assert(all.length > (step === "split rows" ? 1 : 20), step);
      assertEquals(all.at(-1)!.done, all.at(-1)!.total, step);
      assert(all.every(({ done }, i) => i === 0 || done > all[i - 1].done), step);
    }
  }));
