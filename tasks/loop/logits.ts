/**
 * Probabilities and the likeliest class from a row of class logits.
 *
 * @module
 */

/** Probabilities of a row of logits divided by a temperature. */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  const row = Array.from(logits, (z) => z / temperature);
  const greatest = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** Index of the greatest value; the first of equals. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}
