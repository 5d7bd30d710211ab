import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DataError, type Tokens, Vocabulary } from "../../../datasets/mod.ts";
import { blockInputs, columnsIn, type SideOptions } from "../../../tasks/options/sides.ts";
import {
  encodeExamples,
  rowsOf,
  type TextEncoding,
  unlabelled,
} from "../../../tasks/text/encoding.ts";

/** Words of text `i` of some tokens. */
function wordsAt({ tokens, offsets }: Tokens, i: number, { words }: Vocabulary): string[] {
  return Array.from(tokens.subarray(offsets[i], offsets[i + 1]), (id) => words[id]);
}

/** How a run of these options reads texts, with these words. */
function encoding(
  options: SideOptions,
  vocabulary: Vocabulary,
  columns: ReadonlyMap<string, Vocabulary> = new Map(),
): TextEncoding {
  const inputs = blockInputs(options);
  const sideColumns = columnsIn(inputs);
  const { maxLen } = options;
  return { classes: [], dim: null, vocabulary, columns, inputs, sideColumns, maxLen, bucket: true };
}

Deno.test("encodeExamples() gives each block its part of the text, and an empty text one unknown word", () => {
  const vocabulary = Vocabulary.build(["a b c d e f"]);
  const options = { model: "lstmalside", numLayer: 3, maxLen: 5, sideDim: "2-1-4" };
  const texts = ["a b c d e f", "a b c", "", "?! <br>", "b zzz"];
  const labels = Uint32Array.of(0, 1, 0, 1, 0);
  const set = encodeExamples(encoding(options, vocabulary), { texts, labels });
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
  const plain = encoding({ ...options, model: "lstmal", sideDim: undefined }, vocabulary);
  assertEquals(encodeExamples(plain, { texts, labels }), vocabulary.encode({ texts, labels }, 5));
});

Deno.test("encodeExamples() numbers columns by words of their own, else by those of the text", () => {
  const vocabulary = Vocabulary.build(["a b"]);
  const title = Vocabulary.build(["b x y"]);
  const options = { model: "linearal", numLayer: 3, maxLen: 2, side: ["title@3"] };
  const columns = new Map([["title", ["x", "", "y a x"]]]);
  const examples = { texts: ["a", "b", "a"], labels: new Uint32Array(3), columns };
  const words = (run: Map<string, Vocabulary>, own: Vocabulary) => {
    const set = encodeExamples(encoding(options, vocabulary, run), examples);
    assertEquals([set.sides![0], set.sides![1]], [undefined, undefined]);
    return examples.texts.map((_, i) => wordsAt(set.sides![2]!, i, own).join(" "));
  };
  assertEquals(words(new Map([["title", title]]), title), ["x", "", "y <unk>"]);
  assertEquals(words(new Map(), vocabulary), ["<unk>", "", "<unk> a"]);
  const error = assertThrows(
    () =>
      encodeExamples(
        encoding(options, vocabulary),
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

Deno.test("rowsOf() puts texts of like length together in training where the run does, and cuts them", () => {
  const vocabulary = Vocabulary.build(["a b c d e f"]);
  const texts = ["a", "a b c d", "a b", "a b c d e f", "a b c", "a b c d e"];
  const examples = { texts, labels: Uint32Array.of(0, 1, 2, 3, 4, 5) };
  const run = encoding({ model: "lstmal", numLayer: 2, maxLen: 4 }, vocabulary);
  const lengths = (bucket: boolean) =>
    [...rowsOf({ ...run, bucket }, examples).batches({ batch: 2, shuffle: { seed: 1, epoch: 1 } })]
      .map(({ inputs }) => [...inputs.lengths.data].sort().join()).sort();
  assertEquals(lengths(true), ["1,2", "3,4", "4,4"]);
  assertNotEquals(lengths(false), lengths(true));
  assertEquals(rowsOf(run, examples).labels, examples.labels);
});
