/** Blocks inside one WebAssembly memory, which grows by need. */
import { KernelError } from "../error.ts";
import type { Block } from "../memory.ts";

const page = 65536;

/** What WebAssembly can address with 32 bits. */
export const maximumPages = 65536;

/** Bytes behind the last block that kernels may read. */
const margin = 64;

/** Pages by which the memory grows at least: address space until it is touched. */
const step = 256;

/** A piece of the memory. The marks say in which stretch of commands it was last used, and by whom. */
export class HeapBlock implements Block {
  readonly id: number;
  readonly bytes: number;
  /** Its first byte, a multiple of 64. */
  readonly address: number;
  /** Last read and written by commands that all threads share; see commands.ts. */
  sharedRead = -1;
  sharedWrite = -1;
  /** Last read and written by commands of the first thread alone. */
  soloRead = -1;
  soloWrite = -1;

  constructor(id: number, bytes: number, address: number) {
    this.id = id;
    this.bytes = bytes;
    this.address = address;
  }
}

/** Carves blocks from a memory: the first gap that is wide enough, neighbouring gaps joined. */
export class Heap {
  readonly memory: WebAssembly.Memory;
  /** Gaps by address: first byte and bytes. */
  readonly #gaps: { start: number; bytes: number }[];
  readonly #maximum: number;
  #words: Int32Array<ArrayBufferLike>;
  #blocks = 0;
  #used: number;

  /**
   * A heap over a new memory, shared between threads or not; bytes below `start`, a multiple of 64,
   * stay free for others.
   */
  constructor(start: number, shared: boolean, maximum: number = maximumPages) {
    const initial = Math.ceil((start + margin) / page);
    this.memory = new WebAssembly.Memory({ initial, maximum: maximumPages, shared });
    this.#maximum = maximum;
    this.#words = new Int32Array(this.memory.buffer);
    this.#used = start;
    this.#gaps = [{ start, bytes: this.#words.byteLength - margin - start }];
  }

  /** The whole memory as words; another view after each growth. */
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
    let index = this.#gaps.findIndex((gap) => gap.bytes >= size);
    if (index < 0) {
      this.#grow(size, bytes);
      index = this.#gaps.length - 1;
    }
    const gap = this.#gaps[index];
    const block = new HeapBlock(this.#blocks++, bytes, gap.start);
    gap.start += size;
    gap.bytes -= size;
    if (!gap.bytes) this.#gaps.splice(index, 1);
    this.#used += size;
    return block;
  }

  /** Frees a block. */
  destroy({ address, bytes }: Block & { readonly address: number }): void {
    const size = Math.ceil(bytes / 64) * 64;
    const next = this.#gaps.findIndex((gap) => gap.start > address);
    this.#insert(next < 0 ? this.#gaps.length : next, address, size);
    this.#used -= size;
  }

  #insert(index: number, start: number, bytes: number): void {
    const before = this.#gaps[index - 1], after = this.#gaps[index];
    const joins = before !== undefined && before.start + before.bytes === start;
    const meets = after !== undefined && start + bytes === after.start;
    if (joins && meets) {
      before.bytes += bytes + after.bytes;
      this.#gaps.splice(index, 1);
    } else if (joins) before.bytes += bytes;
    else if (meets) {
      after.start = start;
      after.bytes += bytes;
    } else this.#gaps.splice(index, 0, { start, bytes });
  }

  /** Grows until the last gap holds `size` bytes. */
  #grow(size: number, asked: number): void {
    const held = this.#words.byteLength;
    const last = this.#gaps.at(-1);
    const tail = last && last.start + last.bytes === held - margin ? last.bytes : 0;
    const least = Math.ceil((size - tail) / page);
    const pages = held / page;
    const room = this.#maximum - pages;
    const wanted = Math.min(room, Math.max(least, step, Math.floor(pages / 4)));
    if (least > room || !this.#extend([wanted, least])) {
      throw new KernelError(
        `Cannot allocate ${asked} bytes: ${this.#used} of the ${this.#maximum * page} bytes that ` +
          "this device can address are in use, release tensors or choose smaller batches",
      );
    }
    this.#words = new Int32Array(this.memory.buffer);
    this.#insert(this.#gaps.length, held - margin, this.#words.byteLength - held);
  }

  /** Grows by the first number of pages that the system grants. */
  #extend(offers: readonly number[]): boolean {
    for (const pages of offers) {
      try {
        this.memory.grow(pages);
        return true;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
      }
    }
    return false;
  }
}
