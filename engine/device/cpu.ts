/**
 * Opens the device behind the processors: it compiles the kernels to WebAssembly with vector instructions
 * and runs them on all cores.
 *
 * @module
 */
import { compile } from "./cpu/compile.ts";
import { CpuDevice } from "./cpu/device.ts";
import { hasRelaxed, hasVectors } from "./cpu/features.ts";
import { canShare, cores, mostThreads } from "./cpu/threads.ts";
import type { Device, DeviceOptions } from "./device.ts";
import { KernelError } from "../error.ts";

/** How many threads to run on, and how the device is to behave. */
export interface CpuOptions extends DeviceOptions {
  /**
   * Threads that work together, the caller's included; default one for each core. It is 1 where memory
   * cannot be shared: in pages that are not cross-origin isolated. Results are the same bits for any number.
   */
  readonly threads?: number;
}

/**
 * Opens the processors as a device.
 *
 * @throws {KernelError} When the runtime has no vector instructions, or `threads` is no number of threads.
 */
// deno-lint-ignore require-await -- a promise like that of every device, and errors through it
export async function openCpu(options: CpuOptions = {}): Promise<Device> {
  if (!hasVectors()) {
    throw new KernelError(
      "Cannot open the processors as a device: this runtime's WebAssembly has no vector " +
        "instructions, update it",
    );
  }
  const wanted = options.threads ?? cores();
  if (!Number.isInteger(wanted) || wanted < 1) {
    throw new KernelError(
      `Cannot open the processors as a device: ${wanted} is no number of threads, give 1 or more`,
    );
  }
  const threads = canShare() ? Math.min(wanted, mostThreads) : 1;
  return new CpuDevice({ compile, threads, relaxed: hasRelaxed() }, options);
}
