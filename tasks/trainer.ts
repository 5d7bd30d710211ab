/**
 * The training loop: epochs of mini-batches, validation after each, checkpoints in between.
 *
 * @module
 */
import { KernelError, type Learner } from "../engine/mod.ts";
import { Batches, type Encoded } from "../datasets/mod.ts";
import { loadCheckpoint, type Position, saveCheckpoint, saveWeights } from "./checkpoint.ts";
import { type DepthResult, evaluateSet } from "./evaluation.ts";
import type { EpochMetric, Metric, TrainMetric } from "./metrics.ts";
import type { OptionsOf } from "./options.ts";
import { Schedules } from "./schedules.ts";
import { Prediction, TrainingStep } from "./steps.ts";

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
}

/** Who is told how training goes. */
export interface TrainerEvents {
  /** A mini-batch was handed over. */
  step(done: number, batches: number, epoch: number): void;
  /** Losses were read, or an epoch ended. */
  metric(metric: Metric): void;
  /** The validation results of an epoch. */
  epoch(metric: EpochMetric, depths: readonly DepthResult[]): void;
  /** A checkpoint is about to be written, which counts on the metrics before it. */
  saving(): void;
  /** Whether to stop now, with a checkpoint. */
  stopped(): boolean;
}

/** Trains a model; its state is all in the device, the position, and the schedules. */
export class Trainer {
  readonly #input: TrainerInput;
  readonly #events: TrainerEvents;
  readonly #step: TrainingStep;
  readonly #validation: Prediction;
  readonly #schedules: Schedules;
  readonly #clock = new Clock();
  #position: Position;

  /** A trainer at the start of a run. */
  constructor(input: TrainerInput, events: TrainerEvents) {
    this.#input = input;
    this.#events = events;
    this.#step = new TrainingStep(input.learner);
    this.#validation = new Prediction(input.learner);
    this.#schedules = new Schedules(input.learner, input.options);
    this.#position = {
      epoch: 1,
      batch: 0,
      step: 0,
      unread: 0,
      seconds: 0,
      best: null,
      schedules: this.#schedules.state,
    };
  }

  /** Where training is. */
  get position(): Position {
    return this.#position;
  }

  /** Goes to where a checkpoint was written. */
  async resume(): Promise<void> {
    const { learner, paths } = this.#input;
    this.#position = await loadCheckpoint(paths.last, learner, this.#step.totals);
    this.#schedules.state = this.#position.schedules;
    this.#clock.start(this.#position.seconds);
  }

  /** Trains until the last epoch is done (`true`) or it is told to stop (`false`). */
  async run(): Promise<boolean> {
    this.#clock.start(this.#position.seconds);
    if (this.#position.step === 0) await this.#save();
    while (this.#position.epoch <= this.#input.options.epoch) {
      if (!await this.#epoch()) {
        await this.#save();
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
    const window = bucket ? 16 : 1;
    const batches = new Batches(train, {
      batch: batchTrain,
      maxLen,
      shuffle,
      bucket: window,
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
      if (saveEvery && (step + 1) % saveEvery === 0) await this.#save();
      await this.#clock.breathe();
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
    const metric: TrainMetric = {
      kind: "train",
      step,
      epoch,
      seconds: this.#clock.seconds,
      samplesPerSecond: this.#clock.rate(),
      associated: pairs ? means.filter((_, i) => i % 2 === 0) : means,
      reconstruction: pairs ? means.filter((_, i) => i % 2 === 1) : [],
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
    const { learner, validation, classes, options, paths } = this.#input;
    await this.#log();
    this.#clock.pause();
    const depths = await evaluateSet(this.#validation, validation, {
      batch: options.batchTest,
      maxLen: options.maxLen,
      classes,
    });
    const { epoch, step, best } = this.#position;
    const accuracy = depths.at(-1)!.accuracy;
    const better = !best || accuracy > best.accuracy;
    const metric: EpochMetric = {
      kind: "epoch",
      step,
      epoch,
      seconds: this.#clock.seconds,
      validation: depths.map((depth) => depth.accuracy),
      rates: this.#schedules.rates,
      best: better,
    };
    if (better) await saveWeights(paths.best, learner, { epoch, validation: metric.validation });
    this.#schedules.advance(metric.validation);
    this.#move({ epoch: epoch + 1, batch: 0, best: better ? { epoch, accuracy } : best });
    this.#events.metric(metric);
    this.#events.epoch(metric, depths);
    await this.#save();
    this.#clock.start(this.#clock.seconds);
  }

  #move(change: Partial<Position>): void {
    const { seconds } = this.#clock;
    this.#position = { ...this.#position, ...change, seconds, schedules: this.#schedules.state };
  }

  #save(): Promise<void> {
    this.#move({});
    this.#events.saving();
    const { learner, paths } = this.#input;
    return saveCheckpoint(paths.last, learner, this.#step.totals, this.#position);
  }
}

/** Seconds of training, and texts a second. */
class Clock {
  samples = 0;
  #begin = 0;
  #before = 0;
  #running = false;
  #mark = 0;
  #breath = 0;

  start(before: number): void {
    this.#before = before;
    this.#begin = this.#mark = performance.now();
    this.#running = true;
    this.samples = 0;
  }

  pause(): void {
    this.#before = this.seconds;
    this.#running = false;
  }

  get seconds(): number {
    return this.#before + (this.#running ? (performance.now() - this.#begin) / 1000 : 0);
  }

  /** Texts a second since the last call. */
  rate(): number {
    const now = performance.now();
    const rate = this.samples / Math.max((now - this.#mark) / 1000, 1e-9);
    this.#mark = now;
    this.samples = 0;
    return rate;
  }

  /** Lets signals and timers through, now and then. */
  async breathe(): Promise<void> {
    if (performance.now() - this.#breath < 50) return;
    await new Promise((done) => setTimeout(done));
    this.#breath = performance.now();
  }
}
