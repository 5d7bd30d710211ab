import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Batches, DataError, type Tokens, Vocabulary } from "../../../datasets/mod.ts";
import {
  encodeExamples,
  prepareText,
  renumberLabels,
  type TextData,
  unlabelled,
} from "../../../tasks/text/data.ts";
import { readVocabulary, writeVocabulary } from "../../../tasks/text/vocabulary_file.ts";
import { inFolder, trainOptions } from "../support.ts";

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

/** The table, prepared. */
async function prepared(
  folder: string,
  args: readonly string[],
  known?: TextData,
  content = table(),
): Promise<TextData> {
  const file = `${folder}/rows.csv`;
  await Deno.writeTextFile(file, content);
  const options = trainOptions("--dataset", file, "--emb-dim", "2", ...args);
  return await prepareText(options, () => {}, known);
}

const BLOCKS = ["--num-layer", "4", "--side", "title@2,author@4"];
const SIDES = ["--model", "linearal", ...BLOCKS];

Deno.test("encodeExamples() gives each block its part of the text, and an empty text one unknown word", () => {
  const vocabulary = Vocabulary.build(["a b c d e f"]);
  const options = { model: "lstmalside", numLayer: 3, maxLen: 5, sideDim: "2-1-4" };
  const texts = ["a b c d e f", "a b c", "", "?! <br>", "b zzz"];
  const labels = Uint32Array.of(0, 1, 0, 1, 0);
  const run = { options, vocabulary, columns: new Map() };
  const set = encodeExamples(run, { texts, labels });
  assertEquals(set.labels, labels);
  assertEquals([set.sides!.length, set.sides![0]], [3, undefined]);
  const blocks = [set, set.sides![1]!, set.sides![2]!];
  assertEquals(
    texts.map((_, i) => blocks.map((block) => wordsAt(block, i, vocabulary).join(" "))),
    [
      ["a b", "c", "d e"],
      ["a b", "c", ""],
      ["<unk>", "", ""],
      ["<unk>", "", ""],
      ["b <unk>", "", ""],
    ],
  );
  const plain = { ...run, options: { ...options, model: "lstmal", sideDim: undefined } };
  assertEquals(encodeExamples(plain, { texts, labels }), vocabulary.encode({ texts, labels }, 5));
});

Deno.test("encodeExamples() numbers columns by words of their own, else by those of the text", () => {
  const vocabulary = Vocabulary.build(["a b"]);
  const title = Vocabulary.build(["b x y"]);
  const options = { model: "linearal", numLayer: 3, maxLen: 2, side: ["title@3"] };
  const columns = new Map([["title", ["x", "", "y a x"]]]);
  const examples = { texts: ["a", "b", "a"], labels: new Uint32Array(3), columns };
  const words = (run: Map<string, Vocabulary>, own: Vocabulary) => {
    const set = encodeExamples({ options, vocabulary, columns: run }, examples);
    assertEquals([set.sides![0], set.sides![1]], [undefined, undefined]);
    return examples.texts.map((_, i) => wordsAt(set.sides![2]!, i, own).join(" "));
  };
  assertEquals(words(new Map([["title", title]]), title), ["x", "", "y <unk>"]);
  assertEquals(words(new Map(), vocabulary), ["<unk>", "", "<unk> a"]);
  const error = assertThrows(
    () =>
      encodeExamples(
        { options, vocabulary, columns: new Map() },
        unlabelled([{ text: "a", sides: [] }], ["title"]),
      ),
    DataError,
  );
  assertEquals(
    error.message,
    "Cannot encode texts: the model also takes the column title and they have none, " +
      "give a CSV, TSV or JSON-lines file that has it",
  );
});

Deno.test("prepareText() reads columns, numbers them by the training rows, and keeps rows together", () =>
  inFolder(async (folder) => {
    const data = await prepared(folder, SIDES);
    assertEquals([...data.columns.keys()], ["title", "author"]);
    assertEquals(data.columns.get("title")!.cleaning, data.vocabulary.cleaning);
    assertEquals([...data.columns.get("author")!.words].sort(), ["<pad>", "<unk>", ...NAMES]);
    let empty = 0;
    for (const [set, part] of [[data.train, "train"], [data.test, "test"]] as const) {
      assertEquals(set.sides!.map((side) => !!side), [false, true, false, true], part);
      for (const [row, label] of set.labels.entries()) {
        const title = wordsAt(set.sides![1]!, row, data.columns.get("title")!);
        const author = wordsAt(set.sides![3]!, row, data.columns.get("author")!);
        const length = wordsAt(set, row, data.vocabulary).length;
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
    assertEquals(data.sizes.sides, [
      undefined,
      { rows: data.columns.get("title")!.size, vectors: undefined },
      undefined,
      { rows: data.columns.get("author")!.size, vectors: undefined },
    ]);
    assertEquals((await prepared(folder, ["--model", "linearal"])).sizes.sides, undefined);
  }));

Deno.test("prepareText() with --same-emb numbers columns by the words of the text", () =>
  inFolder(async (folder) => {
    const data = await prepared(folder, [...SIDES, "--same-emb"]);
    assertEquals(data.columns.size, 0);
    const rows = data.vocabulary.size;
    assertEquals(data.sizes.sides!.map((side) => side?.rows), [undefined, rows, undefined, rows]);
  }));

Deno.test("prepareText() keeps the words and classes of a saved model, and learns new columns", () =>
  inFolder(async (folder) => {
    const old = await prepared(folder, ["--model", "linearal", "--num-layer", "3"]);
    const grown = await prepared(folder, SIDES, old);
    assertEquals(grown.vocabulary, old.vocabulary);
    assertEquals([...grown.columns.keys()], ["title", "author"]);
    assertEquals(grown.train.tokens, old.train.tokens);
    // Other words and one class fewer: all keep their numbers.
    const content = "text,title,author,label\n" + "w1 new,Title 9,ann,y\nw2,,bob,y\n".repeat(9) +
      "w3,,bob,x\n".repeat(9);
    const again = await prepared(folder, SIDES, { ...grown, classes: ["z", "y", "x"] }, content);
    assertEquals([again.vocabulary, again.columns], [grown.vocabulary, grown.columns]);
    assertEquals(again.classes, ["z", "y", "x"]);
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

Deno.test("renumberLabels() lets classes be that no example has", () => {
  const dataset = {
    name: "d",
    classes: ["a", "b", "c"],
    train: { texts: [], labels: new Uint32Array() },
    test: null,
    unlabelled: null,
    sources: [],
    notes: [],
  };
  const columns = new Map([["title", ["t", "u"]]]);
  const examples = { texts: ["1", "2"], labels: Uint32Array.of(2, 0), columns };
  assertEquals(renumberLabels(examples, dataset, ["a", "c"], "go"), {
    ...examples,
    labels: Uint32Array.of(1, 0),
  });
  assertThrows(
    () => renumberLabels(examples, dataset, ["b", "c"], "go on"),
    DataError,
    `Cannot go on: its class "a" is none of the run's (b, c), give data with the same classes`,
  );
});

Deno.test("vocabulary.json holds the words of columns; those of older runs have none", () =>
  inFolder(async (folder) => {
    const { vocabulary, columns, classes } = await prepared(folder, SIDES);
    const words = { vocabulary, columns, classes, dim: 7 };
    await writeVocabulary(folder, words);
    assertEquals(await readVocabulary(folder), words);
    const file = `${folder}/vocabulary.json`;
    const { columns: kept, ...older } = JSON.parse(await Deno.readTextFile(file));
    assertEquals(kept.map(({ column }: { column: string }) => column), ["title", "author"]);
    await Deno.writeTextFile(file, JSON.stringify(older));
    assertEquals(await readVocabulary(folder), { ...words, columns: new Map() });
    await writeVocabulary(folder, { ...words, columns: new Map() });
    assertEquals(JSON.parse(await Deno.readTextFile(file)), older);
    for (const wrong of [{}, [{}], [{ ...kept[0], column: 3 }], [{ ...kept[0], words: [] }]]) {
      await Deno.writeTextFile(file, JSON.stringify({ ...older, columns: wrong }));
      const { message } = await assertRejects(() => readVocabulary(folder), DataError);
      assert(message.startsWith(`Cannot read ${file}: `), message);
      assert(message.endsWith(", take another copy or train again"), message);
    }
  }));

Deno.test("word vectors start every table that they fit, from one reading of the file", () =>
  inFolder(async (folder) => {
    const file = `${folder}/vectors.txt`;
    await Deno.writeTextFile(file, "w0 1 2\nann 3 4\nbob 5 6\ntitle 7 8\n");
    const lstm = [...BLOCKS, "--vectors", file, "--model", "lstmal"];
    const vectors = [...SIDES, "--vectors", file];
    const data = await prepared(folder, vectors);
    assertEquals(data.dim, 2);
    const row = (rows: Float32Array | undefined, own: Vocabulary, word: string) => {
      const start = 2 * own.id(word);
      return rows && [...rows.subarray(start, start + 2)];
    };
    const [, title, , author] = data.sizes.sides!;
    assertEquals(row(data.sizes.vectors, data.vocabulary, "w0"), [1, 2]);
    assertEquals(row(title?.vectors, data.columns.get("title")!, "title"), [7, 8]);
    assertEquals(row(author?.vectors, data.columns.get("author")!, "bob"), [5, 6]);
    assertEquals(author?.vectors?.length, 2 * data.columns.get("author")!.size);
    // Features of block 3 are 64 wide, the vectors 2: an LSTM's words must be as wide as they.
    const fits = async (...args: string[]) =>
      (await prepared(folder, [...lstm, ...args])).sizes.sides!.map((side) => !!side?.vectors);
    assertEquals(await fits(), [false, true, false, false]);
    assertEquals(await fits("--l1-dim", "1"), [false, true, false, true]);
    assertEquals(await fits("--l1-dim", "2", "--no-bidirectional"), [false, true, false, true]);
    // A saved model has its words' vectors; new columns get theirs.
    const known = await prepared(folder, vectors, data);
    assertEquals([known.vectors, known.dim], [null, 2]);
    const old = { ...data, columns: new Map() };
    const grown = await prepared(folder, vectors, old);
    assertEquals(row(grown.sizes.sides![3]?.vectors, grown.columns.get("author")!, "bob"), [5, 6]);
    const parts = ["--model", "transformeralside", "--num-layer", "2", "--vectors", file];
    const segments = await prepared(folder, [...parts, "--heads", "1", "--side-dim", "3-2"]);
    assertEquals(segments.sizes.sides, [undefined, {
      rows: segments.vocabulary.size,
      vectors: segments.sizes.vectors,
    }]);
  }));

Deno.test("prepareText() tells how much of the training rows is padding, with and without buckets", () =>
  inFolder(async (folder) => {
    const args = ["--batch-train", "4", "--max-len", "6", "--seed", "3"];
    const { train, padding } = await prepared(folder, [...SIDES, ...args]);
    const options = { batch: 4, maxLen: 6, shuffle: { seed: 3, epoch: 1 } };
    assertEquals(padding, {
      plain: new Batches(train, options).padding(),
      bucketed: new Batches(train, { ...options, bucket: 16 }).padding(),
    });
    assert(padding.bucketed <= padding.plain && padding.plain < 1 && padding.bucketed > 0);
  }));
