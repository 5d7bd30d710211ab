/**
 * The same elements under another shape.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Rule } from "../../tensor/op.ts";
import { checkShape, format, type Shape, sizeOf } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { view } from "../matmul/product.ts";

/** The same elements under another shape. */
export interface Reshape {
  /** Of a signal, a signal. */
  (x: Signal, shape: Shape): Signal;
  /** Gives the elements another shape, without a copy; one size may be -1 and is found. */
  (x: Tensor, shape: Shape): Tensor;
  /** The operation; its option is the shape. */
  readonly rule: Rule<Shape>;
}

function resolve(x: Shape, wanted: Shape): number[] {
  const known = sizeOf(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => size === -1 && known ? sizeOf(x) / known : size);
  if (sizeOf(shape) !== sizeOf(x) || wanted.filter((size) => size === -1).length > 1) {
    throw new ShapeError(
      `Cannot reshape ${format(x)} to ${format(wanted)}: it has ${sizeOf(x)} elements, ` +
        "give sizes with that product, at most one of them -1",
    );
  }
  checkShape(shape);
  return shape;
}

const rule: Rule<Shape> = {
  name: "reshape",
  shapes: ([x], shape) => [resolve(x, shape)],
  forward: ([x], _, [shape]) => ({ outputs: [view(x, shape)] }),
  backward: ({ gradients: [dy], inputs: [x] }) => [view(dy!, x.shape)],
  reference: ([x], shape) => [{ shape: resolve(x.shape, shape), data: x.data }],
  samples: [
    { shapes: [[]], options: [1, 1] },
    { shapes: [[0, 3]], options: [3, 0] },
    { shapes: [[3, 5]], options: [5, -1] },
    { shapes: [[2, 3, 4]], options: [24] },
  ],
  refuses: [
    { shapes: [[3, 5]], options: [4, -1] },
    { shapes: [[3, 5]], options: [-1, -1] },
    { shapes: [[3, 5]], options: [14] },
  ],
};

/**
 * The same elements under another shape.
 *
 * @example
 * ```ts
 * import { openCpu, reshape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = reshape(tensor(device, [[1, 2], [3, 4]]), [4]);
 * console.assert((await y.data()).join() === "1,2,3,4");
 * device.destroy();
 * ```
 */
export const reshape: Reshape = Object.assign(
  ((x: Tensor, shape: Shape) => apply(rule, [x], shape)[0]) as Reshape,
  { rule },
);
