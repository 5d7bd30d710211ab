/** Refuses kernels that are outside of the subset of WGSL that the compiler accepts. */
import { compileError } from "../compile_error.ts";

/**
 * Throws an error that says what is wrong with a kernel, and at which line and column; see
 * {@linkcode compileError}.
 */
export function refuse(
  kernel: { name: string; code: string },
  line: number,
  reason: string,
  column = 1,
): never {
  throw compileError(kernel, line, reason, column);
}
