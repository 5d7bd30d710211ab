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

Deno.test("splitRows() draws some classes where none is large enough to give a row", () => {
  const few = Uint32Array.from({ length: 120 }, (_, i) => i % 40);
  const { kept, held } = splitRows(few, 0.1, 1, "test");
  assertEquals([held.length, kept.length], [12, 108]);
  assertEquals(new Set(Array.from(held, (row) => few[row])).size, 12);
  assertEquals(new Set(Array.from(kept, (row) => few[row])).size, 40);
  assertNotEquals(splitRows(few, 0.1, 2, "test").held, held);
  assertThrows(
    () => splitRows(Uint32Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 0.1, 1, "validation"),
    DataError,
    "Cannot hold out 0.1 of 10 rows of 10 classes (validation): one part would be empty, " +
      "give more rows, or another share by valFraction",
  );
});

Deno.test("splitRows() refuses a split with an empty part", () => {
  for (const fraction of [0, 0.001, 1]) {
    assertThrows(() => splitRows(LABELS, fraction, 1, "a"), DataError, "one part would be empty");
  }
});
