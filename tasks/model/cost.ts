/**
 * What a model learns and what an answer costs, counted from its parameters.
 *
 * @module
 */
import type { Learner, Parameter, RowSizes } from "../../engine/mod.ts";

/**
 * Running statistics of normalization: training moves them, they are kept with the parameters, and nothing learns
 * them.
 */
export function statisticsOf({ encoders }: Learner): ReadonlySet<Parameter> {
  return new Set(
    encoders.flatMap((encoder) =>
      encoder.parameters.filter((parameter) => encoder.learning(parameter) === "statistic")
    ),
  );
}

/** Numbers that are learned: the elements of some parameters of a model, its statistics left out. */
export function countLearned(
  learner: Learner,
  parameters: readonly Parameter[] = learner.parameters,
): number {
  const statistics = statisticsOf(learner);
  return parameters.reduce((sum, one) => statistics.has(one) ? sum : sum + one.size, 0);
}

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
