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
  type PipelineTimes,
  recorded,
  recordedInParts,
  reshape,
  type Shape,
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

/** A labelled mini-batch as named inputs of a recorded step. */
export function labelledInputs(feed: Feed, batch: Batch): Record<string, HostInput> {
  return { ...feed.inputs(batch), labels: { data: batch.labels, shape: [batch.size] } };
}

/** What a trainer wants to know of the steps to come, and says of them. */
export interface StepWatch {
  /** Whether to take no further mini-batch. */
  stopped(): boolean;
  /** Whether a checkpoint is kept after a mini-batch, counted from 0 in those that were given. */
  saves(index: number): boolean;
}

/** How mini-batches are learned from. */
export interface Stepping {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  /**
   * Learns from mini-batches in their order, and gives each when it is learned from, or when blocks that are
   * behind learn from it by {@linkcode Stepping.drain} at the latest.
   */
  through(batches: Iterable<Batch>, watch: StepWatch): AsyncIterable<Batch>;
  /** Lets every block learn from all mini-batches that were given: the learner and the totals are as after the last. */
  drain(): void;
  /** Times of blocks that step at the same time; null or absent where nothing tells them. */
  readonly times?: BlockTimes | null;
}

/** Times of blocks that step at the same time, on one device or in several processes. */
export interface BlockTimes extends PipelineTimes {
  /**
   * The blocks that each process steps as one, from the first up to, not including, the end, counted from 0:
   * the times then are those of processes. Absent where all blocks are in one process, each with its own.
   */
  readonly parts?: readonly (readonly [first: number, end: number])[];
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
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 2, words, above: defaultLinear });
 * const step = new TrainingStep(net);
 * for (const batch of rows.batches({ batch: 32 })) step.run(batch);
 * console.assert((await step.totals.read()).length === net.losses.length);
 * device.destroy();
 * ```
 */
export class TrainingStep implements Stepping {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #feed: Feed;
  readonly #run: (inputs: Readonly<Record<string, HostInput>>) => void | Promise<void>;

  /** The step of a learner. */
  constructor(learner: Learner, feed: Feed = feedOf(learner, forTraining)) {
    this.totals = new Totals(learner.device, learner.losses.length);
    this.#feed = feed;
    const { totals } = this, { device, inParts } = learner;
    this.#run = inParts
      ? recordedInParts(device, function* ({ labels, ...inputs }) {
        totals.add(yield* inParts.step(feed.features(inputs), labels));
      })
      : recorded(device, ({ labels, ...inputs }) => {
        totals.add(learner.step(feed.features(inputs), labels));
      });
  }

  /** Learns from a mini-batch; a step in parts is awaited. */
  run(batch: Batch): void | Promise<void> {
    return this.#run(labelledInputs(this.#feed, batch));
  }

  /** Learns from mini-batches one after the other. */
  through(batches: Iterable<Batch>, { stopped }: Pick<StepWatch, "stopped">): AsyncIterable<Batch> {
    return oneByOne((batch) => this.run(batch), batches, stopped);
  }

  /** Does nothing: a step is a step of all blocks. */
  drain(): void {}
}

/** Gives mini-batches as they are run, until it is told to stop. */
export async function* oneByOne(
  run: (batch: Batch) => void | Promise<void>,
  batches: Iterable<Batch>,
  stopped: () => boolean,
): AsyncGenerator<Batch> {
  for (const batch of batches) {
    if (stopped()) return;
    const done = run(batch);
    if (done) await done;
    yield batch;
  }
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
 * const net = buildModel(device, "linearal", { ...defaultNet, classes: 2, words, above: defaultLinear });
 * const [batch] = rows.batches({ batch: 8 });
 * const logits = await new Prediction(net).run(batch);
 * console.assert(logits.length === 3 * 8 * 2); // [depths, batch, classes]
 * device.destroy();
 * ```
 */
export class Prediction {
  /** The depths, in order. */
  readonly depths: readonly number[];
  readonly #feed: Feed;
  readonly #run: (
    inputs: Readonly<Record<string, HostInput>>,
  ) => Promise<Float32Array<ArrayBuffer>>;

  /** Predictions of a learner, at one depth or at all. */
  constructor(learner: Learner, depth?: number, feed: Feed = feedOf(learner)) {
    this.#feed = feed;
    this.depths = depth === undefined ? learner.depths : [depth];
    const { device, inParts } = learner, { depths } = this;
    if (inParts) {
      const run = recordedInParts(device, function* (inputs: Readonly<Record<string, Signal>>) {
        return joined(yield* inParts.predict(feed.features(inputs), depths));
      });
      this.#run = async (inputs) => await (await run(inputs)).data();
    } else {
      const run = recorded(device, (inputs: Readonly<Record<string, Signal>>) => {
        const features = feed.features(inputs);
        return joined(
          depth === undefined ? learner.predict(features) : [learner.predictAt(features, depth)],
        );
      });
      this.#run = (inputs) => run(inputs).data();
    }
  }

  /** Class logits `[depths, batch, classes]`, row-major. */
  run(batch: Batch): Promise<Float32Array<ArrayBuffer>> {
    return this.#run(this.#feed.inputs(batch));
  }
}

/** Logits of several depths as one tensor. */
function joined(logits: readonly Signal[]): Signal {
  return concatenate(logits.map((z) => reshape(z, [1, ...z.shape])), 0);
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
