/**
 * The Transformer model: word vectors, then encoder layers.
 *
 * @module
 */
import { type Learner, ShapeError } from "../engine/mod.ts";
import type { TextModelOptions } from "./options.ts";
import { textModel, wordTable } from "./text.ts";
import { TransformerEncoder } from "./transformer_encoder.ts";
import { WordVectors } from "./words.ts";

/**
 * An embedding block and `layers` - 1 blocks of an encoder layer each (Wu et al., 2022; Peng, 2023:
 * `transformeral`). Attention keeps the width, so all blocks are as wide as the word vectors.
 *
 * @throws {ShapeError} When the heads do not share the width evenly.
 */
export function transformeral(options: TextModelOptions): Learner {
  const { embedding: width, heads, feedForward: hidden, layerDropout: dropout, norm } = options;
  return textModel(options, (place, i, below) =>
    below
      ? new TransformerEncoder(place, {
        width,
        heads,
        hidden,
        dropout,
        norm,
        positions: i === 1 ? options.positions : 0,
      })
      : new WordVectors(place, wordTable(options)));
}
