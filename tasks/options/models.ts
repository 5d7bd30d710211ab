/**
 * The values of `--model`: the names of the catalogs, and those with side inputs; and what they read.
 *
 * @module
 */
import {
  type EquilibriumModel,
  equilibriumModels,
  type ImageModel,
  models,
  type TextModel,
} from "../../models/mod.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import type { AnyModel, DataKind } from "./spec.ts";

/** All models. */
const MODELS = { ...models, ...equilibriumModels } as const;

/** Names of the catalogs. */
export const MODEL_NAMES = Object.keys(MODELS) as readonly AnyModel[];

/** Names of the models that settle. */
export const EQUILIBRIUM_NAMES = Object.keys(equilibriumModels) as readonly EquilibriumModel[];

/** A value of `--model`. */
export type ModelChoice =
  | TextModel
  | `${TextModel}side`
  | ImageModel
  | `${ImageModel}_side`
  | EquilibriumModel;

/** What a choice stands for. */
interface Chosen {
  readonly model: AnyModel;
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
function hasSides(model: AnyModel): boolean {
  // A net of dense layers has no place for a second look at an image.
  return model !== "mlp_al" && !isEquilibrium(model);
}

/** Whether a model settles, and so has no blocks. */
export function isEquilibrium(model: AnyModel): model is EquilibriumModel {
  return Object.hasOwn(equilibriumModels, model);
}

/** Whether a choice reads pairs of texts and nothing else. */
export function wantsPairs(choice: ModelChoice): boolean {
  const model = baseModel(choice);
  return isEquilibrium(model) && equilibriumModels[model].input === "pair";
}

/** The choice of a model with side inputs, as the authors spell it. */
function sideName(model: AnyModel): ModelChoice {
  return (MODELS[model].modality === "text" ? `${model}side` : `${model}_side`) as ModelChoice;
}

/** The name of a choice in its catalog. */
export function baseModel(choice: ModelChoice): AnyModel {
  return CHOSEN.get(choice)!.model;
}

/** Whether a choice takes side inputs. */
export function takesSides(choice: string): boolean {
  return CHOSEN.get(choice)?.sides ?? false;
}

/** Whether a model can read data of a kind. */
export function reads(model: AnyModel, kind: DataKind): boolean {
  return MODELS[model].modality === kind || (kind === "numbers" && model === "mlp_al");
}

/** The kind of data that a model reads from a data set. */
export function dataKind(
  { model, dataset }: { readonly model: ModelChoice; readonly dataset: string },
): DataKind {
  const name = baseModel(model);
  return reads(name, "numbers") && formatOfName(dataset) ? "numbers" : MODELS[name].modality;
}
