/**
 * Which kernels a convolution runs on a device.
 *
 * @module
 */
import { sizeOf } from "../../tensor/shape.ts";
import type { Signal } from "../../tensor/tensor.ts";
import { multiply } from "../matmul/kernels.ts";
import { matmul } from "../matmul/matmul.ts";
import type { FusedActivation } from "../matmul/activate.ts";
import { flat, view } from "../matmul/product.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import * as columns from "./columns.ts";
import { type ConvSizes, imageShape, isProduct, resultShape, weightShape } from "./sizes.ts";
import * as tiles from "./tiles.ts";
import * as winograd from "./winograd.ts";
import * as strided from "./winograd_strided.ts";

/** An algorithm of convolution, with its gradients. */
interface Algorithm {
  convolve(
    sizes: ConvSizes,
    x: Signal,
    weight: Signal,
    bias: Signal | undefined,
    activation: FusedActivation,
  ): Signal;
  inputGradient(sizes: ConvSizes, dy: Signal, weight: Signal): Signal;
  weightGradient(sizes: ConvSizes, x: Signal, dy: Signal): Signal;
}

/** Windows of a single pixel, each pixel one. */
const products: Algorithm = {
  convolve: (sizes, x, weight, bias, activation) => {
    const { inputs: depth, outputs } = sizes;
    const shape = resultShape(sizes);
    const a = { data: x, batch: 0, own: depth, depth: 1 };
    const b = { data: weight, batch: 0, own: 1, depth: outputs };
    const rows = sizeOf(shape.slice(0, 3));
    return multiply({ shape, batch: 1, rows, columns: outputs, depth, a, b, bias, activation });
  },
  inputGradient: (sizes, dy, weight) =>
    view(matmul(flat(dy), flat(weight), { transposeB: true }), imageShape(sizes)),
  weightGradient: (sizes, x, dy) => {
    const { inputs, outputs } = sizes, shape = weightShape(sizes);
    const pixels = flat(x).shape[0], parts = partsOf(pixels);
    if (parts === 1) return view(matmul(flat(x), flat(dy), { transposeA: true }), shape);
    const [a, b] = [
      view(x, [parts, pixels / parts, inputs]),
      view(dy, [parts, pixels / parts, outputs]),
    ];
    const sums = matmul(a, b, { transposeA: true });
    return view(sumMiddle(sums, [1, parts, inputs * outputs]), shape);
  },
};

/** Pixels whose products are summed before those of the next ones: a cache keeps them. */
const most = 1024;

/** The least number of equal parts of at most so many pixels; 1 where they have no divisor near it. */
function partsOf(pixels: number): number {
  const least = Math.ceil(pixels / most);
  for (let parts = least; parts <= 4 * least; parts++) if (pixels % parts === 0) return parts;
  return 1;
}

/** Whether fewer products outweigh their transformations, by cycles of processors, measured. */
function winogradPays(sizes: ConvSizes): boolean {
  const { rows, columns, stride, batch, inputs, outputs, down, across } = sizes;
  if (rows !== 3 || columns !== 3 || stride !== 1) return false;
  const pairs = inputs * outputs;
  const plain = batch * down * across * (1.2 * pairs + 6 * inputs + 300);
  const tiles = batch * Math.ceil(down / 4) * Math.ceil(across / 4);
  const transformed = tiles * (5.8 * pairs + 160 * inputs + 120 * outputs + 2500) + 50 * pairs;
  return transformed < plain;
}

/** The same of windows at each second pixel, whose channels are transformed by eights. */
function stridedPays(sizes: ConvSizes): boolean {
  const { rows, columns, stride, batch, inputs, outputs, down, across } = sizes;
  const pairs = inputs * outputs;
  if (rows !== 3 || columns !== 3 || stride !== 2 || pairs === 0) return false;
  const padded = 8 * Math.ceil(inputs / 8);
  const plain = batch * down * across * (1.2 * pairs + 6 * inputs + 300);
  const tiles = batch * Math.ceil(down / 4) * Math.ceil(across / 4);
  const transformed = tiles * (11 * pairs + 200 * padded + 60 * outputs + 3000) + 420 * pairs;
  return transformed < plain;
}

/** The algorithm that suits a convolution and a device. */
export function algorithmFor(x: Signal, sizes: ConvSizes): Algorithm {
  if (isProduct(sizes)) return products;
  if (x.device.traits.kind === "gpu") return tiles;
  if (x.device.traits.kind === "cpu" && stridedPays(sizes)) return strided;
  return winogradPays(sizes) ? winograd : columns;
}
