/**
 * The models, by the names of the original scripts.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import { linearal } from "./linearal.ts";
import { lstmal } from "./lstmal.ts";
import type { TextModelOptions } from "./options.ts";

export { linearal } from "./linearal.ts";
export { lstmal } from "./lstmal.ts";
export { defaultSettings, type TextModelOptions } from "./options.ts";

/** Text models by name. */
export const textModels: Readonly<Record<string, (options: TextModelOptions) => Learner>> = {
  lstmal,
  linearal,
};
