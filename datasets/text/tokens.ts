/**
 * Parts of the words of texts.
 *
 * @module
 */
import { type Tokens, UNKNOWN } from "./vocabulary.ts";

/** Which words of texts are kept. */
export interface KeptWords {
  /** Words kept of each text, its first ones; all where absent. */
  readonly maxLen?: number;
  /** Which words are kept, by their ids, before the first ones are counted; all where absent. */
  readonly keeps?: (id: number) => boolean;
}

/**
 * The first of the words that are kept of each text; the unknown word where there are none.
 *
 * @example
 * ```ts
 * import { keptTokens, UNKNOWN, Vocabulary } from "@associated/learning/data";
 *
 * const vocabulary = Vocabulary.build(["a good film"]);
 * const whole = vocabulary.encodeSide(["a dull good film", "dull"]);
 * const { offsets } = keptTokens(whole, { maxLen: 2, keeps: (id) => id !== UNKNOWN });
 * console.assert(offsets.join() === "0,2,3"); // "a good" and the unknown word
 * ```
 */
export function keptTokens(
  { tokens, offsets }: Tokens,
  { maxLen = Infinity, keeps = () => true }: KeptWords,
): Tokens {
  const count = offsets.length - 1;
  const ends = new Uint32Array(count + 1);
  const words = new Uint32Array(tokens.length + count);
  for (let i = 0; i < count; i++) {
    const own = tokens.subarray(offsets[i], offsets[i + 1]).filter(keeps).subarray(0, maxLen);
    words.set(own.length ? own : [UNKNOWN], ends[i]);
    ends[i + 1] = ends[i] + Math.max(1, own.length);
  }
  return { tokens: words.slice(0, ends[count]), offsets: ends };
}

/**
 * The words of each text from place `from` up to place `to`, counted from 0; a text that ends before `from`
 * has none.
 *
 * @example
 * ```ts
 * import { sliceTokens, Vocabulary } from "@associated/learning/data";
 *
 * const whole = Vocabulary.build(["a b c"]).encodeSide(["a b c", "a"]);
 * console.assert(sliceTokens(whole, 1, 3).offsets.join() === "0,2,2"); // "b c" and nothing
 * ```
 */
export function sliceTokens({ tokens, offsets }: Tokens, from: number, to: number): Tokens {
  const count = offsets.length - 1;
  const ends = new Uint32Array(count + 1);
  const start = (i: number) => Math.min(offsets[i] + from, offsets[i + 1]);
  const end = (i: number) => Math.min(offsets[i] + to, offsets[i + 1]);
  for (let i = 0; i < count; i++) ends[i + 1] = ends[i] + end(i) - start(i);
  const slice = new Uint32Array(ends[count]);
  for (let i = 0; i < count; i++) slice.set(tokens.subarray(start(i), end(i)), ends[i]);
  return { tokens: slice, offsets: ends };
}
