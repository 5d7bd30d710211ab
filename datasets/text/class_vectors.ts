import { RandomStream } from "../random.ts";
import type { Encoded } from "./vocabulary.ts";

/** Options of {@linkcode classVectors}. */
export interface ClassVectorOptions {
  /** Words with a row of their own, padding and unknown included. */
  readonly vocabulary: number;
  /** Number of classes, 1 or more. */
  readonly classes: number;
  /** Numbers of a vector, 1 or more. */
  readonly width: number;
  /** Deviation of the numbers that are drawn. */
  readonly deviation: number;
  /** Seed of the draws, any number. */
  readonly seed: number;
}

/**
 * First vectors of words, of which some columns say what counts tell of the classes: naive Bayes as a place to
 * start from (Wang and Manning, ACL 2012, Eq. 2). Column `c` has the logarithm of the share that a word, counted
 * once more than it occurs, has among the words of class `c`, less its mean over the classes; the other columns
 * are drawn from a normal distribution. Where there are more classes than columns, class `c` is added to
 * column `c mod width`.
 *
 * @param set Training texts alone: words of other texts would give their classes away.
 * @returns `[vocabulary, width]`, row-major; the row of `<pad>` is zero.
 *
 * @example
 * ```ts
 * import { classVectors, Vocabulary } from "@associated/learning/data";
 *
 * const texts = ["good film", "bad film"], labels = Uint32Array.of(1, 0);
 * const words = Vocabulary.build(texts);
 * const options = { vocabulary: words.size, classes: 2, width: 4, deviation: 0.1, seed: 1 };
 * const rows = classVectors(words.encode({ texts, labels }), options);
 * const good = words.id("good") * 4, film = words.id("film") * 4;
 * console.assert(rows[good] < 0 && rows[good + 1] > 0 && rows[film] === 0);
 * ```
 */
export function classVectors(
  set: Encoded,
  { vocabulary, classes, width, deviation, seed }: ClassVectorOptions,
): Float32Array<ArrayBuffer> {
  const logs = logShares(set, vocabulary, classes);
  const rows = new Float32Array(vocabulary * width);
  const random = new RandomStream(seed, "first vectors");
  for (let id = 1; id < vocabulary; id++) {
    const row = rows.subarray(id * width, (id + 1) * width);
    for (let i = classes; i < width; i++) row[i] = deviation * random.normal();
    const own = logs.subarray(id * classes, (id + 1) * classes);
    const mean = own.reduce((sum, log) => sum + log, 0) / classes;
    own.forEach((log, c) => row[c % width] += log - mean);
  }
  return rows;
}

/** Logarithms of the shares that words, counted once more than they occur, have in classes, `[words, classes]`. */
function logShares(
  { tokens, offsets, labels }: Encoded,
  words: number,
  classes: number,
): Float64Array {
  const counts = new Float64Array(words * classes).fill(1);
  const totals = new Float64Array(classes).fill(words);
  labels.forEach((label, i) => {
    for (let at = offsets[i]; at < offsets[i + 1]; at++) counts[tokens[at] * classes + label]++;
    totals[label] += offsets[i + 1] - offsets[i];
  });
  return counts.map((n, i) => Math.log(n / totals[i % classes]));
}
