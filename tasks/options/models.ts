/**
 * The values of `--model`: the names of the catalog, and those with side inputs; and what they read.
 *
 * @module
 */
import { type ImageModel, type ModelName, models, type TextModel } from "../../models/mod.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import type { DataKind } from "./spec.ts";

/** Names of the catalog. */
export const MODEL_NAMES = Object.keys(models) as readonly ModelName[];

/** A value of `--model`. */
export type ModelChoice = TextModel | `${TextModel}side` | ImageModel | `${ImageModel}_side`;

/** What a choice stands for. */
interface Chosen {
  readonly model: ModelName;
  /** Whether something enters at each block: words of the text, or the image once more. */
  readonly sides: boolean;
}

const CHOSEN: ReadonlyMap<string, Chosen> = new Map<string, Chosen>([
  ...MODEL_NAMES.map((model) => [model, { model, sides: false }] as const),
  ...MODEL_NAMES.filter(hasSides).map((model) =>
    [sideName(model), { model, sides: true }] as const
  ),
]);

/** All choices, the models with side inputs last. */
export const MODEL_CHOICES = [...CHOSEN.keys()] as readonly ModelChoice[];

/** Whether there is a form of a model with side inputs. */
function hasSides(model: ModelName): boolean {
  // A net of dense layers has no place for a second look at an image.
  return model !== "mlp_al";
}

/** The choice of a model with side inputs, as the authors spell it. */
function sideName(model: ModelName): ModelChoice {
  return (models[model].modality === "text" ? `${model}side` : `${model}_side`) as ModelChoice;
}

/** The catalog's name of a choice. */
export function baseModel(choice: ModelChoice): ModelName {
  return CHOSEN.get(choice)!.model;
}

/** Whether a choice takes side inputs. */
export function takesSides(choice: string): boolean {
  return CHOSEN.get(choice)?.sides ?? false;
}

/** Whether a model can read data of a kind. */
export function reads(model: ModelName, kind: DataKind): boolean {
  return models[model].modality === kind || (kind === "numbers" && model === "mlp_al");
}

/** The kind of data that a model reads from a data set. */
export function dataKind(
  { model, dataset }: { readonly model: ModelChoice; readonly dataset: string },
): DataKind {
  const name = baseModel(model);
  return reads(name, "numbers") && formatOfName(dataset) ? "numbers" : models[name].modality;
}
