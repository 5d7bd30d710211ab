import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DataError, splitGroups, splitRows } from "../../datasets/mod.ts";

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

Deno.test("splitGroups() holds out whole groups, about the share of each class", () => {
  // Groups of 1 to 5 rows, of mixed classes.
  const groups = Array.from({ length: 600 }, (_, i) => `g${Math.floor(Math.sqrt(i * 37) * 9)}`);
  const labels = Uint32Array.from(groups, (_, i) => i % 3 ? 0 : 1);
  const { kept, held } = splitGroups({ labels, groups }, 0.2, 1, "test");
  assertEquals([...kept, ...held].sort((a, b) => a - b), [...labels.keys()]);
  const left = new Set(Array.from(kept, (row) => groups[row]));
  assertEquals([...held].filter((row) => left.has(groups[row])), []);
  for (const label of [0, 1]) {
    const share = [...held].filter((row) => labels[row] === label).length /
      labels.filter((own) => own === label).length;
    assert(Math.abs(share - 0.2) < 0.02, `${share} of class ${label}`);
  }
  assertNotEquals(splitGroups({ labels, groups }, 0.2, 2, "test").held, held);
});

Deno.test("splitGroups() holds out the smallest of few groups, and refuses to part one", () => {
  const labels = Uint32Array.of(0, 1, 0, 1, 0);
  const groups = ["a", "a", "a", "b", "b"];
  assertEquals([...splitGroups({ labels, groups }, 0.1, 1, "validation").held], [3, 4]);
  assertThrows(
    () => splitGroups({ labels, groups: ["a", "a", "a", "a", "a"] }, 0.4, 1, "validation"),
    DataError,
    "Cannot hold out 0.4 of 5 rows of 2 classes in 1 groups (validation): one part would be empty",
  );
});
