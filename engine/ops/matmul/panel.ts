/**
 * Matrix products by panels of columns, for processors.
 *
 * @module
 */
import { grid } from "../../device/device.ts";
import { empty } from "../../tensor/tensor.ts";
import { activateCode } from "./activate.ts";
import { kernelOf, launch, type Operand, type Plan, type Product } from "./product.ts";
import bindingsCode from "../../../shaders/matmul/matmul_bindings.wgsl" with { type: "text" };
import packCode from "../../../shaders/matmul/matmul_pack.wgsl" with { type: "text" };
import panelCode from "../../../shaders/matmul/matmul_panel.wgsl" with { type: "text" };

const code = `${panelCode}\n${bindingsCode}\n${activateCode}`;

/** Rows and columns that a workgroup computes, and its time for one term of its sums. */
const tiles = [
  { rows: 6, lanes: 8, weight: 6.5 },
  { rows: 4, lanes: 8, weight: 4.5 },
  { rows: 2, lanes: 16, weight: 4.5 },
  { rows: 1, lanes: 16, weight: 4 },
] as const;

/** Times in cycles, measured: what a workgroup does besides its sums, and more if it stores turned. */
const start = 120, turned = 110;

/** Of packing an element, of one whose neighbours are terms, and of a dispatch more. */
const element = 1, turnedElement = 2.5, dispatch = 8000;

/** Workgroups that are enough to keep a processor busy, and terms not worth to be cut further. */
const enough = 8, shortest = 256;

/** Terms that a workgroup packs. */
const span = 128;

/**
 * How much longer a term takes where its neighbours are not packed: nothing while a line of a cache
 * for each term fits the nearest cache, much where terms share few places in it.
 */
function looseness(depth: number, stride: number): number {
  if (depth <= 512) return 1;
  return stride % 1024 === 0 ? 1.6 : 1.1;
}

/** What may be computed how, and for how long. */
interface Choice {
  readonly tile: typeof tiles[number];
  readonly transposed: boolean;
  readonly packed: boolean;
  readonly parts: number;
  readonly time: number;
}

/** The plan of least estimated time. */
export function planPanels(product: Product): Plan {
  const choices = [false, true].flatMap((transposed) => ways(product, transposed));
  const { tile, transposed, packed, parts } = choices.reduce((a, b) => b.time < a.time ? b : a);
  const [a, b] = transposed ? [product.b, product.a] : [product.a, product.b];
  const [down, across] = sizesOf(product, transposed);
  const constants = {
    ROWS: tile.rows,
    LANES: tile.lanes,
    PACKED: Number(packed),
    NARROW: Number(across < tile.lanes),
    ALONG: Number(a.own === 1),
    TURNED: Number(transposed),
  };
  const groups = parts * product.batch * Math.ceil(down / tile.rows) *
    Math.ceil(across / tile.lanes);
  return {
    parts,
    run: (c, finish) => {
      const right = packed ? pack(product, b, across, tile.lanes) : b;
      launch(product, { code, constants, transposed, a, b: right, parts, groups }, c, finish);
      if (packed) c.device.release(right.data);
    },
  };
}

/** Rows and columns of what the kernel computes. */
function sizesOf({ rows, columns }: Product, transposed: boolean): [down: number, across: number] {
  return transposed ? [columns, rows] : [rows, columns];
}

/** The ways to compute a product, or its transpose. */
function ways(product: Product, transposed: boolean): Choice[] {
  const { batch, depth } = product;
  const b = transposed ? product.a : product.b;
  const [down, across] = sizesOf(product, transposed);
  return tiles.filter(({ rows }) => rows <= down).flatMap((tile) => {
    const panels = Math.ceil(across / tile.lanes);
    const whole = batch * Math.ceil(down / tile.rows) * panels;
    const parts = Math.max(1, Math.min(Math.ceil(enough / whole), Math.floor(depth / shortest)));
    const around = parts * (start + (transposed ? turned : 0));
    const spread = Math.min(whole * parts, enough);
    const time = (loose: number) =>
      whole * (around + depth * tile.weight * loose) / spread + (parts > 1 ? dispatch : 0);
    const copied = (b.batch ? batch : 1) * panels * tile.lanes * depth;
    const packing = dispatch + copied * (b.own === 1 ? element : turnedElement) / enough;
    const choice = { tile, transposed, parts };
    const packed = { ...choice, packed: true, time: time(1) + packing };
    if (b.own !== 1 || across < tile.lanes) return [packed];
    return [packed, { ...choice, packed: false, time: time(looseness(depth, b.depth)) }];
  });
}

/** Copies an operand to panels: neighbouring columns, one term after the other. */
function pack({ batch, depth }: Product, b: Operand, columns: number, lanes: number): Operand {
  const { device } = b.data;
  const across = Math.ceil(columns / lanes), length = lanes * depth;
  const count = b.batch ? batch : 1;
  const data = empty(device, [count * across * length]);
  const kernel = kernelOf({
    name: "matmul_pack",
    code: packCode,
    entry: b.own === 1 ? "main" : "main_turned",
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
  device.run(kernel, {
    reads: [b.data.storage],
    writes: [data.storage],
    uniforms: { batch: count, columns, depth, b_batch: b.batch, b_depth: b.depth, b_column: b.own },
    groups: grid(count * across * Math.ceil(depth / span), 1),
  });
  return { data, batch: b.batch && across * length, own: 1, depth: lanes };
}
