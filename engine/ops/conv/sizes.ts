/**
 * What a convolution is.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import type { FusedActivation } from "../matmul/activate.ts";
import { type WindowOptions, type Windows, windowsOf } from "./windows.ts";

/** Options of a convolution. */
export interface ConvOptions extends WindowOptions {
  /** What is applied to the sums; `none` where absent. */
  readonly activation?: FusedActivation;
}

/** Sizes of a convolution. */
export interface ConvSizes extends Windows {
  /** Number of images. */
  readonly batch: number;
  /** Channels of an image. */
  readonly inputs: number;
  /** Channels of a result. */
  readonly outputs: number;
}

/**
 * The sizes of a convolution of `x` `[batch, height, width, inputs]` with a weight `[rows, columns,
 * inputs, outputs]`.
 *
 * @throws {ShapeError} When shapes or options do not fit.
 */
export function sizesOf(x: Shape, weight: Shape, options: ConvOptions): ConvSizes {
  if (x.length !== 4 || weight.length !== 4 || x[3] !== weight[2]) {
    throw new ShapeError(
      `Cannot conv2d ${format(x)} with a weight ${format(weight)}: give x as ` +
        "[batch, height, width, inputs] and the weight as [rows, columns, inputs, outputs]",
    );
  }
  const windows = windowsOf("conv2d", x.slice(1, 3), weight.slice(0, 2), options);
  return { ...windows, batch: x[0], inputs: x[3], outputs: weight[3] };
}

/** Shape of a convolution's result. */
export function resultShape({ batch, down, across, outputs }: ConvSizes): Shape {
  return [batch, down, across, outputs];
}

/** Shape of a convolution's input. */
export function imageShape({ batch, height, width, inputs }: ConvSizes): Shape {
  return [batch, height, width, inputs];
}

/** Shape of a convolution's weight. */
export function weightShape({ rows, columns, inputs, outputs }: ConvSizes): Shape {
  return [rows, columns, inputs, outputs];
}

/** Whether each window is one pixel and each pixel has one: a product of matrices. */
export function isProduct(sizes: ConvSizes): boolean {
  const { rows, columns, stride, top, left } = sizes;
  return rows === 1 && columns === 1 && stride === 1 && top === 0 && left === 0;
}
