/**
 * The LSTM model: word vectors, then LSTMs that hand their state on.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { LstmEncoder, WordVectors } from "./encoders.ts";
import type { TextModelOptions } from "./options.ts";
import { textModel } from "./text.ts";

/** An embedding block and `layers` - 1 LSTM blocks (Wu et al., 2022; Peng, 2023: `lstmal`). */
export function lstmal(options: TextModelOptions): Learner {
  const { vocabulary: rows, embedding: columns, vectors, embeddingUpdate: update } = options;
  return textModel(options, (place, _, below) => {
    if (!below) return new WordVectors(place, { rows, columns, vectors, update });
    const inputs = below instanceof LstmEncoder ? below.outputs : below.width;
    return new LstmEncoder(place, inputs, options.hidden, options.bidirectional);
  });
}
