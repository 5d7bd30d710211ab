/**
 * The list of commands that threads work on as one job, and the order among them: a command that depends on
 * an earlier one waits for all earlier ones, and any other runs beside them.
 */
import type { Heap, HeapBlock } from "./heap.ts";
import { layout, record } from "./layout.ts";
import type { Threads } from "./threads.ts";

/** One run of a kernel, encoded; it can be appended many times. */
export interface Command {
  /** The number of the kernel. */
  readonly kernel: number;
  readonly name: string;
  /** Address of the list of addresses and lengths of its bindings. */
  readonly args: number;
  readonly groups: readonly [x: number, y: number, z: number];
  /** Number of workgroups, workgroups of a chunk, which a thread claims at once, and number of chunks. */
  readonly count: number;
  readonly chunk: number;
  readonly chunks: number;
  /** Whether it waits until all commands before it are done. */
  readonly waits: boolean;
  /** Estimated time of one thread, nanoseconds. */
  readonly cost: number;
  readonly bytes: number;
  readonly flops: number;
}

/** Chunks of a command for each thread: enough that threads end together, even if one starts late. */
const claimsPerThread = 8;

/** Nanoseconds below which a command is not split: threads that wait for each other would cost more. */
const leastShared = 4000;

/** Nanoseconds of work in a chunk, at least and at most where there are workgroups enough. */
const leastChunk = 2000, mostChunk = 200_000;

/** Nanoseconds of shared work in a job for which sleeping threads are woken. */
const worthWaking = 50_000;

/** Workgroups of a chunk when `threads` share `count` of them that take `cost` nanoseconds. */
export function chunkOf(count: number, cost: number, threads: number): number {
  if (threads === 1 || count === 1 || cost < leastShared) return count;
  const even = Math.min(threads * claimsPerThread, cost / leastChunk);
  const chunks = Math.min(count, 0x7fff, Math.max(2, even, cost / mostChunk));
  return Math.ceil(count / Math.floor(chunks));
}

/** Tells which commands must wait for earlier ones, by the last use of each block. */
export class Dependencies {
  /** Number of the present stretch: the commands of a stretch run side by side. */
  #stretch = 0;
  #fenced = false;
  /** Blocks that were used in this stretch and freed since: new blocks may lie in their place. */
  #freed: HeapBlock[] = [];

  /** Makes the next command wait, since the commands before it are not known. */
  fence(): void {
    this.#fenced = true;
  }

  /** Notes that a block was freed; commands of this stretch may still use it. */
  freed(block: HeapBlock): void {
    if (block.lastUse === this.#stretch) this.#freed.push(block);
  }

  /** Makes commands that use a new block wait for commands that used the freed blocks in its place. */
  placed(block: HeapBlock): void {
    for (const other of this.#freed) {
      if (other.overlaps(block)) block.inherit(other);
    }
  }

  /**
   * Whether a command must wait. Solo commands all run on one thread, in order, and so wait only for commands
   * that threads share.
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
  /** The value of `done` when the whole list is done, and when all is done that the next command waits for. */
  #total = 0;
  #after = 0;
  /** Estimated time of the commands that threads can share. */
  #shared = 0;
  /** Jobs run so far. */
  jobs = 0;

  /** An empty list; the first words of the memory are laid out by {@linkcode layout}. */
  constructor(heap: Heap, threads: Threads) {
    this.#heap = heap;
    this.#threads = threads;
  }

  /** Adds a command; runs the list when it is full. Nothing is allocated. */
  append(command: Command): void {
    const { words } = this.#heap;
    const at = layout.list + this.#count * layout.size;
    const solo = command.chunks === 1;
    if (command.waits) this.#after = this.#total;
    const tag = (this.#job & 0x7fff) << 16;
    // Written in this order: a thread that still looks at the list of the job before sees the new tag first.
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
