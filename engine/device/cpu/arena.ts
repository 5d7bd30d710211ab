/** The memory of recorded steps. */
import type { Blocks } from "../pool.ts";
import type { Dependencies } from "./dependencies.ts";
import { Gaps } from "./gaps.ts";
import { type Heap, HeapBlock } from "./heap.ts";

/**
 * Bytes that the size of each block is a multiple of, so that any vector that a kernel reads ends
 * inside its block.
 */
const unit = 256;

/**
 * The temporaries of recorded steps, placed by address. A step gives all its blocks back, so each
 * step begins with the whole arena free, and all steps together need only as much memory as the
 * largest step.
 */
export class Arena implements Blocks {
  readonly #reserve: Heap["reserve"];
  readonly #dependencies: Dependencies;
  readonly #gaps = new Gaps();
  #blocks = 0;

  /** An empty arena; the ranges of addresses that `reserve` gives it are never returned. */
  constructor(reserve: Heap["reserve"], dependencies: Dependencies) {
    this.#reserve = reserve;
    this.#dependencies = dependencies;
  }

  /** Bytes that are free. */
  get idle(): number {
    return this.#gaps.free;
  }

  /** A block in the first gap that is wide enough. */
  take(bytes: number): HeapBlock {
    const size = Math.max(1, Math.ceil(bytes / unit)) * unit;
    const start = this.#gaps.takeFirst(size) ?? this.#grow(size);
    const block = new HeapBlock(this.#blocks++, size, start);
    this.#dependencies.placed(block);
    return block;
  }

  /** Takes a block back. */
  put(block: HeapBlock): void {
    this.#gaps.give(block.address, block.bytes);
    this.#dependencies.freed(block);
  }

  #grow(size: number): number {
    const { start, bytes } = this.#reserve(size, (end) => this.#gaps.before(end));
    this.#gaps.give(start, bytes);
    return this.#gaps.takeFirst(size)!;
  }
}
