/**
 * Compiles a kernel to a WebAssembly module.
 *
 * The module imports `env.memory` and exports `run(args, scratch, first, last, x, y, z)`. `run`
 * runs the workgroups `first <= index < last` of a grid of x by y by z workgroups, where index =
 * (gz * y + gy) * x + gx. `args` is the address of the words `[address, bytes]` of each binding,
 * uniforms last. `scratch` is the address of memory that the calling thread lends to `run`. All
 * addresses are multiples of 16. Each binding has at least 256 bytes, and 64 more bytes behind it
 * can be read. No size of the grid is 0.
 */
import type { Kernel } from "../device.ts";
import type { Features } from "./emit/context.ts";
import { emit } from "./emit/emit.ts";
import { lower } from "./lower/lower.ts";
import { parse } from "./wgsl/parser.ts";
import { print } from "./print.ts";

export type { Features } from "./emit/context.ts";

/** A compiled kernel. */
export interface Compiled {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Bytes of scratch memory that each thread needs. */
  readonly scratch: number;
  /**
   * Offset in `bytes` of a constant of five bytes that is the address of the first thread's
   * workgroup memory; 0 if the kernel has no workgroup memory. Each other thread replaces the
   * constant by the address of its own workgroup memory.
   */
  readonly hole: number;
  /** The lowered kernel as text for people to read. */
  text(): string;
}

/**
 * Compiles a kernel.
 *
 * @throws {KernelError} When the kernel is outside of the subset of WGSL that the compiler accepts.
 */
export function compile(kernel: Kernel, features: Features): Compiled {
  const program = lower(parse(kernel), kernel);
  const { bytes, scratch, hole, lanes, kindOf } = emit(kernel, program, features);
  const text = () =>
    `// ${lanes} lanes, ${bytes.length} bytes of code, ${scratch} of scratch memory\n` +
    print(program, kindOf);
  return { bytes, scratch, hole, text };
}
