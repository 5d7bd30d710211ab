/** The arguments of kernels: addresses and lengths of their bindings, and their uniforms. */
import { Uniforms } from "../uniforms.ts";
import type { Heap, HeapBlock } from "./heap.ts";

/**
 * Uniforms and argument lists of one device; equal lists are made once, and so are equal uniforms.
 */
export class Arguments {
  readonly uniforms: Uniforms<HeapBlock>;
  readonly #heap: Heap;
  readonly #lists = new Map<string, { list: HeapBlock; words: readonly number[] }>();
  /** Argument lists made so far. */
  made = 0;

  /** Arguments in a heap. */
  constructor(heap: Heap) {
    this.#heap = heap;
    this.uniforms = new Uniforms((words) => {
      const block = heap.create(words.byteLength);
      heap.words.set(words, block.address / 4);
      return block;
    });
  }

  /** The address of the argument list of some bindings; the list is made if there is none yet. */
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

  /** Frees the lists that hold the address of a block. */
  forget(block: HeapBlock): void {
    for (const [key, { list, words }] of this.#lists) {
      if (!words.some((word, i) => i % 2 === 0 && word === block.address)) continue;
      this.#heap.destroy(list);
      this.#lists.delete(key);
    }
  }
}
