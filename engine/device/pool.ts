/**
 * A pool of buffers, from which a device's memory takes and to which it returns.
 *
 * @module
 */

/** A device's own buffer. */
export interface Block {
  /** A number of its own among all buffers that the device ever had. */
  readonly id: number;
  /** Bytes that it holds. */
  readonly bytes: number;
}

/** How a device makes and frees its buffers. */
export interface BlockSource {
  /** A new buffer of exactly `bytes` bytes. */
  create(bytes: number): Block;
  /** Frees a buffer for good. */
  destroy(block: Block): void;
}

/** Gives blocks out, and takes them back to give them out again. */
export interface Blocks {
  /** Bytes that wait to be given out again. */
  readonly idle: number;
  /** A block of at least `bytes` bytes, its contents undefined. */
  take(bytes: number): Block;
  /** Takes a block back. */
  put(block: Block): void;
}

/** The next of the sizes 256 * {1, 1.25, 1.5, 1.75} * 2^k that holds `bytes`. */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const power = 2 ** Math.floor(Math.log2(bytes));
  const step = Math.max(power / 4, 256);
  return Math.ceil(bytes / step) * step;
}

/**
 * Free buffers by size class, the oldest taken first: then the buffers that a step gets depend on which are
 * free, not on the order in which they were freed, and a repeated step gets the same buffers.
 */
export class Pool implements Blocks {
  readonly #source: BlockSource;
  readonly #reach: number;
  readonly #free = new Map<number, Block[]>();
  #idle = 0;

  /** A pool of a source's buffers, which may be up to `reach` times as large as the request. */
  constructor(source: BlockSource, reach: number = 1) {
    this.#source = source;
    this.#reach = reach;
  }

  /** Bytes of the free buffers. */
  get idle(): number {
    return this.#idle;
  }

  /** A buffer of at least `bytes` bytes: the smallest free one, or a new one. */
  take(bytes: number): Block {
    const wanted = sizeClass(bytes);
    for (let size = wanted; size <= this.#reach * wanted; size = sizeClass(size + 1)) {
      const block = this.#free.get(size)?.pop();
      if (!block) continue;
      this.#idle -= block.bytes;
      return block;
    }
    return this.#source.create(wanted);
  }

  /** Takes a buffer back. */
  put(block: Block): void {
    this.#idle += block.bytes;
    const blocks = this.#free.get(block.bytes);
    if (!blocks) {
      this.#free.set(block.bytes, [block]);
      return;
    }
    // Sorted by age, the oldest at the end.
    let low = 0, high = blocks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (blocks[middle].id > block.id) low = middle + 1;
      else high = middle;
    }
    blocks.splice(low, 0, block);
  }

  /** Frees the free buffers for good. */
  trim(): void {
    const blocks = [...this.#free.values()].flat();
    this.#free.clear();
    this.#idle = 0;
    for (const block of blocks) this.#source.destroy(block);
  }
}
