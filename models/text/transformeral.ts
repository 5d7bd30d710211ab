/**
 * The Transformer model: word vectors, then encoder layers.
 *
 * @module
 */
import { type Learner, xavierUniform } from "../../engine/mod.ts";
import type { TextModelOptions } from "./options.ts";
import { sideWords } from "./side_words.ts";
import { textModel, wordTable } from "../net.ts";
import { TransformerEncoder } from "./transformer_encoder.ts";
import { WordVectors } from "./words.ts";

/**
 * An embedding block and `layers` - 1 blocks of an encoder layer each (Wu et al., 2022; Peng, 2023:
 * `transformeral`, `transformeralside`). Attention keeps the width, so all blocks are as wide as the
 * word vectors.
 *
 * @throws {ShapeError} When the heads do not share the width evenly, or side inputs do not fit.
 */
export function transformeral(options: TextModelOptions): Learner {
  const { embedding: width, heads, feedForward: hidden, layerDropout: dropout, norm } = options;
  const initializer = options.initialization === "thesis" ? xavierUniform() : undefined;
  // Before a norm x only ever grows, so what leaves the block is normalized once more.
  const finalNorm = norm === "pre";
  const layer = { width, heads, hidden, dropout, norm, finalNorm, initializer };
  return textModel(options, (place, i, below) => {
    if (!below) return new WordVectors(place, wordTable(options));
    const side = sideWords(place, options, i, width, options.positions);
    const positions = i === 1 ? options.positions : 0;
    return new TransformerEncoder(place, { ...layer, positions, side });
  });
}
