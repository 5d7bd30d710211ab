/**
 * Measures what examples that leave early save.
 *
 * @module
 */
import type { Batch, BatchSource } from "../../../datasets/mod.ts";
import type { AdaptivePrediction } from "./prediction.ts";

/** Milliseconds that one pass of the full path may take, about. */
const PASS = 3000;

/** Batches of a pass at most. */
const MOST_BATCHES = 8;

/** Timed passes, of which the median counts, after one that is not timed. */
const PASSES = 3;

/** A way through the net for a batch. */
export type Way = (batch: Batch) => Promise<unknown>;

/**
 * Median milliseconds an example of each way, over the same batches. The ways take turns, so that a machine
 * that is busy for a while is so for all of them.
 */
export async function timeWays(
  ways: readonly Way[],
  batches: readonly Batch[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number[]> {
  const examples = batches.reduce((sum, batch) => sum + batch.size, 0);
  const times = ways.map((): number[] => []);
  for (let pass = 0; pass <= PASSES; pass++) {
    for (const [i, way] of ways.entries()) {
      const start = performance.now();
      for (const batch of batches) await way(batch);
      if (pass > 0) times[i].push((performance.now() - start) / examples);
      onProgress(pass * ways.length + i + 1, (PASSES + 1) * ways.length);
    }
  }
  return times.map((values) => values.toSorted((a, b) => a - b)[values.length >> 1]);
}

/**
 * Some batches of a set whose examples are of all lengths: as many as a way goes through in a few seconds.
 *
 * @param batch Examples of a batch.
 */
export async function someBatches(way: Way, set: BatchSource, batch: number): Promise<Batch[]> {
  const all = [...set.batches({ batch, anyOrder: true })];
  const spread = (count: number) =>
    Array.from({ length: count }, (_, k) => all[Math.floor((k + 0.5) * all.length / count)]);
  const [middle] = spread(1);
  await way(middle);
  const start = performance.now();
  await way(middle);
  const few = Math.floor(PASS / (performance.now() - start));
  return spread(Math.min(all.length, Math.max(1, Math.min(few, MOST_BATCHES))));
}

/** What takes time, and who is told how far measuring is. */
export interface ExitTiming {
  /** Texts to go through. */
  readonly batches: readonly Batch[];
  /** The full path. */
  readonly full: Way;
  /** The adaptive path. */
  readonly adaptive: AdaptivePrediction;
  /** Called with the passes done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** What {@linkcode timeExits} measures, in milliseconds an example. */
export interface ExitTimes {
  /** All blocks for all examples, and one prediction at the end. */
  readonly full: number;
  /** The adaptive path where all examples leave at the first, second, ... of the exits. */
  readonly exits: readonly number[];
  /** The same where one example of each batch leaves there, and all others at the first of the exits. */
  readonly single: readonly number[];
}

/** Milliseconds an example of the adaptive path at a threshold. */
export interface ThresholdTime {
  /** The threshold. */
  readonly threshold: number;
  /** The time. */
  readonly milliseconds: number;
}

/**
 * Milliseconds an example of the full path, and of the adaptive path where all examples leave at each exit,
 * or one of a batch does and all others at the first.
 */
export async function timeExits(
  { batches, full, adaptive, onProgress }: ExitTiming,
): Promise<ExitTimes> {
  const { exits } = adaptive.rule;
  const all = exits.map((exit): Way => (batch) => adaptive.runTo(batch, exit));
  const one = exits.map((exit): Way => (batch) => adaptive.runTo(batch, exit, 1));
  const [time, ...rest] = await timeWays([full, ...all, ...one], batches, onProgress);
  return { full: time, exits: rest.slice(0, exits.length), single: rest.slice(exits.length) };
}

/**
 * Mean milliseconds an example where so many of a set leave at each exit. A stage from exit to exit costs
 * something for a batch of which any example goes on, and something for each such example; both follow from
 * the times where one example goes on and where all do.
 *
 * @param counts Texts that leave at each of the exits.
 * @param batch Texts of a batch.
 */
export function meanTime(
  { exits, single }: ExitTimes,
  counts: readonly number[],
  batch: number,
): number {
  const examples = counts.reduce((sum, count) => sum + count, 0);
  let going = examples;
  let time = exits[0];
  for (let e = 1; e < exits.length; e++) {
    going -= counts[e - 1];
    const share = going / examples;
    const one = Math.max(single[e] - single[e - 1], 0);
    const all = Math.max(exits[e] - exits[e - 1], one);
    time += one * Math.min(1, share * batch) + (all - one) * share;
  }
  return time;
}

/**
 * Milliseconds an example of the adaptive path at some thresholds where the full path takes `fullTime`. It
 * is timed again beside them: a machine may have become slower or faster since.
 */
export async function timeThresholds(
  { batches, full, adaptive, onProgress }: ExitTiming,
  thresholds: readonly number[],
  fullTime: number,
): Promise<ThresholdTime[]> {
  const ways = thresholds.map((threshold): Way => (batch) => adaptive.run(batch, threshold));
  const [beside, ...times] = await timeWays([full, ...ways], batches, onProgress);
  return thresholds.map((threshold, i) => ({
    threshold,
    milliseconds: times[i] * fullTime / beside,
  }));
}
