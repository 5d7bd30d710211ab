import type { Batch, BatchSource, Pass, PassOptions } from "../batch.ts";
import { copyRows, labelsAt } from "../dataset.ts";
import { passOf } from "../pass.ts";
import type { Numbers } from "./numbers.ts";
import type { Standardization } from "./standardization.ts";

/**
 * Rows of numbers that can be cut into mini-batches. The input `x` of a mini-batch are the standardized
 * numbers `[size, columns]`.
 *
 * @example
 * ```ts
 * import { measureColumns, NumberRows } from "@associated/learning/data";
 *
 * const numbers = { values: Float64Array.of(1, 3), columns: ["a"], labels: Uint32Array.of(0, 1) };
 * const [batch] = new NumberRows(numbers, measureColumns(numbers)).batches({ batch: 2 });
 * console.assert(batch.inputs.x.data.join() === "-1,1");
 * ```
 */
export class NumberRows implements BatchSource {
  /** The rows as in the file. */
  readonly set: Numbers;
  readonly #x: Float32Array<ArrayBuffer>;

  /** Rows, and how their columns become what a net reads. */
  constructor(set: Numbers, { mean, deviation }: Standardization) {
    this.set = set;
    const width = set.columns.length;
    this.#x = Float32Array.from(set.values, (value, i) => {
      const column = i % width;
      return deviation[column] === 0 ? 0 : (value - mean[column]) / deviation[column];
    });
  }

  /** Class indices `[n]`. */
  get labels(): Uint32Array<ArrayBuffer> {
    return this.set.labels;
  }

  /** The mini-batches of a pass. */
  batches(options: PassOptions): Pass {
    return passOf(this.labels.length, options, (rows) => this.#gather(rows));
  }

  /** The number of rows: there is no time in them. */
  steps(): number {
    return this.labels.length;
  }

  #gather(rows: Uint32Array<ArrayBuffer>): Batch {
    const width = this.set.columns.length;
    const data = copyRows(this.#x, rows, width, new Float32Array(rows.length * width));
    const inputs = { x: { data, shape: [rows.length, width] } };
    return { size: rows.length, rows, labels: labelsAt(this, rows), inputs };
  }
}
