/**
 * Opens the device behind the processors: it compiles the kernels to WebAssembly with vector instructions
 * and runs them on all cores.
 *
 * @module
 */
import { compile } from "./cpu/compile.ts";
import { hasRelaxed, hasVectors } from "./cpu/features.ts";
import { cores } from "./cpu/hire.ts";
import { openProcessors } from "./cpu/open.ts";
import type { Device, DeviceOptions } from "./device.ts";
import { KernelError } from "../error.ts";

/** The number of threads, and the options of all devices. */
export interface CpuOptions extends DeviceOptions {
  /**
   * Threads that work together, the caller's included; default one for each core. `traits.threads` says how
   * many there are: fewer where the runtime cannot start so many workers, and one where memory cannot be
   * shared with workers (pages that are not cross-origin isolated) or a page's policy forbids them. Results
   * are the same bits for any number.
   */
  readonly threads?: number;
}

/**
 * Opens the processors as a device. Its workers are started here, so that `traits.threads` says how many
 * threads there are.
 *
 * @throws {KernelError} When the runtime has no vector instructions or no memory, or `threads` is no number
 * of threads.
 *
 * @example
 * ```ts
 * import { openCpu } from "@associated/learning";
 *
 * const device = await openCpu({ threads: 2 });
 * console.assert(device.traits.kind === "cpu" && device.traits.threads! <= 2);
 * device.destroy();
 * ```
 */
export async function openCpu(options: CpuOptions = {}): Promise<Device> {
  if (!hasVectors()) {
    throw new KernelError(
      "Cannot open the processors as a device: this runtime's WebAssembly has no vector " +
        "instructions, update it",
    );
  }
  const threads = options.threads ?? cores();
  if (!Number.isInteger(threads) || threads < 1) {
    throw new KernelError(
      `Cannot open the processors as a device: ${threads} is no number of threads, give 1 or more`,
    );
  }
  return await openProcessors({ compile, threads, relaxed: hasRelaxed() }, options);
}
