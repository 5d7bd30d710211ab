/**
 * Copies of operands in the order in which processors read them.
 *
 * @module
 */
import { grid } from "../../device/device.ts";
import { empty } from "../../tensor/tensor.ts";
import { kernelOf, type Operand, type Product } from "./product.ts";
import turnCode from "../../../shaders/matmul/matmul_turn.wgsl" with { type: "text" };
import packCode from "../../../shaders/matmul/matmul_pack.wgsl" with { type: "text" };

/** Terms that a workgroup packs. */
const span = 128;

/** Cycles of packing an element, and one whose neighbours are terms, measured. */
const element = 1, turnedElement = 1.3;

/** How an operand is cut to panels along the axis that the result has too. */
export interface Cut {
  /** Its length along that axis. */
  readonly length: number;
  /** Elements of a panel for each term: a multiple of 4. */
  readonly lanes: number;
}

/** Elements of an operand that is packed. */
function sizeOf({ batch, depth }: Product, operand: Operand, { length, lanes }: Cut) {
  return (operand.batch ? batch : 1) * Math.ceil(length / lanes) * lanes * depth;
}

/** Cycles that packing an operand takes all threads together. */
export function packingTime(product: Product, operand: Operand, cut: Cut): number {
  return sizeOf(product, operand, cut) * (operand.own === 1 ? element : turnedElement);
}

/** Copies an operand to panels: neighbours along its own axis, one term after the other. */
export function pack(product: Product, operand: Operand, cut: Cut): Operand {
  const { batch, depth } = product;
  const { length, lanes } = cut;
  const panels = Math.ceil(length / lanes), count = operand.batch ? batch : 1;
  const data = empty(operand.data.device, [sizeOf(product, operand, cut)]);
  const kernel = kernelOf({
    name: "matmul_pack",
    code: packCode,
    entry: operand.own === 1 ? "main" : "main_turned",
    reads: 1,
    uniforms: {
      batch: "u32",
      columns: "u32",
      depth: "u32",
      b_batch: "u32",
      b_depth: "u32",
      b_column: "u32",
    },
    constants: { LANES: lanes, SPAN: span },
  });
  data.device.run(kernel, {
    reads: [operand.data.storage],
    writes: [data.storage],
    uniforms: {
      batch: count,
      columns: length,
      depth,
      b_batch: operand.batch,
      b_depth: operand.depth,
      b_column: operand.own,
    },
    groups: grid(count * panels * Math.ceil(depth / span), 1),
  });
  return { data, batch: operand.batch && panels * lanes * depth, own: 1, depth: lanes };
}

/** Rows that a workgroup turns. */
const turnedRows = 16;

/** Cycles that turning an operand of some rows takes all threads together. */
export function turningTime(
  { batch, depth }: Product,
  { batch: each }: Operand,
  rows: number,
): number {
  return (each ? batch : 1) * rows * depth * turnedElement;
}

/** Copies a left operand of some rows, which are neighbours, so that its terms are. */
export function turn(
  { batch, depth }: Product,
  { data: { device, storage }, ...a }: Operand,
  rows: number,
): Operand {
  const count = a.batch ? batch : 1;
  // Rows that were a multiple of the lines of a cache apart would share few of its places.
  const own = Math.ceil(depth / 4) * 4 + (depth % 128 ? 0 : 16);
  const data = empty(device, [count, rows, own]);
  const kernel = kernelOf({
    name: "matmul_turn",
    code: turnCode,
    reads: 1,
    uniforms: {
      batch: "u32",
      rows: "u32",
      depth: "u32",
      a_batch: "u32",
      a_depth: "u32",
      a_row: "u32",
    },
    constants: { HEIGHT: turnedRows, SPAN: span },
  });
  device.run(kernel, {
    reads: [storage],
    writes: [data.storage],
    uniforms: { batch: count, rows, depth, a_batch: a.batch, a_depth: a.depth, a_row: own },
    groups: grid(count * Math.ceil(rows / turnedRows) * Math.ceil(depth / span), 1),
  });
  return { data, batch: a.batch && rows * own, own, depth: 1 };
}
