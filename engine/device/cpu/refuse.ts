/** Refuses kernels that are outside of the subset. */
import { compileError } from "../compile_error.ts";

/** Throws what is wrong with a kernel, where. */
export function refuse(
  kernel: { name: string; code: string },
  line: number,
  reason: string,
): never {
  throw compileError(kernel, line, reason);
}
