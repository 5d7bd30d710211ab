/** The kernel that looks for NaN. */
import { Kernel } from "../device.ts";
import code from "../../shaders/inspect.wgsl" with { type: "text" };

/** Reads f32 elements; leaves its `number` in the marker where one is NaN and none was before. */
export const inspect = new Kernel({
  name: "inspect",
  code,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32", number: "u32" },
});
