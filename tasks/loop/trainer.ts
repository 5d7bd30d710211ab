/**
 * The training loop: epochs of mini-batches, validation after each, checkpoints in between.
 *
 * @module
 */
import { KernelError, type Learner, lossName, ShapeError, type Totals } from "../../engine/mod.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import { type BlockSchedule, stepsOf } from "./block_schedule.ts";
import { type Choice, chosenFigure, isStageOver } from "./choice.ts";
import { Clock, Pause } from "./clock.ts";
import { evaluateSet } from "./evaluation.ts";
import type { EpochMetric, Metric, TrainMetric } from "./metrics.ts";
import { type Epoch, type Position, START } from "./position.ts";
import { type Course, Schedules } from "./schedules.ts";
import { type BlockTimes, type Feed, Prediction, type Stepping } from "./steps.ts";

/** How far and how fast a stage trains. */
export interface TrainerOptions {
  /** Epochs of the stage at most. */
  readonly epochs: number;
  /** Epochs without a better one after which the stage ends; 0 or absent where all its epochs are trained. */
  readonly patience?: number;
  /** Whose validation accuracy chooses the epoch; `full` where absent. */
  readonly choose?: Choice;
  /** Examples of a step. */
  readonly batch: number;
  /** Examples that are validated at once; only speed and memory depend on it. */
  readonly batchTest: number;
  /** Seed of the order of the examples. */
  readonly seed: number;
  /** Course of the learning rates. */
  readonly course: Course;
  /** When blocks step; where absent, in the way that is measured to be faster. */
  readonly schedule?: BlockSchedule;
  /** Steps between two readings of the losses. */
  readonly logEvery: number;
  /** Steps between two checkpoints within an epoch; 0 for none. */
  readonly saveEvery: number;
}

/** Where weights and checkpoints are kept. */
export interface Keeper {
  /** Keeps the weights of the best epoch so far. */
  best(learner: Learner, epoch: Epoch): Promise<void>;
  /** Keeps all that is needed to go on exactly where training is. */
  checkpoint(learner: Learner, totals: Totals, position: Position): Promise<void>;
}

/** A learner, its examples, and how it is trained. */
export interface TrainerInput {
  /** The model. */
  readonly learner: Learner;
  /** Examples that the blocks learn from. */
  readonly train: BatchSource;
  /** Examples by which the best epoch is chosen; with null the last epoch is taken. */
  readonly validation: BatchSource | null;
  /** Number of classes. */
  readonly classes: number;
  /** How far and how fast it trains. */
  readonly options: TrainerOptions;
  /** Where weights and checkpoints go. */
  readonly keeper: Keeper;
  /** How mini-batches become features; where absent, by the net's own entry. */
  readonly feeds?: { readonly train: Feed; readonly validation: Feed };
  /** How mini-batches are learned from; on the learner's device, by the schedule of the options, where absent. */
  readonly step?: Stepping;
  /** Validation accuracies of the depths below those that learn, which stay as they are. */
  readonly known?: readonly number[];
  /** The position of the run at which the stage begins; the beginning of the run where absent. */
  readonly start?: Position;
}

/** Receives the progress of training. */
export interface TrainerEvents {
  /** A mini-batch was handed to the device. */
  step(done: number, batches: number, epoch: number): void;
  /** Losses were read, or an epoch ended. */
  metric(metric: Metric): void;
  /** So many of the rows that an epoch is validated by are done. */
  validating?(done: number, total: number, epoch: number): void;
  /** An epoch was validated at these depths. */
  epoch(metric: EpochMetric, depths: readonly number[]): void;
  /** Losses were read while blocks step at the same time. */
  pipeline?(times: BlockTimes): void;
  /** A checkpoint is about to be kept; the metrics before it must be on the disk then. */
  saving(): void;
  /** Whether to stop now, with a checkpoint. */
  stopped(): boolean;
}

/** Trains the blocks of a stage. All its state is in the tensors on the device, the position, and the schedules. */
export class Trainer {
  readonly #input: TrainerInput;
  readonly #events: TrainerEvents;
  readonly #step: Stepping;
  readonly #validation: Prediction;
  readonly #schedules: Schedules;
  #clock: Clock;
  readonly #pause = new Pause();
  #position: Position;

  /**
   * A trainer at the start of a stage.
   *
   * @throws {ShapeError} When a label is no number of a class, or a validation is watched that is not there.
   */
  constructor(input: TrainerInput, events: TrainerEvents) {
    const { learner, options: { course, epochs, schedule, patience }, feeds, start = START } =
      input;
    for (const set of [input.train, input.validation]) if (set) checkLabels(set, input.classes);
    if (!input.validation) checkUnwatched(course, patience);
    this.#input = input;
    this.#events = events;
    this.#step = input.step ?? stepsOf(learner, feeds?.train, schedule);
    this.#validation = new Prediction(learner, undefined, feeds?.validation);
    this.#schedules = new Schedules(learner, course, epochs);
    this.#clock = new Clock(start.seconds);
    this.#position = { ...start, schedules: this.#schedules.state };
  }

  /** Where training is. */
  get position(): Position {
    return this.#position;
  }

  /** Times of the blocks, where they step at the same time and the device tells. */
  get times(): BlockTimes | null {
    return this.#step.times ?? null;
  }

  /** Goes on from a checkpoint: `load` reads its tensors and gives its position. */
  async resume(load: (totals: Totals) => Promise<Position>): Promise<void> {
    const position = await load(this.#step.totals);
    this.#position = { ...position, cache: this.#input.start?.cache ?? null };
    this.#schedules.state = position.schedules;
    this.#clock = new Clock(position.seconds);
  }

  /** Keeps a checkpoint of where training is: every block has seen every mini-batch then. */
  save(): Promise<void> {
    this.#step.drain();
    this.#move({});
    this.#events.saving();
    const { learner, keeper } = this.#input;
    return keeper.checkpoint(learner, this.#step.totals, this.#position);
  }

  /** Trains until the stage's last epoch is done (`true`) or it is told to stop (`false`). */
  async run(): Promise<boolean> {
    this.#clock.start();
    while (!isStageOver(this.#position, this.#input.options)) {
      if (!await this.#epoch()) {
        await this.save();
        return false;
      }
      await this.#validate();
    }
    return true;
  }

  async #epoch(): Promise<boolean> {
    const { learner, train, options: { batch, seed, saveEvery, logEvery } } = this.#input;
    const every = learner.device.debug ? 1 : logEvery;
    const { epoch, batch: start, step: before } = this.#position;
    const pass = train.batches({ batch, start, shuffle: { seed, epoch } });
    const saves = (step: number) => saveEvery > 0 && (step + 1) % saveEvery === 0;
    const watch = {
      stopped: () => this.#events.stopped(),
      saves: (index: number) => saves(before + index),
    };
    for await (const each of this.#step.through(pass, watch)) {
      const { step, batch: done, unread } = this.#position;
      this.#move({ step: step + 1, batch: done + 1, unread: unread + 1 });
      this.#clock.samples += each.size;
      this.#events.step(done + 1, pass.length, epoch);
      if ((step + 1) % every === 0) await this.#log();
      if (saves(step)) await this.save();
      await this.#pause.take();
    }
    return this.#position.batch >= pass.length;
  }

  /** Reads the losses: the mean over the steps since the last time. */
  async #log(): Promise<void> {
    const { totals } = this.#step;
    const { learner: { losses } } = this.#input;
    const { step, epoch, unread } = this.#position;
    if (!unread) return;
    this.#step.drain();
    const means = [...await totals.read()].map((sum) => sum / unread);
    totals.assign(new Float32Array(means.length));
    const metric: TrainMetric = {
      kind: "train",
      step,
      epoch,
      seconds: this.#clock.seconds,
      samplesPerSecond: this.#clock.rate(),
      losses: this.#byName(means),
    };
    this.#move({ unread: 0 });
    this.#events.metric(metric);
    if (this.times) this.#events.pipeline?.(this.times);
    const lost = means.findIndex((mean) => !Number.isFinite(mean));
    if (lost >= 0) throw lostError(lossName(losses[lost]), means[lost], step);
  }

  /** The mean of each loss by its name, behind a null for each frozen block. */
  #byName(means: readonly number[]): TrainMetric["losses"] {
    const values: Record<string, (number | null)[]> = {};
    this.#input.learner.losses.forEach(({ name }, i) =>
      (values[name] ??= this.#frozen()).push(means[i])
    );
    return values;
  }

  async #validate(): Promise<void> {
    const { learner, validation, classes, options, keeper, known = [] } = this.#input;
    await this.#log();
    this.#clock.pause();
    const { batchTest: batch } = options;
    const { epoch, step, best } = this.#position;
    const onProgress = (done: number, total: number) =>
      this.#events.validating?.(done, total, epoch);
    const depths = validation
      ? await evaluateSet(this.#validation, validation, { batch, classes, onProgress })
      : [];
    const accuracies = depths.map((depth) => depth.accuracy);
    const accuracy = chosenFigure(accuracies, options.choose ?? "full");
    const better = !validation || !best || accuracy > best.accuracy;
    const metric: EpochMetric = {
      kind: "epoch",
      step,
      epoch,
      seconds: this.#clock.seconds,
      validation: [...known, ...accuracies],
      rates: [...this.#frozen(), ...this.#schedules.rates],
      best: better,
    };
    if (better) await keeper.best(learner, { epoch, validation: metric.validation });
    this.#schedules.advance(accuracies);
    const chosen = better ? { epoch, accuracy, validation: accuracies } : best;
    this.#move({ epoch: epoch + 1, batch: 0, best: chosen });
    this.#events.metric(metric);
    this.#events.epoch(metric, [...known.map((_, i) => i + 1), ...learner.depths]);
    await this.save();
    this.#clock.start();
  }

  /** A null for each frozen block. */
  #frozen(): null[] {
    return (this.#input.known ?? []).map(() => null);
  }

  #move(change: Partial<Position>): void {
    const { seconds } = this.#clock;
    this.#position = { ...this.#position, ...change, seconds, schedules: this.#schedules.state };
  }
}

/** Refuses what watches validation rows where there are none. */
function checkUnwatched({ kind }: Course, patience = 0): void {
  const [act, way] = kind === "plateau"
    ? ["follow the course plateau", "another course"]
    : ["stop early", "leave patience out"];
  if (kind !== "plateau" && !patience) return;
  throw new ShapeError(
    `Cannot ${act}: it watches validation rows and there are none, give some or ${way}`,
  );
}

function checkLabels({ labels }: BatchSource, classes: number): void {
  const row = labels.findIndex((label) => label >= classes);
  if (row < 0) return;
  throw new ShapeError(
    `Cannot train on example ${row}: its label is ${
      labels[row]
    } and there are ${classes} classes, ` +
      `give labels from 0 to ${classes - 1}`,
  );
}

function lostError(loss: string, value: number, step: number): KernelError {
  return new KernelError(
    `Cannot go on training: the loss "${loss}" is ${value} at step ${step}, start anew with a ` +
      "lower learning rate (debug level 4 names the operation)",
  );
}
