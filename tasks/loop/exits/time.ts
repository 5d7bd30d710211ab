/**
 * Measures the time that examples save which leave early.
 *
 * @module
 */
import type { Batch, BatchSource } from "../../../datasets/mod.ts";
import type { Prediction } from "../steps.ts";
import type { AdaptivePrediction } from "./prediction.ts";

/** About the milliseconds that one pass of the full path may take. */
const PASS = 3000;

/** Batches of a pass at most. */
const MOST_BATCHES = 8;

/** Timed passes, of which the fastest counts, after one that is not timed. */
const PASSES = 3;

/** Takes batches through a net: through all blocks, or as deep as their examples need. */
export type Route = (batches: readonly Batch[]) => Promise<void>;

/** The route through all blocks of a prediction. */
export function fullRoute(prediction: Prediction): Route {
  return async (batches) => {
    for (const batch of batches) await prediction.run(batch);
  };
}

/** A route of examples that leave early. */
export function earlyRoute(
  through: (batches: readonly Batch[]) => AsyncGenerator<unknown>,
): Route {
  return async (batches) => {
    for await (const _ of through(batches));
  };
}

/**
 * Milliseconds an example of each route in its fastest pass, over the same batches: other programs can only
 * slow a pass. The routes take turns, so that a machine that is busy for a while slows all of them.
 */
export async function timeRoutes(
  routes: readonly Route[],
  batches: readonly Batch[],
  onProgress: (done: number, total: number) => void = () => {},
): Promise<number[]> {
  const examples = batches.reduce((sum, batch) => sum + batch.size, 0);
  const times = routes.map(() => Infinity);
  for (let pass = 0; pass <= PASSES; pass++) {
    for (const [i, route] of routes.entries()) {
      const start = performance.now();
      await route(batches);
      if (pass > 0) times[i] = Math.min(times[i], (performance.now() - start) / examples);
      onProgress(pass * routes.length + i + 1, (PASSES + 1) * routes.length);
    }
  }
  return times;
}

/**
 * Batches with short, middling and long examples of a set: as many as a route goes through in a few seconds.
 *
 * @param batch Examples of a batch.
 */
export async function someBatches(route: Route, set: BatchSource, batch: number): Promise<Batch[]> {
  const all = [...set.batches({ batch, anyOrder: true })];
  const spread = (count: number) =>
    Array.from({ length: count }, (_, k) => all[Math.floor((k + 0.5) * all.length / count)]);
  const [middle] = spread(1);
  await route([middle]);
  const start = performance.now();
  await route([middle]);
  const few = Math.floor(PASS / (performance.now() - start));
  return spread(Math.min(all.length, Math.max(1, Math.min(few, MOST_BATCHES))));
}

/** The routes to measure, and the batches that they take. */
export interface ExitTiming {
  /** The batches. */
  readonly batches: readonly Batch[];
  /** The full path. */
  readonly full: Route;
  /** The adaptive path. */
  readonly adaptive: AdaptivePrediction;
  /** Called with the passes done. */
  readonly onProgress: (done: number, total: number) => void;
}

/** Times by {@linkcode timeExits}, in milliseconds an example. */
export interface ExitTimes {
  /** All blocks for all examples, and one prediction at the end. */
  readonly full: number;
  /** The adaptive path where all examples leave at the first, second, ... of the exits. */
  readonly exits: readonly number[];
  /** The adaptive path where one example of each batch leaves at each exit, and all others at the first exit. */
  readonly single: readonly number[];
}

/** Times from which those with fewer exits follow, in milliseconds an example. */
export interface StageTimes {
  /** Those with all exits. */
  readonly times: ExitTimes;
  /** All blocks as far as each exit, and one prediction there. */
  readonly alone: readonly number[];
}

/** Milliseconds an example of the adaptive path at a threshold. */
export interface ThresholdTime {
  /** The threshold. */
  readonly threshold: number;
  /** The time. */
  readonly milliseconds: number;
}

/**
 * Milliseconds an example of the full path; of the adaptive path where all examples leave at the same exit;
 * of the adaptive path where one example of each batch does, and all others leave at the first exit; and of
 * the path to each exit with no question on the way.
 */
export async function timeExits(
  { batches, full, adaptive, onProgress }: ExitTiming,
  alone: readonly Route[],
): Promise<StageTimes> {
  const { exits } = adaptive.rule;
  const all = exits.map((exit) => earlyRoute((batches) => adaptive.throughTo(batches, exit)));
  const one = exits.map((exit) => earlyRoute((batches) => adaptive.throughTo(batches, exit, 1)));
  const routes = [full, ...all, ...one, ...alone];
  const [time, ...rest] = await timeRoutes(routes, batches, onProgress);
  const some = (first: number) => rest.slice(first * exits.length, (first + 1) * exits.length);
  const times = { full: time, exits: some(0), single: some(1) };
  return { times, alone: [...some(2), time] };
}

/**
 * Mean milliseconds an example where so many of a set leave at each exit. The way from one exit to the next
 * has a cost for each batch of which an example goes on, and a cost for each example that goes on. Both costs
 * follow from two times: the time where one example of a batch goes on, and the time where all do.
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
 * Milliseconds an example of the adaptive path at some thresholds, where the full path takes `fullTime`. The
 * full path is timed again beside the thresholds, since the machine may have become slower or faster
 * meanwhile.
 */
export async function timeThresholds(
  { batches, full, adaptive, onProgress }: ExitTiming,
  thresholds: readonly number[],
  fullTime: number,
): Promise<ThresholdTime[]> {
  const routes = thresholds.map((threshold) =>
    earlyRoute((batches) => adaptive.through(batches, threshold))
  );
  const [beside, ...times] = await timeRoutes([full, ...routes], batches, onProgress);
  return thresholds.map((threshold, i) => ({
    threshold,
    milliseconds: times[i] * fullTime / beside,
  }));
}
