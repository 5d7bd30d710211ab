/** A case made ready to run on some engine. */
export interface Work {
  /** Enqueues the computation once; its results replace those of the step before. */
  step(): void | Promise<unknown>;
  /** Waits until everything enqueued is done, at the cost of reading one element. */
  settle(): Promise<void>;
  /**
   * A sample of the result of the first run, asked for before any step. Absent where engines begin from
   * different numbers.
   */
  result?(): Promise<number[]>;
}

/** Times of a case in seconds. */
export interface Timing {
  /** Seconds a step, one for each run; the runs' settling is within. */
  readonly seconds: number[];
  /** Steps in each run. */
  readonly steps: number;
  /** Median seconds that settling takes when nothing is left to do. */
  readonly settle: number;
}

/** Runs of a case, and how many when one takes longer than `LONG` seconds. */
const RUNS = 5;
const FEW = 2;
const LONG = 10;
/** Steps are added to a run until settling is under one part in so many. */
const SHARE = 20;
/** Steps are added to a run until it takes so many seconds: clocks and schedulers are coarse. */
const LEAST = 0.1;
const MOST_STEPS = 1000;
/**
 * Seconds of steps before any is timed: runtimes compile what is hot once more, beside it, and a kernel
 * takes up to ten times as long until they have.
 */
const WARM = 2;

/** The middle value, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

async function time(work: Work, steps: number): Promise<number> {
  const start = performance.now();
  for (let step = 0; step < steps; step++) {
    const pending = work.step();
    // Most engines only enqueue: no step of theirs waits for another turn of the event loop.
    if (pending) await pending;
  }
  await work.settle();
  return (performance.now() - start) / 1000;
}

async function warmUp(work: Work, seconds: number): Promise<void> {
  const start = performance.now();
  if (await time(work, 1) >= LONG) return;
  for (let step = 0; step < MOST_STEPS; step++) {
    await time(work, 1);
    if (performance.now() - start >= 1000 * seconds) return;
  }
}

/**
 * Warms a case up, chooses how many steps make a run, and times the runs.
 *
 * @param wanted How many runs; 5 where absent, or 2 where one step takes longer than 10 seconds.
 */
export async function measure(work: Work, wanted?: number): Promise<Timing> {
  // A single run tries whether a case runs at all.
  await warmUp(work, wanted === 1 ? 0 : WARM);
  const idle: number[] = [];
  for (let read = 0; read < RUNS; read++) idle.push(await time(work, 0));
  const settle = median(idle);
  const one = await time(work, 1);
  const step = Math.max(one - settle, one / 100);
  const length = Math.max(LEAST, SHARE * settle);
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.ceil(length / step)));
  const runs = wanted ?? (one > LONG ? FEW : RUNS);
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await time(work, steps) / steps);
  return { seconds, steps, settle };
}
