/**
 * Likeliest classes, and the number of right ones.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import { ShapeError } from "../../error.ts";
import { sameShape, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import code from "../../../shaders/reduce/argmax.wgsl" with { type: "text" };
import countCode from "../../../shaders/losses/count_equal.wgsl" with { type: "text" };

const kernel = new Kernel({
  name: "argmax",
  code,
  reads: 1,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32" },
});
const count = new Kernel({
  name: "count_equal",
  code: countCode,
  reads: 2,
  writes: 1,
  uniforms: { elements: "u32" },
});

/**
 * The index of the greatest element of each row, the first of equal ones: `[..., columns]` to `u32[...]`. No
 * gradient flows through it.
 *
 * @throws {ShapeError} When `x` is no f32 tensor with elements to compare.
 *
 * @example
 * ```ts
 * import { argmax, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = argmax(tensor(device, [[1, 3, 2], [5, 4, 0]]));
 * console.assert((await y.words()).join() === "1,0");
 * device.destroy();
 * ```
 */
export function argmax(x: Tensor): Signal {
  const columns = x.shape.at(-1);
  if (!columns || x.dtype !== "f32") {
    throw new ShapeError(
      `Cannot argmax ${x} of ${x.dtype}: give f32 with a last axis of at least one element`,
    );
  }
  const shape = x.shape.slice(0, -1);
  const y = empty(x.device, shape, "u32");
  const rows = sizeOf(shape);
  x.device.run(kernel, {
    reads: [x.storage],
    writes: [y.storage],
    uniforms: { rows, columns },
    groups: grid(rows),
  });
  return y;
}

/**
 * The number of equal elements of two `u32` tensors of one shape, as an f32 scalar (exact up to 2^24): right
 * answers are counted without reading each batch.
 *
 * @throws {ShapeError} When shapes differ or elements are not `u32`.
 */
export function countEqual(a: Tensor, b: Tensor): Signal {
  if (!sameShape(a.shape, b.shape) || a.dtype !== "u32" || b.dtype !== "u32") {
    throw new ShapeError(
      `Cannot count equal elements of ${a} of ${a.dtype} and ${b} of ${b.dtype}: ` +
        "give u32 tensors of one shape",
    );
  }
  const y = empty(a.device, []);
  a.device.run(count, {
    reads: [a.storage, b.storage],
    writes: [y.storage],
    uniforms: { elements: a.size },
    groups: [1],
  });
  return y;
}
