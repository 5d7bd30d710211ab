/**
 * Pooled device memory with scopes: what is allocated inside a scope goes back to the pool at its
 * end, so nobody disposes of tensors by hand, and the same step gets the same buffers again.
 *
 * @module
 */
import { KernelError } from "./error.ts";

/** A device's own buffer. */
export interface Block {
  /** Distinct for each buffer of a device, never used again. */
  readonly id: number;
  /** Bytes of its size class. */
  readonly bytes: number;
}

/** A handle to a buffer that a tensor holds; it becomes invalid when its scope ends. */
export class Storage {
  #block: Block | null;

  /** Wraps a buffer of the pool. */
  constructor(block: Block) {
    this.#block = block;
  }

  /**
   * The buffer.
   *
   * @throws {KernelError} When the scope that it was made in has ended.
   */
  get block(): Block {
    if (!this.#block) {
      throw new KernelError(
        "Cannot use a tensor after the scope that made it: " +
          "its memory went back to the pool, return it from the scope or call device.keep on it",
      );
    }
    return this.#block;
  }

  /** Whether its memory is still its own. */
  get alive(): boolean {
    return this.#block !== null;
  }

  /** Gives up the buffer. */
  take(): Block {
    const block = this.block;
    this.#block = null;
    return block;
  }
}

/** Bytes and buffers of a device. */
export interface MemoryStatistics {
  /** Bytes in use by tensors. */
  readonly live: number;
  /** The most bytes in use since the last reset. */
  readonly peak: number;
  /** Bytes that wait in the pool. */
  readonly idle: number;
  /** Buffers in use by tensors. */
  readonly buffers: number;
}

/** The next of the sizes 256 * {1, 1.25, 1.5, 1.75} * 2^k that holds `bytes`. */
export function sizeClass(bytes: number): number {
  if (bytes <= 256) return 256;
  const power = 2 ** Math.floor(Math.log2(bytes));
  const step = Math.max(power / 4, 256);
  return Math.ceil(bytes / step) * step;
}

/** Storages held by a value: a tensor, or arrays, maps and plain objects of them. */
export function storagesIn(value: unknown, found: Set<Storage> = new Set()): Set<Storage> {
  if (value === null || typeof value !== "object") return found;
  if (value instanceof Storage) found.add(value);
  else if ("storage" in value && value.storage instanceof Storage) found.add(value.storage);
  else if (Array.isArray(value) || value instanceof Map || value instanceof Set) {
    for (const item of value) storagesIn(item, found);
  } else if (Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) storagesIn(item, found);
  }
  return found;
}

/** Storages held by a value and not by another. */
export function storagesOnlyIn(value: unknown, other: unknown): Set<Storage> {
  const found = storagesIn(value);
  for (const storage of storagesIn(other)) found.delete(storage);
  return found;
}

/** How a device makes and frees its buffers. */
export interface BlockSource {
  /** A new buffer of exactly `bytes` bytes. */
  create(bytes: number): Block;
  /** Frees a buffer for good. */
  destroy(block: Block): void;
}

/**
 * Free buffers by size class, the oldest taken first: which buffers a step gets then depends on what
 * is free and not on the order in which it was freed, and a repeated step gets the same ones.
 */
class Shelf {
  readonly #free = new Map<number, Block[]>();
  idle = 0;

  /** A free buffer of the first size class from `bytes` up to `most` that has one. */
  take(bytes: number, most: number = bytes): Block | undefined {
    for (let size = bytes; size <= most; size = sizeClass(size + 1)) {
      const block = this.#free.get(size)?.pop();
      if (!block) continue;
      this.idle -= block.bytes;
      return block;
    }
    return undefined;
  }

  put(block: Block): void {
    this.idle += block.bytes;
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

  empty(): Block[] {
    const blocks = [...this.#free.values()].flat();
    this.#free.clear();
    this.idle = 0;
    return blocks;
  }
}

/** The memory of one device: pool, scopes and counts. */
export class Memory {
  readonly #source: BlockSource;
  readonly #idleLimit: number;
  readonly #pool = new Shelf();
  /** Memory of recorded steps: temporaries of all recordings share it, nothing else may. */
  readonly #arena = new Shelf();
  readonly #ownedByArena = new WeakSet<Block>();
  readonly #scopes: Set<Storage>[] = [];
  readonly #collected: FinalizationRegistry<Block>;
  readonly #loose = new WeakMap<Storage, object>();
  #recording = 0;
  #live = 0;
  #buffers = 0;
  #peak = 0;

  /** Memory over a source of buffers; the pool keeps at most `idleLimit` unused bytes. */
  constructor(source: BlockSource, idleLimit: number = 2 ** 31) {
    this.#source = source;
    this.#idleLimit = idleLimit;
    this.#collected = new FinalizationRegistry((block) => this.#giveBack(block));
  }

  /** Bytes and buffers in use. */
  statistics(): MemoryStatistics {
    const idle = this.#pool.idle + this.#arena.idle;
    return { live: this.#live, peak: this.#peak, idle, buffers: this.#buffers };
  }

  /** Starts a new measurement of the peak. */
  resetPeak(): void {
    this.#peak = this.#live;
  }

  /** A buffer of at least `bytes` bytes that belongs to the innermost scope. */
  allocate(bytes: number): Storage {
    const wanted = sizeClass(bytes);
    // Shorter recordings lie in what longer ones left, or each length would have memory of its own.
    const free = this.#recording ? this.#arena.take(wanted, 4 * wanted) : this.#pool.take(wanted);
    const block = free ?? this.#source.create(wanted);
    if (this.#recording) this.#ownedByArena.add(block);
    this.#live += block.bytes;
    this.#buffers += 1;
    this.#peak = Math.max(this.#peak, this.#live);
    const storage = new Storage(block);
    const scope = this.#scopes.at(-1);
    if (scope) scope.add(storage);
    else this.#watch(storage);
    return storage;
  }

  /** Runs `body`; frees what it allocated, except what it returns or keeps. */
  scope<T>(body: () => T): T {
    const scope = new Set<Storage>();
    this.#scopes.push(scope);
    let escaping: Set<Storage> = new Set();
    try {
      const result = body();
      if (result instanceof Promise) {
        throw new KernelError("Cannot scope an async function: await outside of the scope");
      }
      escaping = storagesIn(result);
      return result;
    } finally {
      this.#scopes.pop();
      const parent = this.#scopes.at(-1);
      for (const storage of scope) {
        if (!escaping.has(storage)) this.#free(storage);
        else if (parent) parent.add(storage);
        else this.#watch(storage);
      }
      if (!parent && this.#pool.idle > this.#idleLimit) this.trim();
    }
  }

  /** Takes storages out of every scope. */
  keep(storages: Iterable<Storage>): void {
    for (const storage of storages) {
      for (const scope of this.#scopes) scope.delete(storage);
      this.#watch(storage);
    }
  }

  /** Returns storages to the pool at once. */
  release(storages: Iterable<Storage>): void {
    for (const storage of storages) {
      for (const scope of this.#scopes) scope.delete(storage);
      if (storage.alive) this.#free(storage);
    }
  }

  /** Runs `body` with allocations from the memory of recorded steps. */
  recording<T>(body: () => T): T {
    this.#recording++;
    try {
      return this.scope(body);
    } finally {
      this.#recording--;
    }
  }

  /** Frees the unused buffers of the pool for good. */
  trim(): void {
    for (const block of this.#pool.empty()) this.#source.destroy(block);
  }

  /** A storage outside every scope goes back to the pool when nothing refers to it any more. */
  #watch(storage: Storage): void {
    if (this.#loose.has(storage) || !storage.alive) return;
    const token = {};
    this.#loose.set(storage, token);
    this.#collected.register(storage, storage.block, token);
  }

  #free(storage: Storage): void {
    const token = this.#loose.get(storage);
    if (token) this.#collected.unregister(token);
    this.#giveBack(storage.take());
  }

  #giveBack(block: Block): void {
    this.#live -= block.bytes;
    this.#buffers -= 1;
    (this.#ownedByArena.has(block) ? this.#arena : this.#pool).put(block);
  }
}
