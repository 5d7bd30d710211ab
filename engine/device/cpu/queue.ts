/**
 * The runs of a device as the caller's thread sees them: it makes them, finds out when they are done, and reuses
 * their words and records.
 */
import type { LaneTime } from "../device.ts";
import type { Lane } from "../backend.ts";
import type { Command } from "./commands.ts";
import type { Heap, HeapBlock } from "./heap.ts";
import { layout, record, run } from "./layout.ts";
import type { Threads } from "./threads.ts";

/** A lane's recording, encoded. */
export type CpuLane = Lane<HeapBlock, Command>;

/** Recordings that were given together, whose times are told when all are done. */
export interface Company {
  /** Runs that are not known to be done. */
  left: number;
  /** Times so far, in the order of the recordings. */
  readonly times: LaneTime[];
  /** Takes them. */
  readonly watch?: (times: readonly LaneTime[]) => void;
}

/** A part of a lane's recording, and where it belongs. */
export interface Part {
  readonly lane: CpuLane;
  readonly commands: readonly Command[];
  /** The place of the recording among those that were given together. */
  readonly place: number;
  readonly company: Company;
}

/** A run of a lane that is not known to be done. */
interface Open extends Part {
  readonly number: number;
  /** Index of its first record. */
  readonly begin: number;
  /** The run's `busy` before it. */
  readonly busy: number;
}

/** Index of the first record of runs of lanes, and index behind the last. */
const FIRST = layout.list + layout.capacity * layout.size;
const LAST = FIRST + layout.laneCapacity * layout.size;

/** A run whose commands are being written. */
export class Draft {
  readonly number: number;
  /** Index of its first record. */
  readonly begin: number;
  /** Index behind its last record. */
  end: number;
  /** The value of the run's `done` when all its commands are done. */
  total: number;
  /** Estimated nanoseconds of the commands that threads can share. */
  shared = 0;
  /** The value of `done` when everything is done that the next command waits for. */
  #after: number;

  /** Whether there is no room for another command of no lane. */
  get isFull(): boolean {
    return this.end === FIRST;
  }

  /** A run without commands; `done` is what the runs before it left of its `done`. */
  constructor(number: number, begin: number, done: number) {
    this.number = number;
    this.begin = this.end = begin;
    this.total = this.#after = done;
  }

  /** Adds a command. Nothing is allocated. */
  add(words: Int32Array, command: Command): void {
    const at = this.end;
    const solo = command.chunks === 1;
    if (command.waits) this.#after = this.total;
    // The claims are written first, so that a thread that still reads this record for an earlier
    // run sees the new tag before it sees any other new word.
    const tag = (this.number & 0x7fff) << 16;
    Atomics.store(words, at + record.claims, tag | (solo ? 0x8000 : 0) | command.chunks);
    Atomics.store(words, at + record.after, this.#after);
    words[at + record.kernel] = command.kernel;
    words[at + record.args] = command.args;
    words[at + record.stride] = command.stride;
    words[at + record.x] = command.groups[0];
    words[at + record.y] = command.groups[1];
    words[at + record.z] = command.groups[2];
    words[at + record.count] = command.count;
    words[at + record.chunk] = command.chunk;
    words[at + record.chunks] = command.chunks;
    words[at + record.alone] = command.alone;
    this.total = this.total + command.chunks | 0;
    if (!solo) this.shared += command.cost;
    this.end += layout.size;
  }
}

/** The runs of one device. */
export class Queue {
  readonly #heap: Heap;
  readonly #threads: Threads;
  /** Runs of lanes that are not known to be done, in their order. */
  readonly #open: Open[] = [];
  /** The number of the next run. */
  #next = 1;
  /** Index of the first record of the next run of a lane. */
  #head = FIRST;
  /** For the words of each run the value of `done` when all runs so far are done. */
  readonly #totals = new Int32Array(layout.runs);

  /** No runs yet, in the first words of the memory, which {@linkcode layout} describes. */
  constructor(heap: Heap, threads: Threads) {
    this.#heap = heap;
    this.#threads = threads;
    const { words } = heap;
    words[layout.first] = words[layout.next] = this.#next;
    for (let number = 1; number <= layout.runs; number++) {
      words[homeOf(number) + run.taken] = words[homeOf(number) + run.over] = number - layout.runs;
    }
  }

  /** The number of the last run. */
  get last(): number {
    return this.#next - 1 | 0;
  }

  /** Whether runs up to one are known to be done. */
  isDoneUpTo(number: number): boolean {
    this.#close();
    return !this.#open.length || (this.#open[0].number - number | 0) > 0;
  }

  /** A run of no lane, which is made while all others are done or before they are. */
  draft(): Draft {
    return this.#draftAt(layout.list);
  }

  /** Works off a run of no lane; other threads help if they know of it. */
  carry(draft: Draft, isTold: boolean): void {
    const { own } = this.#threads;
    this.#heap.words[homeOf(draft.number) + run.taken] = draft.number;
    this.#publish(draft, null, []);
    if (isTold) own.runs.tell();
    own.carry(draft.number);
    Atomics.store(this.#heap.words, layout.first, this.#next);
  }

  /** Lets threads begin a part of a lane's recording as soon as what it waits for is done. */
  begin(part: Part): void {
    const { commands, lane } = part;
    const draft = this.#draftAt(this.#room(commands.length * layout.size));
    const { words } = this.#heap;
    for (const command of commands) draft.add(words, command);
    this.#head = draft.end;
    const after = this.#awaited(lane);
    const { number, begin } = draft;
    this.#open.push({ ...part, number, begin, busy: words[homeOf(number) + run.busy] });
    this.#publish(draft, lane, after);
    this.#threads.own.runs.tell();
  }

  /** Works until no more than some runs wait for a thread. */
  workOff(waiting: number): void {
    const { words } = this.#heap;
    const isUntaken = ({ number }: Open) =>
      (Atomics.load(words, homeOf(number) + run.taken) - number | 0) < 0;
    this.#threads.own.work(() => this.#open.filter(isUntaken).length <= waiting);
    this.#close();
  }

  /** Works until all runs up to one are done. */
  finish(number: number): void {
    if (this.isDoneUpTo(number)) return;
    const { own } = this.#threads;
    own.work(() =>
      this.#open.every((open) => (open.number - number | 0) > 0 || own.runs.isDone(open.number))
    );
    this.#close();
  }

  /** A draft of the next run. */
  #draftAt(begin: number): Draft {
    return new Draft(this.#next, begin, this.#totals[this.#next & layout.runs - 1]);
  }

  /** Makes a run that is written. */
  #publish(
    { number, begin, end, total }: Draft,
    lane: CpuLane | null,
    after: readonly number[],
  ): void {
    const { words } = this.#heap;
    const home = homeOf(number);
    words[home + run.position] = words[home + run.begin] = begin;
    words[home + run.end] = end;
    words[home + run.total] = this.#totals[number & layout.runs - 1] = total;
    words[home + run.seat] = lane ? this.#seatOf(lane) : 0;
    words[home + run.choice] = lane ? this.#threads.runsOf(lane.lanes) : 0;
    words[home + run.arena] = lane ? -1 : 0;
    for (let i = 0; i < run.afters; i++) {
      words[home + run.after + i] = after[i] ?? number - layout.runs;
    }
    this.#next = number + 1 | 0;
    Atomics.store(words, layout.next, this.#next);
  }

  /** The middle of a lane's part of all seats. */
  #seatOf({ lane, lanes }: CpuLane): number {
    return Math.floor((lane + 0.5) / lanes * this.#threads.count * layout.seats);
  }

  /** The runs that a lane's recording waits for. */
  #awaited(lane: CpuLane): number[] {
    const { runs } = this.#threads.own;
    const found: number[] = [];
    // Runs of one lane wait for each other: the last one is enough.
    const lanes = new Set<number>();
    for (const { lane: other, number } of this.#open.toReversed()) {
      if (lanes.has(other.lane) || runs.isDone(number) || !lane.waitsFor(other)) continue;
      lanes.add(other.lane);
      found.push(number);
    }
    while (found.length > run.afters) this.finish(found.pop()!);
    return found;
  }

  /** Index of the first of so many words of records that no run uses; words for a run are free then, too. */
  #room(size: number): number {
    while (this.#open.length === layout.runs) this.finish(this.#open[0].number);
    for (;; this.finish(this.#open[0].number)) {
      if (!this.#open.length) return FIRST;
      const { begin } = this.#open[0];
      if (begin <= this.#head) {
        if (this.#head + size <= LAST) return this.#head;
        if (FIRST + size < begin) return FIRST;
      } else if (this.#head + size < begin) return this.#head;
    }
  }

  /** Notes which runs are done, up to the first that is not. */
  #close(): void {
    const { runs } = this.#threads.own;
    let closed = 0;
    while (closed < this.#open.length && runs.isDone(this.#open[closed].number)) closed++;
    if (!closed) return;
    const done = this.#open.splice(0, closed);
    Atomics.store(this.#heap.words, layout.first, this.#open[0]?.number ?? this.#next);
    for (const open of done) this.#note(open);
  }

  /** Notes the times of a run that is done, and tells those of its company if it was the last. */
  #note({ number, busy: before, place, company }: Open): void {
    const { words } = this.#heap;
    const home = homeOf(number);
    const [start, end] = new Float64Array(words.buffer, 4 * (home + run.times), 2);
    const busy = (words[home + run.busy] - before | 0) / 1000;
    const { times, watch } = company;
    const first = times[place];
    times[place] = { start: first?.start ?? start, end, busy: busy + (first?.busy ?? 0) };
    company.left -= 1;
    if (!company.left) watch?.(times);
  }
}

/** Index of the words of a run. */
function homeOf(number: number): number {
  return layout.run + (number & layout.runs - 1) * layout.runSize;
}
