import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { DataError, foldRows } from "../../datasets/mod.ts";

const labels = Uint32Array.from({ length: 103 }, (_, i) => i < 70 ? 2 : 0);
const parts = (of: number, seed = 1, groups?: readonly string[]) =>
  Array.from({ length: of }, (_, i) => foldRows({ labels, groups }, { number: i + 1, of }, seed));

Deno.test("foldRows() tests each row once, with about the share of each class", () => {
  const all = parts(5);
  assertEquals(all.flatMap(({ held }) => [...held]).sort((a, b) => a - b), [...labels.keys()]);
  for (const { kept, held } of all) {
    assertEquals([...kept, ...held].sort((a, b) => a - b), [...labels.keys()]);
    assert(held.length === 20 || held.length === 21);
    assertEquals([...held].filter((row) => labels[row] === 2).length, 14);
  }
  assertEquals(parts(5), all);
  assertNotEquals(parts(5, 2), all);
});

Deno.test("foldRows() keeps groups together and parts of about one size", () => {
  const groups = Array.from(labels, (_, i) => `g${Math.floor(Math.sqrt(i * 29) * 3) % 31}`);
  const all = parts(4, 1, groups);
  assertEquals(all.flatMap(({ held }) => [...held]).sort((a, b) => a - b), [...labels.keys()]);
  const names = all.flatMap(({ held }) => [...new Set(Array.from(held, (row) => groups[row]))]);
  assertEquals(names.length, new Set(groups).size);
  for (const { held } of all) assert(Math.abs(held.length - 103 / 4) < 5, `${held.length} rows`);
});

Deno.test("foldRows() refuses more parts than rows or groups", () => {
  const few = { labels: Uint32Array.of(0, 1, 0) };
  assertEquals([...foldRows(few, { number: 3, of: 3 }, 1).held].length, 1);
  assertThrows(
    () => foldRows(few, { number: 1, of: 4 }, 1),
    DataError,
    "Cannot cut 3 rows into 4 parts: one would be empty, ask for fewer",
  );
  assertThrows(
    () => foldRows({ ...few, groups: ["a", "b", "a"] }, { number: 1, of: 3 }, 1),
    DataError,
    "Cannot cut 3 rows of 2 groups into 3 parts: one would be empty, ask for fewer",
  );
});
