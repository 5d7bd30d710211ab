/**
 * Convolutions with windows of 3 x 3 at each pixel by a quarter of the products, for processors.
 *
 * @module
 */
import { grid, Kernel, type KernelSource } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { matmul } from "../matmul/matmul.ts";
import { activations, type FusedActivation } from "../matmul/product.ts";
import { add } from "../pointwise/pointwise.ts";
import { type ConvSizes, imageShape, resultShape, weightShape } from "./sizes.ts";
import activateCode from "../../../shaders/pointwise/activate.wgsl" with { type: "text" };
import code from "../../../shaders/conv/winograd.wgsl" with { type: "text" };
import errorCode from "../../../shaders/conv/winograd_error.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/conv/winograd_weight_gradient.wgsl" with {
  type: "text",
};
import imageCode from "../../../shaders/conv/winograd_image.wgsl" with { type: "text" };
import resultCode from "../../../shaders/conv/winograd_result.wgsl" with { type: "text" };
import tilesCode from "../../../shaders/conv/winograd_tiles.wgsl" with { type: "text" };
import weightCode from "../../../shaders/conv/winograd_weight.wgsl" with { type: "text" };

const tileUniforms = {
  height: "u32",
  width: "u32",
  channels: "u32",
  down: "u32",
  across: "u32",
  top: "i32",
  left: "i32",
  first: "u32",
  tiles: "u32",
} as const;

function tileKernel(source: Pick<KernelSource, "name" | "code" | "reads" | "constants">): Kernel {
  const parts = [source.code, code, tilesCode, activateCode];
  return new Kernel({ ...source, code: parts.join("\n"), writes: 1, uniforms: tileUniforms });
}

const image = tileKernel({ name: "winograd_image", code: imageCode, reads: 1 });
const error = tileKernel({ name: "winograd_error", code: errorCode, reads: 1 });
const results = [0, 1].map((BIAS) =>
  activations.map((_, ACTIVATION) =>
    tileKernel({
      name: "winograd_result",
      code: resultCode,
      reads: 2,
      constants: { BIAS, ACTIVATION },
    })
  )
);
const weights = [0, 1].map((TURNED) =>
  new Kernel({
    name: "winograd_weight",
    code: `${weightCode}\n${code}`,
    reads: 1,
    writes: 1,
    uniforms: { inputs: "u32", outputs: "u32" },
    constants: { TURNED },
  })
);
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

/** Bytes of transformed tiles that are in memory at a time, but for so many tiles. */
const most = 1 << 22, least = 128;

/** The tiles over some of the images. */
interface Block {
  /** Tiles below each other in an image. */
  readonly down: number;
  /** Tiles beside each other in an image. */
  readonly across: number;
  /** The first tile. */
  readonly first: number;
  /** Number of tiles. */
  readonly tiles: number;
}

/** All tiles of results of `[down, across]` pixels, in blocks of bounded memory. */
function blocksOf(batch: number, [height, width]: readonly number[], channels: number): Block[] {
  const down = Math.ceil(height / side), across = Math.ceil(width / side);
  const all = batch * down * across;
  const count = Math.max(least, Math.floor(most / (4 * products * channels)));
  const blocks = Math.ceil(all / count);
  const each = Math.ceil(all / Math.max(blocks, 1));
  return Array.from({ length: blocks }, (_, i) => {
    const first = i * each;
    return { down, across, first, tiles: Math.min(each, all - first) };
  });
}

/** Images of which a kernel takes tiles. */
interface Images {
  readonly shape: readonly number[];
  /** How far the first tile begins above and left of an image. */
  readonly top: number;
  readonly left: number;
}

function uniformsOf({ shape: [, height, width, channels], top, left }: Images, block: Block) {
  return { height, width, channels, top, left, ...block };
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

/** Transforms a weight for the results, or `turned` for the gradient of the images. */
function transformedWeight(weight: Signal, turned: boolean): Signal {
  const [, , inputs, outputs] = weight.shape;
  const [from, to] = turned ? [outputs, inputs] : [inputs, outputs];
  const y = empty(weight.device, [products, from, to]);
  weight.device.run(weights[Number(turned)], {
    reads: [weight.storage],
    writes: [y.storage],
    uniforms: { inputs, outputs },
    groups: grid(from, 1),
  });
  return y;
}

/** What finishes the sums. */
interface Finish {
  readonly bias?: Signal;
  readonly activation: FusedActivation;
}

/** Sums over the windows of `x`, the first of which begins at `-top`, `-left`, into `y`. */
function sums(
  x: Signal,
  weight: Signal,
  y: Signal,
  { top, left }: { readonly top: number; readonly left: number },
  { bias, activation }: Finish,
): void {
  const { device } = x;
  const [batch, down, across, outputs] = y.shape;
  const kernel = results[bias ? 1 : 0][activations.indexOf(activation)];
  for (const block of blocksOf(batch, [down, across], x.shape[3] + outputs)) {
    device.scope(() => {
      const v = transformed(image, x, { shape: x.shape, top, left }, block);
      const m = matmul(v, weight);
      device.run(kernel, {
        // A kernel without a bias binds anything in its place.
        reads: [m.storage, (bias ?? m).storage],
        writes: [y.storage],
        uniforms: uniformsOf({ shape: y.shape, top: 0, left: 0 }, block),
        groups: grid(block.tiles, 1),
      });
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
  sums(x, transformedWeight(weight, false), y, sizes, { bias, activation });
  return y;
}

/** Gradient of the images: sums over windows of the results' gradient, with the weight turned. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const dx = empty(dy.device, imageShape(sizes));
  const place = { top: 2 - sizes.top, left: 2 - sizes.left };
  sums(dy, transformedWeight(weight, true), dx, place, { activation: "none" });
  return dx;
}

/** Gradient of the weight. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { device } = x;
  const { batch, down, across, inputs, outputs } = sizes;
  const parts = blocksOf(batch, [down, across], inputs + outputs).map((block) =>
    device.scope(() => {
      const v = transformed(image, x, { shape: x.shape, top: sizes.top, left: sizes.left }, block);
      const z = transformed(error, dy, { shape: dy.shape, top: 0, left: 0 }, block);
      return matmul(v, z, { transposeA: true });
    })
  );
  const du = parts.reduce((a, b) => add(a, b));
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
