/**
 * The learning rates of a run: one schedule for each optimizer, stepped once an epoch.
 *
 * @module
 */
import {
  constantSchedule,
  cosineSchedule,
  type Learner,
  type Optimizer,
  plateauSchedule,
  type Schedule,
  type ScheduleState,
  stepSchedule,
} from "../../engine/mod.ts";
import type { OptionsOf } from "../options/options.ts";

interface Entry {
  readonly name: string;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  /** Index of the validation accuracy that it watches. */
  readonly depth: number;
}

/** The schedules of a learner's optimizers. */
export class Schedules {
  readonly #entries: readonly Entry[];

  /** Schedules as the options ask for; each watches the validation accuracy of its own block. */
  constructor(learner: Learner, options: OptionsOf<"train">) {
    const optimizers = [...learner.optimizers];
    this.#entries = optimizers.map(([name, optimizer], i) => {
      const depth = Math.floor(i * learner.depths.length / optimizers.length);
      const scale = name.endsWith("auto-encoder") ? options.aeLrScale : 1;
      const words = name === "embedding" || name.startsWith("block 1 ");
      const first = words ? options.embLr : options.lr;
      return { name, optimizer, schedule: scheduleOf(first * scale, options), depth };
    });
  }

  /** The rates at present: of each block's encoder, or the one of backpropagation. */
  get rates(): number[] {
    return this.#entries
      .filter(({ name }) => !name.endsWith("auto-encoder"))
      .map(({ schedule }) => schedule.rate);
  }

  /** State of each schedule by its optimizer's name. */
  get state(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(this.#entries.map(({ name, schedule }) => [name, schedule.toJSON()]));
  }

  set state(saved: Readonly<Record<string, unknown>>) {
    for (const { name, schedule } of this.#entries) schedule.restore(saved[name] as ScheduleState);
  }

  /** Moves on by an epoch with its validation accuracies, one a depth. */
  advance(validation: readonly number[]): void {
    for (const { optimizer, schedule, depth } of this.#entries) {
      optimizer.setRate(schedule.step(validation[depth]));
    }
  }
}

function scheduleOf(rate: number, options: OptionsOf<"train">): Schedule {
  const { schedule, scheduleFactor, scheduleEvery, epoch } = options;
  switch (schedule) {
    case "constant":
      return constantSchedule(rate);
    case "step":
      return stepSchedule(rate, { size: scheduleEvery, gamma: scheduleFactor });
    case "cosine":
      return cosineSchedule(rate, { total: epoch });
    case "plateau":
      return plateauSchedule(rate, {
        mode: "max",
        factor: scheduleFactor,
        patience: scheduleEvery,
      });
  }
}
