/** Blocks inside one WebAssembly memory, which grows as needed. */
import { KernelError } from "../../error.ts";
import type { Block } from "../pool.ts";
import { Gaps } from "./gaps.ts";
import { page, type Room } from "./room.ts";

/** Bytes behind the last block that kernels may read. */
export const margin = 64;

/** Least number of pages by which the memory grows; untouched pages take only address space. */
const step = 256;

/** Bytes that the size of each reserved range is a multiple of: a whole number of pages. */
const chunk = 16 * page;

const upToChunk = (bytes: number) => Math.ceil(bytes / chunk) * chunk;

/**
 * A piece of the memory. Its marks say in which stretch of commands the block was last used, and by
 * which threads.
 */
export class HeapBlock implements Block {
  readonly id: number;
  readonly bytes: number;
  /** Address of its first byte, a multiple of 64. */
  readonly address: number;
  /** The address and those of the same block for threads that run other recordings at the same time. */
  readonly addresses: readonly number[];
  /**
   * Stretches in which commands that threads share last read and wrote the block; see commands.ts.
   */
  sharedRead = -1;
  sharedWrite = -1;
  /** Stretches in which solo commands of the first thread last read and wrote the block. */
  soloRead = -1;
  soloWrite = -1;
  /** The number of the last run of a lane that uses the block. */
  lastRun = 0;

  constructor(id: number, bytes: number, ...addresses: readonly [number, ...number[]]) {
    this.id = id;
    this.bytes = bytes;
    this.address = addresses[0];
    this.addresses = addresses;
  }

  /** The last stretch in which the block was used. */
  get lastUse(): number {
    return Math.max(this.sharedRead, this.sharedWrite, this.soloRead, this.soloWrite);
  }

  /** Whether another block has bytes in common with this block. */
  overlaps({ addresses, bytes }: HeapBlock): boolean {
    return this.addresses.some((own, i) =>
      addresses[i] < own + this.bytes && own < addresses[i] + bytes
    );
  }

  /** Takes over the marks of a block that lay at the same addresses. */
  inherit(other: HeapBlock): void {
    this.sharedRead = Math.max(this.sharedRead, other.sharedRead);
    this.sharedWrite = Math.max(this.sharedWrite, other.sharedWrite);
    this.soloRead = Math.max(this.soloRead, other.soloRead);
    this.soloWrite = Math.max(this.soloWrite, other.soloWrite);
  }
}

/** Takes blocks from a memory, each from the first gap that is wide enough. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  readonly #gaps = new Gaps();
  readonly #maximum: number;
  #words: Int32Array<ArrayBufferLike>;
  #blocks = 0;
  #used: number;

  /** A heap over an empty memory; it leaves the bytes below `start`, a multiple of 64, alone. */
  constructor({ memory, pages }: Room, start: number) {
    this.memory = memory;
    this.#maximum = pages;
    this.#words = new Int32Array(memory.buffer);
    this.#used = start;
    this.#gaps.give(start, this.#end - start);
  }

  /** The whole memory as words; after the memory has grown, this is a new view. */
  get words(): Int32Array<ArrayBufferLike> {
    return this.#words;
  }

  /** Bytes in use. */
  get used(): number {
    return this.#used;
  }

  /** A new block of at least `bytes` bytes, its contents undefined. */
  create(bytes: number): HeapBlock {
    const size = Math.ceil(bytes / 64) * 64;
    const start = this.#gaps.takeFirst(size) ?? this.#grow(size, bytes).takeFirst(size)!;
    this.#used += size;
    return new HeapBlock(this.#blocks++, bytes, start);
  }

  /** Frees a block. */
  destroy({ address, bytes }: Block & { readonly address: number }): void {
    const size = Math.ceil(bytes / 64) * 64;
    this.#gaps.give(address, size);
    this.#used -= size;
  }

  /**
   * Reserves a range of addresses that is never given back. The range and the free bytes right
   * before it, which were reserved earlier, together have at least `bytes` bytes. If the memory can
   * grow, the range is at its new end, so that ranges that are reserved one after another are
   * adjacent; blocks fill the gaps below. Otherwise the range comes from a gap.
   *
   * @param before Gives the number of bytes right before an address that are reserved and free.
   */
  reserve(bytes: number, before: (end: number) => number): { start: number; bytes: number } {
    const end = this.#end;
    let size = upToChunk(bytes - before(end));
    let start = end;
    if (!this.#extend([size / page])) {
      size = upToChunk(bytes);
      start = this.#gaps.takeLast(size) ?? this.#grow(size, bytes).takeLast(size)!;
    }
    this.#used += size;
    return { start, bytes: size };
  }

  /** The highest address at which a block may end. */
  get #end(): number {
    return this.#words.byteLength - margin;
  }

  /** Grows the memory until its last gap has at least `size` bytes. */
  #grow(size: number, asked: number): Gaps {
    const end = this.#end;
    const pages = this.#words.byteLength / page;
    const least = Math.ceil((size - this.#gaps.before(end)) / page);
    const wanted = Math.min(this.#maximum - pages, Math.max(step, Math.floor(pages / 4)));
    if (!this.#extend([Math.max(least, wanted), least])) {
      throw new KernelError(
        `Cannot allocate ${asked} bytes: ${this.#used} of the ${this.#maximum * page} bytes that ` +
          "this device can address are in use, release tensors or choose smaller batches",
      );
    }
    this.#gaps.give(end, this.#end - end);
    return this.#gaps;
  }

  /**
   * Grows the memory by the first of the offered numbers of pages that stays below the maximum and
   * that the system grants; tells whether there was such a number.
   */
  #extend(offers: readonly number[]): boolean {
    const room = this.#maximum - this.#words.byteLength / page;
    for (const pages of offers.filter((pages) => pages <= room)) {
      try {
        this.memory.grow(pages);
        this.#words = new Int32Array(this.memory.buffer);
        return true;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return false;
  }
}
