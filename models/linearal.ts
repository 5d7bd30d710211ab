/**
 * The linear model: the mean of the word vectors, then linear layers with an activation.
 *
 * @module
 */
import { type Learner, xavierUniform } from "../engine/mod.ts";
import { LinearEncoder } from "./linear_encoder.ts";
import type { TextModelOptions } from "./options.ts";
import { textModel, wordTable } from "./text.ts";
import { MeanWordVectors } from "./words.ts";

/** An embedding block and `layers` - 1 linear blocks (Peng, 2023: `linearal`). */
export function linearal(options: TextModelOptions): Learner {
  const { hidden: outputs, forwardActivation: activation } = options;
  const initializer = options.initialization === "thesis" ? xavierUniform() : undefined;
  return textModel(
    options,
    (place, _, below) =>
      below
        ? new LinearEncoder(place, { inputs: below.width, outputs, activation, initializer })
        : new MeanWordVectors(place, wordTable(options)),
  );
}
