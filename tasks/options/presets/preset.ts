/**
 * What a preset is.
 *
 * @module
 */
import type { OptionTable } from "../table.ts";

/** Values by option name, as a configuration file has them. */
export type PresetValues = { readonly [name in keyof OptionTable]?: number | boolean | string };

/** What stands for every data set that is a file or a folder, where defaults differ by data set. */
export const OWN_DATA = "file";

/** Defaults, and the defaults that differ by data set. */
export interface DatasetValues {
  /** Defaults for every data set. */
  readonly values: PresetValues;
  /** Defaults that replace them for a data set, or for {@linkcode OWN_DATA}. */
  readonly byDataset?: Readonly<Record<string, PresetValues>>;
}

/** A preset: its defaults, and the defaults that differ by data set, by model, or by both. */
export interface Preset extends DatasetValues {
  /** Defaults that replace them for a model. */
  readonly byModel?: Readonly<Record<string, DatasetValues>>;
}
