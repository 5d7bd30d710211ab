/**
 * What a matrix product is, and how a kernel is run that computes it.
 *
 * @module
 */
import { grid, Kernel, type KernelSource } from "../../device/device.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import { type Signal, Tensor } from "../../tensor/tensor.ts";
import type { FusedActivation } from "./activate.ts";

/** Distances between neighbours of an operand along its batch, its own axis, and the depth. */
export interface Operand {
  /** The matrices. */
  readonly data: Signal;
  /** From matrix to matrix; 0 repeats one. */
  readonly batch: number;
  /** Along the axis that the result has too. */
  readonly own: number;
  /** Along the axis that is summed over; 1 where `own` is not. */
  readonly depth: number;
}

/** A product of matrices, `[batch, rows, depth]` times `[batch, depth, columns]`. */
export interface Product {
  /** The shape of the result, for its tensor. */
  readonly shape: Shape;
  /** Number of matrices. */
  readonly batch: number;
  /** Rows of a matrix of the result. */
  readonly rows: number;
  /** Columns of a matrix of the result. */
  readonly columns: number;
  /** Terms of each sum. */
  readonly depth: number;
  /** Left operand. */
  readonly a: Operand;
  /** Right operand. */
  readonly b: Operand;
  /** What is added to each row, `[columns]`. */
  readonly bias?: Signal;
  /** What is applied to the sums; `none` where absent. */
  readonly activation?: FusedActivation;
  /** Whose elements from `first` on become the result; a tensor of its own where absent. */
  readonly into?: { readonly data: Signal; readonly first: number };
}

/** The same elements in another shape. */
export function view(x: Signal, shape: Shape): Signal {
  return new Tensor(x.device, x.storage, shape, x.dtype) as Signal;
}

/** The same elements as one matrix with the rows of all. */
export function flat(x: Signal): Signal {
  return view(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/** Values of a kernel's `override` constants. */
export type Constants = Readonly<Record<string, number>>;

/** How a product is computed. */
export interface Plan {
  /** Parts that the sums are cut into, each computed apart. */
  readonly parts: number;
  /** Computes `c`, or all parts of it; `finish` is for `BIAS` and `ACTIVATION`. */
  readonly run: (c: Signal, finish: Constants) => void;
}

/** A kernel of products at work. */
export interface Launch {
  readonly code: string;
  readonly constants: Constants;
  /** Whether the result is computed transposed: `a` and `b` have changed places. */
  readonly transposed: boolean;
  readonly a: Operand;
  readonly b: Operand;
  readonly parts: number;
  readonly groups: number;
  /** Tiles of a workgroup, where it has several. */
  readonly stretch?: number;
  /** The first term that is added, and how many are, where not all of a part. */
  readonly first?: number;
  readonly span?: number;
}

const kernels = new Map<string, Kernel>();

/** A kernel is made once for its constants, whose names tell its code. */
export function kernelOf(source: Omit<KernelSource, "writes">): Kernel {
  const key = JSON.stringify([source.entry, source.constants]);
  let kernel = kernels.get(key);
  if (!kernel) kernels.set(key, kernel = new Kernel({ ...source, writes: 1 }));
  return kernel;
}

const members = "batch rows columns depth a_batch a_row a_depth b_batch b_depth b_column " +
  "c_row c_column c_batch c_part c_first bias_row bias_column parts span stretch first";
const uniforms = Object.fromEntries(members.split(" ").map((name) => [name, "u32" as const]));

/** Computes the sums, or parts of them, into `c`. */
export function launch(product: Product, launch: Launch, c: Signal, finish: Constants): void {
  const { batch, rows, columns, depth, bias } = product;
  const { code, constants, a, b, groups, first = 0, span = depth } = launch;
  const kernel = kernelOf({
    name: "matmul",
    code,
    reads: 3,
    uniforms,
    constants: { ...constants, ...finish },
  });
  c.device.run(kernel, {
    // A kernel without a bias binds anything in its place.
    reads: [a.data.storage, b.data.storage, (bias ?? a.data).storage],
    writes: [c.storage],
    uniforms: stridesOf(product, launch, c),
    groups: grid(groups, 1),
    flops: 2 * batch * rows * columns * Math.min(span, depth - first),
  });
}

function stridesOf(
  { batch, rows, columns, depth, into }: Product,
  { transposed, a, b, parts, stretch = 1, first = 0, span = Math.ceil(depth / parts) }: Launch,
  c: Signal,
) {
  return {
    batch,
    rows: transposed ? columns : rows,
    columns: transposed ? rows : columns,
    depth,
    a_batch: a.batch,
    a_row: a.own,
    a_depth: a.depth,
    b_batch: b.batch,
    b_depth: b.depth,
    b_column: b.own,
    c_row: transposed ? 1 : columns,
    c_column: transposed ? columns : 1,
    c_batch: rows * columns,
    c_part: c.shape.at(-1)!,
    // Parts are put together later.
    c_first: into && parts === 1 ? into.first : 0,
    bias_row: transposed ? 1 : 0,
    bias_column: transposed ? 0 : 1,
    parts,
    span,
    stretch,
    first,
  };
}
