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
 * largest step. Where several steps run at the same time, each needs an arena: they are several in one,
 * whose blocks have an address in each.
 */
export class Arena implements Blocks {
  readonly #reserve: Heap["reserve"];
  readonly #dependencies: Dependencies;
  readonly #gaps: readonly [Gaps, ...Gaps[]];
  #blocks = 0;

  /**
   * An empty arena, so many times; the ranges of addresses that `reserve` gives it are never returned.
   */
  constructor(reserve: Heap["reserve"], dependencies: Dependencies, times = 1) {
    this.#reserve = reserve;
    this.#dependencies = dependencies;
    this.#gaps = [new Gaps(), ...Array.from({ length: times - 1 }, () => new Gaps())];
  }

  /** Bytes that are free. */
  get idle(): number {
    return this.#gaps.reduce((sum, { free }) => sum + free, 0);
  }

  /** A block in the first gap that is wide enough. */
  take(bytes: number): HeapBlock {
    const size = Math.max(1, Math.ceil(bytes / unit)) * unit;
    const [first, ...others] = this.#gaps;
    const places = others.map((gaps) => this.#placeIn(gaps, size));
    const block = new HeapBlock(this.#blocks++, size, this.#placeIn(first, size), ...places);
    this.#dependencies.placed(block);
    return block;
  }

  /** Takes a block back. */
  put(block: HeapBlock): void {
    this.#gaps.forEach((gaps, i) => gaps.give(block.addresses[i], block.bytes));
    this.#dependencies.freed(block);
  }

  #placeIn(gaps: Gaps, size: number): number {
    const place = gaps.takeFirst(size);
    if (place !== null) return place;
    const { start, bytes } = this.#reserve(size, (end) => gaps.before(end));
    gaps.give(start, bytes);
    return gaps.takeFirst(size)!;
  }
}
