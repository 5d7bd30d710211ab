import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DataError, splitRows } from "../../datasets/mod.ts";

const LABELS = Uint32Array.from({ length: 100 }, (_, i) => i < 70 ? 2 : 0);

Deno.test("splitRows() holds out the share of each class, and each row once", () => {
  const { kept, held } = splitRows(LABELS, 0.2, 1, "validation");
  assertEquals([...held].filter((row) => LABELS[row] === 2).length, 14);
  assertEquals([...held].filter((row) => LABELS[row] === 0).length, 6);
  assertEquals([...kept, ...held].sort((a, b) => a - b), [...LABELS.keys()]);
});

Deno.test("splitRows() depends on seed and purpose alone", () => {
  const held = (seed: number, purpose: string) => [...splitRows(LABELS, 0.2, seed, purpose).held];
  assertEquals(held(1, "a"), held(1, "a"));
  assertNotEquals(held(1, "a"), held(2, "a"));
  assertNotEquals(held(1, "a"), held(1, "b"));
});

Deno.test("splitRows() refuses a split with an empty part", () => {
  for (const fraction of [0, 0.001, 1]) {
    assertThrows(() => splitRows(LABELS, fraction, 1, "a"), DataError, "one part would be empty");
  }
});
