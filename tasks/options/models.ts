/**
 * The values of `--model`: the names of the catalog, and each of them with side inputs.
 *
 * @module
 */
import { type TextModel, textModels } from "../../models/mod.ts";

/** Names of the catalog. */
const MODEL_NAMES = Object.keys(textModels) as readonly TextModel[];

/** A value of `--model`. */
export type ModelChoice = TextModel | `${TextModel}side`;

/** What a choice stands for. */
interface Chosen {
  readonly model: TextModel;
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
export function baseModel(choice: ModelChoice): TextModel {
  return CHOSEN.get(choice)!.model;
}

/** Whether a choice takes words of the text at each block. */
export function takesSides(choice: string): boolean {
  return CHOSEN.get(choice)?.sides ?? false;
}
