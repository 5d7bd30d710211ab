/**
 * Matrix products by wide tiles, for processors whose runtime joins neighbouring vectors to wider ones.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import { pack, packingTime, turn, turningTime } from "./pack.ts";
import { dispatch, enough, planPanels, type TimedPlan } from "./panel.ts";
import { launch, type Product } from "./product.ts";
import { activateCode } from "./activate.ts";
import bindingsCode from "../../../shaders/matmul/matmul_bindings.wgsl" with { type: "text" };
import tileCode from "../../../shaders/parts/wide_tile.wgsl" with { type: "text" };
import wideCode from "../../../shaders/matmul/matmul_wide.wgsl" with { type: "text" };

const code = [wideCode, tileCode, bindingsCode, activateCode].join("\n");

/** Columns of a tile that are computed at once. */
const lanes = 8;

/** Rows and columns of a tile, and its times in cycles, measured: for one term, and of its way in and out. */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly weight: number;
  readonly visit: number;
}

const tiles: readonly Tile[] = [
  { rows: 2, columns: 48, weight: 6.5, visit: 70 },
  { rows: 2, columns: 32, weight: 4.8, visit: 50 },
  { rows: 4, columns: 16, weight: 5.2, visit: 50 },
];

/** Terms that a tile adds up at once, multiples of 4: each number of them is a kernel of its own. */
const longestSpan = 100;

/** The least of them, but for products of fewer terms. */
export const shortestSpan = 32;

/** The least terms and columns of a product by tiles. */
const fewestTerms = 8, fewestColumns = 16;

/** Rows that a workgroup computes at most. */
const most = 192;

/** Workgroups of a thread, and of many threads, that are worth fewer tiles each. */
const each = 4, many = 16;

/** Terms of a dispatch, at most about: of a stretch's rows, a cache holds so many. */
const longest = 1024;

/** Times in cycles, measured: of a workgroup, and of the end of 16 columns of a row. */
const start = 600, end = 12;

/** Cycles of a term of 16 columns where there are too few for a span, and to copy it to a panel. */
const single = 9, copied = 8;

/** Cycles more of a term that is copied from rows far apart, and from such as share few places in a cache. */
const far = 8, crowded = 32;

/** What is computed how, and for how long. */
interface Choice {
  readonly tile: Tile;
  readonly turnsA: boolean;
  readonly packsB: boolean;
  readonly span: number;
  /** Terms of a dispatch. */
  readonly terms: number;
  readonly stretch: number;
  readonly groups: number;
  readonly time: number;
}

/**
 * The plan of least estimated time, the one by narrow panels included, which adds up the same terms in the
 * same order, so that the bits are the same. Where that one cuts the sums to parts there is too little for
 * wide tiles.
 */
export function planWide(product: Product): TimedPlan {
  const narrow = planPanels(product);
  if (narrow.parts > 1) return narrow;
  if (product.columns < fewestColumns || product.depth < fewestTerms) return narrow;
  const choices = tiles
    .filter(({ rows, columns }) => rows <= product.rows && columns <= product.columns)
    .flatMap((tile) => ways(product, tile));
  const best = choices.reduce((a, b) => b.time < a.time ? b : a, { time: narrow.time } as Choice);
  if (!best.tile) return narrow;
  const { tile, turnsA, packsB, span, terms, stretch, groups, time } = best;
  const constants = {
    ROWS: tile.rows,
    LANES: lanes,
    VECTORS: tile.columns / lanes,
    SPAN: span,
    PACKED: Number(packsB),
  };
  return {
    parts: 1,
    time,
    run: (c, finish) => {
      const a = turnsA ? turn(product, product.a, product.rows) : product.a;
      const b = packsB ? pack(product, product.b, cutOf(product, tile)) : product.b;
      const how = { code, constants, transposed: false, a, b, parts: 1, groups, stretch };
      for (let first = 0; first < product.depth; first += terms) {
        const isLast = first + terms >= product.depth;
        launch(product, { ...how, first, span: terms }, c, isLast ? finish : {});
      }
      if (turnsA) c.device.release(a.data);
      if (packsB) c.device.release(b.data);
    },
  };
}

function cutOf({ columns }: Product, tile: Tile) {
  return { length: columns, lanes: tile.columns };
}

/** The ways to compute a product by a tile. */
function ways(product: Product, tile: Choice["tile"]): Choice[] {
  const { batch, rows, columns, depth, a, b } = product;
  const panels = batch * Math.ceil(columns / tile.columns), down = Math.ceil(rows / tile.rows);
  const stretch = stretchOf(a.data.device, down, panels, most / tile.rows),
    groups = panels * Math.ceil(down / stretch);
  const span = spanOf(depth, tile), turnsA = a.depth !== 1, wide = tile.columns / 16;
  const blocks = Math.floor(depth / span), left = depth % span;
  const dispatches = Math.ceil(depth / longest);
  const terms = span * Math.ceil(depth / dispatches / span);
  const perTile = blocks * (span * tile.weight + tile.visit) +
    tile.rows * wide * (left * single + (left ? dispatches : dispatches - 1) * end);
  const turning = turnsA ? dispatch + turningTime(product, a, rows) / enough : 0;
  const time = (term: number) =>
    groups * (dispatches * start + depth * wide * term + stretch * perTile) /
      Math.min(groups, enough) +
    (dispatches - 1) * dispatch + turning;
  const choice = { tile, turnsA, span, terms, stretch, groups };
  const packingB = dispatch + packingTime(product, b, cutOf(product, tile)) / enough;
  const packed = { ...choice, packsB: true, time: time(copied) + packingB };
  if (b.own !== 1) return [packed];
  const loose = copied + (b.depth % 256 === 0 ? crowded : far);
  return [packed, { ...choice, packsB: false, time: time(loose) }];
}

/**
 * How many of `down` tiles a workgroup of each panel computes, `most` at most: all that pass a panel share
 * the copying of it.
 */
export function stretchOf(
  { traits: { threads = many } }: Device,
  down: number,
  panels: number,
  most: number,
): number {
  const fewest = Math.max(enough, Math.min(many, each * threads));
  const stretches = Math.max(Math.ceil(down / most), Math.min(down, Math.ceil(fewest / panels)));
  return Math.ceil(down / stretches);
}

/** The span by which a tile takes the least time for all terms. */
export function spanOf(terms: number, { rows, columns, visit }: Tile): number {
  if (terms < shortestSpan) return terms;
  let best = shortestSpan, least = Infinity;
  for (let span = longestSpan; span >= shortestSpan; span -= 4) {
    const time = Math.floor(terms / span) * visit + terms % span * rows * columns / 16 * single;
    if (span <= terms && time < least) [best, least] = [span, time];
  }
  return best;
}
