/**
 * Kernels over elements whose place does not matter.
 *
 * @module
 */
import { type Device, type Dispatch, grid, Kernel, type KernelSource } from "../device.ts";

/**
 * Whether a device wants neighbours as the lanes of its vectors, an element each; others take four
 * elements an invocation.
 */
export function takesSingles({ traits: { kind } }: Device): boolean {
  return kind === "cpu";
}

/** What a {@linkcode PointKernel} runs on. */
interface PointRun extends Omit<Dispatch, "groups"> {
  /** Number of elements; the buffers are read and written up to a multiple of four. */
  readonly elements: number;
}

/**
 * A kernel with an invocation for four elements, entry `main`, and its plain form, entry
 * `main_single`, whose neighbours are the lanes of processors' vectors. Its first uniform, `count`,
 * is the number of invocations.
 */
export class PointKernel {
  readonly #fours: Kernel;
  readonly #single: Kernel;

  constructor(source: KernelSource) {
    const whole = { ...source, uniforms: { count: "u32" as const, ...source.uniforms } };
    this.#fours = new Kernel(whole);
    this.#single = new Kernel({ ...whole, entry: "main_single" });
  }

  /** Runs it; nothing runs where there are no elements. */
  run(device: Device, { elements, uniforms, ...rest }: PointRun): void {
    const single = takesSingles(device);
    const count = single ? elements : Math.ceil(elements / 4);
    device.run(single ? this.#single : this.#fours, {
      ...rest,
      uniforms: { count, ...uniforms },
      groups: grid(count),
    });
  }
}
