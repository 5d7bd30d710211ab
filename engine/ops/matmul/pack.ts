/**
 * Copies of operands in the order in which processors read them.
 *
 * @module
 */
import { grid } from "../../device/device.ts";
import { empty } from "../../tensor/tensor.ts";
import { kernelOf, type Operand, type Product } from "./product.ts";
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
  /** From a panel to the next; the elements past it are those that the next one begins with. */
  readonly pitch: number;
}

/** Elements of an operand that is packed. */
function sizeOf({ batch, depth }: Product, operand: Operand, { length, lanes, pitch }: Cut) {
  return (operand.batch ? batch : 1) * Math.ceil(length / pitch) * lanes * depth;
}

/** Cycles that packing an operand takes all threads together. */
export function packingTime(product: Product, operand: Operand, cut: Cut): number {
  return sizeOf(product, operand, cut) * (operand.own === 1 ? element : turnedElement);
}

/** Copies an operand to panels: neighbours along its own axis, one term after the other. */
export function pack(product: Product, operand: Operand, cut: Cut): Operand {
  const { batch, depth } = product;
  const { length, lanes, pitch } = cut;
  const panels = Math.ceil(length / pitch), count = operand.batch ? batch : 1;
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
    constants: { LANES: lanes, PITCH: pitch, SPAN: span },
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
