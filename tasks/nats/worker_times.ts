/**
 * The times of the workers of a run, made of what they report.
 *
 * @module
 */
import type { StepTime } from "../../engine/mod.ts";
import type { BlockTimes } from "../loop/steps.ts";
import { busyShare, type Report } from "./session.ts";

/** Mini-batches at most that are told one by one. */
const TOLD = 12;

/** What is left of a mini-batch in the recent shares when the next one comes. */
const FADING = 0.9;

/**
 * Adds up how long workers computed. The first mini-batches, in which they compile kernels, do not count, nor
 * does one that comes after something else than a mini-batch: there all wait for validation or a checkpoint.
 */
export class WorkerTimes {
  readonly #parts: readonly (readonly [first: number, end: number])[];
  readonly #left: number;
  readonly #busy: number[];
  readonly #passed: number[];
  /** How long each worker computed and waited in the last mini-batches, older ones counting less. */
  readonly #recent: { busy: number; waited: number }[];
  /** The steps of mini-batches that came one after another; the longest of such stretches is told. */
  #stretch: StepTime[] = [];
  #first: readonly StepTime[] = [];
  #batches = 0;
  #ticks = 0;
  #isBehindOther = false;

  /** No times yet, of the blocks of each worker; so many of the first mini-batches are left out. */
  constructor(parts: readonly (readonly [first: number, end: number])[], left: number) {
    this.#parts = parts;
    this.#left = left;
    this.#busy = parts.map(() => 0);
    this.#passed = parts.map(() => 0);
    this.#recent = parts.map(() => ({ busy: 0, waited: 0 }));
  }

  /** The share of the last mini-batches' time in which each worker computed, from 0 to 1. */
  get shares(): readonly number[] {
    return this.#recent.map(busyShare);
  }

  /** The workers did something else. */
  other(): void {
    this.#isBehindOther = true;
  }

  /** Adds what each worker reports of a mini-batch. */
  add(reports: readonly Report[]): void {
    const batch = this.#batches++, isBehindOther = this.#isBehindOther;
    this.#isBehindOther = false;
    reports.forEach(({ busy, waited }, part) => {
      const recent = this.#recent[part];
      recent.busy = FADING * recent.busy + busy;
      recent.waited = FADING * recent.waited + waited;
    });
    if (batch < this.#left) return;
    if (isBehindOther) this.#stretch = [];
    this.#tell(batch, reports);
    if (isBehindOther) return;
    this.#ticks++;
    reports.forEach(({ busy, waited }, part) => {
      this.#busy[part] += busy;
      this.#passed[part] += busy + waited;
    });
  }

  #tell(batch: number, reports: readonly Report[]): void {
    if (this.#stretch.length >= TOLD * reports.length) return;
    this.#stretch.push(...reports.map(({ begun, busy }, block) => (
      { block, batch, start: begun, end: begun + busy }
    )));
    if (this.#stretch.length > this.#first.length) this.#first = this.#stretch;
  }

  /** All times so far; null where there are none. */
  get times(): BlockTimes | null {
    if (!this.#ticks) return null;
    const zero = Math.min(...this.#first.map(({ start }) => start));
    return {
      batches: this.#batches,
      ticks: this.#ticks,
      milliseconds: Math.max(...this.#passed),
      spans: [...this.#busy],
      busy: [...this.#busy],
      first: this.#first.map((step) => (
        { ...step, start: step.start - zero, end: step.end - zero }
      )),
      parts: this.#parts,
    };
  }
}
