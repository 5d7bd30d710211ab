/**
 * The learning rates of a run: one schedule for each group of parameters, stepped once an epoch.
 *
 * @module
 */
import {
  constantSchedule,
  cosineSchedule,
  type Group,
  type Learner,
  milestoneSchedule,
  plateauSchedule,
  type Schedule,
  type ScheduleState,
  stepSchedule,
} from "../../engine/mod.ts";

/** How learning rates change from the rates that the groups begin with. */
export type Course =
  /** The same all the time. */
  | { readonly kind: "constant" }
  /** Down to nearly 0 over all epochs. */
  | { readonly kind: "cosine" }
  /** Times 0.1 after 0.4, 0.6 and 0.8 of all epochs, times 0.5 after 0.9 (Kao and Chen, 2021). */
  | { readonly kind: "milestones" }
  /** Times `factor` after every so many epochs. */
  | { readonly kind: "step"; readonly factor: number; readonly every: number }
  /** Times `factor` after so many epochs in which the block's validation accuracy did not rise. */
  | { readonly kind: "plateau"; readonly factor: number; readonly every: number };

/** The schedules of a learner's groups. */
export class Schedules {
  readonly #entries: readonly (readonly [Group, Schedule])[];
  readonly #depths: readonly number[];

  /**
   * Schedules of one course, from their first rates on: blocks that learned in an earlier stage may have others.
   * Each watches the validation accuracy of its own block.
   */
  constructor({ groups, depths }: Learner, course: Course, epochs: number) {
    this.#depths = depths;
    this.#entries = groups.map((group) => [group, scheduleOf(group.rate, course, epochs)]);
    for (const [{ optimizer }, { rate }] of this.#entries) optimizer.setRate(rate);
  }

  /** The present learning rate of each block; the rate of a label side is left out. */
  get rates(): number[] {
    const forward = this.#entries.filter(([{ role }]) => role !== "labels");
    const byBlock = new Map(
      forward.toReversed().map(([{ block }, { rate }]) => [block, rate]),
    );
    return [...new Set(forward.map(([{ block }]) => block))].map((block) => byBlock.get(block)!);
  }

  /** State of each schedule by its group's name. */
  get state(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(
      this.#entries.map(([{ name }, schedule]) => [name, schedule.toJSON()]),
    );
  }

  set state(saved: Readonly<Record<string, unknown>>) {
    for (const [{ name, optimizer }, schedule] of this.#entries) {
      schedule.restore(saved[name] as ScheduleState);
      // A course that is stretched to more epochs has another rate at this place.
      optimizer.setRate(schedule.rate);
    }
  }

  /** Moves on by an epoch with its validation accuracies, one a depth. */
  advance(validation: readonly number[]): void {
    for (const [{ optimizer, block }, schedule] of this.#entries) {
      const own = block === null ? -1 : this.#depths.indexOf(block + 1);
      optimizer.setRate(schedule.step(validation.at(own)!));
    }
  }
}

function scheduleOf(rate: number, course: Course, epochs: number): Schedule {
  switch (course.kind) {
    case "constant":
      return constantSchedule(rate);
    case "cosine":
      return cosineSchedule(rate, { total: epochs });
    case "milestones":
      return milestoneSchedule(rate, { total: epochs });
    case "step":
      return stepSchedule(rate, { size: course.every, gamma: course.factor });
    case "plateau":
      return plateauSchedule(rate, {
        mode: "max",
        factor: course.factor,
        patience: course.every,
      });
  }
}
