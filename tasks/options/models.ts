/**
 * The values of `--model`: the names of the catalog, and each of them with side inputs.
 *
 * @module
 */
import { type ModelName, models } from "../../models/mod.ts";
import type { DataKind } from "./spec.ts";

/** Names of the catalog. */
export const MODEL_NAMES = Object.keys(models) as readonly ModelName[];

/** A value of `--model`. */
export type ModelChoice = ModelName | `${ModelName}side`;

/** What a choice stands for. */
interface Chosen {
  readonly model: ModelName;
  /** Whether words of the text enter at each block. */
  readonly sides: boolean;
}

const CHOSEN: ReadonlyMap<string, Chosen> = new Map<ModelChoice, Chosen>([
  ...MODEL_NAMES.map((model) => [model, { model, sides: false }] as const),
  ...MODEL_NAMES.map((model) => [`${model}side`, { model, sides: true }] as const),
]);

/** All choices, the models with side inputs last. */
export const MODEL_CHOICES = [...CHOSEN.keys()] as readonly ModelChoice[];

/** The catalog's name of a choice. */
export function baseModel(choice: ModelChoice): ModelName {
  return CHOSEN.get(choice)!.model;
}

/** Whether a choice takes words of the text at each block. */
export function takesSides(choice: string): boolean {
  return CHOSEN.get(choice)?.sides ?? false;
}

/** Whether a model can read data of a kind. */
export function reads(model: ModelName, kind: DataKind): boolean {
  return models[model].modality === kind;
}

/** The kind of data that a model reads from a data set. */
export function dataKind(
  { model }: { readonly model: ModelChoice; readonly dataset: string },
): DataKind {
  return models[baseModel(model)].modality;
}
