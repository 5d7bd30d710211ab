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

/** Tables of a net without encoders that no optimizer changes: word vectors of a net that settles. */
export function tablesOf({ encoders, groups, parameters }: Learner): ReadonlySet<Parameter> {
  const learned = new Set(groups.flatMap(({ optimizer }) => optimizer.parameters));
  return new Set(encoders.length ? [] : parameters.filter((one) => !learned.has(one)));
}

/** Numbers that are learned: the elements of some parameters of a model, its statistics and fixed tables left out. */
export function countLearned(
  learner: Learner,
  parameters: readonly Parameter[] = learner.parameters,
): number {
  const fixed = statisticsOf(learner).union(tablesOf(learner));
  return parameters.reduce((sum, one) => fixed.has(one) ? sum : sum + one.size, 0);
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
