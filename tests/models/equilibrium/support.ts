/** Small nets that settle, and mini-batches for them. */
import type { BatchArray } from "../../../datasets/mod.ts";
import { defaultEquilibrium, type EquilibriumOptions } from "../../../models/mod.ts";

/** Options of a small net. */
export function small(options: Partial<EquilibriumOptions> = {}): EquilibriumOptions {
  const words = { vocabulary: 50, width: 8 };
  const sizes = { classes: 3, time: 4, hidden: [6], free: 12, nudged: 5 };
  return { ...defaultEquilibrium, ...sizes, words, rates: 0.01, ...options };
}

/** Rows of word numbers under the names of a text, or of the second text of a pair. */
export function rows(
  texts: readonly (readonly number[])[],
  names: readonly [words: string, lengths: string] = ["x", "lengths"],
): Record<string, BatchArray> {
  const time = Math.max(1, ...texts.map(({ length }) => length));
  const data = new Uint32Array(texts.length * time);
  texts.forEach((text, i) => data.set(text, i * time));
  const lengths = Uint32Array.from(texts, ({ length }) => length);
  return {
    [names[0]]: { data, shape: [texts.length, time] },
    [names[1]]: { data: lengths, shape: [texts.length] },
  };
}

/** Rows of pairs. */
export function pairs(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): Record<string, BatchArray> {
  return { ...rows(first), ...rows(second, ["1/tokens", "1/lengths"]) };
}
