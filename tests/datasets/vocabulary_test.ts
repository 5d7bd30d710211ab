import { assertEquals, assertThrows } from "@std/assert";
import { DataError, Vocabulary } from "../../datasets/mod.ts";

const TEXTS = ["b a c", "b a d", "b", "zebra!"];

Deno.test("Vocabulary.build() ranks by count, equal counts by alphabet", () => {
  const vocabulary = Vocabulary.build(TEXTS);
  assertEquals(vocabulary.words, ["<pad>", "<unk>", "b", "a", "c", "d", "zebra"]);
  assertEquals(vocabulary.counts, Float64Array.of(0, 0, 3, 2, 1, 1, 1));
  assertEquals(Vocabulary.build(TEXTS.toReversed()).words, vocabulary.words);
});

Deno.test("Vocabulary.build() keeps as many ids as asked for", () => {
  const vocabulary = Vocabulary.build(TEXTS, { size: 4 });
  assertEquals(vocabulary.words, ["<pad>", "<unk>", "b", "a"]);
  assertEquals(vocabulary.counts, Float64Array.of(0, 3, 3, 2));
  assertEquals(Vocabulary.build(Array.from({ length: 40_000 }, (_, i) => `w${i}`)).size, 30_000);
});

Deno.test("Vocabulary.build() leaves out words that are too rare", () => {
  const vocabulary = Vocabulary.build(TEXTS, { minCount: 2 });
  assertEquals(vocabulary.words, ["<pad>", "<unk>", "b", "a"]);
  assertEquals(vocabulary.counts, Float64Array.of(0, 3, 3, 2));
});

Deno.test("Vocabulary.build() refuses texts without words", () => {
  assertThrows(
    () => Vocabulary.build([" ", "..."]),
    DataError,
    "Cannot build a vocabulary: the training texts hold no word, check the text column",
  );
});

Deno.test("Vocabulary.encode() counts tokens, not characters, and never gives an empty text", () => {
  const vocabulary = Vocabulary.build(TEXTS);
  const labels = Uint32Array.of(1, 0, 1);
  const set = vocabulary.encode({ texts: ["zebra, a what b", "?!", "c"], labels }, 3);
  assertEquals(set.tokens, Uint32Array.of(6, 3, 1, 1, 4));
  assertEquals(set.offsets, Uint32Array.of(0, 3, 4, 5));
  assertEquals(set.labels, labels);
  assertEquals(Vocabulary.unknownShare(set), 2 / 5);
});

Deno.test("Vocabulary.encode() takes texts of any length", () => {
  const text = "a b ".repeat(5000);
  const texts = Array.from({ length: 3 }, () => text);
  const set = Vocabulary.build(TEXTS).encode({ texts, labels: new Uint32Array(3) });
  assertEquals(set.tokens.length, 30_000);
  assertEquals([...set.tokens.slice(-2)], [3, 2]);
});

Deno.test("Vocabulary.fromJSON() gives back what toJSON() wrote, cleaning included", () => {
  const cleaning = { deleteTags: true, stopWords: true };
  const vocabulary = Vocabulary.build(["the end<br>less road"], { cleaning });
  const read = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
  assertEquals(read.words, vocabulary.words);
  assertEquals(read.counts, vocabulary.counts);
  assertEquals(read.idsOf("the road end<i>less"), vocabulary.idsOf("the road end<i>less"));
});

Deno.test("Vocabulary.fromJSON() refuses what is none", () => {
  const good = Vocabulary.build(TEXTS).toJSON();
  const words = good.words as string[];
  const bad = [
    null,
    [],
    { ...good, kind: "?" },
    { ...good, words: words.slice(1) },
    { ...good, words: words.with(0, "<unk>") },
    { ...good, words: words.with(3, "b") },
    { ...good, counts: [0, 0, 3, 2, 1, 1, null] },
    { ...good, cleaning: {} },
  ];
  for (const value of bad) {
    assertThrows(() => Vocabulary.fromJSON(value), DataError, "take the file");
  }
});
