/**
 * Temperatures, and a threshold of confidence at which examples may leave early.
 *
 * @module
 */
import { fitTemperature } from "./confidence.ts";
import type { ExitRule } from "./prediction.ts";
import { type DepthLogits, Sweep } from "./sweep.ts";

/** Thresholds that are tried where none are given: closer where models are sure of themselves. */
export const THRESHOLDS: readonly number[] = [
  0.1,
  0.2,
  0.3,
  0.4,
  0.5,
  0.6,
  0.7,
  0.8,
  0.9,
  0.95,
  0.98,
  0.99,
  0.995,
  0.999,
];

/** Accuracy that the threshold may cost where no budget is given, a standard error added: a quarter of a point. */
export const MOST_LOST = 0.0025;

/** The threshold that is taken where every tried one costs more: only examples without any doubt leave. */
const CAUTIOUS = 1;

/** A rule of leaving early, fitted on examples that no block learned from. */
export interface Fitted {
  /** The rule with its temperatures. */
  readonly rule: ExitRule;
  /** The accuracies of those examples under the rule. */
  readonly sweep: Sweep;
}

/**
 * Fits a temperature for each depth.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   fitRule,
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
 * const { rule, sweep } = fitRule(logits, { criterion: "max-softmax", squashed: false, exits: [1, 3] });
 * console.assert(rule.temperatures.length === 3 && sweep.full <= 1);
 * device.destroy();
 * ```
 */
export function fitRule(set: DepthLogits, options: Omit<ExitRule, "temperatures">): Fitted {
  const { logits, labels, classes } = set;
  const temperatures = logits.map((values) => fitTemperature({ logits: values, labels, classes }));
  const rule = { ...options, temperatures };
  return { rule, sweep: new Sweep(set, rule) };
}

/**
 * The first of some rising thresholds that costs a quarter of a point of accuracy at most, with a standard error to
 * spare ({@linkcode Sweep.doubt}): few examples do not tell a small cost from none. 1 where none does.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   fitRule,
 *   leastThreshold,
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
 * const { rule, sweep } = fitRule(logits, { criterion: "max-softmax", squashed: false, exits: [1, 3] });
 * console.assert(leastThreshold(sweep) <= 1);
 * device.destroy();
 * ```
 */
export function leastThreshold(sweep: Sweep, thresholds: readonly number[] = THRESHOLDS): number {
  const least = sweep.full - MOST_LOST;
  const sure = (threshold: number) => sweep.at(threshold).accuracy - sweep.doubt(threshold);
  return thresholds.find((threshold) => sure(threshold) >= least) ?? CAUTIOUS;
}
