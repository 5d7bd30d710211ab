/**
 * Convolutions by tiles of their results, for graphics cards: products of matrices of which one is
 * read from the images directly.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { activations, type FusedActivation } from "../matmul/activate.ts";
import { view } from "../matmul/product.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { type ConvSizes, imageShape, resultShape, weightShape } from "./sizes.ts";
import { activateCode } from "../matmul/activate.ts";
import code from "../../../shaders/conv/conv_tile.wgsl" with { type: "text" };

const members = "height width channels rows columns down across step turn top left dilation " +
  "pixels elements outputs b_tap b_channel b_column parts span";
const signed = ["height", "width", "step", "turn", "top", "left", "dilation"];
const uniforms = Object.fromEntries(
  members.split(" ").map((name) => [name, signed.includes(name) ? "i32" : "u32"] as const),
);

type Constants = Readonly<Record<"SIDE" | "WEIGHT" | "BIAS" | "ACTIVATION", number>>;

const kernels = new Map<string, Kernel>();

function kernelOf(constants: Constants): Kernel {
  const key = JSON.stringify(constants);
  let kernel = kernels.get(key);
  if (!kernel) {
    const source = { name: "conv_tile", code: `${code}\n${activateCode}`, reads: 3, writes: 1 };
    kernels.set(key, kernel = new Kernel({ ...source, uniforms, constants }));
  }
  return kernel;
}

/** Workgroups that keep a graphics card busy, and terms not worth to be cut further. */
const enough = 128, shortest = 256;

/** How images are read through windows, see conv_tile.wgsl. */
interface Reading extends Omit<ConvSizes, "inputs" | "outputs" | "stride"> {
  readonly channels: number;
  readonly step: number;
  readonly turn: number;
  readonly dilation: number;
}

/** What the windows are multiplied by: its columns, and distances between its neighbours. */
interface Other {
  readonly data: Signal;
  readonly outputs: number;
  readonly b_tap: number;
  readonly b_channel: number;
  readonly b_column: number;
}

/** What else a kernel does. */
interface How {
  readonly bias?: Signal;
  readonly activation?: FusedActivation;
  /** Parts that the sums are cut into. */
  readonly parts?: number;
  /** Whether the rows of the result are the elements of windows. */
  readonly weight?: boolean;
}

/** Pixels of the result, and elements of a window. */
function matrixOf({ batch, down, across, rows, columns, channels }: Reading) {
  return { pixels: batch * down * across, elements: rows * columns * channels };
}

/** Invocations along a side of a workgroup for a result of so many columns. */
function sideFor(columns: number): number {
  return columns > 32 ? 16 : 8;
}

/** Tiles of a result. */
function tilesOf(rows: number, columns: number): number {
  const size = 4 * sideFor(columns);
  return Math.ceil(rows / size) * Math.ceil(columns / size);
}

function run(x: Signal, reading: Reading, other: Other, y: Signal, how: How): void {
  const { bias, activation = "none", parts = 1, weight = false } = how;
  const { data, outputs, ...distances } = other;
  const { pixels, elements } = matrixOf(reading);
  const [rows, depth] = weight ? [elements, pixels] : [pixels, elements];
  const kernel = kernelOf({
    SIDE: sideFor(outputs),
    WEIGHT: Number(weight),
    BIAS: Number(bias !== undefined),
    ACTIVATION: activations.indexOf(activation),
  });
  const span = Math.ceil(depth / parts);
  x.device.run(kernel, {
    // A kernel without a bias binds anything in its place.
    reads: [x.storage, data.storage, (bias ?? data).storage],
    writes: [y.storage],
    uniforms: { ...reading, ...distances, pixels, elements, outputs, parts, span },
    groups: grid(parts * tilesOf(rows, outputs), 1),
    flops: 2 * rows * depth * outputs,
  });
}

/** The windows of a convolution. */
function forwards({ inputs, stride, ...sizes }: ConvSizes): Reading {
  return { ...sizes, channels: inputs, step: stride, turn: 1, dilation: 1 };
}

/** The windows that have a pixel, as a window of it: every `stride`-th, in the other direction. */
function backwards(sizes: ConvSizes): Reading {
  const { batch, height, width, rows, columns, stride, top, left, down, across, outputs } = sizes;
  const image = { height: down, width: across, channels: outputs, down: height, across: width };
  const way = { step: 1, turn: -1, top: -top, left: -left, dilation: stride };
  return { batch, rows, columns, ...image, ...way };
}

/** `activation(windows of x times weight + bias)`. */
export function convolve(
  sizes: ConvSizes,
  x: Signal,
  weight: Signal,
  bias: Signal | undefined,
  activation: FusedActivation,
): Signal {
  const { inputs, outputs } = sizes;
  const y = empty(x.device, resultShape(sizes));
  const along = { b_tap: inputs * outputs, b_channel: outputs, b_column: 1 };
  run(x, forwards(sizes), { data: weight, outputs, ...along }, y, { bias, activation });
  return y;
}

/** Gradient of the images. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const { inputs, outputs } = sizes;
  const dx = empty(dy.device, imageShape(sizes));
  const along = { b_tap: inputs * outputs, b_channel: 1, b_column: outputs };
  run(dy, backwards(sizes), { data: weight, outputs: inputs, ...along }, dx, {});
  return dx;
}

/** Gradient of the weight. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { outputs } = sizes;
  const reading = forwards(sizes);
  const { pixels, elements } = matrixOf(reading);
  const wanted = Math.ceil(enough / Math.max(tilesOf(elements, outputs), 1));
  const parts = Math.max(1, Math.min(wanted, Math.floor(pixels / shortest)));
  const size = elements * outputs;
  const sums = empty(x.device, [parts, size]);
  const other = { data: dy, outputs, b_tap: 0, b_channel: 0, b_column: 1 };
  run(x, reading, other, sums, { parts, weight: true });
  return view(parts === 1 ? sums : sumMiddle(sums, [1, parts, size]), weightShape(sizes));
}
