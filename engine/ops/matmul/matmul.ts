/**
 * Matrix products, batched, with either operand transposed.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format, sameShape, type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { indexer } from "../pointwise/elementwise.ts";
import { multiply } from "./kernels.ts";
import { flat, type Operand, view } from "./product.ts";

/** Options of a matrix product. */
export interface MatmulOptions {
  /** Whether the last two axes of `a` are swapped. */
  readonly transposeA?: boolean;
  /** Whether the last two axes of `b` are swapped. */
  readonly transposeB?: boolean;
}

/** Matrix product of the last two axes; those before are a batch. */
export interface Matmul {
  /** Of two signals, a signal. */
  (a: Signal, b: Signal, options?: MatmulOptions): Signal;
  /** `[..., i, k]` times `[..., k, j]` is `[..., i, j]`; an operand with no batch is used for all. */
  (a: Tensor, b: Tensor, options?: MatmulOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<MatmulOptions>;
}

interface Sizes {
  readonly batch: Shape;
  readonly rows: number;
  readonly columns: number;
  readonly depth: number;
}

function sizesOf(a: Shape, b: Shape, { transposeA, transposeB }: MatmulOptions): Sizes {
  if (a.length < 2 || b.length < 2) {
    throw new ShapeError(
      `Cannot matmul ${format(a)} and ${format(b)}: each must have at least two axes`,
    );
  }
  const [rows, depth] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [inner, columns] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  if (depth !== inner) {
    throw new ShapeError(
      `Cannot matmul ${format(a)}${transposeA ? " transposed" : ""} and ` +
        `${format(b)}${transposeB ? " transposed" : ""}: inner sizes ${depth} and ${inner} differ`,
    );
  }
  return { batch: batchOf(a, b), rows, columns, depth };
}

/** The batch of a product: that of both operands, or of one when the other holds one matrix. */
function batchOf(a: Shape, b: Shape): Shape {
  const [left, right] = [a.slice(0, -2), b.slice(0, -2)];
  if (sameShape(left, right)) return left;
  const single = [left, right].map((batch) => sizeOf(batch) === 1);
  if (single[0] && (!single[1] || left.length <= right.length)) return right;
  if (single[1]) return left;
  throw new ShapeError(
    `Cannot matmul ${format(a)} and ${format(b)}: batches ${format(left)} and ${format(right)} ` +
      "differ, make them equal or one of them a single matrix",
  );
}

function product(a: Signal, b: Signal, options: MatmulOptions, shape: Shape): Signal {
  const { batch, rows, columns, depth } = sizesOf(a.shape, b.shape, options);
  const single = !options.transposeA && b.size === depth * columns;
  const operand = (data: Signal, own: number, along: boolean): Operand => ({
    data,
    batch: data.size === own * depth ? 0 : own * depth,
    own: along ? depth : 1,
    depth: along ? 1 : own,
  });
  return multiply({
    shape,
    batch: single ? 1 : sizeOf(batch),
    rows: single ? sizeOf(batch) * rows : rows,
    columns,
    depth,
    a: operand(a, rows, !options.transposeA),
    b: operand(b, columns, options.transposeB === true),
  });
}

const rule: Rule<MatmulOptions> = {
  name: "matmul",
  shapes: ([a, b], options) => {
    const { batch, rows, columns } = sizesOf(a, b, options);
    return [[...batch, rows, columns]];
  },
  forward: ([a, b], options, [shape]) => ({ outputs: [product(a, b, options, shape)] }),
  backward: ({ gradients: [dc], inputs: [a, b], needs, options }) => {
    const { transposeA, transposeB } = options;
    const da = () =>
      transposeA
        ? matmul(b, dc!, { transposeA: transposeB, transposeB: true })
        : matmul(dc!, b, { transposeB: !transposeB });
    // One matrix for a whole batch gets its gradient from all rows at once.
    const single = !transposeA && b.size === sizeOf(b.shape.slice(-2));
    const [left, above] = single ? [flat(a), flat(dc!)] : [a, dc!];
    const db = () =>
      transposeB
        ? matmul(above, left, { transposeA: true, transposeB: transposeA })
        : matmul(left, above, { transposeA: !transposeA });
    return [needs[0] ? da() : null, needs[1] ? single ? view(db(), b.shape) : db() : null];
  },
  reference: ([a, b], options) => {
    const { batch, rows, columns, depth } = sizesOf(a.shape, b.shape, options);
    const shape = [...batch, rows, columns];
    const aAt = indexer(a.shape.slice(0, -2), batch), bAt = indexer(b.shape.slice(0, -2), batch);
    return [hostArray(shape, (index) => {
      const j = index % columns, i = Math.floor(index / columns) % rows;
      const n = Math.floor(index / (columns * rows));
      const aBase = aAt(n) * rows * depth, bBase = bAt(n) * depth * columns;
      let total = 0;
      for (let k = 0; k < depth; k++) {
        total += a.data[aBase + (options.transposeA ? k * rows + i : i * depth + k)] *
          b.data[bBase + (options.transposeB ? j * depth + k : k * columns + j)];
      }
      return total;
    })];
  },
  samples: [
    { shapes: [[1, 1], [1, 1]], options: {} },
    { shapes: [[3, 5], [5, 7]], options: {} },
    { shapes: [[5, 3], [5, 7]], options: { transposeA: true } },
    { shapes: [[3, 5], [7, 5]], options: { transposeB: true } },
    { shapes: [[5, 3], [7, 5]], options: { transposeA: true, transposeB: true } },
    { shapes: [[4, 3, 5], [4, 5, 7]], options: {} },
    { shapes: [[4, 3, 5], [5, 7]], options: {} },
    { shapes: [[0, 5], [5, 7]], options: {} },
    { shapes: [[3, 0], [0, 7]], options: {} },
    { shapes: [[5, 7], [4, 7, 3]], options: {} },
    { shapes: [[2, 4, 5, 3], [1, 1, 7, 3]], options: { transposeB: true } },
    { shapes: [[67, 33], [33, 70]], options: {} },
    { shapes: [[2, 600], [600, 3]], options: {} },
    { shapes: [[9, 256], [130, 256]], options: { transposeB: true } },
  ],
  refuses: [
    { shapes: [[3, 5], [3, 5]], options: {} },
    { shapes: [[5], [5, 2]], options: {} },
    { shapes: [[4, 3, 5], [2, 5, 7]], options: {} },
    { shapes: [[2, 1, 3, 5], [4, 5, 7]], options: {} },
  ],
};

/**
 * Matrix product.
 *
 * @example
 * ```ts
 * import { matmul, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = matmul(tensor(device, [[1, 2]]), tensor(device, [[3], [4]]));
 * console.assert((await y.data()).join() === "11");
 * device.destroy();
 * ```
 */
export const matmul: Matmul = Object.assign(
  ((a: Tensor, b: Tensor, options: MatmulOptions = {}) =>
    apply(rule, [a, b], options)[0]) as Matmul,
  { rule },
);
