/**
 * The list of commands that threads work on as one job, and the order of the commands: a command
 * that depends on an earlier command waits for all earlier commands; any other command runs beside
 * them.
 */
import type { Heap, HeapBlock } from "./heap.ts";
import { lane, layout, record } from "./layout.ts";
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

/** Estimated nanoseconds of a list of commands. */
function costOf(commands: readonly Command[]): number {
  return commands.reduce((sum, { cost }) => sum + cost, 0);
}

/** The commands of one device that were not run yet. */
export class Commands {
  readonly #heap: Heap;
  readonly #threads: Threads;
  #count = 0;
  #job = 1;
  /** Whether the workers were told of the job, so that it may be under way. */
  #published = false;
  /** Number of lanes of the job. */
  #lanes = 1;
  /** For each lane the value of its `done` when all its commands are done. */
  readonly #totals = new Int32Array(layout.lanes);
  /** The value of `done` when everything is done that the next command of the lane waits for. */
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
    this.finish();
    if (!this.#count) this.#after = this.#totals[0];
    this.#add(0, command);
    if (this.#count === layout.capacity) this.run();
  }

  /**
   * Begins to run lists of commands beside each other, each in its own order, and returns while they may
   * still run. Nothing may write the blocks until they are done.
   */
  together(lists: readonly (readonly Command[])[], blocks: readonly HeapBlock[]): void {
    this.run();
    if (!lists.length) return;
    const lanes = sharedOut(lists);
    const part = Math.floor(layout.capacity / lanes.length);
    const longest = Math.max(...lanes.map(({ length }) => length));
    for (let from = 0; from < longest; from += part) {
      this.run();
      this.#lanes = lanes.length;
      lanes.forEach((commands, lane) => this.#fill(lane, commands.slice(from, from + part)));
      this.#publish();
    }
    for (const block of blocks) block.lastJob = this.#job;
  }

  /** Whether commands that are not known to be done may use a block. */
  uses({ lastJob }: HeapBlock): boolean {
    return this.#published ? lastJob === this.#job : this.#count > 0;
  }

  /** Runs the added commands as one job. */
  run(): void {
    if (this.#count && !this.#published) {
      this.#place(0, layout.list);
      this.#publish();
    }
    this.finish();
  }

  /** Waits for the job that is under way, if any, and works on it meanwhile. */
  finish(): void {
    if (!this.#published) return;
    const { own } = this.#threads;
    own.work(this.#job);
    for (let lane = 0; lane < this.#lanes; lane++) {
      own.await(layout.lane + lane * layout.laneSize, this.#totals[lane]);
    }
    this.#published = false;
    this.#job++;
    this.#lanes = 1;
    this.#count = 0;
    this.#shared = 0;
  }

  #add(lane: number, command: Command): void {
    const { words } = this.#heap;
    const at = layout.list + this.#count * layout.size;
    const solo = command.chunks === 1;
    if (command.waits) this.#after = this.#totals[lane];
    // The claims are written first, so that a thread that still reads this record for the previous
    // job sees the new tag before it sees any other new word.
    Atomics.store(words, at + record.claims, this.#tag | (solo ? 0x8000 : 0) | command.chunks);
    Atomics.store(words, at + record.after, this.#after);
    words[at + record.kernel] = command.kernel;
    words[at + record.args] = command.args;
    words[at + record.x] = command.groups[0];
    words[at + record.y] = command.groups[1];
    words[at + record.z] = command.groups[2];
    words[at + record.count] = command.count;
    words[at + record.chunk] = command.chunk;
    words[at + record.chunks] = command.chunks;
    this.#totals[lane] += command.chunks;
    if (!solo) this.#shared += command.cost;
    this.#count++;
  }

  /** Adds the commands of a lane of several. */
  #fill(lane: number, commands: readonly Command[]): void {
    const start = layout.list + this.#count * layout.size;
    this.#after = this.#totals[lane];
    for (const command of commands) this.#add(lane, command);
    this.#place(lane, start);
  }

  /** Says where the commands of a lane begin; they end where the list ends now. */
  #place(number: number, start: number): void {
    const { words } = this.#heap;
    const home = layout.lane + number * layout.laneSize;
    words[home + lane.position] = start;
    words[home + lane.end] = layout.list + this.#count * layout.size;
  }

  get #tag(): number {
    return (this.#job & 0x7fff) << 16;
  }

  /** Lets all threads work on the list. */
  #publish(): void {
    const { words } = this.#heap;
    words[layout.count] = this.#lanes;
    Atomics.store(words, layout.untaken, this.#tag | this.#lanes);
    Atomics.store(words, layout.job, this.#job);
    if (this.#lanes > 1 || this.#shared >= worthWaking) this.#threads.wake();
    this.#published = true;
    this.jobs += 1;
  }
}

/**
 * Lists of commands as lanes, the longest last, since threads take the last lane first; lists for which there is
 * no lane follow others in theirs.
 */
function sharedOut(lists: readonly (readonly Command[])[]): readonly (readonly Command[])[] {
  const rising = lists.map((commands) => ({ commands, cost: costOf(commands) }))
    .sort((a, b) => a.cost - b.cost).map(({ commands }) => commands);
  const lanes = rising.slice(-layout.lanes);
  rising.slice(0, -layout.lanes).forEach((commands, i) => {
    lanes[i % lanes.length] = [...lanes[i % lanes.length], ...commands];
  });
  return lanes;
}
