import { copyRows, type Dataset, type Labelled, labelledAt } from "../dataset.ts";
import { splitValidation } from "../split.ts";

/** Labelled rows of numbers: the label of row `i` is `labels[i]`, an index into the classes. */
export interface Numbers extends Labelled {
  /**
   * The numbers as in the file `[n, columns]`, row-major; float64, since float32 tells great numbers such as
   * times in milliseconds no longer apart.
   */
  readonly values: Float64Array<ArrayBuffer>;
  /** Names of the columns, each once. */
  readonly columns: readonly string[];
}

/** A data set of labelled rows of numbers. */
export type NumberDataset = Dataset<Numbers>;

/**
 * The given rows, in that order.
 *
 * @param rows Row numbers `[m]`, counted from 0.
 * @returns `m` rows.
 *
 * @example
 * ```ts
 * import { selectNumbers } from "@associated/learning/data";
 *
 * const values = Float64Array.of(1, 2, 3, 4);
 * const numbers = { values, columns: ["a", "b"], labels: Uint32Array.of(0, 1) };
 * console.assert(selectNumbers(numbers, Uint32Array.of(1)).values.join() === "3,4");
 * ```
 */
export function selectNumbers(numbers: Numbers, rows: Uint32Array): Numbers {
  const { values, columns } = numbers;
  const width = columns.length;
  const some = copyRows(values, rows, width, new Float64Array(rows.length * width));
  return { values: some, columns, ...labelledAt(numbers, rows) };
}

/**
 * Cuts a validation part from the training rows, the same share of each class.
 *
 * @param seed Seed of the draw, any number.
 * @param fraction Share for validation, in (0, 1); default 0.1.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitNumbers } from "@associated/learning/data";
 *
 * const values = Float64Array.of(1, 2, 3, 4);
 * const numbers = { values, columns: ["a"], labels: Uint32Array.of(0, 0, 1, 1) };
 * const { train, validation } = splitNumbers(numbers, 1, 0.5);
 * console.assert(train.labels.length === 2 && validation.labels.length === 2);
 * ```
 */
export function splitNumbers(
  numbers: Numbers,
  seed: number,
  fraction = 0.1,
): { train: Numbers; validation: Numbers } {
  return splitValidation(numbers, selectNumbers, seed, fraction);
}
