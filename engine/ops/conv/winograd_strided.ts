/**
 * Convolutions with windows of 3 x 3 at each second pixel by 81 products of a tile in place of 144, for
 * processors.
 *
 * @module
 */
import { grid, Kernel, type KernelSource } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { transpose } from "../arrange/transpose.ts";
import type { FusedActivation } from "../matmul/activate.ts";
import { multiply } from "../matmul/kernels.ts";
import { matmul } from "../matmul/matmul.ts";
import { type Block, blocksOfTiles, summed, tileUniforms, uniformsOf } from "./blocks.ts";
import { resultKernels } from "./results.ts";
import { type ConvSizes, imageShape, resultShape } from "./sizes.ts";
import { pitchOf, stripsOf, weightKernels } from "./strips.ts";
import code from "../../../shaders/conv/winograd_strided.wgsl" with { type: "text" };
import errorCode from "../../../shaders/conv/winograd_strided_error.wgsl" with { type: "text" };
import imageCode from "../../../shaders/conv/winograd_strided_image.wgsl" with { type: "text" };
import loadCode from "../../../shaders/conv/winograd_load.wgsl" with { type: "text" };
import pixelsCode from "../../../shaders/conv/winograd_strided_pixels.wgsl" with { type: "text" };
import placesCode from "../../../shaders/conv/winograd_strided_places.wgsl" with { type: "text" };
import putCode from "../../../shaders/conv/winograd_strided_put.wgsl" with { type: "text" };
import resultCode from "../../../shaders/conv/winograd_strided_result.wgsl" with { type: "text" };
import takeCode from "../../../shaders/conv/winograd_strided_take.wgsl" with { type: "text" };
import tilesCode from "../../../shaders/conv/winograd_tiles.wgsl" with { type: "text" };
import weightCode from "../../../shaders/conv/winograd_strided_weight.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/conv/winograd_strided_weight_gradient.wgsl" with {
  type: "text",
};

type Source = Pick<KernelSource, "name" | "reads" | "writes" | "constants">;

function tileKernel(source: Source, ...parts: string[]): Kernel {
  const all = [...parts, placesCode, code, tilesCode].join("\n");
  return new Kernel({ ...source, code: all, uniforms: tileUniforms });
}

/** Pixels from tile to tile of images, and of what a convolution makes of them. */
const wide = 8, side = 4;

const image = tileKernel(
  { name: "winograd_strided_image", reads: 1, writes: 3, constants: { STEP: wide } },
  ...[imageCode, loadCode, putCode],
);
/** Transforms of the gradient of results: for the weight, and for the images. */
const errors = [0, 1].map((FIVE) =>
  tileKernel(
    { name: "winograd_strided_error", reads: 1, writes: 3, constants: { FIVE, STEP: side } },
    ...[errorCode, loadCode, putCode],
  )
);
const pixels = tileKernel(
  { name: "winograd_strided_pixels", reads: 3, writes: 1, constants: { STEP: wide } },
  ...[pixelsCode, takeCode],
);
const runResult = resultKernels("winograd_strided_result", [resultCode, code]);
const weights = weightKernels({
  name: "winograd_strided_weight",
  code: [weightCode, putCode, placesCode, code].join("\n"),
  writes: 3,
  uniforms: { rows: "u32", columns: "u32", pitch: "u32", mixed_pitch: "u32", last_pitch: "u32" },
});
const weightGradients = new Kernel({
  name: "winograd_strided_weight_gradient",
  code: [gradientCode, takeCode, placesCode, code].join("\n"),
  reads: 3,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32" },
});

/** Where points are finite, where one of them is infinity, and where both are: products, and kinds of pixels. */
const groups = [
  { products: 16, kinds: 4, first: 0 },
  { products: 8, kinds: 2, first: 16 },
  { products: 1, kinds: 1, first: 24 },
] as const;
/** Sums of a tile. */
const sums = 25;
/** Products of a tile. */
const products = 81;

/** What a kernel makes of a block of tiles of `x`, a tensor for each group. */
function transformed(
  kernel: Kernel,
  x: Signal,
  [top, left]: readonly [number, number],
  block: Block,
): Signal[] {
  const { device, shape } = x, channels = shape[3];
  const made = groups.map(({ products, kinds }) =>
    empty(device, [products, block.tiles, (kernel === image ? kinds : 1) * channels])
  );
  device.run(kernel, {
    reads: [x.storage],
    writes: made.map(({ storage }) => storage),
    uniforms: uniformsOf({ shape, top, left }, block),
    groups: grid(block.tiles, 1),
  });
  return made;
}

/** A transformed weight: for each group `[products, kinds * rows, columns]`, turned `[products, rows, kinds * columns]`. */
function transformedWeight(weight: Signal, turned: boolean) {
  const { device, shape: [, , rows, columns] } = weight;
  const made = groups.map(({ products, kinds }) => {
    const [down, across] = turned ? [rows, kinds * columns] : [kinds * rows, columns];
    return { data: empty(device, [products, down, pitchOf(across)]), down, across };
  });
  const [pitch, mixed_pitch, last_pitch] = made.map(({ data }) => data.shape[2]);
  device.run(weights[Number(turned)], {
    reads: [weight.storage],
    writes: made.map(({ data }) => data.storage),
    uniforms: { rows, columns, pitch, mixed_pitch, last_pitch },
    groups: stripsOf(rows, columns),
  });
  return made;
}

type Transformed = ReturnType<typeof transformedWeight>[number];

/** Products of transformed tiles with a transformed weight, all of them in the tensor `into` where it is given. */
function multiplied(v: Signal, { data, down, across }: Transformed, first: number, into?: Signal) {
  const [batch, tiles] = v.shape, pitch = data.shape[2];
  return multiply({
    shape: [batch, tiles, across],
    batch,
    rows: tiles,
    columns: across,
    depth: down,
    a: { data: v, batch: tiles * down, own: down, depth: 1 },
    b: { data, batch: down * pitch, own: 1, depth: pitch },
    into: into && { data: into, first: first * tiles * across },
  });
}

/** Tiles of results of a convolution, in blocks. */
function blocksOf({ batch, down, across, inputs, outputs }: ConvSizes): Block[] {
  const tiles = { batch, down: Math.ceil(down / side), across: Math.ceil(across / side) };
  return blocksOfTiles(tiles, products * inputs + sums * outputs);
}

/** `activation(windows of x times weight + bias)`. */
export function convolve(
  sizes: ConvSizes,
  x: Signal,
  weight: Signal,
  bias: Signal | undefined,
  activation: FusedActivation,
): Signal {
  const { device } = x, { top, left, outputs } = sizes;
  const y = empty(device, resultShape(sizes));
  const w = transformedWeight(weight, false);
  for (const block of blocksOf(sizes)) {
    device.scope(() => {
      const v = transformed(image, x, [top, left], block);
      const m = empty(device, [sums, block.tiles, outputs]);
      groups.forEach(({ first }, i) => multiplied(v[i], w[i], first, m));
      runResult(m, y, block, { bias, activation });
    });
  }
  return y;
}

/** Gradient of the images: a tile of 8 x 8 pixels begins where a window has its middle. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const { device } = dy, { batch, height, width, top, left, inputs, outputs } = sizes;
  const shape = imageShape(sizes), dx = empty(device, shape);
  const w = transformedWeight(transpose(weight), true);
  const [above, beside] = [(top + wide - 1) % wide, (left + wide - 1) % wide];
  const tiles = {
    batch,
    down: Math.ceil((height + above) / wide),
    across: Math.ceil((width + beside) / wide),
  };
  for (const block of blocksOfTiles(tiles, products * inputs + sums * outputs)) {
    device.scope(() => {
      const first = [(above + 1 - top) / 2, (beside + 1 - left) / 2] as const;
      const v = transformed(errors[1], dy, first, block);
      const m = v.map((tiles, i) => multiplied(tiles, w[i], 0));
      device.run(pixels, {
        reads: m.map(({ storage }) => storage),
        writes: [dx.storage],
        uniforms: uniformsOf({ shape, top: above, left: beside }, block),
        groups: grid(block.tiles, 1),
      });
    });
  }
  return dx;
}

/** Gradient of the weight. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { device } = x, { top, left, inputs, outputs } = sizes;
  const du = summed(device, blocksOf(sizes), (block) => {
    const v = transformed(image, x, [top, left], block);
    const z = transformed(errors[0], dy, [0, 0], block);
    return groups.map((_, i) => matmul(z[i], v[i], { transposeA: true }));
  });
  const dw = empty(device, [3, 3, outputs, inputs]);
  device.run(weightGradients, {
    reads: du.map(({ storage }) => storage),
    writes: [dw.storage],
    uniforms: { rows: outputs, columns: inputs },
    groups: grid(outputs, 1),
  });
  return transpose(dw);
}
