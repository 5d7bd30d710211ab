/** Constant tensors. @module */
import { type Device, grid, Kernel } from "../device.ts";
import { type Shape, sizeOf } from "../shape.ts";
import { empty, type Signal } from "../tensor.ts";
import code from "../../shaders/full.wgsl" with { type: "text" };

const kernel = new Kernel({
  name: "full",
  code,
  reads: 0,
  writes: 1,
  uniforms: { quads: "u32", value: "f32" },
});

/** A tensor of given shape that holds one value everywhere, written on the device. */
export function full(device: Device, shape: Shape, value: number): Signal {
  const y = empty(device, shape);
  const quads = Math.ceil(sizeOf(shape) / 4);
  device.run(kernel, {
    reads: [],
    writes: [y.storage],
    uniforms: { quads, value },
    groups: grid(quads),
  });
  return y;
}
