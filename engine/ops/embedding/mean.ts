/**
 * Means of rows of a table; the rows themselves are not put in memory.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import {
  type EmbeddingOptions,
  indexed,
  indexes,
  requireIndex,
  rowIndex,
  tableGradient,
} from "./embedding.ts";
import code from "../../../shaders/embedding/embedding_mean.wgsl" with { type: "text" };
import rowsCode from "../../../shaders/embedding/embedding_mean_rows.wgsl" with { type: "text" };

const kernel = new ColumnKernel({
  name: "embedding_mean",
  code,
  reads: 3,
  writes: 1,
  uniforms: { batch: "u32", time: "u32", columns: "u32", rows: "u32" },
}, { fours: true });
const sumRows = new ColumnKernel({
  name: "embedding_mean_rows",
  code: rowsCode,
  reads: 3,
  writes: 1,
  uniforms: { time: "u32", columns: "u32", positions: "u32" },
}, { fours: true });

/** Means of rows of a table. */
export interface EmbeddingMean {
  /** Of a signal, a signal. */
  (
    table: Signal,
    ids: Signal,
    index: Signal | undefined,
    lengths: Signal,
    options?: EmbeddingOptions,
  ): Signal;
  /**
   * The mean over the first `lengths[i]` (`u32[batch]`) of the rows `ids` (`u32[batch, time]`) of a
   * table `[rows, columns]`: `[batch, columns]`, 0 for length 0. `index` is `rowIndex` of the same
   * numbers, on the device; only `backward` needs it, and throws a ShapeError without it.
   */
  (
    table: Tensor,
    ids: Signal,
    index: Signal | undefined,
    lengths: Signal,
    options?: EmbeddingOptions,
  ): Tensor;
  /** The operation on the table, the numbers, the lengths and, last, the index, if any. */
  readonly rule: Rule<EmbeddingOptions>;
}

const zeros: Fill = (size) => new Uint32Array(size);

const rule: Rule<EmbeddingOptions> = {
  name: "embedding_mean",
  dtypes: ["f32", "u32", "u32", "u32"],
  shapes: ([table, ids, lengths, index]) => {
    const [batch, time] = ids;
    const fits = table.length === 2 && table[0] > 0 && ids.length === 2 &&
      indexes(index, batch * time) &&
      lengths.length === 1 && lengths[0] === batch;
    if (!fits) {
      throw new ShapeError(
        `Cannot embedding_mean ${format(ids)} in ${format(table)} by ${indexed(index)} ` +
          `and lengths ${format(lengths)}: give ids [batch, time], a table [rows, columns], ` +
          "the index rowIndex(ids) and lengths [batch]",
      );
    }
    return [[batch, table[1]]];
  },
  forward: ([table, ids, lengths], _, [shape]) => {
    const y = empty(table.device, shape);
    const [batch, time] = ids.shape;
    const [rows, columns] = table.shape;
    kernel.run(table.device, {
      reads: [table.storage, ids.storage, lengths.storage],
      writes: [y.storage],
      rows: batch,
      columns,
      uniforms: { batch, time, rows },
    });
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs: [table, ids, lengths, index], options }) => {
    requireIndex("embedding_mean", table, ids, index);
    const columns = table.shape[1];
    const positions = ids.size;
    const values = empty(table.device, [positions, columns]);
    sumRows.run(table.device, {
      reads: [dy!.storage, index.storage, lengths.storage],
      writes: [values.storage],
      rows: positions,
      columns,
      uniforms: { time: ids.shape[1], positions },
    });
    return [tableGradient(table.shape, { index, values }, options), null, null, null];
  },
  reference: ([table, ids, lengths]) => {
    const [batch, time] = ids.shape, columns = table.shape[1];
    return [hostArray([batch, columns], (i) => {
      const b = Math.floor(i / columns), length = Math.min(lengths.data[b], time);
      let total = 0;
      for (let t = 0; t < length; t++) {
        total += table.data[ids.data[b * time + t] * columns + i % columns];
      }
      return total / Math.max(length, 1);
    })];
  },
  samples: [[[1, 1], [1, 1]], [[5, 3], [0, 4]], [[5, 3], [3, 4]], [[9, 70], [6, 5]], [[9, 68], [
    6,
    5,
  ]]].map(
    ([table, ids]) => sample(table, ids),
  ),
  refuses: [
    [[5, 3], [2, 2], [2], [13]],
    [[5, 3], [4], [4], [14]],
    [[5, 3], [2, 2], [3], [14]],
    [[5, 3], [2, 2], [3]],
  ].map((shapes) => ({
    shapes,
    options: { update: "dense" },
    fill: [null, zeros, zeros, zeros],
  })),
};

function sample(table: Shape, [batch, time]: Shape): Sample<EmbeddingOptions> {
  const n = batch * time;
  const numbers = Uint32Array.from({ length: n }, (_, i) => (7 * i * i + i) % table[0]);
  return {
    shapes: [table, [batch, time], [batch], [3 * n + 2]],
    options: { update: "dense" },
    fill: [
      null,
      () => numbers,
      (size) => Uint32Array.from({ length: size }, (_, b) => b === 1 ? 0 : Math.min(1 + b, time)),
      () => rowIndex(numbers),
    ],
  };
}

/**
 * Means of rows of a table.
 *
 * @example
 * ```ts
 * import { embeddingMean, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const table = tensor(device, [[0, 0], [1, 2], [3, 4]]);
 * const ids = tensor(device, Uint32Array.of(1, 2, 0), [1, 3]);
 * const y = embeddingMean(table, ids, undefined, tensor(device, Uint32Array.of(2)));
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const embeddingMean: EmbeddingMean = Object.assign(
  ((
    table: Tensor,
    ids: Signal,
    index: Signal | undefined,
    lengths: Signal,
    options: EmbeddingOptions = { update: "sparse" },
  ) => apply(rule, [table, ids, lengths, ...(index ? [index] : [])], options)[0]) as EmbeddingMean,
  { rule },
);
