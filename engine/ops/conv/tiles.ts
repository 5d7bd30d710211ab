/**
 * Convolutions by tiles of their results, for graphics cards: products of matrices of which one is
 * read from the images directly.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { activations, type FusedActivation, view } from "../matmul/product.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { type ConvSizes, imageShape, resultShape, weightShape } from "./sizes.ts";
import activateCode from "../../../shaders/pointwise/activate.wgsl" with { type: "text" };
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

/** Images that are read through windows, what they are multiplied by, and the result. */
interface Tiles {
  readonly x: Signal;
  readonly weight: Signal;
  readonly y: Signal;
  readonly bias?: Signal;
  readonly activation?: FusedActivation;
  readonly uniforms: Readonly<Record<string, number>>;
}

/** Runs the kernel for a result of rows and columns, or for some parts of its sums. */
function run(
  { x, weight, y, bias, activation = "none", uniforms }: Tiles,
  { rows, depth, columns, parts, side, turned }: {
    rows: number;
    depth: number;
    columns: number;
    parts: number;
    side: number;
    turned: boolean;
  },
): void {
  const groups = parts * Math.ceil(rows / (4 * side)) * Math.ceil(columns / (4 * side));
  const kernel = kernelOf({
    SIDE: side,
    WEIGHT: Number(turned),
    BIAS: Number(bias !== undefined),
    ACTIVATION: activations.indexOf(activation),
  });
  x.device.run(kernel, {
    // A kernel without a bias binds anything in its place.
    reads: [x.storage, weight.storage, (bias ?? weight).storage],
    writes: [y.storage],
    uniforms: { ...uniforms, outputs: columns, parts, span: Math.ceil(depth / parts) },
    groups: grid(groups, 1),
    flops: 2 * rows * depth * columns,
  });
}

/** Invocations along a side of a workgroup for a result of so many columns. */
function sideFor(columns: number): number {
  return columns > 32 ? 16 : 8;
}

/** `activation(windows of x times weight + bias)`. */
export function convolve(
  sizes: ConvSizes,
  x: Signal,
  weight: Signal,
  bias: Signal | undefined,
  activation: FusedActivation,
): Signal {
  const { batch, inputs, outputs, stride, rows, columns, down, across } = sizes;
  const y = empty(x.device, resultShape(sizes));
  const pixels = batch * down * across, elements = rows * columns * inputs;
  run({
    x,
    weight,
    y,
    bias,
    activation,
    uniforms: {
      ...sizes,
      channels: inputs,
      step: stride,
      turn: 1,
      dilation: 1,
      pixels,
      elements,
      b_tap: inputs * outputs,
      b_channel: outputs,
      b_column: 1,
    },
  }, {
    rows: pixels,
    depth: elements,
    columns: outputs,
    parts: 1,
    side: sideFor(outputs),
    turned: false,
  });
  return y;
}

/** Gradient of the images: each pixel's windows are every `stride`-th, seen from the pixel. */
export function inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal {
  const { batch, inputs, outputs, stride, rows, columns, height, width, down, across } = sizes;
  const dx = empty(dy.device, imageShape(sizes));
  const pixels = batch * height * width, elements = rows * columns * outputs;
  run({
    x: dy,
    weight,
    y: dx,
    uniforms: {
      ...sizes,
      height: down,
      width: across,
      down: height,
      across: width,
      channels: outputs,
      step: 1,
      turn: -1,
      top: -sizes.top,
      left: -sizes.left,
      dilation: stride,
      pixels,
      elements,
      b_tap: inputs * outputs,
      b_channel: 1,
      b_column: outputs,
    },
  }, {
    rows: pixels,
    depth: elements,
    columns: inputs,
    parts: 1,
    side: sideFor(inputs),
    turned: false,
  });
  return dx;
}

/** Gradient of the weight. */
export function weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal {
  const { batch, inputs, outputs, stride, rows, columns, down, across } = sizes;
  const pixels = batch * down * across, elements = rows * columns * inputs;
  const side = sideFor(outputs);
  const whole = Math.ceil(elements / (4 * side)) * Math.ceil(outputs / (4 * side));
  const parts = Math.max(
    1,
    Math.min(Math.ceil(enough / Math.max(whole, 1)), Math.floor(pixels / shortest)),
  );
  const sums = empty(x.device, [parts, elements * outputs]);
  run({
    x,
    weight: dy,
    y: sums,
    uniforms: {
      ...sizes,
      channels: inputs,
      step: stride,
      turn: 1,
      dilation: 1,
      pixels,
      elements,
      b_tap: 0,
      b_channel: 0,
      b_column: 1,
    },
  }, { rows: elements, depth: pixels, columns: outputs, parts, side, turned: true });
  const total = parts === 1 ? sums : sumMiddle(sums, [1, parts, elements * outputs]);
  return view(total, weightShape(sizes));
}
