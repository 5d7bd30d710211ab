/**
 * How well scores rank the examples of a class before all others.
 *
 * @module
 */
import type { LabelledLogits } from "./exits/confidence.ts";
import { argmax } from "./logits.ts";

/**
 * The area under the ROC curve of each class against the rest: the share of pairs of an example of the class
 * and one of another in which the first has the greater score, ties counted as a half (Hanley and McNeil, 1982).
 * NaN for a class of which no example or all are. Of two classes both have the same area.
 *
 * @param set Class logits `[examples, classes]` and the right classes.
 * @param temperatureOf What the logits of an example are divided by, above 0.
 */
export function areasUnderCurves(
  { logits, labels, classes }: LabelledLogits,
  temperatureOf: (row: number) => number,
): number[] {
  const odds = new Float32Array(logits.length);
  for (let row = 0; row < labels.length; row++) {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    odds.set(logOdds(own, temperatureOf(row)), row * classes);
  }
  const counts = new Uint32Array(classes);
  for (let row = 0; row < labels.length; row++) counts[labels[row]] += 1;
  return Array.from({ length: classes }, (_, k) => {
    const own = new Float32Array(counts[k]);
    const others = new Float32Array(labels.length - own.length);
    let [i, j] = [0, 0];
    for (let row = 0; row < labels.length; row++) {
      const score = odds[row * classes + k];
      if (labels[row] === k) own[i++] = score;
      else others[j++] = score;
    }
    return area(own.sort(), others.sort());
  });
}

/**
 * The logarithm of the odds of each class: it ranks as the probability does, and tells apart what is near 1
 * too. Only the likeliest class needs the sum of the others term by term: in all other sums its 1 is left.
 */
function logOdds(logits: Float32Array, temperature: number): Float32Array {
  const best = argmax(logits);
  const powers = Array.from(logits, (z) => Math.exp((z - logits[best]) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  const odds = Float32Array.from(
    logits,
    (z, k) => (z - logits[best]) / temperature - Math.log(total - powers[k]),
  );
  const rest = Array.from(logits).filter((_, k) => k !== best);
  const second = Math.max(...rest);
  const others = rest.reduce((sum, z) => sum + Math.exp((z - second) / temperature), 0);
  odds[best] = (logits[best] - second) / temperature - Math.log(others);
  return odds;
}

/** The share of pairs in which a score of the first list is above one of the second; both rise. */
function area(own: Float32Array, others: Float32Array): number {
  let [below, upTo, sum] = [0, 0, 0];
  for (const score of own) {
    while (below < others.length && others[below] < score) below++;
    upTo = Math.max(upTo, below);
    while (upTo < others.length && others[upTo] === score) upTo++;
    sum += (below + upTo) / 2;
  }
  return sum / (own.length * others.length);
}
