/**
 * Compiles a kernel to a WebAssembly module.
 *
 * The module imports `env.memory` and exports `run(args, scratch, first, last, x, y, z)`, which runs
 * the workgroups `first <= index < last` of a grid of x by y by z workgroups, where index =
 * (gz * y + gy) * x + gx. `args` is the address of the words `[address, bytes]` of each binding,
 * uniforms last; `scratch` is that of memory that the calling thread lends it. All addresses are
 * multiples of 16; each binding has 256 bytes at least, and 64 more behind it can be read. No size of
 * the grid is 0.
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
   * Where in `bytes` the address of workgroup memory is, as a constant of five bytes, 0 where there is
   * none: that of the first thread, for each other thread to replace by its own.
   */
  readonly hole: number;
  /** What became of the kernel, in a form for people. */
  text(): string;
}

/**
 * Compiles a kernel.
 *
 * @throws {KernelError} When it is outside of the subset of WGSL that the project's kernels keep to.
 */
export function compile(kernel: Kernel, features: Features): Compiled {
  const program = lower(parse(kernel), kernel);
  const { bytes, scratch, hole, lanes, kindOf } = emit(kernel, program, features);
  const text = () =>
    `// ${lanes} lanes, ${bytes.length} bytes of code, ${scratch} of scratch memory\n` +
    print(program, kindOf);
  return { bytes, scratch, hole, text };
}
