/**
 * The kernels of matrix products, and which of them runs when.
 *
 * @module
 */
import { type Device, grid, Kernel, type KernelSource, type Traits } from "../device.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { empty, type Signal, Tensor } from "../tensor.ts";
import activateCode from "../../shaders/activate.wgsl" with { type: "text" };
import registersCode from "../../shaders/matmul.wgsl" with { type: "text" };
import sharedCode from "../../shaders/matmul_shared.wgsl" with { type: "text" };
import storeCode from "../../shaders/matmul_store.wgsl" with { type: "text" };
import partsCode from "../../shaders/matmul_parts.wgsl" with { type: "text" };

/** Functions that kernels can apply to their results. */
export type FusedActivation = "none" | "relu" | "tanh" | "sigmoid" | "elu";

/** In the order of `ACTIVATION` in activate.wgsl. */
export const activations: readonly FusedActivation[] = ["none", "relu", "tanh", "sigmoid", "elu"];

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
  readonly activation?: FusedActivation;
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
  /** Time of a workgroup for one term of its sums, in a unit that a family shares. */
  readonly weight: number;
  /** Whether it has `SKEW`, see matmul.wgsl: where processors' caches serve the loads. */
  readonly skewed?: boolean;
}

/** Tiles of 8 columns an invocation, in registers. */
function registers(rows: number, lanes: number, lines: number, weight: number): Tile {
  return {
    code: `${registersCode}\n${storeCode}\n${activateCode}`,
    constants: { ROWS: rows, LANES: lanes, LINES: lines },
    rows: rows * lines,
    columns: 8 * lanes,
    weight,
  };
}

/** Square tiles in workgroup memory. */
function shared(side: number, weight: number): Tile {
  return {
    code: `${sharedCode}\n${storeCode}\n${activateCode}`,
    constants: { SIDE: side },
    rows: 4 * side,
    columns: 4 * side,
    weight,
  };
}

/** Tiles that a plan chooses from. */
interface Family {
  /** Workgroups that run side by side, roughly. */
  readonly width: number;
  readonly tiles: readonly Tile[];
}

/**
 * Families by the names that `choices` of a device holds for `matmul`. The weights of `row` are
 * fitted to a software adapter, the others count the multiply-adds of a GPU.
 */
const families: Readonly<Record<string, Family>> = {
  row: {
    width: 4,
    tiles: [16, 4, 1].map((rows) => ({ ...registers(rows, 8, 1, 5 + rows), skewed: true })),
  },
  square: { width: 128, tiles: [registers(4, 8, 8, 4.5), registers(1, 32, 1, 1.5)] },
  shared: { width: 128, tiles: [shared(16, 6.4), shared(8, 2), registers(1, 32, 1, 1.5)] },
};

/** The families that may suit a device, the likely best first. */
export function familiesFor({ kind }: Traits): readonly string[] {
  return kind === "gpu" ? ["shared", "square"] : ["row", "square"];
}

/** The family that a device was told to use, `undefined` where it was told none that exists. */
export function chosenFamily({ choices }: Device): string | undefined {
  const name = choices.get("matmul");
  return name !== undefined && Object.hasOwn(families, name) ? name : undefined;
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
  const { width, tiles } = families[chosenFamily(device) ?? familiesFor(device.traits)[0]];
  let best: Plan | null = null, least = Infinity;
  for (const tile of tiles) {
    for (const transposed of [false, true]) {
      const [down, across] = transposed ? [columns, rows] : [rows, columns];
      const whole = batch * Math.ceil(down / tile.rows) * Math.ceil(across / tile.columns);
      const most = Math.min(Math.floor(width / whole), Math.floor(depth / shortest));
      const parts = Math.max(1, most);
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

/** A kernel is made once for its constants, whose names tell its code. */
function kernelOf(source: Omit<KernelSource, "writes">): Kernel {
  const key = JSON.stringify(source.constants);
  let kernel = kernels.get(key);
  if (!kernel) kernels.set(key, kernel = new Kernel({ ...source, writes: 1 }));
  return kernel;
}

/** Computes a product by the kernel that suits its sizes and its device. */
export function multiply(product: Product): Signal {
  const { device } = product.a.data;
  const c = empty(device, product.shape);
  if (c.size === 0) return c;
  const chosen = plan(device, product);
  const { bias, activation = "none" } = product;
  const finish = { BIAS: bias ? 1 : 0, ACTIVATION: activations.indexOf(activation) };
  if (chosen.parts === 1) {
    runTile(product, chosen, c, finish);
    return c;
  }
  const quads = Math.ceil(c.size / 4);
  const sums = empty(device, [chosen.parts, 4 * quads]);
  runTile(product, chosen, sums, {});
  const kernel = kernelOf({
    name: "matmul_parts",
    code: `${partsCode}\n${activateCode}`,
    reads: 2,
    uniforms: { quads: "u32", parts: "u32", columns: "u32" },
    constants: finish,
  });
  device.run(kernel, {
    reads: [sums.storage, (bias ?? sums).storage],
    writes: [c.storage],
    uniforms: { quads, parts: chosen.parts, columns: product.columns },
    groups: grid(quads),
    flops: chosen.parts * c.size,
  });
  return c;
}

/** Computes the sums, or parts of them, into `c`. */
function runTile(
  { batch, rows, columns, depth, bias, ...operands }: Product,
  { tile, transposed, parts, groups }: Plan,
  c: Signal,
  finish: Readonly<Record<string, number>>,
): void {
  const [a, b] = transposed ? [operands.b, operands.a] : [operands.a, operands.b];
  // What a cache serves best, see matmul.wgsl.
  const skew: Record<string, number> = tile.skewed && b.own % 256 === 0 ? { SKEW: 16 } : {};
  const kernel = kernelOf({
    name: "matmul",
    code: tile.code,
    reads: 3,
    uniforms,
    constants: { ...tile.constants, ...skew, ...finish },
  });
  c.device.run(kernel, {
    // A kernel without a bias binds anything in its place.
    reads: [a.data.storage, b.data.storage, (bias ?? a.data).storage],
    writes: [c.storage],
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
      c_part: c.shape.at(-1)!,
      bias_row: transposed ? 1 : 0,
      bias_column: transposed ? 0 : 1,
      parts,
      span: Math.ceil(depth / parts),
    },
    groups: grid(groups, 1),
    flops: 2 * batch * rows * columns * depth,
  });
}
