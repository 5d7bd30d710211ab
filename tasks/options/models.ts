/**
 * The words of `--model`: the catalog's names, and the same with side inputs.
 *
 * @module
 */
import { type ModelName, models } from "../../models/mod.ts";

/** Names of the catalog. */
const MODEL_NAMES = Object.keys(models) as readonly ModelName[];

/** What `--model` takes. */
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

/** All choices, those with side inputs last. */
export const MODEL_CHOICES = [...CHOSEN.keys()] as readonly ModelChoice[];

/** The catalog's name of a choice. */
export function baseModel(choice: ModelChoice): ModelName {
  return CHOSEN.get(choice)!.model;
}

/** Whether a choice takes words of the text at each block. */
export function takesSides(choice: string): boolean {
  return CHOSEN.get(choice)?.sides ?? false;
}
