/**
 * Convolutions with windows of 3 x 3 at each pixel by a quarter of the products, for processors,
 * whether they are the device or behind a software adapter.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { transpose } from "../arrange/transpose.ts";
import { multiply } from "../matmul/kernels.ts";
import { matmul } from "../matmul/matmul.ts";
import type { FusedActivation } from "../matmul/activate.ts";
import { type Finish, resultKernels } from "./results.ts";
import { type ConvSizes, imageShape, resultShape, weightShape } from "./sizes.ts";
import { pitchOf, stripsOf, weightKernels } from "./strips.ts";
import {
  type Block,
  blocksOfTiles,
  type Images,
  summed,
  tileUniforms,
  uniformsOf,
} from "./blocks.ts";
import code from "../../../shaders/conv/winograd.wgsl" with { type: "text" };
import errorCode from "../../../shaders/conv/winograd_error.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/conv/winograd_weight_gradient.wgsl" with {
  type: "text",
};
import imageCode from "../../../shaders/conv/winograd_image.wgsl" with { type: "text" };
import loadCode from "../../../shaders/conv/winograd_load.wgsl" with { type: "text" };
import putCode from "../../../shaders/conv/winograd_put.wgsl" with { type: "text" };
import resultCode from "../../../shaders/conv/winograd_result.wgsl" with { type: "text" };
import tilesCode from "../../../shaders/conv/winograd_tiles.wgsl" with { type: "text" };
import weightCode from "../../../shaders/conv/winograd_weight.wgsl" with { type: "text" };

function tileKernel(name: string, own: string): Kernel {
  const all = [own, loadCode, putCode, code, tilesCode].join("\n");
  return new Kernel({ name, code: all, reads: 1, writes: 1, uniforms: tileUniforms });
}

const image = tileKernel("winograd_image", imageCode);
const error = tileKernel("winograd_error", errorCode);
const runResult = resultKernels("winograd_result", [resultCode, code]);
const weights = weightKernels({
  name: "winograd_weight",
  code: `${weightCode}\n${code}`,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32", pitch: "u32" },
});
/** Pairs of channels that a workgroup takes. */
const span = 64;
const weightGradients = new Kernel({
  name: "winograd_weight_gradient",
  code: `${gradientCode}\n${code}`,
  reads: 1,
  writes: 1,
  uniforms: { size: "u32" },
  constants: { SPAN: span },
});

/** Products of a tile, and pixels along a side of what it gives. */
const products = 36, side = 4;

/** All tiles of results of `[down, across]` pixels, and of so many channels in and out. */
function blocksOf(batch: number, [height, width]: readonly number[], channels: number): Block[] {
  const tiles = { batch, down: Math.ceil(height / side), across: Math.ceil(width / side) };
  return blocksOfTiles(tiles, products * channels);
}

/** Transforms the tiles of a block: `[36, tiles, channels]`. */
function transformed(kernel: Kernel, x: Signal, images: Images, block: Block): Signal {
  const y = empty(x.device, [products, block.tiles, x.shape[3]]);
  x.device.run(kernel, {
    reads: [x.storage],
    writes: [y.storage],
    uniforms: uniformsOf(images, block),
    groups: grid(block.tiles, 1),
  });
  return y;
}

/** A transformed weight, `[36, rows, columns]`. */
interface Transformed {
  readonly data: Signal;
  readonly rows: number;
  readonly columns: number;
  /** From row to row. */
  readonly pitch: number;
}

/** Transforms a weight `[3, 3, rows, columns]`, `turned` for the gradient of the images. */
function transformedWeight(weight: Signal, turned = false): Transformed {
  const { device, shape: [, , rows, columns] } = weight;
  const pitch = pitchOf(columns);
  const data = empty(device, [products, rows, pitch]);
  device.run(weights[Number(turned)], {
    reads: [weight.storage],
    writes: [data.storage],
    uniforms: { rows, columns, pitch },
    groups: stripsOf(rows, columns),
  });
  return { data, rows, columns, pitch };
}

/** Products of transformed tiles `[36, tiles, rows]` with a transformed weight: `[36, tiles, columns]`. */
function multiplied(v: Signal, { data, rows, columns, pitch }: Transformed): Signal {
  const tiles = v.shape[1];
  return multiply({
    shape: [products, tiles, columns],
    batch: products,
    rows: tiles,
    columns,
    depth: rows,
    a: { data: v, batch: tiles * rows, own: rows, depth: 1 },
    b: { data, batch: rows * pitch, own: 1, depth: pitch },
  });
}

/** How sums over windows are made: where the first one begins, by which weight, and what finishes them. */
interface Sums extends Finish {
  readonly top: number;
  readonly left: number;
  readonly weight: Transformed;
}

/** Sums over the windows of `x` into `y`. */
function sums(x: Signal, y: Signal, how: Sums): void {
  const { top, left, weight } = how;
  const [batch, down, across, outputs] = y.shape;
  for (const block of blocksOf(batch, [down, across], x.shape[3] + outputs)) {
    x.device.scope(() => {
      const v = transformed(image, x, { shape: x.shape, top, left }, block);
      runResult(multiplied(v, weight), y, block, how);
    });
  }
}

/** `activation(windows of x times weight + bias)`. */
export function convolve(
  sizes: ConvSizes,
  x: Signal,
  weight: Signal,
  bias: Signal | undefined,
  activation: FusedActivation,
): Signal {
  const y = empty(x.device, resultShape(sizes));
  const { top, left } = sizes;
  sums(x, y, { top, left, weight: transformedWeight(weight), bias, activation });
  return y;
}

/** Gradient of the images: sums over windows of the results' gradient, with the weight turned. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const dx = empty(dy.device, imageShape(sizes));
  sums(dy, dx, {
    top: 2 - sizes.top,
    left: 2 - sizes.left,
    weight: transformedWeight(transpose(weight), true),
    activation: "none",
  });
  return dx;
}

/** Gradient of the weight. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { device } = x;
  const { batch, down, across, inputs, outputs } = sizes;
  const blocks = blocksOf(batch, [down, across], inputs + outputs);
  const [du] = summed(device, blocks, (block) => {
    const v = transformed(image, x, { shape: x.shape, top: sizes.top, left: sizes.left }, block);
    const z = transformed(error, dy, { shape: dy.shape, top: 0, left: 0 }, block);
    return [matmul(v, z, { transposeA: true })];
  });
  const dw = empty(device, weightShape(sizes));
  const size = inputs * outputs;
  device.run(weightGradients, {
    reads: [du.storage],
    writes: [dw.storage],
    uniforms: { size },
    groups: grid(Math.ceil(size / span), 1),
  });
  return dw;
}
