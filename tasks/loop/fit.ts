/**
 * Training in memory: a learner, examples, and as many epochs as are asked for.
 *
 * @module
 */
import type { Learner, Parameter } from "../../engine/mod.ts";
import {
  AMOUNT,
  checkGiven,
  checkOptions,
  COUNT,
  type OptionKinds,
  WHOLE,
} from "../../engine/options.ts";
import type { BatchSource } from "../../datasets/mod.ts";
import type { EpochMetric, TrainMetric } from "./metrics.ts";
import type { Epoch } from "./position.ts";
import type { Course } from "./schedules.ts";
import { type BlockSchedule, SCHEDULES } from "./block_schedule.ts";
import { type Choice, CHOICES } from "./choice.ts";
import { type Keeper, Trainer, type TrainerEvents } from "./trainer.ts";

/** What a learner is trained on. */
export interface FitData {
  /** Examples that it learns from. */
  readonly train: BatchSource;
  /** Examples by which the best epoch is chosen; without them the last epoch is taken. */
  readonly validation?: BatchSource | null;
  /** Number of classes. */
  readonly classes: number;
}

/** How far a step of training has come. */
export interface StepEvent {
  /** Epoch under way, from 1. */
  readonly epoch: number;
  /** Mini-batches of it that are done. */
  readonly step: number;
  /** Mini-batches of an epoch. */
  readonly steps: number;
}

/** How training goes; all of it has a default. */
export interface FitOptions {
  /** Passes over the examples; 3 where absent. */
  readonly epochs?: number;
  /** Epochs without a better one after which training stops; it goes to the last epoch where 0 or absent. */
  readonly patience?: number;
  /** Whose validation accuracy chooses the epoch: that of the `full` depth, where absent, `best` or `mean`. */
  readonly choose?: Choice;
  /** Examples of a step; 64 where absent. */
  readonly batch?: number;
  /** Examples that are validated at once; 256 where absent. */
  readonly batchTest?: number;
  /** Seed of the order of the examples; 1 where absent. */
  readonly seed?: number;
  /** Course of the learning rates; `cosine` where absent. */
  readonly course?: Course;
  /**
   * When blocks step, `sequential` or `pipeline`; in the way that is measured to be faster where absent. The
   * weights are the same.
   */
  readonly schedule?: BlockSchedule;
  /** Steps between two readings of the losses, each of which waits for the device; 20 where absent. */
  readonly logEvery?: number;
  /** Called after each step. */
  readonly onStep?: (event: StepEvent) => void;
  /** Called after each reading of the losses. */
  readonly onLosses?: (metric: TrainMetric) => void;
  /** Called at the end of each epoch. */
  readonly onEpoch?: (metric: EpochMetric) => void;
  /** Stops training; its reason is thrown. */
  readonly signal?: AbortSignal;
}

/** What the options of training may be. */
export const fitKinds: OptionKinds<FitOptions> = {
  epochs: COUNT,
  patience: WHOLE,
  choose: CHOICES,
  batch: COUNT,
  batchTest: COUNT,
  seed: WHOLE,
  schedule: SCHEDULES,
  logEvery: COUNT,
  onStep: "function",
  onLosses: "function",
  onEpoch: "function",
};

/** The outcome of training. */
export interface FitResult {
  /** The epoch whose weights the learner has now, with its validation accuracy at each depth. */
  readonly chosen: Epoch;
  /** All epochs. */
  readonly epochs: readonly EpochMetric[];
}

/**
 * Trains a learner. At the end the learner has the weights of the epoch with the best validation accuracy at
 * the full depth (or as `choose` says), or the weights of the last epoch where nothing validates.
 *
 * @throws {ShapeError} When a label is no number of a class, or an option is not what it may be.
 * @throws {KernelError} When a loss is no longer finite.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   fit,
 *   newsDataset,
 *   openCpu,
 *   TextRows,
 *   Vocabulary,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { train } = newsDataset();
 * const examples = { texts: train.texts.slice(0, 64), labels: train.labels.slice(0, 64) };
 * const vocabulary = Vocabulary.build(examples.texts);
 * const rows = new TextRows(vocabulary.encode(examples));
 * const words = { ...defaultWords, vocabulary: vocabulary.size };
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 2, words, above: defaultLinear });
 * const { epochs } = await fit(net, { train: rows, classes: 2 }, { epochs: 2, batch: 32 });
 * console.assert(epochs.length === 2);
 * device.destroy();
 * ```
 */
export async function fit(
  learner: Learner,
  { train, validation = null, classes }: FitData,
  options: FitOptions = {},
): Promise<FitResult> {
  const { epochs = 3, batch = 64, batchTest = 256, seed = 1, signal } = options;
  const { course = { kind: "cosine" }, logEvery = 20, schedule, patience, choose } = options;
  checkGiven("train", options, fitKinds);
  checkCourse(course);
  signal?.throwIfAborted();
  const kept = new KeptWeights();
  const metrics: EpochMetric[] = [];
  const trainer = new Trainer({
    learner,
    train,
    validation,
    classes,
    options: {
      ...{ epochs, patience, choose, batch, batchTest, seed, course, schedule, logEvery },
      saveEvery: 0,
    },
    keeper: kept,
  }, eventsOf(options, metrics));
  if (!await trainer.run()) throw signal!.reason;
  kept.restore(learner);
  return { chosen: kept.epoch!, epochs: metrics };
}

function checkCourse(course: Course): void {
  const kinds = ["constant", "cosine", "milestones", "step", "plateau"];
  checkOptions("train", course, { kind: kinds }, "course.");
  if ("factor" in course) {
    checkOptions("train", course, { factor: AMOUNT, every: COUNT }, "course.");
  }
}

function eventsOf(
  { onStep, onLosses, onEpoch, signal }: FitOptions,
  metrics: EpochMetric[],
): TrainerEvents {
  return {
    step: (step, steps, epoch) => onStep?.({ epoch, step, steps }),
    metric: (metric) => {
      if (metric.kind === "train") return onLosses?.(metric);
      metrics.push(metric);
      onEpoch?.(metric);
    },
    epoch: () => {},
    saving: () => {},
    stopped: () => signal?.aborted ?? false,
  };
}

/** The weights of the best epoch, in the memory of the host. */
class KeptWeights implements Keeper {
  epoch: Epoch | null = null;
  readonly #weights = new Map<Parameter, Float32Array>();

  async best(learner: Learner, epoch: Epoch): Promise<void> {
    this.epoch = epoch;
    for (const parameter of learner.parameters) {
      this.#weights.set(parameter, await parameter.data());
    }
  }

  /** Keeps nothing: training in memory is not resumed. */
  checkpoint(): Promise<void> {
    return Promise.resolve();
  }

  restore({ parameters }: Learner): void {
    for (const parameter of parameters) parameter.assign(this.#weights.get(parameter)!);
  }
}
