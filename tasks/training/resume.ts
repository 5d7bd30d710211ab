/**
 * The options of a run that is continued: its own options, of which some may be changed.
 *
 * @module
 */
import type { Device } from "../../engine/mod.ts";
import { writeJson } from "../run/atomic.ts";
import type { RunConfig } from "../options/config.ts";
import type { TrainedConfig } from "./describe.ts";
import { type OptionName, SPECS } from "../options/table.ts";
import { completeOptions, configOptions, type Parsed } from "../options/options.ts";
import { camelCase } from "../options/spec.ts";
import { OptionError, type OptionValue } from "../options/value.ts";
import { readEnvironment } from "../run/environment.ts";
import { openRun, runPath } from "../run/folder.ts";
import type { RunOptions } from "./stages.ts";
import type { TrainingCommand } from "../options/spec.ts";

/** A command line that trains. */
export type TrainingParsed = Parsed<"train"> | Parsed<"accumulate"> | Parsed<"grow">;

/** Options that say which run goes on and where it lies: they come from the command line alone. */
const PLACES: ReadonlySet<OptionName> = new Set(["resume", "save-dir", "config"]);

/** Options that may name another path, since files are recognized by their checksums. */
const FILES: ReadonlySet<OptionName> = new Set(["dataset", "test-data", "val-data"]);

/**
 * The options of the run whose `config.json` is `config` (read from `path`), continued by a command
 * line that may change how far it runs, where its files are and what it prints, and nothing that
 * decides its weights.
 *
 * @throws {OptionError} when the command line changes another option, or the file is malformed
 */
export function resumeOptions(
  parsed: TrainingParsed,
  config: RunConfig,
  path: string,
): RunOptions {
  const kind = kindOf(parsed.command);
  const values = configOptions(kind, path, config.options);
  const asked: Readonly<Record<string, unknown>> = parsed.options;
  for (const name of parsed.given) {
    const value = asked[camelCase(name)] as OptionValue;
    if (name === "run-dir" || name === "into") {
      throw new OptionError(
        `Cannot read --${name} with --resume: a run goes on in its own folder, leave it out`,
      );
    }
    if (String(values.get(name)) !== String(value)) checkChange(name, value, values, path);
    values.set(name, value);
  }
  // The number of threads that a run began with belongs to the device that it began on.
  if (parsed.given.has("device") && !parsed.given.has("threads")) values.delete("threads");
  return completeOptions(kind, values);
}

/** The command whose options a run has: a grown run has the options of `accumulate`. */
function kindOf(command: TrainingCommand): "train" | "accumulate" {
  return command === "train" ? "train" : "accumulate";
}

/**
 * A run goes on by the command that began it.
 *
 * @throws {OptionError} when another command began it
 */
export function checkCommand(command: TrainingCommand, config: TrainedConfig, run: string): void {
  const { command: began = "train" } = config;
  if (began === command) return;
  throw new OptionError(
    `Cannot resume ${run} with ${command}: ${began} began it, give ./al ${began} --resume ${run}`,
  );
}

/** Refuses another value for an option that decides the run's weights. */
function checkChange(
  name: OptionName,
  value: OptionValue,
  values: ReadonlyMap<OptionName, OptionValue>,
  path: string,
): void {
  const before = values.get(name);
  // The milestones of a schedule are made for its number of epochs; a cosine is stretched.
  const fixed = name === "epoch" && values.get("schedule") === "milestones";
  const isFile = FILES.has(name) && /[./\\]/.test(String(before));
  if (isFile || PLACES.has(name) || (SPECS[name].live && !fixed)) return;
  const state = fixed
    ? `its milestones were made for ${before} epochs, leave it out or start a new run`
    : `the run began with ${before ?? "none"}, leave it out or start a new run`;
  throw new OptionError(`Cannot change --${name} to ${value} in ${path}: ${state}`);
}

/**
 * Keeps a changed number of epochs in the run's `config.json`, so that the next resumption goes as far; gives
 * remarks for a reader of its figures.
 *
 * @throws {DataError} when the file cannot be read or written
 */
export async function noteEpochs(
  run: string,
  { epoch, schedule }: RunOptions,
): Promise<string[]> {
  const file = runPath(run, "config");
  const config: TrainedConfig = await openRun(run);
  const before = config.options.epoch;
  if (before === epoch) return [];
  await writeJson(file, { ...config, options: { ...config.options, epoch } });
  const change = `--epoch is ${epoch} now and was ${before}`;
  return [
    schedule === "cosine"
      ? `${change}: the cosine schedule is stretched to end there, so that rates ` +
        "jump and the run is not that of one begun so"
      : change,
  ];
}

/** Notes the device on which a run goes on; gives remarks for a reader of its figures. */
export async function noteDevice(run: string, { traits }: Device): Promise<string[]> {
  const file = runPath(run, "environment");
  const environment = await readEnvironment(run);
  const { adapter, later = [] } = environment;
  const devices = [...new Set([adapter, ...later, traits.name])];
  if (devices.length === 1) return [];
  const others = devices.slice(1);
  if (others.length > later.length) await writeJson(file, { ...environment, later: others });
  return [
    `begun on ${adapter}, continued on ${others.join(", ")}: ` +
    "figures agree to rounding with those of a run on one device",
  ];
}
