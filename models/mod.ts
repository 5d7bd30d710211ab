/**
 * The models, by the names of the original scripts.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { linearal } from "./linearal.ts";
import { lstmal } from "./lstmal.ts";
import type { TextModelOptions } from "./options.ts";
import { transformeral } from "./transformeral.ts";

export { linearal } from "./linearal.ts";
export { lstmal } from "./lstmal.ts";
export { transformeral } from "./transformeral.ts";
export { defaultSettings, type SideTable, type TextModelOptions } from "./options.ts";

/** Text models by name; those that take side inputs are the same with {@linkcode TextModelOptions.sides}. */
export const textModels: Readonly<Record<string, (options: TextModelOptions) => Learner>> = {
  lstmal,
  linearal,
  transformeral,
  lstmalside: lstmal,
  linearalside: linearal,
  transformeralside: transformeral,
};
