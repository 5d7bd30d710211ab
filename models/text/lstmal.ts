/**
 * The LSTM model: word vectors, then LSTMs that hand their state on.
 *
 * @module
 */
import type { NetPlan } from "../net.ts";
import { LstmEncoder } from "./lstm_encoder.ts";
import type { LstmBlocks, TextOptions } from "./options.ts";
import { textPlan } from "./plan.ts";
import { sideWords } from "./side_words.ts";
import { WordEncoder } from "./words.ts";

/**
 * An embedding block, and LSTM blocks above it (Wu et al., 2022; Peng, 2023: `lstmal`, `lstmalside`).
 *
 * @throws {ShapeError} When side inputs do not fit.
 */
export function lstmal(options: TextOptions<LstmBlocks>): NetPlan {
  const { words, above } = options;
  const initialization = options.initialization === "thesis" ? "faithful" : "default";
  return textPlan(options, WordEncoder, (place, { block, columns }) => {
    const side = sideWords(place, words, block, { width: columns, again: "beside" });
    const inputs = columns + (side?.columns ?? 0);
    return new LstmEncoder(place, { ...above, inputs, initialization, side });
  });
}
