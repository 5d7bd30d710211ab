/**
 * The cost of an answer, counted from a model's parameters.
 *
 * @module
 */
import type { Learner, RowSizes } from "../../engine/mod.ts";

/**
 * Multiply-adds of the answer to one example after `depth` blocks: the products with weight matrices, and
 * attention. Lookups, means and operations on single elements are left out; they are a small part.
 *
 * @param sizes Sizes of the example at each block.
 */
export function multiplyAdds(
  learner: Learner,
  depth: number,
  sizes: readonly RowSizes[],
): number {
  if (learner.multiplyAdds !== undefined) return learner.multiplyAdds;
  const encoders = learner.encoders.slice(0, depth);
  const encoding = new Set(encoders.flatMap(({ parameters }) => parameters));
  const labelSide = learner.parametersAt(depth)
    .filter((parameter) => !encoding.has(parameter) && parameter.shape.length > 1)
    .reduce((sum, { size }) => sum + size, 0);
  return encoders.reduce((sum, f, i) => sum + f.multiplyAdds(sizes[i]), labelSide);
}
