/**
 * The table of options: parsing, ranges, help, configuration files and types are derived from it.
 * It is kept by heading in `option_table/`.
 *
 * @module
 */

import type { OptionSpec } from "./option_spec.ts";
import { ADAPTIVE_OPTIONS } from "./option_table/adaptive.ts";
import { DATA_OPTIONS } from "./option_table/data.ts";
import { LOCAL_OPTIONS } from "./option_table/local.ts";
import { MACHINE_OPTIONS } from "./option_table/machine.ts";
import { MODEL_OPTIONS } from "./option_table/model.ts";
import { RUNS_OPTIONS } from "./option_table/runs.ts";
import { TEXTS_OPTIONS } from "./option_table/texts.ts";
import { TRAINING_OPTIONS } from "./option_table/training.ts";

/** All options by name, in the order of the headings. */
export const OPTIONS = {
  ...DATA_OPTIONS,
  ...MODEL_OPTIONS,
  ...TRAINING_OPTIONS,
  ...LOCAL_OPTIONS,
  ...ADAPTIVE_OPTIONS,
  ...RUNS_OPTIONS,
  ...MACHINE_OPTIONS,
  ...TEXTS_OPTIONS,
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
