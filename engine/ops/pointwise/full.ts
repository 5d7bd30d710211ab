/** Constant tensors. @module */
import type { Device } from "../../device/device.ts";
import { type Shape, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { PointKernel } from "../kernels/point.ts";
import code from "../../../shaders/pointwise/full.wgsl" with { type: "text" };

const kernel = new PointKernel({
  name: "full",
  code,
  reads: 0,
  writes: 1,
  uniforms: { value: "f32" },
});

/**
 * A tensor of given shape that holds one value everywhere, written on the device.
 *
 * @example
 * ```ts
 * import { full, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = full(device, [2], 7);
 * console.assert((await y.data()).join() === "7,7");
 * device.destroy();
 * ```
 */
export function full(device: Device, shape: Shape, value: number): Signal {
  const y = empty(device, shape);
  kernel.run(device, {
    reads: [],
    writes: [y.storage],
    elements: sizeOf(shape),
    uniforms: { value },
  });
  return y;
}
