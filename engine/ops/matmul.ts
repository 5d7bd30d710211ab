/**
 * Matrix products, batched, with either operand transposed.
 *
 * @module
 */
import { grid, Kernel } from "../device.ts";
import { ShapeError } from "../error.ts";
import { apply, hostArray, type Rule } from "../op.ts";
import { format, type Shape, sizeOf } from "../shape.ts";
import { empty, type Signal, type Tensor } from "../tensor.ts";
import { broadcast } from "../shape.ts";
import { indexer } from "./elementwise.ts";
import code from "../../shaders/matmul.wgsl" with { type: "text" };

const members = "batch rows columns depth a_batch a_row a_depth b_batch b_depth b_column".split(
  " ",
);
const kernel = new Kernel({
  name: "matmul",
  code,
  reads: 2,
  writes: 1,
  uniforms: Object.fromEntries(members.map((member) => [member, "u32" as const])),
});

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
  const batch = broadcast("matmul", a.slice(0, -2), b.slice(0, -2));
  return { batch, rows, columns, depth };
}

const rule: Rule<MatmulOptions> = {
  name: "matmul",
  shapes: ([a, b], options) => {
    const { batch, rows, columns } = sizesOf(a, b, options);
    return [[...batch, rows, columns]];
  },
  forward: ([a, b], options, [shape]) => {
    const { batch, rows, columns, depth } = sizesOf(a.shape, b.shape, options);
    const c = empty(a.device, shape);
    const count = sizeOf(batch);
    c.device.run(kernel, {
      reads: [a.storage, b.storage],
      writes: [c.storage],
      uniforms: {
        batch: count,
        rows,
        columns,
        depth,
        a_batch: a.size === rows * depth ? 0 : rows * depth,
        a_row: options.transposeA ? 1 : depth,
        a_depth: options.transposeA ? rows : 1,
        b_batch: b.size === depth * columns ? 0 : depth * columns,
        b_depth: options.transposeB ? 1 : columns,
        b_column: options.transposeB ? depth : 1,
      },
      groups: grid(count * rows * columns),
      flops: 2 * count * rows * columns * depth,
    });
    return { outputs: [c] };
  },
  backward: ({ gradients: [dc], inputs: [a, b], needs, options }) => {
    const { transposeA, transposeB } = options;
    const da = () =>
      transposeA
        ? matmul(b, dc!, { transposeA: transposeB, transposeB: true })
        : matmul(dc!, b, { transposeB: !transposeB });
    const db = () =>
      transposeB
        ? matmul(dc!, a, { transposeA: true, transposeB: transposeA })
        : matmul(a, dc!, { transposeA: !transposeA });
    return [needs[0] ? da() : null, needs[1] ? db() : null];
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
    { shapes: [[67, 33], [33, 70]], options: {} },
  ],
  refuses: [{ shapes: [[3, 5], [3, 5]], options: {} }, { shapes: [[5], [5, 2]], options: {} }],
};

/** Matrix product. */
export const matmul: Matmul = Object.assign(
  ((a: Tensor, b: Tensor, options: MatmulOptions = {}) =>
    apply(rule, [a, b], options)[0]) as Matmul,
  { rule },
);
