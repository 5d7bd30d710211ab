/**
 * All that is said of answers whose right classes are known: how many are right, of which classes, how well
 * they are ranked, and whether their probabilities mean what they say.
 *
 * @module
 */
import {
  type ClassScore,
  classScores,
  macroScore,
  matthews,
  weightedScore,
} from "./class_scores.ts";
import type { LabelledLogits } from "./exits/confidence.ts";
import { argmax, softmax } from "./logits.ts";
import { areasUnderCurves } from "./ranking.ts";
import { calibrationError, Reliability, type ReliabilityBin } from "./reliability.ts";

/** How good answers are. Shares are from 0 to 1, and NaN where nothing was counted. */
export interface Scores {
  /** Share of right answers. */
  readonly accuracy: number;
  /** Mean cross-entropy in nats of the probabilities, after temperature scaling where that was fitted. */
  readonly loss: number;
  /** `confusion[truth][answer]`: number of examples. */
  readonly confusion: readonly (readonly number[])[];
  /** Precision, recall and F1 of each class. */
  readonly scores: readonly ClassScore[];
  /** Means of these over the classes that occur. */
  readonly macro: ClassScore;
  /** Means of these over the classes, by their examples. */
  readonly weighted: ClassScore;
  /**
   * Area under the ROC curve, the mean of each class against the rest (of two classes the usual one), over the
   * classes that occur beside others; NaN where only one does.
   */
  readonly auc: number;
  /** Matthews' correlation coefficient, from -1 to 1, of any number of classes (Gorodkin, 2004). */
  readonly matthews: number;
  /** Share of examples whose class is among the `k` likeliest. */
  readonly top: { readonly k: number; readonly accuracy: number };
  /** Expected calibration error in 15 bins (Guo et al., 2017). */
  readonly calibrationError: number;
  /** The bins of confidence, as a reliability diagram shows them. */
  readonly reliability: readonly ReliabilityBin[];
}

/** Classes that count as the likeliest where nothing else is said, and beyond how many classes that tells anything. */
export const TOP = { k: 5, classes: 10 } as const;

/**
 * The scores of class logits whose right classes are known.
 *
 * @param temperatureOf What the logits of an example are divided by, above 0.
 * @param k The likeliest classes among which the right one counts as found.
 */
export function scoresOf(
  set: LabelledLogits,
  temperatureOf: (row: number) => number,
  k: number = TOP.k,
): Scores {
  const { logits, labels, classes } = set;
  const confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  const bins = new Reliability();
  let [loss, found, right] = [0, 0, 0];
  for (let row = 0; row < labels.length; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    const [truth, answer] = [labels[row], argmax(own)];
    const p = softmax(own, temperatureOf(row));
    confusion[truth][answer] += 1;
    loss -= Math.log(Math.max(p[truth], 1e-30));
    bins.add(p[answer], answer === truth);
    if (answer === truth) right += 1;
    if (placeOf(truth, own) < k) found += 1;
  }
  const rows = Math.max(labels.length, 1);
  const scores = classScores(confusion);
  const areas = areasUnderCurves(set, temperatureOf).filter(Number.isFinite);
  const reliability = bins.bins;
  return {
    accuracy: right / rows,
    loss: loss / rows,
    confusion,
    scores,
    macro: macroScore(scores),
    weighted: weightedScore(scores),
    auc: areas.reduce((sum, area) => sum + area, 0) / areas.length,
    matthews: matthews(confusion),
    top: { k, accuracy: found / rows },
    calibrationError: calibrationError(reliability),
    reliability,
  };
}

/** How many classes are likelier than one; of equals the first is, as in an answer. */
function placeOf(k: number, logits: Float32Array): number {
  let place = 0;
  for (let j = 0; j < logits.length; j++) {
    if (logits[j] > logits[k] || logits[j] === logits[k] && j < k) place++;
  }
  return place;
}
