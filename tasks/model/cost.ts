/**
 * What an answer costs, counted from a model's parameters.
 *
 * @module
 */
import type { Encoder, Learner, Parameter } from "../../engine/mod.ts";
import { LinearEncoder } from "../../models/text/linear_encoder.ts";
import { TransformerEncoder } from "../../models/text/transformer_encoder.ts";
import { WordVectors } from "../../models/text/words.ts";
import { encodersOf } from "./encoders.ts";

/**
 * Multiply-adds of the answer to one text after `depth` blocks: those of all products with weight
 * matrices and of attention. Lookups, means and what is done element by element are left out; they are
 * a small part.
 *
 * @param words Words that have entered by each block, those of the blocks below among them.
 */
export function multiplyAdds(learner: Learner, depth: number, words: readonly number[]): number {
  const encoders = encodersOf(learner).slice(0, depth);
  const encoding = new Set(encoders.flatMap(({ parameters }) => parameters));
  const rest = learner.parametersAt(depth).filter((parameter) => !encoding.has(parameter));
  return encoders.reduce((sum, f, i) => sum + costOf(f, words[i]), elements(rest));
}

/** Products with the matrices of a forward map, once a text or once a word, and those of attention. */
function costOf(f: Encoder, words: number): number {
  if (f instanceof WordVectors) return 0;
  const tables = new Set(f.tables);
  const own = elements(f.parameters.filter((parameter) => !tables.has(parameter)));
  if (f instanceof LinearEncoder) return own;
  // Each word asks each for its weight, and takes its part of each value.
  const attention = f instanceof TransformerEncoder ? 2 * words * words * f.width : 0;
  return own * words + attention;
}

/** Elements of the weight matrices among the parameters. */
function elements(parameters: readonly Parameter[]): number {
  return parameters
    .filter(({ name, shape }) => /weight$/i.test(name) && shape.length > 1)
    .reduce((sum, { size }) => sum + size, 0);
}
