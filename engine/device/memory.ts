/**
 * Pooled device memory with scopes: memory that is allocated inside a scope goes back to the pool at the end
 * of the scope. So nobody disposes of tensors by hand, and the same step gets the same buffers again.
 *
 * @module
 */
import { KernelError } from "../error.ts";
import { lanesAt, type RecordingPlace } from "./place.ts";
import { type Block, type Blocks, type BlockSource, Pool } from "./pool.ts";

/** A handle to a buffer that a tensor holds; it becomes invalid when its scope ends. */
export class Storage {
  #block: Block | null;

  /**
   * Wraps a buffer.
   *
   * @internal
   */
  constructor(block: Block) {
    this.#block = block;
  }

  /**
   * The buffer.
   *
   * @internal
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

  /** Whether it still holds a buffer. */
  get alive(): boolean {
    return this.#block !== null;
  }

  /**
   * Gives its buffer up, and takes `next` in its place.
   *
   * @internal
   */
  take(next: Block | null = null): Block {
    const block = this.block;
    this.#block = next;
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

/** Options of a device's memory. */
export interface MemoryOptions {
  /**
   * Makes the blocks for temporaries of recorded steps, so many times beside each other, and for results that
   * they overwrite; a pool for each where absent.
   */
  readonly arena?: (times: number) => Blocks;
  /** How many times temporaries of so many lanes are there; each lane has its own where absent. */
  readonly times?: (lanes: number) => number;
  /** Unused bytes that the pool keeps at most; 2 GiB where absent. */
  readonly idleLimit?: number;
}

/** Copies the first bytes of one storage to another. */
export type Copy = (from: Storage, to: Storage, bytes: number) => void;

/** The memory of one device: pool, scopes and counts. */
export class Memory {
  readonly #idleLimit: number;
  readonly #pool: Pool;
  /**
   * Memory of recorded steps, which nothing else may use: for each lane, or number of times that it is there,
   * the memory that temporaries of recordings share, and for each name the memory that their results share.
   */
  readonly #arenas = new Map<number | string, Blocks>();
  readonly #newArena: (times: number) => Blocks;
  readonly #times: ((lanes: number) => number) | undefined;
  /** Storages of results whose memory other recordings overwrite too: it does not go back to the pool. */
  readonly #common = new WeakSet<Storage>();
  /** The storages in that memory while a step is recorded, with the bytes that were asked for. */
  readonly #temporaries = new Map<Storage, number>();
  readonly #scopes: Set<Storage>[] = [];
  readonly #collected: FinalizationRegistry<{ block: Block }>;
  readonly #loose = new WeakMap<Storage, { block: Block }>();
  /** The memory of the lane whose step is recorded. */
  #arena: Blocks | null = null;
  #live = 0;
  #buffers = 0;
  #peak = 0;

  /** Memory over a source of buffers. */
  constructor(source: BlockSource, options: MemoryOptions = {}) {
    this.#pool = new Pool(source);
    // Shorter recordings use blocks that longer ones left, or each length would need memory of its own.
    this.#newArena = options.arena ?? (() => new Pool(source, 4));
    this.#times = options.times;
    this.#idleLimit = options.idleLimit ?? 2 ** 31;
    this.#collected = new FinalizationRegistry(({ block }) => this.#giveBack(block, this.#pool));
  }

  /** Bytes and buffers in use. */
  statistics(): MemoryStatistics {
    let { idle } = this.#pool;
    for (const arena of this.#arenas.values()) idle += arena.idle;
    return { live: this.#live, peak: this.#peak, idle, buffers: this.#buffers };
  }

  /** Starts a new measurement of the peak. */
  resetPeak(): void {
    this.#peak = this.#live;
  }

  /** A buffer of at least `bytes` bytes that belongs to the innermost scope. */
  allocate(bytes: number): Storage {
    const storage = new Storage(this.#takeFrom(this.#arena ?? this.#pool, bytes));
    if (this.#arena) this.#temporaries.set(storage, bytes);
    const scope = this.#scopes.at(-1);
    if (scope) scope.add(storage);
    else this.#watch(storage);
    return storage;
  }

  /** Runs `body`, and frees all memory that it allocated, except the storages that it returns or keeps. */
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

  /**
   * Runs `body` with temporaries in the memory of a lane. Other recordings write there too, so the storages
   * that `body` returns or keeps are copied out by `copy` at the end: what it returns to the memory of its
   * results, if that has a name.
   */
  recording<T>(body: () => T, copy: Copy, place: RecordingPlace = {}): T {
    const { lane, lanes } = lanesAt(place), { results } = place;
    const times = this.#times?.(lanes);
    const arena = this.#arena = this.#arenaOf(times ?? lane, times);
    const common = results === undefined ? this.#pool : this.#arenaOf(results);
    let returned: ReadonlySet<Storage> = new Set();
    try {
      const result = this.scope(body);
      if (results !== undefined) returned = storagesIn(result);
      return result;
    } finally {
      this.#arena = null;
      const temporaries = [...this.#temporaries];
      for (const [storage, bytes] of temporaries) {
        this.#moveOut(storage, bytes, [arena, returned.has(storage) ? common : this.#pool], copy);
      }
      // The next recording of these results begins with their whole memory again.
      for (const [storage] of temporaries) if (returned.has(storage)) this.#share(storage, common);
    }
  }

  /** Frees the unused buffers of the pool for good. */
  trim(): void {
    this.#pool.trim();
  }

  /** The memory of temporaries, or of results of a name. */
  #arenaOf(key: number | string, times = 1): Blocks {
    const arena = this.#arenas.get(key) ?? this.#newArena(times);
    this.#arenas.set(key, arena);
    return arena;
  }

  /** Moves a storage out of the memory of a lane. */
  #moveOut(
    storage: Storage,
    bytes: number,
    [arena, to]: readonly [Blocks, Blocks],
    copy: Copy,
  ): void {
    const block = this.#takeFrom(to, bytes);
    const from = new Storage(storage.take(block));
    const token = this.#loose.get(storage);
    if (token) token.block = block;
    copy(from, storage, bytes);
    this.#temporaries.delete(storage);
    this.#giveBack(from.take(), arena);
  }

  /** Lets others have the memory of a storage, which goes on holding it. */
  #share(storage: Storage, arena: Blocks): void {
    const token = this.#loose.get(storage);
    if (token) this.#collected.unregister(token);
    this.#common.add(storage);
    this.#giveBack(storage.block, arena);
  }

  /** A storage outside every scope goes back to the pool when nothing refers to it any more. */
  #watch(storage: Storage): void {
    if (this.#loose.has(storage) || this.#common.has(storage) || !storage.alive) return;
    const token = { block: storage.block };
    this.#loose.set(storage, token);
    this.#collected.register(storage, token, token);
  }

  #free(storage: Storage): void {
    const token = this.#loose.get(storage);
    if (token) this.#collected.unregister(token);
    const block = storage.take();
    if (this.#common.has(storage)) return;
    const isTemporary = this.#temporaries.delete(storage);
    this.#giveBack(block, isTemporary ? this.#arena! : this.#pool);
  }

  #takeFrom(blocks: Blocks, bytes: number): Block {
    const block = blocks.take(bytes);
    this.#live += block.bytes;
    this.#buffers += 1;
    this.#peak = Math.max(this.#peak, this.#live);
    return block;
  }

  #giveBack(block: Block, blocks: Blocks): void {
    this.#live -= block.bytes;
    this.#buffers -= 1;
    blocks.put(block);
  }
}
