/** Memory of recorded steps. */
import type { Blocks } from "../pool.ts";
import type { Order } from "./commands.ts";
import { Gaps } from "./gaps.ts";
import { type Heap, HeapBlock } from "./heap.ts";

/** What the sizes of blocks are multiples of: any vector that a kernel reads ends inside its block. */
const unit = 256;

/**
 * Temporaries of recorded steps, placed by address. A step leaves nothing here, so that each begins with
 * all of it free and all together need what the largest needs.
 */
export class Arena implements Blocks {
  readonly #reserve: Heap["reserve"];
  readonly #order: Order;
  readonly #gaps = new Gaps();
  #blocks = 0;

  /** An arena; `reserve` gives ranges of addresses that are its own from then on. */
  constructor(reserve: Heap["reserve"], order: Order) {
    this.#reserve = reserve;
    this.#order = order;
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
    this.#order.placed(block);
    return block;
  }

  /** Takes a block back. */
  put(block: HeapBlock): void {
    this.#gaps.give(block.address, block.bytes);
    this.#order.freed(block);
  }

  #grow(size: number): number {
    const { start, bytes } = this.#reserve(size, (end) => this.#gaps.before(end));
    this.#gaps.give(start, bytes);
    return this.#gaps.takeFirst(size)!;
  }
}
