/**
 * Accuracy of every depth on a set of texts.
 *
 * @module
 */
import { Batches, type Encoded } from "../datasets/mod.ts";
import type { Prediction } from "./steps.ts";

/** How one depth did. */
export interface DepthResult {
  /** Blocks that were used. */
  readonly depth: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** `confusion[truth][answer]`: number of texts. */
  readonly confusion: readonly (readonly number[])[];
}

/** How a set is cut for evaluation. */
export interface EvaluationOptions {
  /** Texts of a mini-batch. */
  readonly batch: number;
  /** Words of a text that are read. */
  readonly maxLen: number;
  /** Number of classes. */
  readonly classes: number;
  /** Called after each mini-batch with the number of texts done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Index of the greatest of the logits from `start`; the first of equals. */
function argmaxAt(logits: Float32Array, start: number, classes: number): number {
  let best = 0;
  for (let k = 1; k < classes; k++) if (logits[start + k] > logits[start + best]) best = k;
  return best;
}

/** Probabilities of the logits from `start`. */
export function softmaxAt(logits: Float32Array, start: number, classes: number): number[] {
  const row = [...logits.subarray(start, start + classes)];
  const greatest = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - greatest));
  const total = powers.reduce((sum, p) => sum + p, 0);
  return powers.map((p) => p / total);
}

/** Predicts a set at every depth of a prediction and compares with its labels. */
export async function evaluateSet(
  prediction: Prediction,
  set: Encoded,
  { batch, maxLen, classes, onProgress }: EvaluationOptions,
): Promise<DepthResult[]> {
  const { depths } = prediction;
  const confusion = depths.map(() =>
    Array.from({ length: classes }, () => new Array<number>(classes).fill(0))
  );
  const losses = depths.map(() => 0);
  const total = set.labels.length;
  let done = 0;
  // Texts of like length together: less padding, and the answers do not depend on it.
  const batches = new Batches(set, { batch, maxLen, bucket: Math.ceil(total / batch) || 1 });
  for (const { labels, ...rest } of batches) {
    const logits = await prediction.run({ labels, ...rest });
    depths.forEach((_, d) =>
      labels.forEach((truth, i) => {
        const start = (d * labels.length + i) * classes;
        confusion[d][truth][argmaxAt(logits, start, classes)] += 1;
        losses[d] -= Math.log(Math.max(softmaxAt(logits, start, classes)[truth], 1e-30));
      })
    );
    onProgress?.(done += labels.length, total);
  }
  return depths.map((depth, d) => ({
    depth,
    accuracy: confusion[d].reduce((sum, row, k) => sum + row[k], 0) / Math.max(total, 1),
    loss: losses[d] / Math.max(total, 1),
    confusion: confusion[d],
  }));
}
