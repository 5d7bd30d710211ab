/**
 * Chosen classes, and how many of them are right.
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
 * Where the greatest element of each row stands: `[..., columns]` to `u32[...]`, the first of
 * equals. No gradient flows through it.
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
 * How many elements of two `u32` tensors of one shape are equal, as an f32 scalar (exact up to
 * 2^24), so that right answers are counted without reading each batch back.
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
