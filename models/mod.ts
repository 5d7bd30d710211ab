/**
 * The models, by the names of the original scripts.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { linearal } from "./text/linearal.ts";
import { lstmal } from "./text/lstmal.ts";
import type { TextModelOptions } from "./text/options.ts";
import { transformeral } from "./text/transformeral.ts";

export { linearal } from "./text/linearal.ts";
export { lstmal } from "./text/lstmal.ts";
export { transformeral } from "./text/transformeral.ts";
export { defaultSettings, type SideTable, type TextModelOptions } from "./text/options.ts";

/** Text models by name; those that take side inputs are the same with {@linkcode TextModelOptions.sides}. */
export const textModels: Readonly<Record<string, (options: TextModelOptions) => Learner>> = {
  lstmal,
  linearal,
  transformeral,
  lstmalside: lstmal,
  linearalside: linearal,
  transformeralside: transformeral,
};
