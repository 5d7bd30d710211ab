/**
 * Configuration files: a JSON object of options by name, written by hand or kept in a run folder.
 *
 * @module
 */

import { concernsData } from "./concerns.ts";
import { isHyperparameters, readHyperparameters } from "./hyperparameters.ts";
import { duplicateKey } from "../loop/json_keys.ts";
import { dataKind, type ModelChoice } from "./models.ts";
import { isOption, SPECS } from "./table.ts";
import { OptionError, type OptionValue, quote } from "./value.ts";

/** Name of the format of a run's `config.json`. */
export const CONFIG_FORMAT = "associated-learning-run";

/** Version of that format. */
export const CONFIG_VERSION = 1;

/** A run's `config.json`. */
export interface RunConfig {
  /** {@linkcode CONFIG_FORMAT}. */
  readonly format: string;
  /** {@linkcode CONFIG_VERSION}. */
  readonly version: number;
  /** Version of the program that wrote it. */
  readonly program: string;
  /** Time of the run's start, ISO 8601. */
  readonly created: string;
  /** Options by name. */
  readonly options: Readonly<Record<string, OptionValue>>;
}

/**
 * Options that say where a run lies, and where it runs: another run that takes its options over must not go to
 * the same place, and passwords are not written.
 */
const OWN: ReadonlySet<string> = new Set([
  ...["config", "resume", "runDir", "blocksOn", "workers", "workerSave", "wire"],
  ...["natsUser", "natsPassword", "natsToken", "natsCa", "natsCert", "natsKey"],
]);

/**
 * Options of a run, with keys in camel case, as a configuration file names them; undefined ones are left out,
 * and those that do not concern its kind of data.
 */
export function configValues(
  options: { readonly model: ModelChoice; readonly dataset: string },
): Record<string, OptionValue> {
  const kind = dataKind(options);
  const values: Record<string, OptionValue> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || OWN.has(key)) continue;
    const name = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    if (!isOption(name) || concernsData(SPECS[name], kind)) values[name] = value;
  }
  return values;
}

/** The content of a configuration file. */
export interface ConfigFile {
  /** Options by name, as they are written in the file. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Whether it is the file of a run, which holds all options, chosen or not. */
  readonly isRun: boolean;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/**
 * Reads the options of a configuration file, which may be a run's `config.json` or the ICLR package's
 * `hyperparameters.json`.
 *
 * @throws {OptionError} when the file is missing or holds no JSON object
 */
export function readConfig(path: string, readText: (path: string) => string): ConfigFile {
  const content = parseObject(path, readConfigText(path, readText));
  if (isHyperparameters(content)) return { ...readHyperparameters(path, content), isRun: false };
  if (!("format" in content)) return { values: content, isRun: false, notes: [] };
  const { format, version, options } = content;
  if (format !== CONFIG_FORMAT || typeof options !== "object" || options === null) {
    throw new OptionError(
      `Cannot read ${path}: its format is ${JSON.stringify(format)}, give a JSON object of options`,
    );
  }
  if (version !== CONFIG_VERSION) {
    throw new OptionError(
      `Cannot read ${path}: it has version ${version} of the format and this program knows ` +
        `${CONFIG_VERSION}, use the program that wrote it`,
    );
  }
  return { values: options as Record<string, unknown>, isRun: true, notes: [] };
}

/** The text of a file: UTF-8, or UTF-16 where a mark says so, as shells of Windows write it. */
export function readTextFile(path: string): string {
  const bytes = Deno.readFileSync(path);
  const mark = `${bytes[0]} ${bytes[1]}`;
  const form = mark === "255 254" ? "utf-16le" : mark === "254 255" ? "utf-16be" : "utf-8";
  return new TextDecoder(form).decode(bytes);
}

function readConfigText(path: string, readText: (path: string) => string): string {
  try {
    return readText(path);
  } catch (error) {
    const state = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new OptionError(`Cannot read ${path}: ${state}, give --config a JSON file of options`);
  }
}

function parseObject(path: string, text: string): Record<string, unknown> {
  let content: unknown;
  try {
    // Editors of Windows write a byte order mark.
    content = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (error) {
    const state = (error as Error).message;
    throw new OptionError(`Cannot read ${path}: it is not JSON (${state}), correct it there`);
  }
  const twice = duplicateKey(text);
  if (twice !== undefined) {
    throw new OptionError(`Cannot read ${path}: it has ${quote(twice)} twice, remove one of them`);
  }
  if (typeof content === "object" && content !== null && !Array.isArray(content)) {
    return content as Record<string, unknown>;
  }
  throw new OptionError(
    `Cannot read ${path}: it is no JSON object, write options as {"epoch": 5, "lr": 1e-3}`,
  );
}
