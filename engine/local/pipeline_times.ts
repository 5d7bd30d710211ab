/**
 * What a pipeline measures as it runs.
 *
 * @module
 */
import type { LaneTime } from "../device/device.ts";

/** A step of a block in a pipeline. */
export interface StepTime {
  /** The block, counted from 0 among those that learn. */
  readonly block: number;
  /** The mini-batch, counted from 0. */
  readonly batch: number;
  /** Milliseconds from the beginning of the first tick that is told to the beginning of the step. */
  readonly start: number;
  /** The same to its end. */
  readonly end: number;
}

/** Times of a pipeline, of ticks in which all blocks had work. */
export interface PipelineTimes {
  /** Mini-batches that entered. */
  readonly batches: number;
  /** Ticks that were measured. */
  readonly ticks: number;
  /**
   * Milliseconds of these ticks, from a first step's beginning to a last step's end: ticks that overlap are
   * counted once, and the time between ticks is left out.
   */
  readonly milliseconds: number;
  /** Milliseconds from beginning to end of each block's steps. */
  readonly spans: readonly number[];
  /** Milliseconds that threads worked on each block's steps, summed over threads. */
  readonly busy: readonly number[];
  /** The steps of the first of these ticks; the time between ticks is left out. */
  readonly first: readonly StepTime[];
}

/** Ticks whose steps are told one by one. */
const TOLD = 12;

/** Adds up the times of ticks. */
export class TickTimes {
  readonly #spans: number[];
  readonly #busy: number[];
  readonly #first: StepTime[] = [];
  #ticks = 0;
  #milliseconds = 0;
  /** When the last of the steps so far ended. */
  #end = -Infinity;

  /** No times yet, of so many blocks. */
  constructor(blocks: number) {
    this.#spans = new Array(blocks).fill(0);
    this.#busy = new Array(blocks).fill(0);
  }

  /** Adds a tick in which all blocks had work. */
  add(batches: readonly number[], times: readonly LaneTime[]): void {
    const begin = Math.max(this.#end, Math.min(...times.map(({ start }) => start)));
    const before = this.#milliseconds - begin;
    times.forEach(({ start, end, busy }, block) => {
      this.#spans[block] += end - start;
      this.#busy[block] += busy;
      if (this.#ticks >= TOLD) return;
      this.#first.push({ block, batch: batches[block], start: before + start, end: before + end });
    });
    this.#ticks += 1;
    this.#end = Math.max(begin, ...times.map(({ end }) => end));
    this.#milliseconds += this.#end - begin;
  }

  /** All times so far; null where there are none. */
  told(batches: number): PipelineTimes | null {
    if (!this.#ticks) return null;
    return {
      batches,
      ticks: this.#ticks,
      milliseconds: this.#milliseconds,
      spans: [...this.#spans],
      busy: [...this.#busy],
      first: [...this.#first],
    };
  }
}
