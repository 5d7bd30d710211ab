/**
 * A learner's step and prediction on mini-batches of the host, recorded once a shape.
 *
 * @module
 */
import {
  concatenate,
  type HostInput,
  type Learner,
  type Recorded,
  recorded,
  reshape,
  rowIndex,
  type Signal,
  Totals,
} from "../engine/mod.ts";
import { type Batch, PAD } from "../datasets/mod.ts";

type InputName = "tokens" | "lengths" | "index";

/** A mini-batch as inputs of a recorded function. */
function inputsOf({ tokens, lengths, batch, time }: Batch): Record<InputName, HostInput> {
  const index = rowIndex(tokens, PAD);
  return {
    tokens: { data: tokens, shape: [batch, time] },
    lengths: { data: lengths, shape: [batch] },
    index: { data: index, shape: [index.length] },
  };
}

const features = ({ tokens: x, lengths, index }: Record<InputName, Signal>) => ({
  x,
  lengths,
  index,
});

/** Steps a learner and sums its losses on the device. */
export class TrainingStep {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #run: Recorded<InputName | "labels", void>;

  /** The step of a learner. */
  constructor(learner: Learner) {
    this.totals = new Totals(learner.device, learner.lossNames.length);
    this.#run = recorded(learner.device, (inputs) => {
      this.totals.add(learner.step(features(inputs), inputs.labels));
    });
  }

  /** Learns from a mini-batch. */
  run(batch: Batch): void {
    this.#run({ ...inputsOf(batch), labels: { data: batch.labels, shape: [batch.batch] } });
  }
}

/** Predicts mini-batches at given depths. */
export class Prediction {
  /** The depths, in order. */
  readonly depths: readonly number[];
  readonly #run: Recorded<InputName, Signal>;

  /** Predictions of a learner, at one depth or at all. */
  constructor(learner: Learner, depth?: number) {
    this.depths = depth === undefined ? learner.depths : [depth];
    this.#run = recorded(learner.device, (inputs) => {
      const logits = depth === undefined
        ? learner.predict(features(inputs))
        : [learner.predictAt(features(inputs), depth)];
      return concatenate(logits.map((z) => reshape(z, [1, ...z.shape])), 0);
    });
  }

  /** Class logits `[depths, batch, classes]`, row-major. */
  run(batch: Batch): Promise<Float32Array> {
    return this.#run(inputsOf(batch)).data();
  }
}
