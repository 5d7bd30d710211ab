import { assert, assertEquals } from "@std/assert";
import {
  encodePairs,
  type Pairs,
  selectPairs,
  splitPairs,
  TextRows,
  UNKNOWN,
  Vocabulary,
} from "../../../datasets/mod.ts";

const pairs: Pairs = {
  first: ["a dog runs", "it rains now", "a cat"],
  second: ["it moves", "it is dry", "an animal sleeps here"],
  labels: Uint32Array.of(1, 0, 1),
};

Deno.test("selectPairs() keeps both texts and the label of a pair together", () => {
  assertEquals(selectPairs(pairs, Uint32Array.of(2, 0)), {
    first: ["a cat", "a dog runs"],
    second: ["an animal sleeps here", "it moves"],
    labels: Uint32Array.of(1, 1),
  });
});

Deno.test("splitPairs() holds out the same share of each class, by its seed", () => {
  const names = Array.from({ length: 40 }, (_, i) => `text ${i}`);
  const labels = Uint32Array.from(names, (_, i) => i % 2);
  const all = { first: names, second: names.map((name) => `${name} b`), labels };
  const { train, validation } = splitPairs(all, 1, 0.25);
  assertEquals([train.first.length, validation.first.length], [30, 10]);
  assertEquals(validation.labels.filter((label) => label === 1).length, 5);
  assert(validation.second.every((text, i) => text === `${validation.first[i]} b`));
  assertEquals(splitPairs(all, 1, 0.25).validation.first, validation.first);
});

Deno.test("encodePairs() makes mini-batches of both texts", () => {
  const vocabulary = Vocabulary.build([...pairs.first, ...pairs.second]);
  const set = encodePairs(vocabulary, pairs, { maxLen: 3 });
  const [batch] = new TextRows(set).batches({ batch: 3 });
  const words = (name: string) => {
    const { data, shape: [, time] } = batch.inputs[name];
    return (row: number, length: number) =>
      [...data.subarray(row * time, row * time + length)].map((id) => vocabulary.words[id]).join(
        " ",
      );
  };
  assertEquals(batch.inputs.lengths.data, Uint32Array.of(3, 3, 2));
  assertEquals(batch.inputs["1/lengths"].data, Uint32Array.of(2, 3, 3));
  assertEquals(words("x")(1, 3), "it rains now");
  assertEquals(words("1/tokens")(2, 3), "an animal sleeps");
});

Deno.test("encodePairs() leaves words out before it counts, and no text is without a word", () => {
  const vocabulary = Vocabulary.build([...pairs.first, ...pairs.second]);
  const kept = new Set(["dog", "runs", "animal", "here"].map((word) => vocabulary.id(word)));
  const set = encodePairs(vocabulary, pairs, { maxLen: 1, keeps: (id) => kept.has(id) });
  const words = ({ tokens }: { tokens: Uint32Array }) =>
    [...tokens].map((id) => vocabulary.words[id]);
  assertEquals(words(set), ["dog", "<unk>", "<unk>"]);
  assertEquals(words(set.sides![1]!), ["<unk>", "<unk>", "animal"]);
  assertEquals([...set.offsets], [0, 1, 2, 3]);
  assertEquals(set.tokens[1], UNKNOWN);
});
