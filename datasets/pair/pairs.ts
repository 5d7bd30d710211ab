import { type Dataset, type Labelled, labelledAt } from "../dataset.ts";
import { splitValidation } from "../split.ts";
import { keptTokens, type KeptWords } from "../text/tokens.ts";
import type { Encoded, Vocabulary } from "../text/vocabulary.ts";

/** Labelled pairs of texts: the label of `first[i]` and `second[i]` is `labels[i]`, an index into the classes. */
export interface Pairs extends Labelled {
  /** The first texts as in the file, not yet cleaned `[n]`; premises, for one. */
  readonly first: readonly string[];
  /** The second texts `[n]`; hypotheses, for one. */
  readonly second: readonly string[];
}

/** A data set of labelled pairs. */
export type PairDataset = Dataset<Pairs>;

/**
 * The pairs of the given rows, in that order.
 *
 * @param rows Row numbers `[m]`, counted from 0.
 *
 * @example
 * ```ts
 * import { selectPairs } from "@associated/learning/data";
 *
 * const pairs = { first: ["a dog runs", "it rains"], second: ["it moves", "it is dry"], labels: Uint32Array.of(1, 0) };
 * console.assert(selectPairs(pairs, Uint32Array.of(1)).second[0] === "it is dry");
 * ```
 */
export function selectPairs(pairs: Pairs, rows: Uint32Array): Pairs {
  const pick = (texts: readonly string[]) => Array.from(rows, (row) => texts[row]);
  return { first: pick(pairs.first), second: pick(pairs.second), ...labelledAt(pairs, rows) };
}

/**
 * Cuts a validation part from the training pairs, the same share of each class.
 *
 * @param seed Seed of the draw, any number.
 * @param fraction Share for validation, in (0, 1); default 0.1.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitPairs } from "@associated/learning/data";
 *
 * const texts = ["a", "b", "c", "d"];
 * const pairs = { first: texts, second: texts, labels: Uint32Array.of(0, 0, 1, 1) };
 * console.assert(splitPairs(pairs, 1, 0.5).validation.first.length === 2);
 * ```
 */
export function splitPairs(
  pairs: Pairs,
  seed: number,
  fraction = 0.1,
): { train: Pairs; validation: Pairs } {
  return splitValidation(pairs, selectPairs, seed, fraction);
}

/**
 * Pairs as word ids. The second texts are the side input of block 1, so that {@linkcode TextRows} cuts pairs
 * into mini-batches: `x` and `lengths` are the first texts, `1/tokens` and `1/lengths` the second ones. A text
 * of which no word is kept is the unknown word.
 *
 * @example
 * ```ts
 * import { encodePairs, TextRows, Vocabulary } from "@associated/learning/data";
 *
 * const pairs = { first: ["a dog runs"], second: ["it moves"], labels: Uint32Array.of(0) };
 * const vocabulary = Vocabulary.build([...pairs.first, ...pairs.second]);
 * const [batch] = new TextRows(encodePairs(vocabulary, pairs)).batches({ batch: 1 });
 * console.assert(batch.inputs["1/lengths"].data[0] === 2);
 * ```
 */
export function encodePairs(
  vocabulary: Vocabulary,
  { first, second, labels }: Pairs,
  words: KeptWords = {},
): Encoded {
  const encode = (texts: readonly string[]) => keptTokens(vocabulary.encodeSide(texts), words);
  return { ...encode(first), labels, sides: [undefined, encode(second)] };
}
