/**
 * Buffers of uniforms. A buffer of uniforms never changes, so equal ones are shared, and no order has to be
 * kept among their users.
 */
import type { Kernel } from "./device.ts";
import { encodeUniforms } from "./dispatch.ts";

/** The uniforms of one device; `B` is a buffer. */
export class Uniforms<B> {
  readonly #make: (words: Uint32Array<ArrayBuffer>) => B;
  readonly #byWords = new Map<string, B>();

  /** No uniforms yet; `make` gives a buffer that holds the words. */
  constructor(make: (words: Uint32Array<ArrayBuffer>) => B) {
    this.#make = make;
  }

  /** The buffer that holds a kernel's uniforms of these values. */
  get(kernel: Kernel, values?: Readonly<Record<string, number>>): B {
    const words = encodeUniforms(kernel, values);
    const key = words.join();
    let buffer = this.#byWords.get(key);
    if (buffer === undefined) {
      buffer = this.#make(words);
      this.#byWords.set(key, buffer);
    }
    return buffer;
  }

  /** What a kernel binds: some buffers, and its uniforms behind them if it has any. */
  behind(
    blocks: readonly B[],
    kernel: Kernel,
    values?: Readonly<Record<string, number>>,
  ): readonly B[] {
    return kernel.uniforms.length ? [...blocks, this.get(kernel, values)] : blocks;
  }
}
