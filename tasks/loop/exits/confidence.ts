/**
 * How sure a net is of a prediction, as a number from 0 to 1, and the temperatures that make
 * probabilities mean what they say (Guo et al., On Calibration of Modern Neural Networks, 2017).
 *
 * @module
 */

import { softmax } from "../logits.ts";

/** A measure of confidence; see {@linkcode confidence}. */
export type Criterion = "max-softmax" | "entropy" | "margin" | "sigmoid";

/** The measures of confidence. */
export const CRITERIA: readonly Criterion[] = ["max-softmax", "entropy", "margin", "sigmoid"];

/** The temperature, and how the net ends. */
export interface ConfidenceOptions {
  /** Divisor of the logits, above 0; `sigmoid` has none, as in the code of 2023. */
  readonly temperature: number;
  /** Whether the net ends in a sigmoid, so that `sigmoid` takes its outputs as they are. */
  readonly squashed: boolean;
}

/**
 * Confidence in a row of class logits, 0 to 1: the greatest probability; 1 less the entropy, as a share of
 * the greatest entropy that there can be; the lead of the likeliest class over the second; or the greatest
 * sigmoid (Peng, 2023).
 */
export function confidence(
  criterion: Criterion,
  logits: ArrayLike<number>,
  { temperature, squashed }: ConfidenceOptions,
): number {
  if (criterion === "sigmoid") {
    const greatest = Math.max(...Array.from(logits));
    return squashed ? clamp(greatest) : 1 / (1 + Math.exp(-greatest));
  }
  if (criterion === "entropy") {
    const p = softmax(logits, temperature);
    return p.length < 2 ? 1 : clamp(1 - entropy(p) / Math.log(p.length));
  }
  const [first, second] = greatestTwo(logits);
  let total = 0; // what softmax divides by, with the greatest logit taken off
  for (let k = 0; k < logits.length; k++) total += Math.exp((logits[k] - first) / temperature);
  const lead = Math.exp((second - first) / temperature);
  return criterion === "margin" ? (1 - lead) / total : 1 / total;
}

/** The greatest of some logits, and the greatest of the others. */
function greatestTwo(logits: ArrayLike<number>): [first: number, second: number] {
  let first = -Infinity, second = -Infinity;
  for (let k = 0; k < logits.length; k++) {
    const z = logits[k];
    if (z > first) [first, second] = [z, first];
    else if (z > second) second = z;
  }
  return [first, second];
}

function entropy(p: readonly number[]): number {
  return p.reduce((sum, share) => share > 0 ? sum - share * Math.log(share) : sum, 0);
}

/** Rounding may end a hair outside. */
function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Logits of a set of examples at one depth, with the right classes. */
export interface LabelledLogits {
  /** Class logits `[examples, classes]`, row-major. */
  readonly logits: Float32Array;
  /** Right classes `[examples]`. */
  readonly labels: ArrayLike<number>;
  /** Number of classes. */
  readonly classes: number;
}

/** Mean cross-entropy in nats of logits divided by a temperature; 0 of no examples. */
export function crossEntropyAt(set: LabelledLogits, temperature: number): number {
  return slopeAt(set, 1 / temperature).loss;
}

/** The least and the greatest scale of logits (1 / temperature) that is tried. */
const LEAST = 1 / 50;
const GREATEST = 50;

/**
 * The temperature from 0.02 to 50 with the least mean cross-entropy. The loss is convex in the reciprocal of
 * the temperature, so its minimum is where its slope is 0: Newton's steps find it, held to the interval in
 * which the slope changes its sign. The fitted temperature is never worse than 1.
 */
export function fitTemperature(set: LabelledLogits): number {
  const start = slopeAt(set, 1);
  if (!(Math.abs(start.slope) > 1e-12)) return 1;
  let [low, high] = start.slope > 0 ? [LEAST, 1] : [1, GREATEST];
  const end = start.slope > 0 ? LEAST : GREATEST;
  const beyond = slopeAt(set, end).slope;
  if (start.slope > 0 ? beyond >= 0 : beyond <= 0) return 1 / end;
  let scale = 1;
  let at = start;
  for (let step = 0; step < 100; step++) {
    const newton = scale - at.slope / at.curvature;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const moved = Math.abs(next - scale);
    scale = next;
    at = slopeAt(set, scale);
    if (at.slope > 0) high = scale;
    else low = scale;
    if (moved < 1e-10 * scale || at.slope === 0) break;
  }
  return 1 / scale;
}

/** Mean cross-entropy of logits times a scale, with its first and second derivative by the scale. */
function slopeAt({ logits, labels, classes }: LabelledLogits, scale: number) {
  let loss = 0, slope = 0, curvature = 0;
  const count = labels.length;
  for (let i = 0; i < count; i++) {
    const from = i * classes;
    let greatest = -Infinity;
    for (let k = 0; k < classes; k++) greatest = Math.max(greatest, logits[from + k]);
    let total = 0, mean = 0, square = 0;
    for (let k = 0; k < classes; k++) {
      const z = logits[from + k] - greatest;
      const power = Math.exp(scale * z);
      total += power;
      mean += power * z;
      square += power * z * z;
    }
    mean /= total;
    const right = logits[from + labels[i]] - greatest;
    loss += Math.log(total) - scale * right;
    slope += mean - right;
    curvature += square / total - mean * mean;
  }
  const n = Math.max(count, 1);
  return { loss: loss / n, slope: slope / n, curvature: curvature / n };
}
