import type { Numbers } from "./numbers.ts";

/** How columns become what a net reads: `(value - mean) / deviation`. It is JSON and stands in the run folder. */
export interface Standardization {
  /** Mean of each column. */
  readonly mean: readonly number[];
  /** Deviation of each column; 0 for a constant column, which then becomes 0 whatever its value. */
  readonly deviation: readonly number[];
}

/**
 * Measures mean and deviation of each column, which should be those of the rows to train on.
 *
 * @throws {RangeError} when there is no row.
 *
 * @example
 * ```ts
 * import { measureColumns } from "@associated/learning/data";
 *
 * const values = Float64Array.of(1, 7, 3, 7);
 * const { mean, deviation } = measureColumns({ values, columns: ["a", "b"], labels: Uint32Array.of(0, 1) });
 * console.assert(mean.join() === "2,7" && deviation.join() === "1,0");
 * ```
 */
export function measureColumns({ values, columns, labels }: Numbers): Standardization {
  const rows = labels.length;
  if (rows === 0) throw new RangeError("Cannot measure columns: there is no row");
  // Two passes: a sum of squares alone would lose the deviation of great numbers.
  const average = (term: (value: number, column: number) => number) =>
    columns.map((_, column) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) {
        sum += term(values[row * columns.length + column], column) / rows;
      }
      return sum;
    });
  const first = (column: number) => values[column];
  const shift = average((value, column) => value - first(column));
  const mean = shift.map((value, column) => first(column) + value);
  const variance = average((value, column) => (value - mean[column]) ** 2);
  return { mean, deviation: variance.map(Math.sqrt) };
}
