/**
 * Learning rates that change as training goes on. A schedule is stepped once for each epoch, or once for each
 * training step; hand its rate to {@linkcode Optimizer.setRate}.
 *
 * @module
 */
import { ShapeError } from "../error.ts";

/** The state of a schedule, as JSON for checkpoints. */
export interface ScheduleState {
  /** How often it was stepped. */
  readonly time: number;
  /** The rate at present. */
  readonly rate: number;
  /** The best metric so far; `null` when the schedule watches none or has seen none. */
  readonly best: number | null;
  /** Steps since the best metric or the last reduction. */
  readonly bad: number;
}

/** A learning rate over time. */
export interface Schedule {
  /** The rate at present. */
  readonly rate: number;
  /**
   * Moves on by one epoch (or step), and gives the new rate.
   *
   * @param metric The metric that {@linkcode plateauSchedule} watches; other schedules ignore it.
   */
  step(metric?: number): number;
  /** Its state. */
  toJSON(): ScheduleState;
  /** Continues from the state of another schedule of the same options. */
  restore(state: ScheduleState): void;
}

/**
 * The same rate for ever.
 *
 * @example
 * ```ts
 * import { constantSchedule } from "@associated/learning";
 *
 * const schedule = constantSchedule(0.1);
 * console.assert(schedule.step() === 0.1); // the rate after a step
 * ```
 */
export function constantSchedule(rate: number): Schedule {
  return new Curve(() => rate);
}

/** Options of {@linkcode stepSchedule}. */
export interface StepOptions {
  /** Steps between two changes, at least 1. */
  readonly size: number;
  /** Factor of each change. */
  readonly gamma: number;
}

/**
 * Multiplies the rate by `gamma` every `size` steps, as PyTorch's StepLR.
 *
 * @example
 * ```ts
 * import { stepSchedule } from "@associated/learning";
 *
 * const schedule = stepSchedule(1, { size: 1, gamma: 0.5 });
 * console.assert(schedule.step() === 0.5); // the rate after a step
 * ```
 */
export function stepSchedule(rate: number, { size, gamma }: StepOptions): Schedule {
  checkCount("size", size);
  return new Curve((time) => rate * gamma ** Math.floor(time / size));
}

/** Options of {@linkcode milestoneSchedule}. */
export interface MilestoneOptions {
  /** Steps of the whole training, at least 1. */
  readonly total: number;
  /** Shares of `total` after which the rate changes, each with its factor. */
  readonly milestones?: readonly (readonly [share: number, factor: number])[];
}

/**
 * Multiplies the rate at given shares of the training. The default is the schedule of the paper's image
 * models: by 0.1 after 0.4, 0.6 and 0.8, by 0.5 after 0.9 (Kao and Chen, Neural Computation 2021).
 *
 * @example
 * ```ts
 * import { milestoneSchedule } from "@associated/learning";
 *
 * const schedule = milestoneSchedule(1, { total: 2, milestones: [[0.5, 0.5]] });
 * console.assert(schedule.step() === 0.5); // the rate after a step
 * ```
 */
export function milestoneSchedule(rate: number, options: MilestoneOptions): Schedule {
  const { total, milestones = [[0.4, 0.1], [0.6, 0.1], [0.8, 0.1], [0.9, 0.5]] } = options;
  checkCount("total", total);
  return new Curve((time) =>
    milestones.reduce((now, [share, factor]) => time >= share * total ? now * factor : now, rate)
  );
}

/** Options of {@linkcode cosineSchedule}. */
export interface CosineOptions {
  /** Steps from the first rate to the last, at least 1. */
  readonly total: number;
  /** The last rate; 0 where absent. */
  readonly low?: number;
}

/**
 * Half a cosine wave from the rate down to `low`, as PyTorch's CosineAnnealingLR.
 *
 * @example
 * ```ts
 * import { cosineSchedule } from "@associated/learning";
 *
 * const schedule = cosineSchedule(1, { total: 1 });
 * console.assert(schedule.step() === 0); // the rate after a step
 * ```
 */
export function cosineSchedule(rate: number, { total, low = 0 }: CosineOptions): Schedule {
  checkCount("total", total);
  return new Curve((time) => low + (rate - low) * (1 + Math.cos(Math.PI * time / total)) / 2);
}

/** Options of {@linkcode plateauSchedule}, with PyTorch's defaults. */
export interface PlateauOptions {
  /** Whether lower or greater metrics are better; `min` where absent. */
  readonly mode?: "min" | "max";
  /** Factor of a reduction, below 1; 0.1 where absent. */
  readonly factor?: number;
  /** Steps without a better metric before a reduction; 10 where absent. */
  readonly patience?: number;
  /** Least rate; 0 where absent. */
  readonly low?: number;
  /** Share of the best metric by which another must be better to count as better; 1e-4 where absent. */
  readonly threshold?: number;
}

/**
 * Reduces the rate when a metric stops getting better, as PyTorch's ReduceLROnPlateau.
 *
 * @example
 * ```ts
 * import { plateauSchedule } from "@associated/learning";
 *
 * const schedule = plateauSchedule(1, { mode: "max", factor: 0.5, patience: 0 });
 * console.assert(schedule.step(0.9) === 1); // the best so far
 * console.assert(schedule.step(0.8) === 0.5); // no better
 * ```
 */
export function plateauSchedule(rate: number, options: PlateauOptions = {}): Schedule {
  return new Plateau(rate, options);
}

class Curve implements Schedule {
  readonly #curve: (time: number) => number;
  #time = 0;

  constructor(curve: (time: number) => number) {
    this.#curve = curve;
  }

  get rate(): number {
    return this.#curve(this.#time);
  }

  step(): number {
    this.#time += 1;
    return this.rate;
  }

  toJSON(): ScheduleState {
    return { time: this.#time, rate: this.rate, best: null, bad: 0 };
  }

  restore({ time }: ScheduleState): void {
    this.#time = time;
  }
}

class Plateau implements Schedule {
  readonly #options: Required<PlateauOptions>;
  #state: ScheduleState;

  constructor(rate: number, options: PlateauOptions) {
    const { mode = "min", factor = 0.1, patience = 10, low = 0, threshold = 1e-4 } = options;
    if (!(factor < 1)) {
      throw new ShapeError(`Cannot make a plateau schedule of factor ${factor}: give one below 1`);
    }
    this.#options = { mode, factor, patience, low, threshold };
    this.#state = { time: 0, rate, best: null, bad: 0 };
  }

  get rate(): number {
    return this.#state.rate;
  }

  step(metric?: number): number {
    if (metric === undefined || Number.isNaN(metric)) {
      throw new ShapeError(
        `Cannot step a plateau schedule by the metric ${metric}: give the number that it watches`,
      );
    }
    const { patience, factor, low } = this.#options;
    const { time, rate, best } = this.#state;
    const better = this.#isBetter(metric, best);
    const bad = better ? 0 : this.#state.bad + 1;
    const reduced = bad > patience;
    const lower = Math.max(rate * factor, low);
    this.#state = {
      time: time + 1,
      // PyTorch ignores reductions this small.
      rate: reduced && rate - lower > 1e-8 ? lower : rate,
      best: better ? metric : best,
      bad: reduced ? 0 : bad,
    };
    return this.rate;
  }

  toJSON(): ScheduleState {
    return this.#state;
  }

  restore(state: ScheduleState): void {
    this.#state = { ...state };
  }

  #isBetter(metric: number, best: number | null): boolean {
    if (best === null) return true;
    const { mode, threshold } = this.#options;
    return mode === "min" ? metric < best * (1 - threshold) : metric > best * (1 + threshold);
  }
}

function checkCount(name: string, value: number): void {
  if (!(value >= 1)) {
    throw new ShapeError(`Cannot make a schedule of ${name} ${value}: give a number of at least 1`);
  }
}
