/**
 * Runs that are compared, as their folders have them.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { DataError } from "../../datasets/mod.ts";
import { configValues } from "../options/config.ts";
import type { Trained } from "../options/options.ts";
import { isOption, SPECS } from "../options/table.ts";
import type { OptionValue } from "../options/value.ts";
import { openRun, plainName } from "../run/folder.ts";
import { readResult, type RunResult } from "../run/result.ts";
import { readData } from "../run/sources.ts";
import type { TrainedConfig } from "../training/describe.ts";

/** The options that decide what a run learns, by name in the order of the alphabet, without seed and fold. */
export type Settings = Readonly<Record<string, OptionValue>>;

/** A run that has ended. */
export interface ComparedRun {
  /** Its folder. */
  readonly path: string;
  /** What decides what it learns. */
  readonly settings: Settings;
  /** Its seed. */
  readonly seed: number;
  /** Which part of how many tests it, as `3/10`; none where absent. */
  readonly fold?: string;
  /** Its accuracies, times and sizes. */
  readonly result: RunResult;
  /** Checksums of the files that it learned from. */
  readonly data: string;
}

/** Options that say where files lie. */
const PLACES: ReadonlySet<string> = new Set(["save-dir", "data-dir"]);

/**
 * Whether an option decides what a run learns. Of the options that may change when it goes on, the number of
 * epochs alone does.
 */
function decides(name: string): boolean {
  if (PLACES.has(name)) return false;
  return !isOption(name) || !SPECS[name].live || name === "epoch";
}

/** Options by which runs of one setting differ. */
const REPEATED: ReadonlySet<string> = new Set(["seed", "fold"]);

function settingsOf(
  options: Readonly<Record<string, OptionValue>>,
  rowsDecide = false,
): Settings {
  // Parts of a file differ by a row, and so may their numbers of epochs.
  const named = rowsDecide ? { ...options, epoch: "by rows" } : options;
  const entries = Object.entries(named).filter(([name]) => decides(name) && !REPEATED.has(name));
  return Object.fromEntries(entries.sort(([a], [b]) => a < b ? -1 : 1));
}

/** A key that is the same for runs that differ in their seeds and folds at most. */
export function settingsKey(settings: Settings): string {
  return JSON.stringify(settings);
}

/** The {@linkcode settingsKey} of a run that is to be trained. */
export function trainedKey({ options, rowsDecide }: Omit<Trained, "words">): string {
  return settingsKey(settingsOf(configValues(options), rowsDecide));
}

/**
 * The name of a run's folder within a study: the same options give the same name whenever they are given,
 * others give another.
 */
export function memberName(one: Omit<Trained, "words">): string {
  const { dataset, model, mode, seed, fold } = one.options;
  const sum = createHash("sha256").update(trainedKey(one)).digest("hex").slice(0, 8);
  return `${plainName(dataset)}-${model}-${mode}-${sum}-seed${seed}` +
    (fold === undefined ? "" : `-fold${fold.replace("/", "of")}`);
}

/** A run, or null where it has not ended. */
export async function readEnded(path: string): Promise<ComparedRun | null> {
  const config: TrainedConfig = await openRun(path, { files: ["data"] });
  const { options, rowsDecide } = config;
  const result = await readResult(path);
  if (!result) return null;
  const { sources } = await readData(path);
  const data = sources.map(({ sha256 }) => sha256).join();
  const fold = options.fold === undefined ? {} : { fold: String(options.fold) };
  const settings = settingsOf(options, rowsDecide);
  return { path, settings, seed: Number(options.seed), ...fold, result, data };
}

/**
 * A run that is there.
 *
 * @throws {DataError} when it has not ended, or its files are damaged
 */
export async function readCompared(path: string): Promise<ComparedRun> {
  const run = await readEnded(path);
  if (run) return run;
  throw new DataError(
    `Cannot compare ${path}: it has not ended, let it go on with --resume ${path}`,
  );
}
