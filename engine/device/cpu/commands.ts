/**
 * The list of commands that threads work on as one job, and the order of the commands: a command
 * that depends on an earlier command waits for all earlier commands; any other command runs beside
 * them.
 */
import type { Heap, HeapBlock } from "./heap.ts";
import { layout, record } from "./layout.ts";
import type { Threads } from "./threads.ts";

/** One run of a kernel, encoded; a command can be appended many times. */
export interface Command {
  /** The number of the kernel. */
  readonly kernel: number;
  readonly name: string;
  /** Address of the list that holds the address and the length of each binding. */
  readonly args: number;
  readonly groups: readonly [x: number, y: number, z: number];
  /** Number of workgroups. */
  readonly count: number;
  /** Number of workgroups in a chunk; a thread claims one chunk at a time. */
  readonly chunk: number;
  /** Number of chunks. */
  readonly chunks: number;
  /** Whether the command waits until all commands before it are done. */
  readonly waits: boolean;
  /** Estimated time on one thread, in nanoseconds. */
  readonly cost: number;
  readonly bytes: number;
  readonly flops: number;
}

/**
 * Chunks of a command for each thread: enough that all threads end at nearly the same time, even if
 * one thread starts late.
 */
const claimsPerThread = 8;

/**
 * Estimated nanoseconds below which a command is not split, since the waiting of threads for each
 * other would cost more than the split saves.
 */
const leastShared = 4000;

/** Least and most nanoseconds of work in a chunk, if the command has enough workgroups. */
const leastChunk = 2000, mostChunk = 200_000;

/** Estimated nanoseconds of shared work in a job from which on sleeping threads are woken. */
const worthWaking = 50_000;

/**
 * Number of workgroups in a chunk when `threads` threads share `count` workgroups that together
 * take `cost` nanoseconds.
 */
export function chunkOf(count: number, cost: number, threads: number): number {
  if (threads === 1 || count === 1 || cost < leastShared) return count;
  const even = Math.min(threads * claimsPerThread, cost / leastChunk);
  const chunks = Math.min(count, 0x7fff, Math.max(2, even, cost / mostChunk));
  return Math.ceil(count / Math.floor(chunks));
}

/** Tells which commands must wait for earlier commands, by the last use of each block. */
export class Dependencies {
  /** Number of the current stretch: the commands of one stretch may run at the same time. */
  #stretch = 0;
  #fenced = false;
  /**
   * Blocks that were used in this stretch and freed since; new blocks may lie at their addresses.
   */
  #freed: HeapBlock[] = [];

  /** Makes the next command wait, for when it is not known which commands will run before it. */
  fence(): void {
    this.#fenced = true;
  }

  /** Notes that a block was freed; commands of this stretch may still use it. */
  freed(block: HeapBlock): void {
    if (block.lastUse === this.#stretch) this.#freed.push(block);
  }

  /**
   * Notes that a block was made. Commands that use the block wait for the commands that used freed
   * blocks at the same addresses.
   */
  placed(block: HeapBlock): void {
    for (const other of this.#freed) {
      if (other.overlaps(block)) block.inherit(other);
    }
  }

  /**
   * Whether a command must wait; notes its use of the blocks. All solo commands run on one thread,
   * in order, so a solo command waits only for commands that threads share.
   */
  waits(reads: readonly HeapBlock[], writes: readonly HeapBlock[], solo: boolean): boolean {
    const now = this.#stretch;
    const wait = this.#fenced ||
      reads.some((block) => block.sharedWrite === now || (!solo && block.soloWrite === now)) ||
      writes.some((block) =>
        block.sharedWrite === now || block.sharedRead === now ||
        (!solo && (block.soloWrite === now || block.soloRead === now))
      );
    if (wait) {
      this.#stretch++;
      this.#freed = [];
    }
    this.#fenced = false;
    for (const block of reads) block[solo ? "soloRead" : "sharedRead"] = this.#stretch;
    for (const block of writes) block[solo ? "soloWrite" : "sharedWrite"] = this.#stretch;
    return wait;
  }
}

/** The commands of one device that were not run yet. */
export class Commands {
  readonly #heap: Heap;
  readonly #threads: Threads;
  #count = 0;
  #job = 1;
  /** The value of `done` when the whole list is done. */
  #total = 0;
  /** The value of `done` when everything is done that the next command waits for. */
  #after = 0;
  /** Estimated nanoseconds of the commands that threads can share. */
  #shared = 0;
  /** Jobs run so far. */
  jobs = 0;

  /** An empty list in the first words of the memory, which {@linkcode layout} describes. */
  constructor(heap: Heap, threads: Threads) {
    this.#heap = heap;
    this.#threads = threads;
  }

  /** Adds a command, and runs the list if it is full then. Nothing is allocated. */
  append(command: Command): void {
    const { words } = this.#heap;
    const at = layout.list + this.#count * layout.size;
    const solo = command.chunks === 1;
    if (command.waits) this.#after = this.#total;
    const tag = (this.#job & 0x7fff) << 16;
    // The claims are written first, so that a thread that still reads this record for the previous
    // job sees the new tag before it sees any other new word.
    Atomics.store(words, at + record.claims, tag | (solo ? 0x8000 : 0) | command.chunks);
    Atomics.store(words, at + record.after, this.#after);
    words[at + record.kernel] = command.kernel;
    words[at + record.args] = command.args;
    words[at + record.x] = command.groups[0];
    words[at + record.y] = command.groups[1];
    words[at + record.z] = command.groups[2];
    words[at + record.count] = command.count;
    words[at + record.chunk] = command.chunk;
    words[at + record.chunks] = command.chunks;
    this.#total = this.#total + command.chunks | 0;
    if (!solo) this.#shared += command.cost;
    if (++this.#count === layout.capacity) this.run();
  }

  /** Runs the added commands as one job. */
  run(): void {
    if (!this.#count) return;
    const { words } = this.#heap;
    const job = this.#job++;
    words[layout.position] = layout.list;
    words[layout.end] = layout.list + this.#count * layout.size;
    Atomics.store(words, layout.job, job);
    if (this.#shared >= worthWaking) this.#threads.wake();
    this.#threads.own.work(job);
    this.#threads.own.await(this.#total);
    this.#after = this.#total;
    this.#count = 0;
    this.#shared = 0;
    this.jobs += 1;
  }
}
