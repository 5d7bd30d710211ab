/**
 * The linear model: the mean of the word vectors, then linear layers with an activation.
 *
 * @module
 */
import { type Learner, xavierUniform } from "../../engine/mod.ts";
import { LinearEncoder } from "./linear_encoder.ts";
import type { TextModelOptions } from "./options.ts";
import { sideWords } from "./side_words.ts";
import { textModel, wordTable } from "../net.ts";
import { MeanWordVectors } from "./words.ts";

/**
 * An embedding block and `layers` - 1 linear blocks (Peng, 2023: `linearal`, `linearalside`).
 *
 * @throws {ShapeError} When side inputs do not fit.
 */
export function linearal(options: TextModelOptions): Learner {
  const { hidden: outputs, forwardActivation: activation, sideMerge: merge } = options;
  const initializer = options.initialization === "thesis" ? xavierUniform() : undefined;
  return textModel(options, (place, i, below) => {
    if (!below) return new MeanWordVectors(place, wordTable(options));
    const side = sideWords(place, options, i, merge === "max" ? below.width : null);
    const inputs = below.width + (side && merge === "concat" ? side.width : 0);
    return new LinearEncoder(place, { inputs, outputs, activation, initializer, side, merge });
  });
}
