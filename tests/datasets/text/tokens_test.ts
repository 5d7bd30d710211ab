import { assertEquals } from "@std/assert";
import { keptTokens, sliceTokens, UNKNOWN, Vocabulary } from "../../../datasets/mod.ts";

Deno.test("sliceTokens() cuts each text by places, and gives nothing behind its end", () => {
  const tokens = {
    tokens: Uint32Array.of(11, 12, 13, 14, 21, 31, 32),
    offsets: Uint32Array.of(0, 4, 5, 5, 7),
  };
  assertEquals(sliceTokens(tokens, 1, 3), {
    tokens: Uint32Array.of(12, 13, 32),
    offsets: Uint32Array.of(0, 2, 2, 2, 3),
  });
  assertEquals(sliceTokens(tokens, 0, Infinity), tokens);
  assertEquals(sliceTokens(tokens, 9, 12).tokens.length, 0);
  // Cuts that meet put every word in exactly one of them.
  const parts = [[0, 1], [1, 3], [3, 9]].map(([from, to]) => sliceTokens(tokens, from, to));
  const words = (row: number) =>
    parts.flatMap(({ tokens, offsets }) => [...tokens.slice(offsets[row], offsets[row + 1])]);
  for (let row = 0; row < 4; row++) {
    const { tokens: all, offsets } = tokens;
    assertEquals(words(row), [...all.slice(offsets[row], offsets[row + 1])]);
  }
});

Deno.test("keptTokens() leaves words out before it counts, and no text empty", () => {
  const vocabulary = Vocabulary.build(["a b c"]);
  const tokens = vocabulary.encodeSide(["x a x b c", "x", ""]);
  const keeps = (id: number) => id !== UNKNOWN;
  const { tokens: ids, offsets } = keptTokens(tokens, { maxLen: 2, keeps });
  assertEquals([[...offsets], ids.length], [[0, 2, 3, 4], 4]);
  assertEquals([...ids].map((id) => vocabulary.words[id]), ["a", "b", "<unk>", "<unk>"]);
  assertEquals([...keptTokens(tokens, {}).offsets], [0, 5, 6, 7]);
});
