/**
 * Measures what texts that leave early save.
 *
 * @module
 */
import { type Batch, Batches, type Encoded } from "../../../datasets/mod.ts";
import type { AdaptivePrediction } from "./prediction.ts";
import type { AdaptiveTimes } from "../../adaptive/file.ts";

/** Milliseconds that one pass of the full path may take, about. */
const PASS = 3000;

/** Batches of a pass at most. */
const MOST_BATCHES = 8;

/** Timed passes, of which the median counts, after one that is not timed. */
const PASSES = 3;

/** A way through the net for a batch. */
export type Way = (batch: Batch) => Promise<unknown>;

/**
 * Median milliseconds a text of each way, over the same batches. The ways take turns, so that a machine
 * that is busy for a while is so for all of them.
 */
export async function timeWays(
  ways: readonly Way[],
  batches: readonly Batch[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number[]> {
  const texts = batches.reduce((sum, { batch }) => sum + batch, 0);
  const times = ways.map((): number[] => []);
  for (let pass = 0; pass <= PASSES; pass++) {
    for (const [i, way] of ways.entries()) {
      const start = performance.now();
      for (const batch of batches) await way(batch);
      if (pass > 0) times[i].push((performance.now() - start) / texts);
      onProgress(pass * ways.length + i + 1, (PASSES + 1) * ways.length);
    }
  }
  return times.map((values) => values.toSorted((a, b) => a - b)[values.length >> 1]);
}

/** How a set is cut to be timed. */
export interface TimingOptions {
  /** Texts of a batch. */
  readonly batch: number;
  /** Words of a text that are read. */
  readonly maxLen: number;
}

/**
 * Some batches of a set whose texts are of all lengths: as many as a way goes through in a few seconds.
 */
export async function someBatches(
  way: Way,
  set: Encoded,
  { batch, maxLen }: TimingOptions,
): Promise<Batch[]> {
  const all = [...new Batches(set, { batch, maxLen, bucket: Infinity })];
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

/** What {@linkcode timeExits} measures. */
export type ExitTimes = Pick<AdaptiveTimes, "full" | "exits" | "single">;

/**
 * Milliseconds a text of the full path, and of the adaptive path where all texts leave at each exit,
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
 * Mean milliseconds a text where so many of a set leave at each exit. A stage from exit to exit costs
 * something for a batch of which any text goes on, and something for each such text; both follow from
 * the times where one text goes on and where all do.
 *
 * @param counts Texts that leave at each of the exits.
 * @param batch Texts of a batch.
 */
export function meanTime(
  { exits, single }: ExitTimes,
  counts: readonly number[],
  batch: number,
): number {
  const texts = counts.reduce((sum, count) => sum + count, 0);
  let going = texts;
  let time = exits[0];
  for (let e = 1; e < exits.length; e++) {
    going -= counts[e - 1];
    const share = going / texts;
    const one = Math.max(single[e] - single[e - 1], 0);
    const all = Math.max(exits[e] - exits[e - 1], one);
    time += one * Math.min(1, share * batch) + (all - one) * share;
  }
  return time;
}

/**
 * Milliseconds a text of the adaptive path at some thresholds where the full path takes `fullTime`. It
 * is timed again beside them: a machine may have become slower or faster since.
 */
export async function timeThresholds(
  { batches, full, adaptive, onProgress }: ExitTiming,
  thresholds: readonly number[],
  fullTime: number,
): Promise<AdaptiveTimes["measured"]> {
  const ways = thresholds.map((threshold): Way => (batch) => adaptive.run(batch, threshold));
  const [beside, ...times] = await timeWays([full, ...ways], batches, onProgress);
  return thresholds.map((threshold, i) => ({
    threshold,
    milliseconds: times[i] * fullTime / beside,
  }));
}
