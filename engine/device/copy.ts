/** Copies memory within a device, as a command like any other. */
import { type Device, grid, Kernel } from "./device.ts";
import type { Storage } from "./memory.ts";
import code from "../../shaders/device/copy_words.wgsl" with { type: "text" };

const kernel = new Kernel({
  name: "copy_words",
  code,
  reads: 1,
  writes: 1,
  uniforms: { words: "u32" },
});

/** Copies the first `bytes` bytes, whole words, of one storage to another. */
export function copy(
  device: Pick<Device, "run">,
  from: Storage,
  to: Storage,
  bytes: number,
): void {
  const words = Math.ceil(bytes / 4);
  device.run(kernel, { reads: [from], writes: [to], uniforms: { words }, groups: grid(words) });
}
