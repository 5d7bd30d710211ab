/**
 * The LSTM model: word vectors, then LSTMs that hand their state on.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import { LstmEncoder } from "./lstm_encoder.ts";
import type { TextModelOptions } from "./options.ts";
import { sideWords } from "./side_words.ts";
import { textModel, wordTable } from "../net.ts";
import { WordVectors } from "./words.ts";

/**
 * An embedding block and `layers` - 1 LSTM blocks (Wu et al., 2022; Peng, 2023: `lstmal`,
 * `lstmalside`).
 *
 * @throws {ShapeError} When side inputs do not fit.
 */
export function lstmal(options: TextModelOptions): Learner {
  const initialization = options.initialization === "thesis" ? "faithful" : "default";
  return textModel(options, (place, i, below) => {
    if (!below) return new WordVectors(place, wordTable(options));
    const inputs = below instanceof LstmEncoder ? below.outputs : below.width;
    const side = sideWords(place, options, i, inputs);
    return new LstmEncoder(place, { ...options, inputs, initialization, side });
  });
}
