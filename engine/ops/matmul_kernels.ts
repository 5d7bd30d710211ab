/**
 * The kernels of matrix products, and which of them runs when.
 *
 * @module
 */
import { type Device, grid, Kernel, type KernelSource } from "../device.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { empty, type Signal, Tensor } from "../tensor.ts";
import activateCode from "../../shaders/activate.wgsl" with { type: "text" };
import registersCode from "../../shaders/matmul.wgsl" with { type: "text" };
import partsCode from "../../shaders/matmul_parts.wgsl" with { type: "text" };

/** Functions that kernels can apply to their results. */
export type Activation = "none" | "relu" | "tanh" | "sigmoid" | "elu";

/** In the order of `ACTIVATION` in activate.wgsl. */
export const activations: readonly Activation[] = ["none", "relu", "tanh", "sigmoid", "elu"];

/** Distances between neighbours of an operand along its batch, its own axis, and the depth. */
export interface Operand {
  /** The matrices. */
  readonly data: Signal;
  /** From matrix to matrix; 0 repeats one. */
  readonly batch: number;
  /** Along the axis that the result has too. */
  readonly own: number;
  /** Along the axis that is summed over. */
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
  readonly activation?: Activation;
}

/** The same elements in another shape. */
export function view(x: Signal, shape: Shape): Signal {
  return new Tensor(x.device, x.storage, shape, x.dtype) as Signal;
}

/** The same elements as one matrix with the rows of all. */
export function flat(x: Signal): Signal {
  return view(x, [sizeOf(x.shape.slice(0, -1)), x.shape.at(-1)!]);
}

/** A kernel with the part of the result that one of its workgroups computes. */
interface Tile {
  readonly code: string;
  readonly constants: Readonly<Record<string, number>>;
  readonly rows: number;
  readonly columns: number;
  /** Time of a workgroup for one term of its sums, in any unit that its family shares. */
  readonly weight: number;
}

/** Tiles of 8 columns an invocation, in registers; weights were fitted on a software adapter. */
function registers(lanes: number, lines: number): Tile[] {
  return [8, 4, 1].map((rows) => ({
    code: registersCode,
    constants: { ROWS: rows, LANES: lanes, LINES: lines },
    rows: rows * lines,
    columns: 8 * lanes,
    weight: 5 + rows,
  }));
}

/** Kernels to choose from, by the names that {@linkcode Device.choices} holds for `matmul`. */
const families: Readonly<Record<string, readonly Tile[]>> = {
  row: registers(8, 1),
  square: registers(8, 8),
};

function familyOf({ choices, traits }: Device): readonly Tile[] {
  const chosen = choices.get("matmul") ?? "";
  return Object.hasOwn(families, chosen)
    ? families[chosen]
    : families[traits.software ? "row" : "square"];
}

/** What runs: a tile, whether the result is computed transposed, and the parts of its sums. */
interface Plan {
  readonly tile: Tile;
  readonly transposed: boolean;
  readonly parts: number;
  readonly groups: number;
}

/** Terms of a sum that are not worth to be cut further. */
const shortest = 256;

/** The plan of least estimated time. */
function plan(device: Device, { batch, rows, columns, depth }: Product): Plan {
  // Workgroups that run at the same time, roughly.
  const width = device.traits.software ? 4 : 128;
  let best: Plan | null = null, least = Infinity;
  for (const tile of familyOf(device)) {
    for (const transposed of [false, true]) {
      const [down, across] = transposed ? [columns, rows] : [rows, columns];
      const whole = batch * Math.ceil(down / tile.rows) * Math.ceil(across / tile.columns);
      const parts = Math.max(1, Math.min(Math.floor(width / whole), Math.floor(depth / shortest)));
      const groups = whole * parts;
      const time = Math.ceil(groups / width) * tile.weight / parts;
      if (time < least) [best, least] = [{ tile, transposed, parts, groups }, time];
    }
  }
  return best!;
}

const members = "batch rows columns depth a_batch a_row a_depth b_batch b_depth b_column " +
  "c_row c_column c_batch c_part bias_row bias_column parts span";
const uniforms = Object.fromEntries(members.split(" ").map((name) => [name, "u32" as const]));

const kernels = new Map<string, Kernel>();

function kernelOf(source: KernelSource): Kernel {
  const kernel = new Kernel({ ...source, code: `${source.code}\n${activateCode}` });
  const known = kernels.get(kernel.key);
  if (!known) kernels.set(kernel.key, kernel);
  return known ?? kernel;
}

/** See `SKEW` in matmul.wgsl: for processors' caches. */
function skew({ traits }: Device, b: Operand): Record<string, number> {
  return traits.software && b.own % 256 === 0 ? { SKEW: 16 } : {};
}

/** Computes a product by the kernel that suits its sizes and its device. */
export function multiply(product: Product): Signal {
  const { shape, batch, rows, columns, depth, bias, activation = "none" } = product;
  const { device } = product.a.data;
  const c = empty(device, shape);
  if (c.size === 0) return c;
  const { tile, transposed, parts, groups } = plan(device, product);
  const finish = { BIAS: bias ? 1 : 0, ACTIVATION: activations.indexOf(activation) };
  const quads = Math.ceil(c.size / 4);
  const target = parts > 1 ? empty(device, [parts, 4 * quads]) : c;
  const [a, b] = transposed ? [product.b, product.a] : [product.a, product.b];
  device.run(
    kernelOf({
      name: "matmul",
      code: tile.code,
      reads: 3,
      writes: 1,
      uniforms,
      constants: { ...tile.constants, ...skew(device, b), ...(parts > 1 ? {} : finish) },
    }),
    {
      // A kernel without a bias binds anything in its place.
      reads: [a.data.storage, b.data.storage, (bias ?? a.data).storage],
      writes: [target.storage],
      uniforms: {
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
        c_part: 4 * quads,
        bias_row: transposed ? 1 : 0,
        bias_column: transposed ? 0 : 1,
        parts,
        span: Math.ceil(depth / parts),
      },
      groups: grid(groups, 1),
      flops: 2 * batch * rows * columns * depth,
    },
  );
  if (parts === 1) return c;
  device.run(
    kernelOf({
      name: "matmul_parts",
      code: partsCode,
      reads: 2,
      writes: 1,
      uniforms: { quads: "u32", parts: "u32", columns: "u32" },
      constants: finish,
    }),
    {
      reads: [target.storage, (bias ?? target).storage],
      writes: [c.storage],
      uniforms: { quads, parts, columns },
      groups: grid(quads),
      flops: parts * c.size,
    },
  );
  return c;
}
