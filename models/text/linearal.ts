/**
 * The linear model: the mean of the word vectors, then linear layers with an activation.
 *
 * @module
 */
import { xavierUniform } from "../../engine/mod.ts";
import type { NetPlan } from "../net.ts";
import { LinearEncoder } from "./linear_encoder.ts";
import type { LinearBlocks, TextOptions } from "./options.ts";
import { textPlan } from "./plan.ts";
import { sideWords } from "./side_words.ts";
import { MeanWordEncoder } from "./words.ts";

/**
 * An embedding block, and linear blocks above it (Peng, 2023: `linearal`, `linearalside`).
 *
 * @throws {ShapeError} When side inputs do not fit.
 */
export function linearal(options: TextOptions<LinearBlocks>): NetPlan {
  const { words, above: { width: outputs, activation, merge } } = options;
  const initializer = options.initialization === "thesis" ? xavierUniform() : undefined;
  return textPlan(options, MeanWordEncoder, (place, { block, columns }) => {
    const side = sideWords(place, words, block, {
      width: merge === "max" ? columns : null,
      again: "beside",
    });
    const inputs = columns + (side && merge === "concat" ? side.width : 0);
    return new LinearEncoder(place, { inputs, outputs, activation, initializer, side, merge });
  });
}
