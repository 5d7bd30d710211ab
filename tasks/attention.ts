/**
 * What the blocks of a model attend to, and values of what is computed once.
 *
 * @module
 */
import {
  Backprop,
  Chain,
  detachFeatures,
  type Encoder,
  type Features,
  type Learner,
  type Shape,
  type Signal,
  signalsOf,
} from "../engine/mod.ts";
import type { Batch, TokenBlock } from "../datasets/mod.ts";
import { TransformerEncoder } from "../models/transformer_encoder.ts";
import { TextFeed } from "./steps.ts";

/** Attention in the blocks up to a depth: for each that has some, the share that each word gets. */
export async function attentionOf(
  learner: Learner,
  whole: Batch,
  depth: number,
): Promise<{ attending: number[]; shares: number[][] }> {
  const attending: number[] = [];
  const shares: number[][] = [];
  for (const [i, f] of encodersOf(learner).slice(0, depth).entries()) {
    if (!(f instanceof TransformerEncoder)) continue;
    const { values, shape } = await valuesOf(
      learner,
      whole,
      (features) => f.weights(featuresBelow(learner, i, features)),
    );
    const words = segmentsOf(whole).filter(([block]) => block <= i)
      .reduce((sum, [, { lengths }]) => sum + lengths[0], 0);
    attending.push(i + 1);
    shares.push(received(values, shape, words));
  }
  return { attending, shares };
}

/** The forward maps of a model, the one next to the words first. */
export function encodersOf(learner: Learner): readonly Encoder[] {
  if (learner instanceof Chain) return learner.blocks.map(({ parts }) => parts.f);
  return learner instanceof Backprop ? learner.parts.encoders : [];
}

/** Features of the blocks below block `i` (from 0), where nothing learns. */
function featuresBelow(
  learner: Learner,
  i: number,
  features: Features<Signal>,
): Features<Signal> {
  if (learner instanceof Chain) {
    return learner.blocks.slice(0, i).reduce((x, block) => block.forward(x), features);
  }
  if (!(learner instanceof Backprop)) return features;
  const { encoders, tape } = learner.parts;
  return tape.pause(() => {
    const below = encoders.slice(0, i);
    return detachFeatures(below.reduce((x: Features, f) => f.forward(x, false), features));
  });
}

/** Means over heads and over the first `words` queries of weights `[1, heads, time, time]`, by key. */
function received(weights: Float32Array, [, heads, time]: Shape, words: number): number[] {
  return Array.from({ length: words }, (_, key) => {
    let sum = 0;
    for (let head = 0; head < heads; head++) {
      for (let query = 0; query < words; query++) {
        sum += weights[(head * time + query) * time + key];
      }
    }
    return sum / (heads * words);
  });
}

/** The segments of a mini-batch with the blocks that they enter at, from 0. */
export function segmentsOf(batch: Batch): (readonly [block: number, words: TokenBlock])[] {
  return [batch, ...(batch.sides ?? []).slice(1)].flatMap((words, block) =>
    words ? [[block, words] as const] : []
  );
}

/** The values of what is computed from a mini-batch; nothing else of it stays on the device. */
export async function valuesOf(
  { device }: Learner,
  batch: Batch,
  compute: (features: Features<Signal>) => Signal,
): Promise<{ values: Float32Array; shape: Shape }> {
  const feed = new TextFeed({ training: false });
  const result = device.scope(() => {
    return compute(feed.features(signalsOf(device, feed.inputs(batch))));
  });
  const { shape } = result;
  const values = await result.data();
  device.release(result);
  return { values, shape };
}
