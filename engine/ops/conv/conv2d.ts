/**
 * Convolutions of images.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { format } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { formulas } from "../matmul/activate.ts";
import { activationGradient } from "../matmul/linear.ts";
import { activations } from "../matmul/activate.ts";
import { flat, view } from "../matmul/product.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { algorithmFor } from "./kernels.ts";
import { type ConvOptions, type ConvSizes, resultShape, sizesOf } from "./sizes.ts";

/** `activation(windows of x times weight + bias)`. */
export interface ConvOperation {
  /** Of signals, a signal. */
  (x: Signal, weight: Signal, bias?: Signal | null, options?: ConvOptions): Signal;
  /**
   * `[batch, height, width, inputs]` with `[rows, columns, inputs, outputs]` and `[outputs]` is
   * `[batch, down, across, outputs]`, a pixel a window.
   */
  (x: Tensor, weight: Tensor, bias?: Tensor | null, options?: ConvOptions): Tensor;
  /** The operation; its third input may be missing. */
  readonly rule: Rule<ConvOptions>;
}

/** The sum of a window's products with one column of the weight, in float64. */
function windowSum(
  sizes: ConvSizes,
  x: Float64Array,
  weight: Float64Array,
  [n, i, j, o]: readonly [number, number, number, number],
): number {
  const { height, width, rows, columns, stride, top, left, inputs, outputs } = sizes;
  let total = 0;
  for (let a = 0; a < rows; a++) {
    const p = i * stride + a - top;
    if (p < 0 || p >= height) continue;
    for (let b = 0; b < columns; b++) {
      const q = j * stride + b - left;
      if (q < 0 || q >= width) continue;
      const pixel = ((n * height + p) * width + q) * inputs;
      const tap = (a * columns + b) * inputs;
      for (let c = 0; c < inputs; c++) total += x[pixel + c] * weight[(tap + c) * outputs + o];
    }
  }
  return total;
}

function reference([x, weight, bias]: readonly HostArray[], options: ConvOptions): HostArray[] {
  const sizes = sizesOf(x.shape, weight.shape, options);
  const { down, across, outputs } = sizes;
  return [hostArray(resultShape(sizes), (index) => {
    const o = index % outputs, pixel = (index - o) / outputs;
    const j = pixel % across, i = Math.floor(pixel / across) % down;
    const n = Math.floor(pixel / across / down);
    const total = windowSum(sizes, x.data, weight.data, [n, i, j, o]);
    return formulas[options.activation ?? "none"].reference(total + (bias?.data[o] ?? 0));
  })];
}

// Small ones first: a test runs the first of each kernel one invocation at a time.
const samples: Sample<ConvOptions>[] = [
  { shapes: [[1, 1, 1, 1], [1, 1, 1, 1], [1]], options: {} },
  { shapes: [[0, 5, 4, 3], [3, 3, 3, 2], [2]], options: {} },
  { shapes: [[2, 4, 5, 0], [3, 3, 0, 2], [2]], options: { activation: "sigmoid" } },
  { shapes: [[2, 4, 5, 3], [3, 3, 3, 0], [0]], options: {} },
  { shapes: [[1, 6, 7, 1], [3, 3, 1, 1], [1]], options: {} },
  { shapes: [[1, 2, 3, 2], [1, 1, 2, 5], [5]], options: { activation: "elu" } },
  { shapes: [[2, 3, 3, 2], [1, 1, 2, 3], [3]], options: { padding: 1 } },
  { shapes: [[1, 3, 3, 2], [2, 2, 2, 34], [34]], options: { stride: 2, padding: 1 } },
  { shapes: [[2, 5, 7, 3], [3, 2, 3, 5]], options: { stride: 2, padding: 1 } },
  ...activations.map((activation) => ({
    shapes: [[2, 3, 4, 3], [3, 3, 3, 6], [6]],
    options: { padding: 1, activation },
  })),
  { shapes: [[3, 3, 2, 4], [7, 5, 4, 3], [3]], options: { padding: 3 } },
  { shapes: [[2, 7, 6, 3], [3, 3, 3, 9], [9]], options: { stride: 2, padding: "same" } },
  { shapes: [[2, 9, 8, 5], [2, 4, 5, 6], [6]], options: { stride: 3, padding: 2 } },
  { shapes: [[2, 7, 9, 1], [5, 5, 1, 4]], options: { padding: 2 } },
  { shapes: [[2, 9, 13, 3], [5, 5, 3, 2]], options: { stride: 2, padding: "same" } },
  { shapes: [[2, 5, 2, 5], [4, 3, 5, 2]], options: { stride: 2, padding: "same" } },
  { shapes: [[2, 7, 5, 6], [1, 1, 6, 5], [5]], options: { stride: 2 } },
  { shapes: [[1, 16, 16, 8], [3, 3, 8, 16]], options: { padding: "same" } },
  { shapes: [[1, 14, 13, 12], [3, 3, 12, 19], [19]], options: { padding: 2 } },
  { shapes: [[3, 9, 5, 17], [1, 1, 17, 11], [11]], options: { activation: "elu" } },
  { shapes: [[5, 18, 16, 4], [1, 1, 4, 3]], options: {} },
  { shapes: [[1, 1031, 1, 2], [1, 1, 2, 3]], options: {} },
  { shapes: [[1, 11, 18, 9], [5, 5, 9, 70], [70]], options: { padding: "same" } },
  { shapes: [[5, 18, 16, 8], [5, 5, 8, 4], [4]], options: { padding: 2 } },
];

const rule: Rule<ConvOptions> = {
  name: "conv2d",
  shapes: ([x, weight, bias], options) => {
    const sizes = sizesOf(x, weight, options);
    if (bias && (bias.length !== 1 || bias[0] !== sizes.outputs)) {
      throw new ShapeError(
        `Cannot conv2d with a bias ${format(bias)}: the weight is ${format(weight)}, ` +
          `give [${sizes.outputs}]`,
      );
    }
    return [resultShape(sizes)];
  },
  forward: ([x, weight, bias], options) => {
    const sizes = sizesOf(x.shape, weight.shape, options);
    const { activation = "none" } = options;
    const algorithm = algorithmFor(x, sizes);
    return {
      outputs: [x.device.scope(() => algorithm.convolve(sizes, x, weight, bias, activation))],
    };
  },
  backward: ({ gradients: [dy], inputs: [x, weight], outputs: [y], needs, options }) => {
    const { activation = "none" } = options;
    const sizes = sizesOf(x.shape, weight.shape, options);
    const dz = activation === "none" ? dy! : activationGradient(dy!, y, activation);
    const algorithm = algorithmFor(x, sizes);
    const [rows, columns] = flat(dz).shape;
    return [
      needs[0] ? algorithm.inputGradient(sizes, dz, weight) : null,
      needs[1] ? algorithm.weightGradient(sizes, x, dz) : null,
      needs[2] ? view(sumMiddle(dz, [1, rows, columns]), [columns]) : null,
    ];
  },
  reference,
  samples,
  refuses: [
    { shapes: [[2, 5, 5, 3], [3, 3, 4, 2]], options: {} },
    { shapes: [[5, 5, 3], [3, 3, 3, 2]], options: {} },
    { shapes: [[2, 5, 5, 3], [3, 3, 3, 2], [3]], options: {} },
    { shapes: [[2, 3, 3, 3], [6, 3, 3, 2]], options: { padding: 1 } },
    { shapes: [[2, 5, 5, 3], [3, 3, 3, 2]], options: { stride: 0 } },
    { shapes: [[2, 5, 5, 3], [3, 3, 3, 2]], options: { padding: -1 } },
    { shapes: [[2, 5, 5, 3], [0, 3, 3, 2]], options: {} },
  ],
};

/** Convolution with an activation: `activation(windows of x times weight + bias)`. */
export const conv2d: ConvOperation = Object.assign(
  ((x: Tensor, weight: Tensor, bias?: Tensor | null, options: ConvOptions = {}) =>
    apply(rule, bias ? [x, weight, bias] : [x, weight], options)[0]) as ConvOperation,
  { rule },
);
