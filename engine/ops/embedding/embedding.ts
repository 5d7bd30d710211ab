/**
 * Rows of a table by number.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import type { RowGradient } from "../../tensor/parameter.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { full } from "../pointwise/full.ts";
import code from "../../../shaders/embedding/embedding.wgsl" with { type: "text" };
import rowsCode from "../../../shaders/embedding/embedding_rows.wgsl" with { type: "text" };
import scatterCode from "../../../shaders/embedding/embedding_scatter.wgsl" with { type: "text" };

const gather = new ColumnKernel({
  name: "embedding",
  code,
  reads: 2,
  writes: 1,
  uniforms: { positions: "u32", columns: "u32", rows: "u32" },
}, { fours: true });
const sumRows = new ColumnKernel({
  name: "embedding_rows",
  code: rowsCode,
  reads: 2,
  writes: 1,
  uniforms: { positions: "u32", columns: "u32" },
}, { fours: true });
const scatter = new ColumnKernel({
  name: "embedding_scatter",
  code: scatterCode,
  reads: 2,
  writes: 1,
  uniforms: { positions: "u32", columns: "u32" },
});

/**
 * Finds the distinct rows in a list of n row numbers and their positions, so that gradients are summed row by
 * row in a fixed order. The length of the result depends on n alone: `[count, rows (n), starts (n + 1),
 * positions (n)]`, where the r-th of `count` distinct rows stands at the positions from `starts[r]` up to
 * `starts[r + 1]`.
 *
 * @param padding A row number to leave out: it gets no gradient.
 *
 * @example
 * ```ts
 * import { rowIndex } from "@associated/learning";
 *
 * const index = rowIndex(Uint32Array.of(7, 5, 7));
 * console.assert(index[0] === 2 && index[1] === 7 && index[2] === 5); // two rows: 7 and 5
 * ```
 */
export function rowIndex(ids: Uint32Array, padding?: number): Uint32Array {
  const n = ids.length;
  const index = new Uint32Array(3 * n + 2);
  const numbers = new Map<number, number>();
  const rowOf = new Int32Array(n);
  const counts = new Uint32Array(n);
  for (let position = 0; position < n; position++) {
    const id = ids[position];
    if (id === padding) {
      rowOf[position] = -1;
      continue;
    }
    let row = numbers.get(id);
    if (row === undefined) numbers.set(id, row = numbers.size);
    rowOf[position] = row;
    counts[row] += 1;
  }
  index[0] = numbers.size;
  for (const [id, row] of numbers) index[1 + row] = id;
  const starts = index.subarray(1 + n, 2 * n + 2);
  for (let row = 0; row < n; row++) starts[row + 1] = starts[row] + counts[row];
  const next = starts.slice();
  const order = index.subarray(2 * n + 2);
  rowOf.forEach((row, position) => {
    if (row >= 0) order[next[row]++] = position;
  });
  return index;
}

/** How the gradient of a table is passed on. */
export interface EmbeddingOptions {
  /** `sparse` for a gradient of the used rows; `dense` for a gradient of the whole table. */
  readonly update: "sparse" | "dense";
}

/** Rows of a table by number. */
export interface EmbeddingOperation {
  /** Of a signal, a signal. */
  (table: Signal, ids: Signal, index?: Signal, options?: EmbeddingOptions): Signal;
  /**
   * Rows `ids` (`u32[...]`, below the table's rows) of a table `[rows, columns]`: `[..., columns]`.
   * `index` is {@linkcode rowIndex} of the same numbers, on the device; only `backward` needs it, and
   * throws a ShapeError without it.
   */
  (table: Tensor, ids: Signal, index?: Signal, options?: EmbeddingOptions): Tensor;
  /** The operation; its third input, the index, may be absent. */
  readonly rule: Rule<EmbeddingOptions>;
}

/** The gradient of rows of a table, or of the whole table with zeros in its other rows. */
export function tableGradient(
  shape: Shape,
  rows: RowGradient,
  { update }: EmbeddingOptions,
): RowGradient | Signal {
  if (update === "sparse") return rows;
  const { index, values } = rows;
  const gradient = full(values.device, shape, 0);
  const [positions, columns] = values.shape;
  scatter.run(values.device, {
    reads: [values.storage, index.storage],
    writes: [gradient.storage],
    rows: positions,
    columns,
    uniforms: { positions },
  });
  return gradient;
}

/** Whether an index, if there is one, has the length for so many row numbers. */
export function indexes(index: Shape | undefined, numbers: number): boolean {
  return !index || (index.length === 1 && index[0] === 3 * numbers + 2);
}

/** An index as messages show it. */
export function indexed(index: Shape | undefined): string {
  return index ? `an index ${format(index)}` : "no index";
}

/** Refuses a backward pass without the index by which gradients are summed. */
export function requireIndex(name: string, table: Signal, ids: Signal, index?: Signal): void {
  if (index) return;
  throw new ShapeError(
    `Cannot take the gradient of ${name} ${format(ids.shape)} in ${format(table.shape)}: it was ` +
      "computed without an index, pass rowIndex(ids) as the index to learn, or pause the tape to predict",
  );
}

const zeros: Fill = (size) => new Uint32Array(size);

const rule: Rule<EmbeddingOptions> = {
  name: "embedding",
  dtypes: ["f32", "u32", "u32"],
  shapes: ([table, ids, index]) => {
    const n = ids.reduce((product, size) => product * size, 1);
    if (table.length !== 2 || !table[0] || !indexes(index, n)) {
      throw new ShapeError(
        `Cannot embedding ${format(ids)} in ${format(table)} by ${indexed(index)}: ` +
          `the table must be [rows, columns] and the index rowIndex(ids), [${3 * n + 2}]`,
      );
    }
    return [[...ids, table[1]]];
  },
  forward: ([table, ids], _, [shape]) => {
    const y = empty(table.device, shape);
    const [rows, columns] = table.shape;
    const positions = ids.size;
    gather.run(table.device, {
      reads: [table.storage, ids.storage],
      writes: [y.storage],
      rows: positions,
      columns,
      uniforms: { positions, rows },
    });
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs: [table, ids, index], options }) => {
    requireIndex("embedding", table, ids, index);
    const columns = table.shape[1];
    const positions = ids.size;
    const values = empty(table.device, [positions, columns]);
    sumRows.run(table.device, {
      reads: [dy!.storage, index.storage],
      writes: [values.storage],
      rows: positions,
      columns,
      uniforms: { positions },
    });
    return [tableGradient(table.shape, { index, values }, options), null, null];
  },
  reference: ([table, ids]) => {
    const columns = table.shape[1];
    const at = (i: number) => ids.data[Math.floor(i / columns)] * columns + i % columns;
    return [hostArray([...ids.shape, columns], (i) => table.data[at(i)])];
  },
  samples: [[[1, 1], [1]], [[5, 3], [0]], [[5, 3], [4]], [[9, 70], [6, 5]], [[9, 68], [6, 5]]].map((
    [table, ids],
  ) => sample(table, ids)),
  refuses: [[[5, 3], [4], [13]], [[5], [4], [14]]].map((shapes) => ({
    shapes,
    options: { update: "dense" },
    fill: [null, zeros, zeros],
  })),
};

function sample(table: Shape, ids: Shape): Sample<EmbeddingOptions> {
  const n = ids.reduce((product, size) => product * size, 1);
  const numbers = Uint32Array.from({ length: n }, (_, i) => (7 * i * i + i) % table[0]);
  const same: Fill = () => numbers;
  return {
    shapes: [table, ids, [3 * n + 2]],
    options: { update: "dense" },
    fill: [null, same, () => rowIndex(numbers)],
  };
}

/**
 * Rows of a table by number.
 *
 * @example
 * ```ts
 * import { embedding, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = embedding(tensor(device, [[0, 0], [1, 2], [3, 4]]), tensor(device, Uint32Array.of(2, 1)));
 * console.assert((await y.data()).join() === "3,4,1,2");
 * device.destroy();
 * ```
 */
export const embedding: EmbeddingOperation = Object.assign(
  ((table: Tensor, ids: Signal, index?: Signal, options: EmbeddingOptions = { update: "sparse" }) =>
    apply(rule, [table, ids, ...(index ? [index] : [])], options)[0]) as EmbeddingOperation,
  { rule },
);
