/**
 * The training loop: epochs of mini-batches, validation after each, checkpoints in between.
 *
 * @module
 */
import { KernelError, type Learner } from "../../engine/mod.ts";
import { Batches, type Encoded } from "../../datasets/mod.ts";
import {
  loadCheckpoint,
  type Position,
  saveCheckpoint,
  saveWeights,
  START,
} from "../run/checkpoint.ts";
import { Breath, Clock } from "./clock.ts";
import { evaluateSet } from "./evaluation.ts";
import type { EpochMetric, Metric, TrainMetric } from "../run/metrics.ts";
import type { OptionsOf } from "../options/options.ts";
import { Schedules } from "./schedules.ts";
import { type Feed, Prediction, TrainingStep } from "./steps.ts";
import { BUCKET_WINDOW } from "../text/data.ts";

/** What the loop works on. */
export interface TrainerInput {
  /** The model. */
  readonly learner: Learner;
  /** What the blocks learn from. */
  readonly train: Encoded;
  /** What epochs are chosen by. */
  readonly validation: Encoded;
  /** Number of classes. */
  readonly classes: number;
  /** Options of the run. */
  readonly options: OptionsOf<"train">;
  /** Files of the checkpoints. */
  readonly paths: { readonly best: string; readonly last: string };
  /** How mini-batches of either set become features; by their words where absent. */
  readonly feeds?: { readonly train: Feed; readonly validation: Feed };
  /** Validation accuracies of the depths below those that learn, which stay as they are. */
  readonly known?: readonly number[];
  /** Where a stage begins in its run; the run itself where absent. */
  readonly start?: Position;
}

/** Who is told how training goes. */
export interface TrainerEvents {
  /** A mini-batch was handed over. */
  step(done: number, batches: number, epoch: number): void;
  /** Losses were read, or an epoch ended. */
  metric(metric: Metric): void;
  /** An epoch was validated; `depths` are those of its accuracies. */
  epoch(metric: EpochMetric, depths: readonly number[]): void;
  /** A checkpoint is about to be written, which counts on the metrics before it. */
  saving(): void;
  /** Whether to stop now, with a checkpoint. */
  stopped(): boolean;
}

/** Epochs of the stages of a run that are over. */
export function epochsDone({ done }: Position): number {
  return done.reduce((sum, { epochs }) => sum + epochs, 0);
}

/** Trains the blocks of a stage; its state is all in the device, the position, and the schedules. */
export class Trainer {
  readonly #input: TrainerInput;
  readonly #events: TrainerEvents;
  readonly #step: TrainingStep;
  readonly #validation: Prediction;
  readonly #schedules: Schedules;
  #clock: Clock;
  readonly #breath = new Breath();
  #position: Position;

  /** A trainer at the start of a stage. */
  constructor(input: TrainerInput, events: TrainerEvents) {
    const { learner, options, feeds, start = START } = input;
    this.#input = input;
    this.#events = events;
    this.#step = new TrainingStep(learner, feeds?.train);
    this.#validation = new Prediction(learner, undefined, feeds?.validation);
    this.#schedules = new Schedules(learner, options);
    this.#clock = new Clock(start.seconds);
    this.#position = { ...start, schedules: this.#schedules.state };
  }

  /** Where training is. */
  get position(): Position {
    return this.#position;
  }

  /** Goes to where a checkpoint was written. */
  async resume(): Promise<void> {
    const { learner, paths, start } = this.#input;
    const position = await loadCheckpoint(paths.last, learner, this.#step.totals);
    this.#position = { ...position, cache: start?.cache ?? null };
    this.#schedules.state = position.schedules;
    this.#clock = new Clock(position.seconds);
  }

  /** Writes a checkpoint of where training is. */
  save(): Promise<void> {
    this.#move({});
    this.#events.saving();
    const { learner, paths } = this.#input;
    return saveCheckpoint(paths.last, learner, this.#step.totals, this.#position);
  }

  /** Trains until the stage's last epoch is done (`true`) or it is told to stop (`false`). */
  async run(): Promise<boolean> {
    this.#clock.start();
    const last = epochsDone(this.#position) + this.#input.options.epoch;
    while (this.#position.epoch <= last) {
      if (!await this.#epoch()) {
        await this.save();
        return false;
      }
      await this.#validate();
    }
    return true;
  }

  async #epoch(): Promise<boolean> {
    const { learner, train, options } = this.#input;
    const { batchTrain, maxLen, bucket, seed, saveEvery } = options;
    const logEvery = learner.device.debug ? 1 : options.logEvery;
    const { epoch, batch: start } = this.#position;
    const shuffle = { seed, epoch };
    const batches = new Batches(train, {
      batch: batchTrain,
      maxLen,
      shuffle,
      bucket: bucket ? BUCKET_WINDOW : 1,
      start,
    });
    for (const batch of batches) {
      if (this.#events.stopped()) return false;
      this.#step.run(batch);
      const { step, batch: done, unread } = this.#position;
      this.#move({ step: step + 1, batch: done + 1, unread: unread + 1 });
      this.#clock.samples += batch.batch;
      this.#events.step(done + 1, batches.length, epoch);
      if ((step + 1) % logEvery === 0) await this.#log();
      if (saveEvery && (step + 1) % saveEvery === 0) await this.save();
      await this.#breath.take();
    }
    return true;
  }

  /** Reads the losses: the mean over the steps since the last time. */
  async #log(): Promise<void> {
    const { totals } = this.#step;
    const { learner } = this.#input;
    const { step, epoch, unread } = this.#position;
    if (!unread) return;
    const means = [...await totals.read()].map((sum) => sum / unread);
    totals.assign(new Float32Array(means.length));
    const pairs = means.length > 1;
    const frozen = this.#frozen();
    const metric: TrainMetric = {
      kind: "train",
      step,
      epoch,
      seconds: this.#clock.seconds,
      samplesPerSecond: this.#clock.rate(),
      associated: pairs ? [...frozen, ...means.filter((_, i) => i % 2 === 0)] : means,
      reconstruction: pairs ? [...frozen, ...means.filter((_, i) => i % 2 === 1)] : [],
    };
    this.#move({ unread: 0 });
    this.#events.metric(metric);
    const lost = means.findIndex((mean) => !Number.isFinite(mean));
    if (lost >= 0) {
      throw new KernelError(
        `Cannot go on training: the loss "${learner.lossNames[lost]}" is ${means[lost]} at step ` +
          `${step}, start a new run with a lower --lr (DEBUG=4 names the operation)`,
      );
    }
  }

  async #validate(): Promise<void> {
    const { learner, validation, classes, options, paths, known = [] } = this.#input;
    await this.#log();
    this.#clock.pause();
    const depths = await evaluateSet(this.#validation, validation, {
      batch: options.batchTest,
      maxLen: options.maxLen,
      classes,
    });
    const { epoch, step, best } = this.#position;
    const accuracies = depths.map((depth) => depth.accuracy);
    const accuracy = accuracies.at(-1)!;
    const better = !best || accuracy > best.accuracy;
    const metric: EpochMetric = {
      kind: "epoch",
      step,
      epoch,
      seconds: this.#clock.seconds,
      validation: [...known, ...accuracies],
      rates: [...this.#frozen(), ...this.#schedules.rates],
      best: better,
    };
    if (better) await saveWeights(paths.best, learner, { epoch, validation: metric.validation });
    this.#schedules.advance(accuracies);
    const chosen = better ? { epoch, accuracy, validation: accuracies } : best;
    this.#move({ epoch: epoch + 1, batch: 0, best: chosen });
    this.#events.metric(metric);
    this.#events.epoch(metric, [...known.map((_, i) => i + 1), ...learner.depths]);
    await this.save();
    this.#clock.start();
  }

  /** What stands for each of the blocks below those that learn. */
  #frozen(): null[] {
    return (this.#input.known ?? []).map(() => null);
  }

  #move(change: Partial<Position>): void {
    const { seconds } = this.#clock;
    this.#position = { ...this.#position, ...change, seconds, schedules: this.#schedules.state };
  }
}
