/**
 * The commands that threads work on, and their order: a command that depends on an earlier command of its list
 * waits for all earlier commands of the list; any other command runs beside them.
 */
import type { LaneTime } from "../device.ts";
import type { Heap, HeapBlock } from "./heap.ts";
import { layout } from "./layout.ts";
import { type Company, type CpuLane, type Draft, Queue } from "./queue.ts";
import type { Threads } from "./threads.ts";

/** One run of a kernel, encoded; a command can be appended many times. */
export interface Command {
  /** The number of the kernel. */
  readonly kernel: number;
  readonly name: string;
  /** Address of the list that holds the address and the length of each binding. */
  readonly args: number;
  /** Bytes from this list to that of the next arena; 0 if it is the same in all. */
  readonly stride: number;
  readonly groups: readonly [x: number, y: number, z: number];
  /** Number of workgroups. */
  readonly count: number;
  /** Number of workgroups in a chunk; a thread claims one chunk at a time. */
  readonly chunk: number;
  /** Number of chunks. */
  readonly chunks: number;
  /** Number of chunks that a thread claims at once while no other thread helps. */
  readonly alone: number;
  /** Whether the command waits until all commands before it are done. */
  readonly waits: boolean;
  /** Estimated time on one thread, in nanoseconds. */
  readonly cost: number;
  readonly bytes: number;
  readonly flops: number;
}

/** Estimated nanoseconds of shared work in a list from which on sleeping threads are woken. */
const worthWaking = 50_000;

/** Most commands of a run of a lane: several runs fit beside each other. */
const mostOfLane = layout.laneCapacity / 8;

/** The commands of one device that were not run yet. */
export class Commands {
  readonly #heap: Heap;
  readonly #queue: Queue;
  /** The list of commands of no lane, unless it is empty. */
  #draft: Draft | null = null;
  /** Lists run so far. */
  jobs = 0;

  /** An empty list in the first words of the memory, which {@linkcode layout} describes. */
  constructor(heap: Heap, threads: Threads) {
    this.#heap = heap;
    this.#queue = new Queue(heap, threads);
  }

  /** Adds a command, and runs the list if it is full then. Nothing is allocated. */
  append(command: Command): void {
    const draft = this.#draft ??= this.#queue.draft();
    draft.add(this.#heap.words, command);
    if (draft.isFull) this.run();
  }

  /**
   * Begins to run recordings, each in its own order, beside each other and beside earlier ones that they do not
   * wait for; returns while they may still run. Nothing may write their blocks until they are done.
   */
  together(lanes: readonly CpuLane[], watch?: (times: readonly LaneTime[]) => void): void {
    if (this.#draft) this.run();
    const parts = lanes.map(({ commands }) => Math.max(1, Math.ceil(commands.length / mostOfLane)));
    const company: Company = { left: parts.reduce((a, b) => a + b, 0), times: [], watch };
    lanes.forEach((lane, place) => {
      for (let part = 0; part < parts[place]; part++) {
        const commands = lane.commands.slice(part * mostOfLane, (part + 1) * mostOfLane);
        this.#queue.begin({ lane, commands, place, company });
      }
      for (const block of lane.blocks) block.lastRun = this.#queue.last;
    });
    this.jobs += 1;
    // What waits keeps the other threads at work while the caller prepares the next recordings.
    this.#queue.workOff(lanes.length);
  }

  /** Makes sure that no command uses a block. */
  release({ lastRun }: HeapBlock): void {
    if (this.#draft) this.run();
    else this.#queue.finish(lastRun);
  }

  /** Runs all commands so far. */
  run(): void {
    this.finish();
    const draft = this.#draft;
    if (!draft) return;
    this.#draft = null;
    this.jobs += 1;
    this.#queue.carry(draft, draft.shared >= worthWaking);
  }

  /** Works until all recordings that began are done. */
  finish(): void {
    this.#queue.finish(this.#queue.last);
  }
}
