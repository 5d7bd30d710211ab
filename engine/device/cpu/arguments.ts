/** The arguments of kernels: addresses and lengths of their bindings, and their uniforms. */
import { Uniforms } from "../uniforms.ts";
import type { Heap, HeapBlock } from "./heap.ts";

/** The lists of the arguments of a kernel: one for each address of its blocks. */
export interface ArgumentList {
  /** The memory of the lists, one behind the other. */
  readonly block: HeapBlock;
  /** Bytes from one list to the next; 0 if there is one. */
  readonly stride: number;
  readonly words: readonly number[];
}

/**
 * Uniforms and argument lists of one device; equal lists are made once, and so are equal uniforms.
 */
export class Arguments {
  readonly uniforms: Uniforms<HeapBlock>;
  readonly #heap: Heap;
  readonly #lists = new Map<string, ArgumentList>();
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

  /** The argument lists of some bindings; they are made if there are none yet. */
  of(blocks: readonly HeapBlock[]): ArgumentList {
    let key = "";
    for (const { addresses, bytes } of blocks) key += `${addresses.join(" ")} ${bytes},`;
    let found = this.#lists.get(key);
    if (!found) {
      const times = Math.max(...blocks.map(({ addresses }) => addresses.length));
      const words = Array.from(
        { length: times },
        (_, i) =>
          blocks.flatMap(({ address, addresses, bytes }) => [addresses[i] ?? address, bytes]),
      ).flat();
      const block = this.#heap.create(4 * words.length);
      found = { block, stride: times > 1 ? 8 * blocks.length : 0, words };
      this.#heap.words.set(words, block.address / 4);
      this.#lists.set(key, found);
      this.made += 1;
    }
    return found;
  }

  /** Frees the lists that hold the address of a block. */
  forget(block: HeapBlock): void {
    for (const [key, { block: list, words }] of this.#lists) {
      if (!words.some((word, i) => i % 2 === 0 && word === block.address)) continue;
      this.#heap.destroy(list);
      this.#lists.delete(key);
    }
  }
}
