/**
 * The families of nets that classifiers may have.
 *
 * @module
 */
import { type EquilibriumModel, equilibriumModels } from "../../models/mod.ts";
import { models } from "../../models/catalog.ts";
import { nearest } from "../../datasets/nearest.ts";
import { ShapeError } from "../../engine/mod.ts";
import { blockNets } from "./block_nets.ts";
import type { ClassifierModel, NetFamily } from "./family.ts";
import { settlingNets } from "./settling_nets.ts";

/** Whether a model settles. */
export function settles(model: string): model is EquilibriumModel {
  return Object.hasOwn(equilibriumModels, model);
}

/** Whether there is a model of a name. */
export function isModel(name: string): name is ClassifierModel {
  return settles(name) || Object.hasOwn(models, name);
}

/**
 * The family of a model.
 *
 * @throws {ShapeError} When there is no such model.
 */
export function familyOf(model: string): NetFamily {
  if (isModel(model)) return settles(model) ? settlingNets : blockNets;
  const names = [...Object.keys(models), ...Object.keys(equilibriumModels)];
  const meant = nearest(model, names);
  const hint = meant === undefined ? `give one of ${names.join(", ")}` : `did you mean ${meant}?`;
  throw new ShapeError(
    `Cannot build the model "${model}": there is none of this name, ${hint}`,
  );
}
