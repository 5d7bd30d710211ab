/**
 * The values of `--model`: the names of the catalog, and each of them with side inputs.
 *
 * @module
 */
import { type ModelName, models } from "../../models/mod.ts";

/** Names of the catalog. */
export const MODEL_NAMES = Object.keys(models) as readonly ModelName[];

/** A value of `--model`. */
export type ModelChoice = ModelName | `${ModelName}side`;

/** All choices, the models with side inputs last. */
export const MODEL_CHOICES: readonly ModelChoice[] = [
  ...MODEL_NAMES,
  ...MODEL_NAMES.map((name): ModelChoice => `${name}side`),
];

/** The catalog's name of a choice. */
export function baseModel(choice: ModelChoice): ModelName {
  return choice.replace(/side$/, "") as ModelName;
}

/** Whether a choice takes words of the text at each block. */
export function takesSides(choice: string): boolean {
  return choice.endsWith("side");
}
