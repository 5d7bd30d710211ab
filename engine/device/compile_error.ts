/** The error of kernels that cannot be compiled. */
import type { Kernel } from "./device.ts";
import { KernelError } from "../error.ts";

/**
 * Says what is wrong with a kernel in which line: `Cannot compile kernel "softmax": reason, line 12 of
 * softmax.wgsl: its text`. A kernel is put together from several files; lines are counted from the start of
 * the first.
 */
export function compileError(
  { name, code }: Pick<Kernel, "name" | "code">,
  line: number,
  reason: string,
): KernelError {
  const text = code.split("\n")[line - 1]?.trim();
  return new KernelError(
    `Cannot compile kernel "${name}": ${reason}, line ${line} of ${name}.wgsl` +
      (text ? `: ${text}` : ""),
  );
}
