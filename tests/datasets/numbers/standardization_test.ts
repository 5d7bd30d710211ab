import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { measureColumns } from "../../../datasets/mod.ts";

Deno.test("measureColumns() holds its digits where numbers are great and near each other", () => {
  const great = 1.7e12;
  const values = Float64Array.of(great, 0.1, great + 1, 0.1, great + 2, 0.1);
  const labels = new Uint32Array(3);
  const { mean, deviation } = measureColumns({ values, columns: ["time", "same"], labels });
  assertEquals(mean, [great + 1, 0.1]);
  assertAlmostEquals(deviation[0], Math.sqrt(2 / 3), 1e-12);
  assertEquals(deviation[1], 0);
});

Deno.test("measureColumns() takes what squares cannot tell apart as constant", () => {
  const values = Float64Array.of(1e-200, 5, 3e-200, 5);
  const { deviation } = measureColumns({ values, columns: ["a", "b"], labels: new Uint32Array(2) });
  // The squares of the first are too small for float64.
  assertEquals(deviation, [0, 0]);
  const empty = { values: new Float64Array(), columns: ["a"], labels: new Uint32Array() };
  assertThrows(() => measureColumns(empty), RangeError, "Cannot measure columns: there is no row");
});
