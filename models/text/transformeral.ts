/**
 * The Transformer model: word vectors, then encoder layers.
 *
 * @module
 */
import { xavierUniform } from "../../engine/mod.ts";
import type { NetPlan } from "../net.ts";
import type { TextOptions, TransformerBlocks } from "./options.ts";
import { textPlan } from "./plan.ts";
import { sideWords } from "./side_words.ts";
import { TransformerEncoder } from "./transformer_encoder.ts";
import { WordEncoder } from "./words.ts";

/**
 * An embedding block, and blocks of an encoder layer each above it (Wu et al., 2022; Peng, 2023:
 * `transformeral`, `transformeralside`). Attention keeps the width, so all blocks are as wide as the
 * word vectors.
 *
 * @throws {ShapeError} When the heads do not share the width evenly, or side inputs do not fit.
 */
export function transformeral(options: TextOptions<TransformerBlocks>): NetPlan {
  const { words, above: { heads, feedForward: hidden, dropout, norm, positions } } = options;
  const { width } = words;
  const initializer = options.initialization === "thesis" ? xavierUniform() : undefined;
  // With norms before the parts x only ever grows, so the output of the block is normalized once more.
  const finalNorm = norm === "pre";
  const layer = { width, heads, hidden, dropout, norm, finalNorm, initializer };
  return textPlan(options, WordEncoder, (place, { block, number }) => {
    const side = sideWords(place, words, block, { width, positions, again: "added" });
    return new TransformerEncoder(place, {
      ...layer,
      positions: number === 1 ? positions : 0,
      side,
    });
  });
}
