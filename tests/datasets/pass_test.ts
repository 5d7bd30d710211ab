import { assertEquals, assertThrows } from "@std/assert";
import type { Batch } from "../../datasets/batch.ts";
import { passOf } from "../../datasets/pass.ts";

/** A mini-batch that only knows its rows. */
const gather = (rows: Uint32Array<ArrayBuffer>): Batch => {
  return { size: rows.length, rows, labels: rows, inputs: {} };
};

Deno.test("passOf() cuts all rows, the last mini-batch short, and goes on where a run stopped", () => {
  const rows = (start?: number) => {
    return [...passOf(7, { batch: 3, start }, gather)].map((batch) => [...batch.rows]);
  };
  assertEquals(rows(), [[0, 1, 2], [3, 4, 5], [6]]);
  assertEquals(rows(2), [[6]]);
  assertEquals(passOf(7, { batch: 3, start: 2 }, gather).length, 3);
  assertEquals([...passOf(0, { batch: 3 }, gather)], []);
});

Deno.test("passOf() shuffles by seed and epoch, each row once", () => {
  const order = (seed: number, epoch: number) => {
    const pass = passOf(100, { batch: 9, shuffle: { seed, epoch } }, gather);
    return [...pass].flatMap(({ rows }) => [...rows]);
  };
  assertEquals(order(1, 2), order(1, 2));
  assertEquals(order(1, 2).join() === order(1, 3).join(), false);
  assertEquals(order(1, 2).join() === order(2, 2).join(), false);
  assertEquals(order(1, 2).toSorted((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
});

Deno.test("passOf() refuses mini-batches of no size", () => {
  for (const batch of [0, -1, 1.5, NaN]) {
    assertThrows(
      () => passOf(3, { batch }, gather),
      RangeError,
      `Cannot cut batches: batch is ${batch}, give an integer of 1 or more`,
    );
  }
});
