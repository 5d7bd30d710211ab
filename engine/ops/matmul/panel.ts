/**
 * Matrix products by panels of columns, for processors.
 *
 * @module
 */
import { activateCode } from "./activate.ts";
import { pack, packingTime, turn, turningTime } from "./pack.ts";
import { launch, type Plan, type Product } from "./product.ts";
import bindingsCode from "../../../shaders/matmul/matmul_bindings.wgsl" with { type: "text" };
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

/** Of a dispatch more. */
export const dispatch = 8000;

/** Workgroups that are enough to keep a processor busy, and terms not worth to be cut further. */
export const enough = 8, shortest = 256;

/**
 * How much longer a term takes where its neighbours are not packed: nothing while a line of a cache
 * for each term fits the nearest cache, much where terms share few places in it, or where no cache
 * holds the lines for the next of several tiles, or for the rest of them.
 */
function looseness(depth: number, stride: number, lanes: number, tiles: number): number {
  if (depth <= 512) return 1;
  const again = lanes < line || tiles > 8;
  return stride % 1024 === 0 || (again && 4 * depth * stride > far) ? 1.6 : 1.1;
}

/** Elements of a line of a cache. */
const line = 16;

/** Bytes that a cache holds beside much else, and over which the pages of terms are at hand. */
const far = 2 ** 20, near = 2 ** 18;

/** How much longer a term takes where neighbours of the left operand are rows, measured. */
function sideways(depth: number, stride: number): number {
  const bytes = 4 * depth * stride;
  if (bytes <= near) return 1;
  return bytes <= far ? 1.35 : 2.2;
}

/** What may be computed how, and for how long. */
interface Choice {
  readonly tile: typeof tiles[number];
  readonly transposed: boolean;
  readonly turnsA: boolean;
  readonly packed: boolean;
  readonly parts: number;
  readonly time: number;
}

/** A plan with its estimated time in cycles. */
export interface TimedPlan extends Plan {
  readonly time: number;
}

/** The plan of least estimated time. */
export function planPanels(product: Product): TimedPlan {
  const choices = [false, true].flatMap((transposed) => ways(product, transposed));
  const { tile, transposed, turnsA, packed, parts, time } = choices.reduce((a, b) =>
    b.time < a.time ? b : a
  );
  const [a, b] = transposed ? [product.b, product.a] : [product.a, product.b];
  const [down, across] = sizesOf(product, transposed);
  const constants = {
    ROWS: tile.rows,
    LANES: tile.lanes,
    PACKED: Number(packed),
    NARROW: Number(across < tile.lanes),
    ALONG: Number(a.own === 1 && !turnsA),
    TURNED: Number(transposed),
  };
  const groups = parts * product.batch * Math.ceil(down / tile.rows) *
    Math.ceil(across / tile.lanes);
  return {
    parts,
    time,
    run: (c, finish) => {
      const left = turnsA ? turn(product, a, down) : a;
      const right = packed ? pack(product, b, cutOf(across, tile)) : b;
      const how = { code, constants, transposed, a: left, b: right, parts, groups };
      launch(product, how, c, finish);
      if (turnsA) c.device.release(left.data);
      if (packed) c.device.release(right.data);
    },
  };
}

function cutOf(length: number, { lanes }: Choice["tile"]) {
  return { length, lanes };
}

/** Rows and columns of what the kernel computes. */
function sizesOf({ rows, columns }: Product, transposed: boolean): [down: number, across: number] {
  return transposed ? [columns, rows] : [rows, columns];
}

/** The ways to compute a product, or its transpose. */
function ways(product: Product, transposed: boolean): Choice[] {
  const { batch, depth } = product;
  const [a, b] = transposed ? [product.b, product.a] : [product.a, product.b];
  const [down, across] = sizesOf(product, transposed);
  return tiles.filter(({ rows }) => rows <= down).flatMap((tile) => {
    const panels = Math.ceil(across / tile.lanes);
    const whole = batch * Math.ceil(down / tile.rows) * panels;
    const parts = Math.max(1, Math.min(Math.ceil(enough / whole), Math.floor(depth / shortest)));
    const around = parts * (start + (transposed ? turned : 0));
    const spread = Math.min(whole * parts, enough);
    const time = (loose: number) =>
      whole * (around + depth * tile.weight * loose) / spread + (parts > 1 ? dispatch : 0);
    const packing = dispatch + packingTime(product, b, cutOf(across, tile)) / enough;
    const turning = dispatch + turningTime(product, a, down) / enough;
    return (a.own === 1 ? [false, true] : [false]).flatMap((turnsA) => {
      const choice = { tile, transposed, parts, turnsA };
      const slower = a.own === 1 && !turnsA ? sideways(depth, a.depth) : 1;
      const more = turnsA ? turning : 0;
      const packed = { ...choice, packed: true, time: time(slower) + packing + more };
      if (b.own !== 1 || across < tile.lanes) return [packed];
      const below = Math.ceil(down / tile.rows);
      const loose = looseness(depth, b.depth, tile.lanes, below) * slower;
      return [packed, { ...choice, packed: false, time: time(loose) + more }];
    });
  });
}
