/**
 * A learner's step and prediction on mini-batches of the host, recorded once a shape, and what is
 * computed from one of them.
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
  type Shape,
  type Signal,
  signalsOf,
  Totals,
} from "../../engine/mod.ts";
import { type Batch, PAD, type TokenBlock } from "../../datasets/mod.ts";

/** How mini-batches of the host become features on the device. */
export interface Feed {
  /** A mini-batch as named inputs of a recorded function. */
  inputs(batch: Batch): Record<string, HostInput>;
  /** The features that those inputs are, on the device. */
  features(inputs: Readonly<Record<string, Signal>>): Features<Signal>;
}

/** Which blocks learn from a feed. */
export interface FeedOptions {
  /** Whether any does: only learning needs to know which table rows the words name. */
  readonly training: boolean;
  /** The first one that does, counted from 0; the first of all where absent. */
  readonly first?: number;
}

/** Feeds the words of texts and of their side inputs. */
export class TextFeed implements Feed {
  readonly #options: FeedOptions;

  /** A feed; words that enter at blocks which do not learn need no row index. */
  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** Word numbers, lengths, and the row index where it trains; of block i under the name `i/...`. */
  inputs({ batch, sides = [], ...text }: Batch): Record<string, HostInput> {
    const { training, first = 0 } = this.#options;
    const blocks = [text, ...sides.slice(1)];
    return Object.assign(
      {},
      ...blocks.map((words, i) => wordInputs(words, i, batch, training && i >= first)),
    );
  }

  /** The text as what the first block takes, the rest as side inputs. */
  features(inputs: Readonly<Record<string, Signal>>): Features<Signal> {
    const [text, ...sides] = segmentsOf(inputs);
    const { tokens: x, ...rest } = text!;
    return { x, ...rest, sides: sides.length ? [undefined, ...sides] : undefined };
  }
}

/** Words that enter at block `i` as inputs under the names `i/...`; none where there are no words. */
export function wordInputs(
  words: TokenBlock | undefined,
  i: number,
  batch: number,
  training: boolean,
): Record<string, HostInput> {
  if (!words) return {};
  const { tokens, lengths, time } = words;
  const index = training ? rowIndex(tokens, PAD) : null;
  return {
    [`${i}/tokens`]: { data: tokens, shape: [batch, time] },
    [`${i}/lengths`]: { data: lengths, shape: [batch] },
    ...(index && { [`${i}/index`]: { data: index, shape: [index.length] } }),
  };
}

/** The words that enter at each block, counted from 0, of inputs that {@linkcode wordInputs} named. */
export function segmentsOf(
  inputs: Readonly<Record<string, Signal>>,
): readonly (Segment | undefined)[] {
  const found: (Segment | undefined)[] = [];
  for (const [name, tokens] of Object.entries(inputs)) {
    const [, number] = name.match(/^(\d+)\/tokens$/) ?? [];
    if (number === undefined) continue;
    const lengths = inputs[`${number}/lengths`];
    found[Number(number)] = { tokens, lengths, index: inputs[`${number}/index`] };
  }
  return Array.from(found);
}

/** Steps a learner and sums its losses on the device. */
export class TrainingStep {
  /** Sums of the losses since they were last cleared. */
  readonly totals: Totals;
  readonly #feed: Feed;
  readonly #run: Recorded<string, void>;

  /** The step of a learner. */
  constructor(learner: Learner, feed: Feed = new TextFeed({ training: true })) {
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
  constructor(learner: Learner, depth?: number, feed: Feed = new TextFeed({ training: false })) {
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

/** The words of a mini-batch with the blocks that they enter at, from 0. */
export function wordsByBlock(batch: Batch): (readonly [block: number, words: TokenBlock])[] {
  return [batch, ...(batch.sides ?? []).slice(1)].flatMap((words, block) =>
    words ? [[block, words] as const] : []
  );
}

/** The values of what is computed from a mini-batch, not recorded; nothing of it stays on the device. */
export async function valuesOf(
  { device }: Learner,
  batch: Batch,
  compute: (features: Features<Signal>) => Signal,
): Promise<{ values: Float32Array; shape: Shape }> {
  const feed = new TextFeed({ training: false });
  const result = device.scope(() => compute(feed.features(signalsOf(device, feed.inputs(batch)))));
  const { shape } = result;
  const values = await result.data();
  device.release(result);
  return { values, shape };
}
