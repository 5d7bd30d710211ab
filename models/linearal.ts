/**
 * The linear model: the mean of the word vectors, then linear layers with an activation.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { LinearEncoder, MeanWordVectors } from "./encoders.ts";
import type { TextModelOptions } from "./options.ts";
import { textModel } from "./text.ts";

/** An embedding block and `layers` - 1 linear blocks (Peng, 2023: `linearal`). */
export function linearal(options: TextModelOptions): Learner {
  const { vocabulary: rows, embedding: columns, vectors, embeddingUpdate: update } = options;
  return textModel(
    options,
    (place, _, below) =>
      below
        ? new LinearEncoder(place, below.width, options.hidden, options.forwardActivation)
        : new MeanWordVectors(place, { rows, columns, vectors, update }),
  );
}
