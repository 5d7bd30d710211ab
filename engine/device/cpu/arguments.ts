/** What kernels are handed: addresses and lengths of their bindings, and their uniforms. */
import type { Kernel } from "../device.ts";
import { encodeUniforms } from "../dispatch.ts";
import type { Heap, HeapBlock } from "./heap.ts";

/** Uniforms and argument lists of one device; equal ones are made once. */
export class Arguments {
  readonly #heap: Heap;
  readonly #uniforms = new Map<string, HeapBlock>();
  readonly #lists = new Map<string, { list: HeapBlock; words: readonly number[] }>();
  /** Argument lists made so far. */
  made = 0;

  /** Arguments in a heap. */
  constructor(heap: Heap) {
    this.#heap = heap;
  }

  /** Uniforms never change after they are made, so equal ones are shared and need no ordering. */
  uniform(kernel: Kernel, values?: Readonly<Record<string, number>>): HeapBlock {
    const words = encodeUniforms(kernel, values);
    const key = words.join();
    let block = this.#uniforms.get(key);
    if (!block) {
      block = this.#heap.create(words.byteLength);
      this.#heap.words.set(words, block.address / 4);
      this.#uniforms.set(key, block);
    }
    return block;
  }

  /** The address of a list of bindings. */
  address(blocks: readonly HeapBlock[]): number {
    let key = "";
    for (const { address, bytes } of blocks) key += `${address} ${bytes},`;
    let found = this.#lists.get(key);
    if (!found) {
      const words = blocks.flatMap(({ address, bytes }) => [address, bytes]);
      found = { list: this.#heap.create(8 * blocks.length), words };
      this.#heap.words.set(words, found.list.address / 4);
      this.#lists.set(key, found);
      this.made += 1;
    }
    return found.list.address;
  }

  /** Frees the lists that name a block. */
  forget(block: HeapBlock): void {
    for (const [key, { list, words }] of this.#lists) {
      if (!words.some((word, i) => i % 2 === 0 && word === block.address)) continue;
      this.#heap.destroy(list);
      this.#lists.delete(key);
    }
  }
}
