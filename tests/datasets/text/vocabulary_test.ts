import { assertEquals, assertThrows } from "@std/assert";
import { DataError, UNKNOWN, Vocabulary } from "../../../datasets/mod.ts";

const CLEANING = { rules: "authors", stopWords: false } as const;
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
  const cleaning = { rules: "authors", stopWords: true } as const;
  const vocabulary = Vocabulary.build(["the end<br>less road"], { cleaning });
  const read = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
  assertEquals(read.words, vocabulary.words);
  assertEquals(read.counts, vocabulary.counts);
  assertEquals(read.idsOf("the road end<i>less"), vocabulary.idsOf("the road end<i>less"));
});

Deno.test("Vocabulary.fromJSON() reads the words of earlier versions by the rules of these", () => {
  const written = Vocabulary.build(["a b"]).toJSON();
  const rulesOf = (deleteTags: boolean) =>
    Vocabulary.fromJSON({ ...written, cleaning: { deleteTags, stopWords: true } }).cleaning;
  assertEquals(rulesOf(false), { rules: "ascii", stopWords: true });
  assertEquals(rulesOf(true), { rules: "authors", stopWords: true });
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
    { ...good, cleaning: { rules: "others", stopWords: false } },
  ];
  for (const value of bad) {
    assertThrows(() => Vocabulary.fromJSON(value), DataError, "take the file");
  }
});

Deno.test("Vocabulary.build() takes as many words as there may be, and names a column without any", () => {
  const many = Array.from({ length: 200_000 }, (_, i) => `w${i}`).join(" ");
  assertEquals(Vocabulary.build([many], { size: 1_000_000 }).size, 200_002);
  assertThrows(
    () => Vocabulary.build(["", "!"], { column: "title" }),
    DataError,
    'Cannot build a vocabulary: the column "title" of the training rows holds no word, ' +
      "leave it out of sideColumns",
  );
});

Deno.test("Vocabulary.encodeSide() leaves texts without words empty", () => {
  const vocabulary = Vocabulary.build(TEXTS);
  assertEquals(vocabulary.encodeSide(["", "b what a", " ?! ", "c"], 2), {
    tokens: Uint32Array.of(2, 1, 4),
    offsets: Uint32Array.of(0, 0, 2, 2, 3),
  });
  assertEquals(vocabulary.encodeSide([]), {
    tokens: new Uint32Array(0),
    offsets: Uint32Array.of(0),
  });
});

Deno.test("Vocabulary.union() holds every word once, with its counts summed", () => {
  const one = Vocabulary.build(["b b a c"], { size: 4, cleaning: CLEANING });
  const other = Vocabulary.build(["a a a d"], { size: 4 });
  const both = Vocabulary.union([one, other]);
  assertEquals(both.words, ["<pad>", "<unk>", "a", "b", "d"]);
  assertEquals(both.counts, Float64Array.of(0, 1, 4, 2, 1));
  assertEquals(both.cleaning, CLEANING);
});

Deno.test("only() keeps some words in their order, and counts the others as unknown", () => {
  const vocabulary = Vocabulary.build(["a a a b b c", "d"], { size: 5 });
  assertEquals(vocabulary.words.slice(2), ["a", "b", "c"]);
  const some = vocabulary.only((id) => vocabulary.words[id] !== "b");
  assertEquals(some.words, ["<pad>", "<unk>", "a", "c"]);
  assertEquals([...some.counts], [0, 3, 3, 1]);
  assertEquals([some.id("c"), some.has("b"), some.idsOf("a b c").join()], [3, false, "2,1,3"]);
  assertEquals(vocabulary.only(() => false).size, 2);
});

Deno.test("with pairs of words a vocabulary has those that occur twice, behind their words", () => {
  const cleaning = { rules: "unicode", stopWords: false, ngrams: 2 } as const;
  const texts = ["not a good film", "a good film", "not good"];
  const vocabulary = Vocabulary.build(texts, { cleaning });
  assertEquals(vocabulary.words.slice(2).sort(), [
    ...["a", "a good", "film", "good", "good film", "not"],
  ]);
  assertEquals(vocabulary.wordsOf("A good, odd film"), ["a", "good", "a good", "odd", "film"]);
  const ids = vocabulary.idsOf("a good odd film");
  assertEquals(ids.map((id) => vocabulary.words[id]), ["a", "good", "a good", "<unk>", "film"]);
  assertEquals(vocabulary.idsOf("a good film", 2).length, 2);
  const again = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)));
  assertEquals(again.idsOf("a good odd film"), ids);
  // Pairs without a row are no unknown words.
  assertEquals(vocabulary.counts[UNKNOWN], 0);
  assertEquals(Vocabulary.build(texts).words.some((word) => word.includes(" ")), false);
  const plain = { ...JSON.parse(JSON.stringify(vocabulary)), cleaning: { ...cleaning, ngrams: 3 } };
  assertThrows(() => Vocabulary.fromJSON(plain), DataError);
});
