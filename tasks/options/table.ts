/**
 * The table of options: parsing, ranges, help, configuration files and types are derived from it.
 * It is kept by heading in `table/`.
 *
 * @module
 */

import type { OptionSpec } from "./spec.ts";
import { ADAPTIVE_OPTIONS } from "./table/adaptive.ts";
import { DATA_OPTIONS } from "./table/data.ts";
import { EQUILIBRIUM_OPTIONS } from "./table/equilibrium.ts";
import { IMAGE_OPTIONS } from "./table/image.ts";
import { IMAGE_MODEL_OPTIONS } from "./table/image_model.ts";
import { LOCAL_OPTIONS } from "./table/local.ts";
import { MACHINE_OPTIONS } from "./table/machine.ts";
import { MODEL_OPTIONS } from "./table/model.ts";
import { RUNS_OPTIONS } from "./table/runs.ts";
import { NATS_OPTIONS } from "./table/nats.ts";
import { OWN_OPTIONS } from "./table/own.ts";
import { TEXT_MODEL_OPTIONS } from "./table/text_model.ts";
import { TRAINING_OPTIONS } from "./table/training.ts";

/** All options by name, in the order of the headings. */
export const OPTIONS = {
  ...DATA_OPTIONS,
  ...IMAGE_OPTIONS,
  ...MODEL_OPTIONS,
  ...TEXT_MODEL_OPTIONS,
  ...IMAGE_MODEL_OPTIONS,
  ...EQUILIBRIUM_OPTIONS,
  ...TRAINING_OPTIONS,
  ...LOCAL_OPTIONS,
  ...ADAPTIVE_OPTIONS,
  ...RUNS_OPTIONS,
  ...MACHINE_OPTIONS,
  ...NATS_OPTIONS,
  ...OWN_OPTIONS,
};

/** The table's own type. */
export type OptionTable = typeof OPTIONS;

/** Name of an option, without its dashes. */
export type OptionName = keyof OptionTable;

/** The table for those who read any option of it. */
export const SPECS: Readonly<Record<OptionName, OptionSpec>> = OPTIONS;

/** Names of all options, in the table's order. */
export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

/** Whether the table has an option of this name (without dashes before it). */
export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
