/**
 * The options of a run that is continued: its own, with those changed that may change.
 *
 * @module
 */

import type { RunConfig } from "./config.ts";
import type { OptionSpec } from "./option_spec.ts";
import { type OptionName, OPTIONS } from "./option_table.ts";
import {
  camelCase,
  completeOptions,
  configOptions,
  type OptionsOf,
  type Parsed,
} from "./options.ts";
import { OptionError } from "./option_value.ts";

const SPECS: Readonly<Record<OptionName, OptionSpec>> = OPTIONS;

/** Options that say which run and from where, and so are never the old run's. */
const PLACES: ReadonlySet<OptionName> = new Set(["resume", "run-dir", "save-dir", "config"]);

/**
 * The options of the run whose `config.json` is `config` (read from `path`), continued by a command
 * line that may change how far it runs, where its files are and what it prints, and nothing that
 * decides its weights.
 *
 * @throws {OptionError} when the command line changes another option, or the file is malformed
 */
export function resumeOptions(
  parsed: Parsed<"train">,
  config: RunConfig,
  path: string,
): OptionsOf<"train"> {
  const values = configOptions("train", path, config.options);
  const asked: Readonly<Record<string, unknown>> = parsed.options;
  for (const name of parsed.given) {
    const value = asked[camelCase(name)] as string | number | boolean;
    if (!PLACES.has(name) && !SPECS[name].live && String(values.get(name)) !== String(value)) {
      throw new OptionError(
        `Cannot change --${name} to ${value} in ${path}: the run began with ` +
          `${values.get(name) ?? "none"}, leave it out or start a new run`,
      );
    }
    values.set(name, value);
  }
  return completeOptions("train", values) as unknown as OptionsOf<"train">;
}
