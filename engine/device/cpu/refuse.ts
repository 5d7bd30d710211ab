/** The error of kernels that are outside of the subset. */
import { KernelError } from "../../error.ts";

/**
 * Refuses a kernel: `Cannot compile kernel "softmax": reason, line 12 of softmax.wgsl: its text`. Kernels
 * are put together of several files; the line counts from the start of the first.
 */
export function refuse(
  kernel: { name: string; code: string },
  line: number,
  reason: string,
): never {
  const text = kernel.code.split("\n")[line - 1]?.trim();
  throw new KernelError(
    `Cannot compile kernel "${kernel.name}": ${reason}, line ${line} of ${kernel.name}.wgsl` +
      (text ? `: ${text}` : ""),
  );
}
