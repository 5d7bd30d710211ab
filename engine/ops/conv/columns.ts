/**
 * Convolutions as products of matrices, for processors, whether they are the device or behind a
 * software adapter: the windows of some images at a time become the rows of a matrix.
 *
 * @module
 */
import { type Device, grid, Kernel } from "../../device/device.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { slice } from "../arrange/concatenate.ts";
import { transpose } from "../arrange/transpose.ts";
import { type Layout, Variants } from "../kernels/variants.ts";
import { multiply } from "../matmul/kernels.ts";
import { matmul } from "../matmul/matmul.ts";
import type { FusedActivation } from "../matmul/activate.ts";
import { view } from "../matmul/product.ts";
import { full } from "../pointwise/full.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { type ConvSizes, imageShape, resultShape, weightShape } from "./sizes.ts";
import columnsCode from "../../../shaders/conv/conv_columns.wgsl" with { type: "text" };
import gatherCode from "../../../shaders/conv/conv_gather.wgsl" with { type: "text" };

const members = "height width channels rows columns stride top left down across first lines".split(
  " ",
);
const uniforms = Object.fromEntries(members.map((member) => [member, "u32" as const]));
const common = { reads: 1, writes: 1, uniforms } as const;
const columns = new Variants({ name: "conv_columns", code: columnsCode, ...common });
const gather = new Kernel({ name: "conv_gather", code: gatherCode, ...common });

/**
 * Bytes of windows that are in memory at a time, so that a cache keeps them until they are multiplied,
 * but for so many windows that it pays to read the weight for them.
 */
const most = 1 << 18, least = 512;

/** Images whose windows are in memory at the same time. */
interface Block {
  readonly first: number;
  readonly count: number;
}

/** All images in blocks of bounded memory. */
function blocksOf(sizes: ConvSizes): Block[] {
  const { batch, down, across } = sizes;
  const windows = Math.max(down * across, 1);
  const bytes = 4 * windows * Math.max(depthOf(sizes), 1);
  const count = Math.max(Math.ceil(least / windows), Math.floor(most / bytes));
  return Array.from({ length: Math.ceil(batch / count) }, (_, i) => ({
    first: i * count,
    count: Math.min(count, batch - i * count),
  }));
}

/** Elements of a window. */
function depthOf({ rows, columns, inputs }: ConvSizes): number {
  return rows * columns * inputs;
}

/** Invocations that take a row of a window, and whether one vector holds it; see conv_columns.wgsl. */
const long = { LANES: 8, SHORT: 0 };
const shorts = [{ LANES: 8, SHORT: 1 }, { LANES: 16, SHORT: 1 }];

function layoutFor({ traits: { kind } }: Device, sizes: ConvSizes): Layout {
  const { columns, inputs } = sizes;
  const fits = ({ LANES }: Layout) => columns * inputs <= LANES && LANES <= depthOf(sizes);
  return kind === "cpu" ? shorts.find(fits) ?? long : long;
}

/** The windows of a block of images as rows: `[count * down * across, depth]`. */
function columnsOf(sizes: ConvSizes, x: Signal, { first, count }: Block): Signal {
  const { down, across, inputs: channels } = sizes;
  const y = empty(x.device, [count * down * across, depthOf(sizes)]);
  const lines = count * down;
  x.device.run(columns.get("main", layoutFor(x.device, sizes)), {
    reads: [x.storage],
    writes: [y.storage],
    uniforms: { ...sizes, channels, first, lines },
    groups: grid(y.size && lines, 1),
  });
  return y;
}

/** The part of a result that belongs to a block, a row a window. */
function rowsOf(sizes: ConvSizes, dy: Signal, { first, count }: Block): Signal {
  const { batch, down, across, outputs } = sizes;
  const part = count === batch ? dy : slice(dy, 0, first, first + count);
  return view(part, [count * down * across, outputs]);
}

/** Runs `body` for each block, and frees what it leaves. */
function each(sizes: ConvSizes, { device }: Signal, body: (block: Block) => void): void {
  for (const block of blocksOf(sizes)) device.scope(() => body(block));
}

/** `activation(windows of x times weight + bias)`. */
export function convolve(
  sizes: ConvSizes,
  x: Signal,
  weight: Signal,
  bias: Signal | undefined,
  activation: FusedActivation,
): Signal {
  const { device } = x, { down, across, outputs } = sizes;
  const y = empty(device, resultShape(sizes)), depth = depthOf(sizes);
  each(sizes, x, (block) => {
    const rows = block.count * down * across;
    const a = { data: columnsOf(sizes, x, block), batch: 0, own: depth, depth: 1 };
    const b = { data: weight, batch: 0, own: 1, depth: outputs };
    const into = { data: y, first: block.first * down * across * outputs };
    const product = { shape: [rows, outputs], batch: 1, rows, columns: outputs, depth };
    multiply({ ...product, a, b, bias, activation, into });
  });
  return y;
}

/** Gradient of the images. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const { height, inputs: channels, outputs } = sizes;
  const dx = empty(dy.device, imageShape(sizes));
  const matrix = view(weight, [depthOf(sizes), outputs]);
  each(sizes, dy, (block) => {
    const spread = matmul(rowsOf(sizes, dy, block), matrix, { transposeB: true });
    const lines = block.count * height;
    dy.device.run(gather, {
      reads: [spread.storage],
      writes: [dx.storage],
      uniforms: { ...sizes, channels, first: block.first, lines },
      groups: grid(dx.size && lines, 1),
    });
  });
  return dx;
}

/** Gradient of the weight: of its two operands the one with fewer columns is turned. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { device } = x, { outputs } = sizes, shape = weightShape(sizes);
  const size = sizeOf(shape), depth = depthOf(sizes), isTurned = outputs < depth;
  const blocks = blocksOf(sizes);
  if (!blocks.length || !size) return full(device, shape, 0);
  const sums = empty(device, [blocks.length, size]);
  for (const [i, block] of blocks.entries()) {
    device.scope(() => {
      const windows = { data: columnsOf(sizes, x, block), batch: 0, own: 1, depth };
      const results = { data: rowsOf(sizes, dy, block), batch: 0, own: 1, depth: outputs };
      const [a, b] = isTurned ? [results, windows] : [windows, results];
      const [rows, columns] = [a.depth, b.depth];
      const product = { shape: [rows, columns], batch: 1, rows, columns };
      const into = { data: sums, first: i * size };
      multiply({ ...product, depth: windows.data.shape[0], a, b, into });
    });
  }
  const total = sumMiddle(sums, [1, blocks.length, size]);
  return view(isTurned ? transpose(view(total, [outputs, depth])) : total, shape);
}
