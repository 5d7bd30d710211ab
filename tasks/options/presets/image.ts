/**
 * The presets of models of images and of rows of numbers.
 *
 * @module
 */
import type { Preset, PresetValues } from "./preset.ts";

/** The presets of image models by name. */
export const IMAGE_PRESETS: Readonly<Record<string, Preset>> = {
  fixed: { values: {} },
};
