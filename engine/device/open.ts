/**
 * Opens whichever device runs the kernels best.
 *
 * @module
 */
import { type CpuOptions, openCpu } from "./cpu.ts";
import type { Device } from "./device.ts";
import { KernelError } from "../error.ts";
import { checkGiven } from "../options.ts";
import { openWebGPU } from "./webgpu.ts";

/** Which device to open, and its options. */
export interface OpenOptions extends CpuOptions {
  /**
   * `gpu` is a graphics card through WebGPU, `cpu` the processors, `software` a driver that does a graphics
   * card's work on the processors; `auto`, the default, is a graphics card if there is one, else the
   * processors.
   */
  readonly device?: "auto" | "gpu" | "cpu" | "software";
}

/**
 * Opens a device.
 *
 * @throws {KernelError} When there is none of the wanted kind.
 * @throws {ShapeError} When there is no such kind.
 *
 * @example
 * ```ts
 * import { openDevice } from "@associated/learning";
 *
 * const device = await openDevice(); // a GPU where one answers, else the processors
 * console.assert(["gpu", "cpu"].includes(device.traits.kind));
 * device.destroy();
 * ```
 */
export async function openDevice(options: OpenOptions = {}): Promise<Device> {
  checkGiven("open a device", options, { device: ["auto", "gpu", "cpu", "software"] });
  const wanted = options.device ?? "auto";
  if (wanted === "software") return await openWebGPU({ ...options, adapter: "software" });
  if (wanted !== "cpu") {
    try {
      return await openWebGPU({ ...options, adapter: "hardware" });
    } catch (error) {
      if (wanted === "gpu" || !(error instanceof KernelError)) throw error;
    }
  }
  return await openCpu(options);
}
