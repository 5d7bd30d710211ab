/**
 * A learner's step and prediction on mini-batches of the host, each recorded once for every shape of
 * mini-batch.
 *
 * @module
 */
import {
  concatenate,
  type Features,
  forPrediction,
  forTraining,
  type HostInput,
  type Learner,
  Pipeline,
  type PipelineTimes,
  type Recorded,
  recorded,
  reshape,
  type Shape,
  ShapeError,
  type Signal,
  signalsOf,
  Totals,
} from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";

/** How mini-batches of the host become features on the device. */
export interface Feed {
  /** A mini-batch as named inputs of a recorded function. */
  inputs(batch: Batch): Record<string, HostInput>;
  /** The features that those inputs are, on the device. */
  features(inputs: Readonly<Record<string, Signal>>): Features<Signal>;
}

/** The feed of a whole net: mini-batches enter at its first block. */
export function feedOf({ entry }: Learner, use = forPrediction): Feed {
  return {
    inputs: ({ inputs }) => entry.host(inputs, use),
    features: (inputs) => entry.features(inputs),
  };
}

/** Steps a learner on mini-batches of the host and sums its losses on the device. */
export interface Steps {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  /** Learns from a mini-batch, at once or later. */
  run(batch: Batch): void;
  /** Lets every block learn from all mini-batches so far. */
  drain(): void;
  /** Times of blocks that step at the same time; null where they do not, or where they are not known. */
  readonly times: PipelineTimes | null;
}

/**
 * Steps a learner and sums its losses on the device.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   TextRows,
 *   TrainingStep,
 *   Vocabulary,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { train } = newsDataset();
 * const examples = { texts: train.texts.slice(0, 64), labels: train.labels.slice(0, 64) };
 * const vocabulary = Vocabulary.build(examples.texts);
 * const rows = new TextRows(vocabulary.encode(examples));
 * const words = { ...defaultWords, vocabulary: vocabulary.size };
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 4, words, above: defaultLinear });
 * const step = new TrainingStep(net);
 * for (const batch of rows.batches({ batch: 32 })) step.run(batch);
 * console.assert((await step.totals.read()).length === net.losses.length);
 * device.destroy();
 * ```
 */
export class TrainingStep implements Steps {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  /** Blocks step one after another. */
  readonly times = null;
  readonly #feed: Feed;
  readonly #run: Recorded<string, void>;

  /** The step of a learner. */
  constructor(learner: Learner, feed: Feed = feedOf(learner, forTraining)) {
    this.totals = new Totals(learner.device, learner.losses.length);
    this.#feed = feed;
    this.#run = recorded(learner.device, ({ labels, ...inputs }) => {
      this.totals.add(learner.step(feed.features(inputs), labels));
    });
  }

  /** Learns from a mini-batch. */
  run(batch: Batch): void {
    const labels = { data: batch.labels, shape: [batch.size] };
    this.#run({ ...this.#feed.inputs(batch), labels });
  }

  /** Does nothing: a step is a step of all blocks. */
  drain(): void {}
}

/**
 * Steps the blocks of a learner at the same time, each on another mini-batch, and sums its losses on the device.
 * After {@linkcode PipelinedStep.drain} all weights and sums are those of {@linkcode TrainingStep}, to the bit.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   PipelinedStep,
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
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 4, words, above: defaultLinear });
 * const steps = new PipelinedStep(net);
 * for (const batch of rows.batches({ batch: 32 })) steps.run(batch);
 * steps.drain();
 * console.assert((await steps.totals.read()).length === net.losses.length);
 * device.destroy();
 * ```
 */
export class PipelinedStep implements Steps {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #feed: Feed;
  readonly #pipeline: Pipeline;

  /**
   * The step of a learner.
   *
   * @throws {ShapeError} When its blocks do not learn one by one.
   */
  constructor(learner: Learner, feed: Feed = feedOf(learner, forTraining)) {
    const { stations } = learner;
    if (!stations) {
      throw new ShapeError(
        "Cannot train in a pipeline: the blocks of this net do not learn one by one, step them in sequence",
      );
    }
    const totals = this.totals = new Totals(learner.device, learner.losses.length);
    this.#feed = feed;
    const first = stations.blocks.map((_, i) =>
      stations.blocks.slice(0, i).reduce((sum, { losses }) => sum + losses.length, 0)
    );
    this.#pipeline = new Pipeline(stations, {
      enter: ({ labels, ...inputs }) => ({ features: feed.features(inputs), classes: labels }),
      losses: (block, losses) =>
        totals.addTo(totals.sums.slice(first[block], first[block] + losses.length), losses),
    });
  }

  /** Hands a mini-batch to the first block; the blocks above go on with those before it. */
  run(batch: Batch): void {
    const labels = { data: batch.labels, shape: [batch.size] };
    this.#pipeline.push({ ...this.#feed.inputs(batch), labels });
  }

  /** Times of the blocks; null where the device does not tell them. */
  get times(): PipelineTimes | null {
    return this.#pipeline.times;
  }

  /** Lets the blocks above catch up with the first. */
  drain(): void {
    this.#pipeline.drain();
  }
}

/**
 * When the blocks of a net step: each on the same mini-batch, one after another, or all at the same time, each on
 * another mini-batch. The weights are the same to the bit.
 */
export type BlockSchedule = "sequential" | "pipeline";

/** The schedules. */
export const SCHEDULES: readonly BlockSchedule[] = ["sequential", "pipeline"];

/** The steps of a learner by a schedule; where none is given, by the one that is measured to be faster. */
export function stepsOf(learner: Learner, feed?: Feed, schedule?: BlockSchedule): Steps {
  const chosen = schedule ?? fasterSchedule(learner);
  // Looking for NaN, all blocks write to one place.
  const pipelined = chosen === "pipeline" && learner.device.debug < 4;
  return pipelined ? new PipelinedStep(learner, feed) : new TrainingStep(learner, feed);
}

/** The schedule that is measured to be faster: docs/decisions.md. */
function fasterSchedule({ stations, device: { traits } }: Learner): BlockSchedule {
  const several = stations !== undefined && stations.blocks.length > 1;
  return several && (traits.threads ?? 1) > 1 ? "pipeline" : "sequential";
}

/**
 * Predicts mini-batches at given depths.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   Prediction,
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
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 4, words, above: defaultLinear });
 * const [batch] = rows.batches({ batch: 8 });
 * const logits = await new Prediction(net).run(batch);
 * console.assert(logits.length === 3 * 8 * 4); // [depths, batch, classes]
 * device.destroy();
 * ```
 */
export class Prediction {
  /** The depths, in order. */
  readonly depths: readonly number[];
  readonly #feed: Feed;
  readonly #run: Recorded<string, Signal>;

  /** Predictions of a learner, at one depth or at all. */
  constructor(learner: Learner, depth?: number, feed: Feed = feedOf(learner)) {
    this.#feed = feed;
    this.depths = depth === undefined ? learner.depths : [depth];
    this.#run = recorded(learner.device, (inputs) => {
      const logits = depth === undefined
        ? learner.predict(feed.features(inputs))
        : [learner.predictAt(feed.features(inputs), depth)];
      return concatenate(logits.map((z) => reshape(z, [1, ...z.shape])), 0);
    });
  }

  /** Class logits `[depths, batch, classes]`, row-major. */
  run(batch: Batch): Promise<Float32Array<ArrayBuffer>> {
    return this.#run(this.#feed.inputs(batch)).data();
  }
}

/**
 * Computes a tensor from a mini-batch, unrecorded, and reads its values; its memory on the device is freed.
 */
export async function valuesOf(
  learner: Learner,
  batch: Batch,
  compute: (features: Features<Signal>) => Signal,
): Promise<{ values: Float32Array; shape: Shape }> {
  const { device } = learner;
  const feed = feedOf(learner);
  const result = device.scope(() => compute(feed.features(signalsOf(device, feed.inputs(batch)))));
  const { shape } = result;
  const values = await result.data();
  device.release(result);
  return { values, shape };
}
