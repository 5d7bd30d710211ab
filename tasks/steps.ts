/**
 * A learner's step and prediction on mini-batches of the host, recorded once a shape.
 *
 * @module
 */
import {
  concatenate,
  type Features,
  type HostInput,
  type Learner,
  type Recorded,
  recorded,
  reshape,
  rowIndex,
  type Segment,
  type Signal,
  Totals,
} from "../engine/mod.ts";
import { type Batch, PAD } from "../datasets/mod.ts";

/** How mini-batches of the host become features on the device. */
export interface Feed {
  /** A mini-batch as named inputs of a recorded function. */
  inputs(batch: Batch): Record<string, HostInput>;
  /** The features that those inputs are, on the device. */
  features(inputs: Readonly<Record<string, Signal>>): Features<Signal>;
}

/** Feeds the words of texts and of their side inputs. */
export class TextFeed implements Feed {
  readonly #training: boolean;

  /** A feed; only training needs to know which table rows the words name. */
  constructor(training: boolean) {
    this.#training = training;
  }

  /** Word numbers, lengths, and the row index where it trains; of block i under the name `i/...`. */
  inputs({ batch, sides = [], ...text }: Batch): Record<string, HostInput> {
    const named: Record<string, HostInput> = {};
    for (const [i, words] of [text, ...sides.slice(1)].entries()) {
      if (!words) continue;
      const { tokens, lengths, time } = words;
      named[`${i}/tokens`] = { data: tokens, shape: [batch, time] };
      named[`${i}/lengths`] = { data: lengths, shape: [batch] };
      if (!this.#training) continue;
      const index = rowIndex(tokens, PAD);
      named[`${i}/index`] = { data: index, shape: [index.length] };
    }
    return named;
  }

  /** The text as what the first block takes, the rest as side inputs. */
  features(inputs: Readonly<Record<string, Signal>>): Features<Signal> {
    const blocks = Math.max(...Object.keys(inputs).map((name) => parseInt(name))) + 1;
    const [text, ...sides] = Array.from(
      { length: blocks },
      (_, i): Segment | undefined =>
        `${i}/tokens` in inputs
          ? {
            tokens: inputs[`${i}/tokens`],
            lengths: inputs[`${i}/lengths`],
            index: inputs[`${i}/index`],
          }
          : undefined,
    );
    const { tokens: x, ...rest } = text!;
    return { x, ...rest, sides: sides.length ? [undefined, ...sides] : undefined };
  }
}

/** Steps a learner and sums its losses on the device. */
export class TrainingStep {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #feed: Feed;
  readonly #run: Recorded<string, void>;

  /** The step of a learner. */
  constructor(learner: Learner, feed: Feed = new TextFeed(true)) {
    this.totals = new Totals(learner.device, learner.lossNames.length);
    this.#feed = feed;
    this.#run = recorded(learner.device, ({ labels, ...inputs }) => {
      this.totals.add(learner.step(feed.features(inputs), labels));
    });
  }

  /** Learns from a mini-batch. */
  run(batch: Batch): void {
    const labels = { data: batch.labels, shape: [batch.batch] };
    this.#run({ ...this.#feed.inputs(batch), labels });
  }
}

/** Predicts mini-batches at given depths. */
export class Prediction {
  /** The depths, in order. */
  readonly depths: readonly number[];
  readonly #feed: Feed;
  readonly #run: Recorded<string, Signal>;

  /** Predictions of a learner, at one depth or at all. */
  constructor(learner: Learner, depth?: number, feed: Feed = new TextFeed(false)) {
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
  run(batch: Batch): Promise<Float32Array> {
    return this.#run(this.#feed.inputs(batch)).data();
  }
}
