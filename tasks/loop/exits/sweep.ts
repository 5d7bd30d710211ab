/**
 * Where examples would leave, and how often they would be right, at any threshold: exactly, from the
 * logits of all depths.
 *
 * @module
 */
import type { BatchSource } from "../../../datasets/mod.ts";
import { type ExitRule, readinessAt } from "./prediction.ts";
import type { EvaluationOptions } from "../evaluation.ts";
import type { Prediction } from "../steps.ts";

/** The logits of a set of examples at every depth. */
export interface DepthLogits {
  /** For each depth from 1, class logits `[examples, classes]`, row-major. */
  readonly logits: readonly Float32Array[];
  /** Right classes `[examples]`. */
  readonly labels: Uint32Array;
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Predicts a set of examples at the depths of a prediction; the rows keep the set's order.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   logitsOf,
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
 * const logits = await logitsOf(new Prediction(net), rows, { batch: 64, classes: 2 });
 * console.assert(logits.logits.length === 3 && logits.logits[0].length === 64 * 2);
 * device.destroy();
 * ```
 */
export async function logitsOf(
  prediction: Prediction,
  set: BatchSource,
  { batch, classes, onProgress }: EvaluationOptions,
): Promise<DepthLogits> {
  const total = set.labels.length;
  const logits = prediction.depths.map(() => new Float32Array(total * classes));
  let done = 0;
  for (const each of set.batches({ batch, anyOrder: true })) {
    const values = await prediction.run(each);
    logits.forEach((all, d) =>
      each.rows.forEach((row, i) => {
        const from = (d * each.size + i) * classes;
        all.set(values.subarray(from, from + classes), row * classes);
      })
    );
    onProgress?.(done += each.size, total);
  }
  return { logits, labels: set.labels, classes };
}

/** Accuracy and exits of a set of examples at one threshold. */
export interface SweepPoint {
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean number of blocks that an example went through. */
  readonly meanDepth: number;
  /** Examples that left at each of the exits. */
  readonly exits: readonly number[];
}

/**
 * The accuracy and the exits of a set of examples under a rule, at any threshold.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   logitsOf,
 *   newsDataset,
 *   openCpu,
 *   Prediction,
 *   Sweep,
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
 * const logits = await logitsOf(new Prediction(net), rows, { batch: 64, classes: 2 });
 * const rule = { criterion: "margin", squashed: false, temperatures: [1, 1, 1], exits: [1, 3] } as const;
 * console.assert(new Sweep(logits, rule).at(0).meanDepth === 1); // at threshold 0 all leave at once
 * device.destroy();
 * ```
 */
export class Sweep {
  /** Confidence in each example at each exit but the last. */
  readonly #confidence: readonly Float64Array[];
  /** Whether each example is answered rightly at each exit. */
  readonly #right: readonly Uint8Array[];
  readonly #exits: readonly number[];
  readonly #examples: number;

  /** Looks at all examples once. */
  constructor({ logits, labels, classes }: DepthLogits, rule: ExitRule) {
    this.#exits = rule.exits;
    this.#examples = labels.length;
    const row = (exit: number, i: number) =>
      logits[exit - 1].subarray(i * classes, (i + 1) * classes);
    this.#confidence = rule.exits.slice(0, -1).map((exit) =>
      Float64Array.from(labels, (_, i) => readinessAt(rule, row(exit, i), exit))
    );
    this.#right = rule.exits.map((exit) =>
      Uint8Array.from(labels, (label, i) => {
        const values = row(exit, i);
        return Number(values.indexOf(Math.max(...values)) === label);
      })
    );
  }

  /** Accuracy where all examples go through all blocks. */
  get full(): number {
    return this.#right.at(-1)!.reduce((sum, right) => sum + right, 0) / Math.max(this.#examples, 1);
  }

  /** Accuracy and exits where each example leaves at the first exit whose confidence reaches the threshold. */
  at(threshold: number): SweepPoint {
    const exits = this.#exits.map(() => 0);
    let right = 0;
    for (let i = 0; i < this.#examples; i++) {
      const at = this.#exitOf(i, threshold);
      exits[at] += 1;
      right += this.#right[at][i];
    }
    const blocks = exits.reduce((sum, count, e) => sum + count * this.#exits[e], 0);
    const examples = Math.max(this.#examples, 1);
    return { accuracy: right / examples, meanDepth: blocks / examples, exits };
  }

  /**
   * The standard error of what a threshold costs: `sqrt(k) / n`, where of n examples k are answered rightly either by
   * the exits alone or by all blocks alone (McNemar, 1947). Examples that both answer alike tell nothing of it.
   */
  doubt(threshold: number): number {
    const last = this.#exits.length - 1;
    let others = 0;
    for (let i = 0; i < this.#examples; i++) {
      const at = this.#exitOf(i, threshold);
      if (this.#right[at][i] !== this.#right[last][i]) others++;
    }
    return Math.sqrt(others) / Math.max(this.#examples, 1);
  }

  /** The place among the exits at which an example leaves. */
  #exitOf(i: number, threshold: number): number {
    const found = this.#confidence.findIndex((values) => values[i] >= threshold);
    return found < 0 ? this.#exits.length - 1 : found;
  }

  /** Thresholds from 0 to 1, closer where more of the examples' confidences are. */
  get steps(): number[] {
    const all = Float64Array.from(this.#confidence.flatMap((values) => [...values])).sort();
    const count = Math.min(all.length, 200);
    // Six digits, so that a threshold means the same where it is shown and given again.
    const quantiles = Array.from(
      { length: count },
      (_, q) => Number(all[Math.floor(q * all.length / count)].toFixed(6)),
    );
    return [...new Set([0, ...quantiles, 1])];
  }
}
