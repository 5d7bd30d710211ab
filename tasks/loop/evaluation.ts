/**
 * Accuracy of every depth on a set of texts, and of texts that leave early.
 *
 * @module
 */
import { Batches, type Encoded } from "../../datasets/mod.ts";
import type { AdaptivePrediction } from "./exits/prediction.ts";
import { argmax, softmax } from "./logits.ts";
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

/** Counts answers and sums losses. */
class Tally {
  readonly #confusion: number[][];
  #loss = 0;

  constructor(classes: number) {
    this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  /** Takes the logits of a text, those from `start`. */
  add(truth: number, logits: Float32Array, start: number): void {
    const own = logits.subarray(start, start + this.#confusion.length);
    this.#confusion[truth][argmax(own)] += 1;
    this.#loss -= Math.log(Math.max(softmax(own)[truth], 1e-30));
  }

  /** What was counted, of so many texts. */
  result(texts: number): Omit<DepthResult, "depth"> {
    const right = this.#confusion.reduce((sum, row, k) => sum + row[k], 0);
    const of = Math.max(texts, 1);
    return { accuracy: right / of, loss: this.#loss / of, confusion: this.#confusion };
  }
}

/** The batches of a set: texts of like length together, on which the answers do not depend. */
function batchesOf(set: Encoded, { batch, maxLen }: EvaluationOptions): Batches {
  return new Batches(set, { batch, maxLen, bucket: Infinity });
}

/** Predicts a set at every depth of a prediction and compares with its labels. */
export async function evaluateSet(
  prediction: Prediction,
  set: Encoded,
  options: EvaluationOptions,
): Promise<DepthResult[]> {
  const { classes, onProgress } = options;
  const tallies = prediction.depths.map(() => new Tally(classes));
  const total = set.labels.length;
  let done = 0;
  for (const batch of batchesOf(set, options)) {
    const logits = await prediction.run(batch);
    tallies.forEach((tally, d) =>
      batch.labels.forEach((truth, i) => tally.add(truth, logits, (d * batch.batch + i) * classes))
    );
    onProgress?.(done += batch.batch, total);
  }
  return prediction.depths.map((depth, d) => ({ depth, ...tallies[d].result(total) }));
}

/** How texts did that left at depths of their own. */
export interface AdaptiveResult extends Omit<DepthResult, "depth"> {
  /** Mean number of blocks that a text went through. */
  readonly meanDepth: number;
  /** Texts that left at each of the exits. */
  readonly exits: readonly number[];
}

/** Predicts a set whose texts leave at a threshold of confidence, and compares with its labels. */
export async function evaluateAdaptive(
  prediction: AdaptivePrediction,
  threshold: number,
  set: Encoded,
  options: EvaluationOptions,
): Promise<AdaptiveResult> {
  const { classes, onProgress } = options;
  const { exits } = prediction.rule;
  const tally = new Tally(classes);
  const left = new Map(exits.map((exit) => [exit, 0]));
  const total = set.labels.length;
  let done = 0;
  for (const batch of batchesOf(set, options)) {
    const { depths, logits } = await prediction.run(batch, threshold);
    batch.labels.forEach((truth, i) => tally.add(truth, logits, i * classes));
    for (const depth of depths) left.set(depth, left.get(depth)! + 1);
    onProgress?.(done += batch.batch, total);
  }
  const blocks = [...left].reduce((sum, [depth, count]) => sum + depth * count, 0);
  const meanDepth = blocks / Math.max(total, 1);
  return { ...tally.result(total), meanDepth, exits: [...left.values()] };
}
