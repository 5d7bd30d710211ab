/**
 * Matrix products by tiles, a tile a workgroup: in registers or in workgroup memory.
 *
 * @module
 */
import { activateCode } from "./activate.ts";
import { type Constants, launch, type Plan, type Product } from "./product.ts";
import bindingsCode from "../../../shaders/matmul/matmul_bindings.wgsl" with { type: "text" };
import registersCode from "../../../shaders/matmul/matmul.wgsl" with { type: "text" };
import sharedCode from "../../../shaders/matmul/matmul_shared.wgsl" with { type: "text" };
import storeCode from "../../../shaders/matmul/matmul_store.wgsl" with { type: "text" };

/** A kernel with the part of the result that one of its workgroups computes. */
interface Tile {
  readonly code: string;
  readonly constants: Constants;
  readonly rows: number;
  readonly columns: number;
  /** Time of a workgroup for one term of its sums, in a unit that a family shares. */
  readonly weight: number;
  /** Whether it has `SKEW`, see matmul.wgsl: where processors' caches serve the loads. */
  readonly skewed?: boolean;
}

const shared = [bindingsCode, storeCode, activateCode].join("\n");

/** Tiles of 8 columns an invocation, in registers. */
function registers(rows: number, lanes: number, lines: number, weight: number): Tile {
  return {
    code: `${registersCode}\n${shared}`,
    constants: { ROWS: rows, LANES: lanes, LINES: lines },
    rows: rows * lines,
    columns: 8 * lanes,
    weight,
  };
}

/** Square tiles in workgroup memory. */
function square(side: number, weight: number): Tile {
  return {
    code: `${sharedCode}\n${shared}`,
    constants: { SIDE: side },
    rows: 4 * side,
    columns: 4 * side,
    weight,
  };
}

/** Tiles that a plan chooses from. */
export interface Family {
  /** Workgroups that run side by side, roughly. */
  readonly width: number;
  readonly tiles: readonly Tile[];
}

/** Tiles in registers of software adapters; the weights are fitted to one. */
export const rowTiles: Family = {
  width: 4,
  tiles: [16, 4, 1].map((rows) => ({ ...registers(rows, 8, 1, 5 + rows), skewed: true })),
};

/** Tiles in registers of graphics cards; the weights count multiply-adds. */
export const squareTiles: Family = {
  width: 128,
  tiles: [registers(4, 8, 8, 4.5), registers(1, 32, 1, 1.5)],
};

/** Tiles in workgroup memory; the weights count multiply-adds. */
export const sharedTiles: Family = {
  width: 128,
  tiles: [square(16, 6.4), square(8, 2), registers(1, 32, 1, 1.5)],
};

/** Terms of a sum that are not worth to be cut further. */
const shortest = 256;

/** The plan of least estimated time. */
export function planTiles(product: Product, { width, tiles }: Family): Plan {
  const { batch, rows, columns, depth } = product;
  let best = { tile: tiles[0], transposed: false, parts: 1, groups: 0 }, least = Infinity;
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
  const { tile: { code, constants, skewed }, transposed, ...cut } = best;
  const [a, b] = transposed ? [product.b, product.a] : [product.a, product.b];
  // What a cache serves best, see matmul.wgsl.
  const skew: Constants = skewed && b.own % 256 === 0 ? { SKEW: 16 } : {};
  const how = { code, constants: { ...constants, ...skew }, transposed, a, b, ...cut };
  return { parts: cut.parts, run: (c, finish) => launch(product, how, c, finish) };
}
