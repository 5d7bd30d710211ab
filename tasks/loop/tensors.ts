/**
 * All tensors that training needs to go on, by name.
 *
 * @module
 */
import { type Learner, lossName, type Module, type Tensor, type Totals } from "../../engine/mod.ts";

/** Tensors by name. */
export type NamedTensors = ReadonlyMap<string, Tensor>;

/** The parameters of a model or a part of one. */
export function weightsOf(module: Module): Map<string, Tensor> {
  return new Map(module.parameters.map((parameter) => [parameter.name, parameter]));
}

/** Parameters, the memory of the optimizers and generators of dropout: all that a step reads and writes. */
export function memoryOf(learner: Learner): Map<string, Tensor> {
  const all = weightsOf(learner);
  for (const { name, optimizer } of learner.groups) {
    for (const [key, tensor] of optimizer.state) all.set(`optimizer/${name}/${key}`, tensor);
  }
  for (const [name, tensor] of learner.state) all.set(`state/${name}`, tensor);
  return all;
}

/** {@linkcode memoryOf} a learner, and sums of losses. */
export function tensorsOf(learner: Learner, totals: Totals): Map<string, Tensor> {
  const all = memoryOf(learner);
  totals.sums.forEach((sum, i) => all.set(`totals/${lossName(learner.losses[i])}`, sum));
  return all;
}
