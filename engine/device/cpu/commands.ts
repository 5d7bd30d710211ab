/**
 * The list of commands that threads work on as one job, and the order of the commands: a command
 * that depends on an earlier command waits for all earlier commands; any other command runs beside
 * them.
 */
import type { LaneTime } from "../device.ts";
import type { Heap, HeapBlock } from "./heap.ts";
import { lane, layout, record } from "./layout.ts";
import type { Threads } from "./threads.ts";

/** Takes the times of lists that ran together, in their order. */
type Watch = (times: readonly LaneTime[]) => void;

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
  /** Number of chunks that a thread claims at once in a lane of its own while no other thread helps. */
  readonly alone: number;
  /** Whether the command waits until all commands before it are done. */
  readonly waits: boolean;
  /** Estimated time on one thread, in nanoseconds. */
  readonly cost: number;
  readonly bytes: number;
  readonly flops: number;
}

/** Estimated nanoseconds of shared work in a job from which on sleeping threads are woken. */
const worthWaking = 50_000;

/** The job that is under way. */
interface Running {
  /** For each lane the value of its `done` when it is done. */
  readonly totals: Int32Array;
  /** For each lane the number of its list among those that were given. */
  readonly numbers: readonly number[];
  /** For each lane its `busy` before the job. */
  readonly busy: readonly number[];
  readonly watch?: Watch;
}

/** The commands of one device that were not run yet. */
export class Commands {
  readonly #heap: Heap;
  readonly #threads: Threads;
  /** Number of the job that is being filled. */
  #job = 1;
  /** Number of commands in it. */
  #count = 0;
  /** The job before it, unless that is done. */
  #running: Running | null = null;
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
    if (!this.#count) this.#after = this.#totals[0];
    this.#add(0, command);
    if (this.#count === layout.capacity) this.run();
  }

  /**
   * Begins to run lists of commands beside each other, each in its own order, and returns while they may
   * still run. Nothing may write the blocks until they are done.
   */
  together(
    lists: readonly (readonly Command[])[],
    blocks: readonly HeapBlock[],
    watch?: Watch,
  ): void {
    if (this.#count) this.run();
    if (!lists.length) return;
    const { lanes, numbers } = sharedOut(lists);
    const part = Math.floor(layout.capacity / lanes.length);
    const longest = Math.max(...lanes.map(({ length }) => length));
    for (let from = 0; from < longest; from += part) {
      const to = from + part;
      const ends = lanes.map((commands, lane) => this.#fill(lane, commands.slice(from, to)));
      for (const block of blocks) block.lastJob = this.#job;
      this.#publish(ends, numbers, to < longest ? undefined : watch);
    }
  }

  /** Whether commands that are not known to be done may use a block. */
  uses({ lastJob }: HeapBlock): boolean {
    return this.#count > 0 || (this.#running !== null && lastJob === this.#job - 1);
  }

  /** Runs all commands so far. */
  run(): void {
    if (this.#count) this.#publish([this.#next], [0]);
    this.finish();
  }

  /** Waits for the job that is under way, if any, and works on it meanwhile. */
  finish(): void {
    if (!this.#running) return;
    const { totals, watch } = this.#running;
    const { own } = this.#threads;
    own.work(this.#job - 1);
    totals.forEach((total, lane) => own.await(homeOf(lane), total));
    const times = watch && this.#times(this.#running);
    this.#running = null;
    if (times) watch(times);
  }

  /** Index of the record of the next command. */
  get #next(): number {
    return this.#first + this.#count * layout.size;
  }

  /** Index of the first record of the list that is being filled. */
  get #first(): number {
    return layout.list + (this.#job & 1) * layout.capacity * layout.size;
  }

  #add(lane: number, command: Command): void {
    const { words } = this.#heap;
    const at = this.#next;
    const solo = command.chunks === 1;
    if (command.waits) this.#after = this.#totals[lane];
    // The claims are written first, so that a thread that still reads this record for an earlier
    // job sees the new tag before it sees any other new word.
    const tag = tagOf(this.#job);
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
    words[at + record.alone] = command.alone;
    this.#totals[lane] += command.chunks;
    if (!solo) this.#shared += command.cost;
    this.#count++;
  }

  /** Adds the commands of a lane of several, and gives the index behind them. */
  #fill(lane: number, commands: readonly Command[]): number {
    this.#after = this.#totals[lane];
    for (const command of commands) this.#add(lane, command);
    return this.#next;
  }

  /** Lets all threads work on the list, once they are through with the job before. */
  #publish(ends: readonly number[], numbers: readonly number[], watch?: Watch): void {
    const totals = this.#totals.slice(0, ends.length);
    const shared = this.#shared;
    const first = this.#first;
    this.finish();
    const { words } = this.#heap;
    ends.forEach((end, number) => {
      const begin = number ? ends[number - 1] : first;
      words[homeOf(number) + lane.position] = words[homeOf(number) + lane.begin] = begin;
      words[homeOf(number) + lane.end] = end;
    });
    const busy = watch ? ends.map((_, number) => words[homeOf(number) + lane.busy]) : [];
    words[layout.count] = ends.length;
    Atomics.store(words, layout.untaken, tagOf(this.#job) | ends.length);
    Atomics.store(words, layout.job, this.#job);
    if (ends.length > 1 || shared >= worthWaking) this.#threads.wake();
    this.#running = { totals, numbers, busy, watch };
    this.jobs += 1;
    this.#job += 1;
    this.#count = 0;
    this.#shared = 0;
  }

  /** The times of the lists of a job that is done; null if a thread is late to write its own. */
  #times({ numbers, busy }: Running): LaneTime[] | null {
    const { words } = this.#heap;
    const tag = tagOf(this.#job - 1);
    const found: LaneTime[] = [];
    for (const [number, list] of numbers.entries()) {
      const home = homeOf(number);
      for (let left = 1000; Atomics.load(words, home + lane.over) !== tag; left--) {
        if (!left) return null;
      }
      const [start, end] = new Float64Array(words.buffer, 4 * (home + lane.times), 2);
      found[list] = { start, end, busy: (words[home + lane.busy] - busy[number] | 0) / 1000 };
    }
    return found;
  }
}

/** Index of the words of a lane. */
function homeOf(lane: number): number {
  return layout.lane + lane * layout.laneSize;
}

/** The mark of the records of a job. */
function tagOf(job: number): number {
  return (job & 0x7fff) << 16;
}

/** Estimated nanoseconds of a list of commands. */
function costOf(commands: readonly Command[]): number {
  return commands.reduce((sum, { cost }) => sum + cost, 0);
}

/**
 * Lists of commands as lanes, the longest last, since threads take the last lane first; lists for which there is
 * no lane follow others in theirs.
 */
function sharedOut(lists: readonly (readonly Command[])[]): {
  readonly lanes: readonly (readonly Command[])[];
  readonly numbers: readonly number[];
} {
  const rising = lists.map((commands, list) => ({ list, commands, cost: costOf(commands) }))
    .sort((a, b) => a.cost - b.cost);
  const lanes = rising.slice(-layout.lanes).map(({ commands }) => commands);
  rising.slice(0, -layout.lanes).forEach(({ commands }, i) => {
    lanes[i % lanes.length] = [...lanes[i % lanes.length], ...commands];
  });
  return { lanes, numbers: rising.slice(-layout.lanes).map(({ list }) => list) };
}
