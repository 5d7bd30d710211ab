/**
 * Accuracy of every depth on a set of examples.
 *
 * @module
 */
import type { BatchSource } from "../../datasets/mod.ts";
import { argmax, softmax } from "./logits.ts";
import type { Prediction } from "./steps.ts";

/** How well a net predicts at one depth. */
export interface DepthResult {
  /** Blocks that were used. */
  readonly depth: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
  /** `confusion[truth][answer]`: number of examples. */
  readonly confusion: readonly (readonly number[])[];
}

/** How a set is cut for evaluation. */
export interface EvaluationOptions {
  /** Examples of a mini-batch. */
  readonly batch: number;
  /** Number of classes. */
  readonly classes: number;
  /** Called after each mini-batch with the number of examples done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Counts answers and sums losses. */
class Tally {
  readonly #confusion: number[][];
  #loss = 0;

  constructor(classes: number) {
    this.#confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  }

  /** Counts the answer to an example, whose logits begin at `start`. */
  add(truth: number, logits: Float32Array, start: number): void {
    const own = logits.subarray(start, start + this.#confusion.length);
    this.#confusion[truth][argmax(own)] += 1;
    this.#loss -= Math.log(Math.max(softmax(own)[truth], 1e-30));
  }

  /** Accuracy, mean loss and confusion of so many examples. */
  result(examples: number): Omit<DepthResult, "depth"> {
    const right = this.#confusion.reduce((sum, row, k) => sum + row[k], 0);
    const of = Math.max(examples, 1);
    return { accuracy: right / of, loss: this.#loss / of, confusion: this.#confusion };
  }
}

/**
 * Predicts a set of examples at each depth of a prediction, and compares the answers with the labels.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   evaluateSet,
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
 * const results = await evaluateSet(new Prediction(net), rows, { batch: 64, classes: 2 });
 * console.assert(results.length === 3 && results[0].accuracy <= 1); // one a depth
 * device.destroy();
 * ```
 */
export async function evaluateSet(
  prediction: Prediction,
  set: BatchSource,
  options: EvaluationOptions,
): Promise<DepthResult[]> {
  const { batch: size, classes, onProgress } = options;
  const tallies = prediction.depths.map(() => new Tally(classes));
  const total = set.labels.length;
  let done = 0;
  for (const batch of set.batches({ batch: size, anyOrder: true })) {
    const logits = await prediction.run(batch);
    tallies.forEach((tally, d) =>
      batch.labels.forEach((truth, i) => tally.add(truth, logits, (d * batch.size + i) * classes))
    );
    onProgress?.(done += batch.size, total);
  }
  return prediction.depths.map((depth, d) => ({ depth, ...tallies[d].result(total) }));
}
