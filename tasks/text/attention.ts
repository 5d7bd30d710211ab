/**
 * The words that the blocks of a model attend to.
 *
 * @module
 */
import type { Learner, Shape } from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import { valuesOf } from "../loop/steps.ts";
import { segmentsOf } from "./segments.ts";

/** Attention in the blocks up to a depth: for each that has some, the share that each word gets. */
export async function attentionOf(
  learner: Learner,
  whole: Batch,
  depth: number,
): Promise<{ attending: number[]; shares: number[][] }> {
  const attending: number[] = [];
  const shares: number[][] = [];
  for (const [i, f] of learner.encoders.slice(0, depth).entries()) {
    if (!f.weights) continue;
    const { values, shape } = await valuesOf(
      learner,
      whole,
      (features) => f.weights!(learner.featuresAt(features, i)),
    );
    const words = segmentsOf(whole).filter(({ block }) => block <= i)
      .reduce((sum, { lengths }) => sum + lengths[0], 0);
    attending.push(i + 1);
    shares.push(received(values, shape, words));
  }
  return { attending, shares };
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
