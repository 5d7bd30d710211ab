/**
 * Scores of a net on a set of examples: at every depth, and of examples that leave early.
 *
 * @module
 */
import type { BatchSource } from "../../datasets/mod.ts";
import type { EvaluationOptions } from "./evaluation.ts";
import { type AdaptivePrediction, type ExitRule, leavingDepth } from "./exits/prediction.ts";
import { type DepthLogits, logitsOf } from "./exits/sweep.ts";
import { type Scores, scoresOf } from "./scores.ts";
import type { Prediction } from "./steps.ts";

/** What scores are taken of. */
export interface ScoreOptions extends EvaluationOptions {
  /** What the logits are divided by at each of the net's depths from the first; 1 where absent. */
  readonly temperatures?: readonly number[];
  /** The likeliest classes among which the right one counts as found; 5 where absent. */
  readonly top?: number;
}

/** How good the answers of a net are at one depth. */
export interface DepthScores extends Scores {
  /** Blocks that were used. */
  readonly depth: number;
  /** What the logits were divided by. */
  readonly temperature: number;
}

/**
 * Predicts a set of examples at each depth of a prediction, and scores the answers: macro and weighted F1,
 * ranking, top-k accuracy and calibration beside what {@linkcode evaluateSet} counts. The logits of all examples
 * are in memory at once.
 *
 * @param options.temperatures One for each depth of the prediction.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   newsDataset,
 *   openCpu,
 *   Prediction,
 *   scoreSet,
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
 * const [{ macro, auc }] = await scoreSet(new Prediction(net), rows, { batch: 64, classes: 2 });
 * console.assert(macro.f1 <= 1 && auc <= 1);
 * device.destroy();
 * ```
 */
export async function scoreSet(
  prediction: Prediction,
  set: BatchSource,
  options: ScoreOptions,
): Promise<DepthScores[]> {
  const found = await logitsOf(prediction, set, options);
  const scores = depthScores(found, options);
  return prediction.depths.map((depth, d) => ({ depth, ...scores[d] }));
}

/** How logits become probabilities, and how many of the likeliest classes count. */
type Scaling = Pick<ScoreOptions, "temperatures" | "top">;

/** The scores of logits that are there, at each depth. */
export function depthScores(
  { logits, labels, classes }: DepthLogits,
  { temperatures, top }: Scaling,
): Omit<DepthScores, "depth">[] {
  return logits.map((values, d) => {
    const temperature = temperatures?.[d] ?? 1;
    const scores = scoresOf({ logits: values, labels, classes }, () => temperature, top);
    return { temperature, ...scores };
  });
}

/** The scores of logits that are there, where each example leaves at the first exit that is sure enough of it. */
export function earlyScores(
  { logits, labels, classes }: DepthLogits,
  rule: ExitRule,
  threshold: number,
  { temperatures = rule.temperatures, top }: Scaling = {},
): Scores {
  const own = new Float32Array(labels.length * classes);
  const depths = Uint32Array.from(labels, (_, row) => {
    const at = (depth: number) => logits[depth - 1].subarray(row * classes, (row + 1) * classes);
    const depth = leavingDepth(rule, threshold, at);
    own.set(at(depth), row * classes);
    return depth;
  });
  const set = { logits: own, labels, classes };
  return scoresOf(set, (row) => temperatures[depths[row] - 1], top);
}

/** How well a net predicts examples that leave at different depths. */
export interface AdaptiveResult extends Scores {
  /** Mean number of blocks that an example went through. */
  readonly meanDepth: number;
  /** Examples that left at each of the exits. */
  readonly exits: readonly number[];
}

/**
 * Predicts a set of examples that leave at a threshold of confidence, and scores the answers.
 *
 * @param options.temperatures What the logits are divided by at each depth from 1, where probabilities are
 *   scaled by others than confidence is (with the criterion `sigmoid`); the rule's own where absent.
 *
 * @example
 * ```ts
 * import {
 *   AdaptivePrediction,
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   evaluateAdaptive,
 *   newsDataset,
 *   openCpu,
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
 * const rule = { criterion: "margin", squashed: false, temperatures: [1, 1, 1], exits: [1, 3] } as const;
 * const prediction = new AdaptivePrediction(net.chain!, rule);
 * const { exits } = await evaluateAdaptive(prediction, 0.9, rows, { batch: 64, classes: 2 });
 * console.assert(exits[0] + exits[1] === 64);
 * device.destroy();
 * ```
 */
export async function evaluateAdaptive(
  prediction: AdaptivePrediction,
  threshold: number,
  set: BatchSource,
  options: ScoreOptions,
): Promise<AdaptiveResult> {
  const { batch: size, classes, onProgress } = options;
  const { rule } = prediction;
  const { labels } = set;
  const logits = new Float32Array(labels.length * classes);
  const depths = new Uint32Array(labels.length);
  let done = 0;
  const batches = set.batches({ batch: size, anyOrder: true });
  for await (const { batch, ...found } of prediction.through(batches, threshold)) {
    batch.rows.forEach((row, i) => {
      depths[row] = found.depths[i];
      logits.set(found.logits.subarray(i * classes, (i + 1) * classes), row * classes);
    });
    onProgress?.(done += batch.size, labels.length);
  }
  const { temperatures = rule.temperatures, top } = options;
  const scores = scoresOf({ logits, labels, classes }, (row) => temperatures[depths[row] - 1], top);
  const blocks = depths.reduce((sum, depth) => sum + depth, 0);
  const left = (exit: number) => depths.reduce((sum, depth) => sum + Number(depth === exit), 0);
  const meanDepth = blocks / Math.max(labels.length, 1);
  return { ...scores, meanDepth, exits: rule.exits.map(left) };
}
