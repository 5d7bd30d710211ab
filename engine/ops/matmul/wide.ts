/**
 * Matrix products by wide tiles, for processors whose runtime joins neighbouring vectors to wider ones.
 *
 * @module
 */
import { pack, packingTime } from "./pack.ts";
import { dispatch, enough, planPanels, type TimedPlan } from "./panel.ts";
import { launch, type Product } from "./product.ts";
import { activateCode } from "./activate.ts";
import bindingsCode from "../../../shaders/matmul/matmul_bindings.wgsl" with { type: "text" };
import wideCode from "../../../shaders/matmul/matmul_wide.wgsl" with { type: "text" };

const code = `${wideCode}\n${bindingsCode}\n${activateCode}`;

/** Columns of a tile. */
const lanes = 16;

/** Rows of a tile, and lanes in which they are packed; its time for one term as they are, and packed. */
const tiles = [
  { rows: 6, packed: 8, weight: 7, packedWeight: 8.2 },
  { rows: 4, packed: 4, weight: 5, packedWeight: 5.2 },
] as const;

/** Terms that a tile adds up at once: each number of them is a kernel of its own. */
const spans = [64, 60, 56, 52, 48, 44, 40, 36, 32] as const;

/** Tiles that a workgroup computes at most, terms of so many that a cache holds, and workgroups that are worth fewer. */
const most = 32, held = 32 * 1024, fewest = 16;

/** Times in cycles, measured: of a workgroup, of a tile's way in and out, and of a row's end. */
const start = 600, turn = 70, end = 12;

/** Cycles of a term of a row where there are too few for a span, and of a term of a panel to copy it. */
const single = 6, copied = 8;

/** Cycles more of a term that is copied from rows far apart, and from such as share few places in a cache. */
const far = 8, crowded = 32;

/** What is computed how, and for how long. */
interface Choice {
  readonly tile: typeof tiles[number];
  readonly packsA: boolean;
  readonly packsB: boolean;
  readonly span: number;
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
  const choices = tiles.filter(({ rows }) => rows <= product.rows && lanes <= product.columns)
    .flatMap((tile) => ways(product, tile));
  const best = choices.reduce((a, b) => b.time < a.time ? b : a, { time: narrow.time } as Choice);
  if (!best.tile) return narrow;
  const { tile, packsA, packsB, span, stretch, groups, time } = best;
  const constants = {
    ROWS: tile.rows,
    SPAN: span,
    A_PACKED: Number(packsA),
    A_LANES: packsA ? tile.packed : 1,
    PACKED: Number(packsB),
  };
  return {
    parts: 1,
    time,
    run: (c, finish) => {
      const a = packsA ? pack(product, product.a, rowCut(product, tile)) : product.a;
      const b = packsB ? pack(product, product.b, columnCut(product)) : product.b;
      launch(
        product,
        { code, constants, transposed: false, a, b, parts: 1, groups, stretch },
        c,
        finish,
      );
      if (packsA) c.device.release(a.data);
      if (packsB) c.device.release(b.data);
    },
  };
}

function rowCut({ rows }: Product, { packed, rows: pitch }: Choice["tile"]) {
  return { length: rows, lanes: packed, pitch };
}

function columnCut({ columns }: Product) {
  return { length: columns, lanes, pitch: lanes };
}

/** The ways to compute a product by a tile. */
function ways(product: Product, tile: Choice["tile"]): Choice[] {
  const { batch, rows, columns, depth, a, b } = product;
  const panels = batch * Math.ceil(columns / lanes), down = Math.ceil(rows / tile.rows);
  const tallest = Math.max(most / 4, Math.min(most, Math.floor(held / depth)));
  const stretches = Math.max(Math.ceil(down / tallest), Math.min(down, Math.ceil(fewest / panels)));
  const stretch = Math.ceil(down / stretches), groups = panels * Math.ceil(down / stretch);
  const span = spanOf(depth), packsA = a.depth !== 1;
  const blocks = Math.floor(depth / span), left = depth % span;
  const weight = packsA ? tile.packedWeight : tile.weight;
  const perTile = blocks * (span * weight + turn) + tile.rows * (left * single + end);
  const packingA = packsA ? dispatch + packingTime(product, a, rowCut(product, tile)) / enough : 0;
  const time = (term: number) =>
    groups * (start + depth * term + stretch * perTile) / Math.min(groups, enough) + packingA;
  const choice = { tile, packsA, span, stretch, groups };
  const packingB = dispatch + packingTime(product, b, columnCut(product)) / enough;
  const packed = { ...choice, packsB: true, time: time(copied) + packingB };
  if (b.own !== 1) return [packed];
  const loose = copied + (b.depth % 256 === 0 ? crowded : far);
  return [packed, { ...choice, packsB: false, time: time(loose) }];
}

/** The span that leaves the fewest terms for later. */
function spanOf(terms: number): number {
  return spans.reduce((a, b) => terms % b < terms % a ? b : a);
}
