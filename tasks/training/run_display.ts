/**
 * What a run tells while it goes on, and to whom.
 *
 * @module
 */
import type { EpochMetric, Metric } from "../loop/metrics.ts";
import type { CacheFigures, Position, StageResult } from "../loop/position.ts";
import type { BlockTimes } from "../loop/steps.ts";

/** Blocks that learn together, counted from 0: `first` up to, not including, `end`. */
export interface BlockRange {
  /** The first block. */
  readonly first: number;
  /** The block after the last. */
  readonly end: number;
}

/** Shows how a run goes. */
export interface RunDisplay {
  /** The stage of this number, counted from 0, begins after so many epochs. */
  stage(stages: readonly BlockRange[], number: number, before: number): void;
  /** Features of frozen blocks are being computed; `done` examples of `total` have theirs. */
  filling(done: number, total: number): void;
  /** The features of a stage are kept. */
  cached(figures: CacheFigures): void;
  /** A mini-batch was handed to the device. */
  step(done: number, batches: number, epoch: number): void;
  /** Losses were read; `line` gives them a line of their own. */
  metric(metric: Metric, line: boolean): void;
  /** Blocks learn at the same time, and took these times so far. */
  pipeline(times: BlockTimes): void;
  /** So many of the examples that an epoch is validated by are done. */
  validating(done: number, total: number, epoch: number): void;
  /** An epoch was validated. */
  epoch(metric: EpochMetric, depths: readonly number[]): void;
  /** Another pass over examples, of this name, has come so far. */
  pass(name: string, done: number, total: number): void;
  /** Something about the workers that host blocks. */
  remark(line: string): void;
  /** The share of the time in which each worker computed, from 0 to 1; the rest it waited for its neighbours. */
  busy(shares: readonly number[]): void;
  /** A stage is over. */
  stageEnd(done: readonly StageResult[]): void;
  /** Ctrl-C arrived. */
  stopping(): void;
  /** The run was stopped and can go on. */
  stopped(path: string, position: Position): void;
}
