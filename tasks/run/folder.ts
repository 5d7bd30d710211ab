/**
 * Run folders: the names of their files, making a new folder, and opening an old one.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import { duplicateKey } from "../loop/json_keys.ts";
import { isTemporary, writeError } from "./atomic.ts";
import { anything, mapOf, object, text } from "./shape.ts";
import { CONFIG_FORMAT, CONFIG_VERSION, type RunConfig } from "../options/config.ts";

/** Names of the files in a run folder; TensorBoard's `events.out.tfevents.*` stand beside them. */
export const RUN_FILES = {
  /** Options of the run. */
  config: "config.json",
  /** Program, system, device. */
  environment: "environment.json",
  /** Files of the data set with their checksums. */
  data: "data.json",
  /** Measurements, one a line. */
  metrics: "metrics.jsonl",
  /** Times of blocks that learned at the same time. */
  pipeline: "pipeline.json",
  /** Accuracies at the end. */
  result: "result.json",
  /** Temperatures, and thresholds with the time that they save and the accuracy that they cost. */
  adaptive: "adaptive.json",
  /** Chart of the thresholds, which `adapt` draws. */
  picture: "adaptive.svg",
  /** How the states of a model that settles come to rest. */
  settling: "settling.json",
  /** The updates of such a model beside gradients through time. */
  gdu: "gdu.json",
  /** Test texts that were hard, easy, or needed depth. */
  examples: "examples.json",
  /** Words and classes of texts, in the order of their rows. */
  vocabulary: "vocabulary.json",
  /** Classes, size and scaling of images. */
  pixels: "pixels.json",
  /** Classes, columns and scaling of rows of numbers. */
  numbers: "numbers.json",
  /** Checkpoint of the epoch with the best validation accuracy. */
  best: "best.safetensors",
  /** Latest checkpoint. */
  last: "last.safetensors",
  /** Page with curves. */
  report: "report.html",
  /** Number of the process that writes the run now. */
  lock: "lock.json",
} as const;

/** A file of a run folder. */
export type RunFile = keyof typeof RUN_FILES;

/** Path of a file of a run. */
export function runPath(run: string, file: RunFile): string {
  return `${run.replace(/\/+$/, "") || "/"}/${RUN_FILES[file]}`;
}

/** `2026-01-31T23-59-59` of a time, in the local time zone: a name that file systems allow and sort. */
export function timeStamp(time: Date): string {
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replaceAll(":", "-");
}

/** The name of a new run: time, data set (a file by its name) and model. */
export function runName(time: Date, dataset: string, model: string): string {
  return `${timeStamp(time)}-${plainName(dataset)}-${model}`;
}

/** The name of a data set, or of its file without the ending, as a part of a folder's name. */
export function plainName(dataset: string): string {
  const file = dataset.split(/[/\\]/).pop() ?? "";
  return file.replace(/\.[^.]*$/, "").replaceAll(/[^\w-]+/g, "_").slice(0, 60) || "data";
}

/** Where a new run goes. */
export interface NewRun {
  /** Folder of the runs, made where it is missing. */
  readonly saveDir: string;
  /** The run's own folder where the user names it. */
  readonly runDir?: string;
  /** Name of the data set or path of its file. */
  readonly dataset: string;
  /** Name of the model. */
  readonly model: string;
  /** Time of the start. */
  readonly time: Date;
}

/**
 * Makes a folder for a new run and returns its path. It never takes a folder that holds a run: where the name
 * is taken, it gets a number.
 *
 * @throws {DataError} when `runDir` is not empty, or the folder cannot be made
 */
export async function createRun(run: NewRun): Promise<string> {
  if (run.runDir !== undefined) return await createNamed(run.runDir);
  const name = runName(run.time, run.dataset, run.model);
  try {
    await Deno.mkdir(run.saveDir, { recursive: true });
    for (let number = 1;; number++) {
      const path = `${run.saveDir.replace(/\/+$/, "")}/${name}${number === 1 ? "" : `-${number}`}`;
      try {
        await Deno.mkdir(path);
        return path;
      } catch (error) {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
      }
    }
  } catch (error) {
    throw writeError(`${run.saveDir}/${name}`, error);
  }
}

async function createNamed(path: string): Promise<string> {
  try {
    await Deno.mkdir(path, { recursive: true });
    const names = await namesIn(path);
    if (!names.length || await isFailedStart(path, names)) return path;
    const kept = names.find((name) => name !== RUN_FILES.lock && !isTemporary(name)) ?? names[0];
    throw new DataError(
      `Cannot begin a run in ${path}: it holds ${kept}, give an empty or new folder or ` +
        `continue the run with --resume ${path}`,
    );
  } catch (error) {
    throw error instanceof DataError ? error : writeError(path, error);
  }
}

async function namesIn(path: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(path), ({ name }) => name)).sort();
}

/**
 * Whether a folder holds nothing but what a run left that was killed, or found the disk full, before its first
 * checkpoint: there is nothing to go on from, so that a run may begin there anew.
 */
async function isFailedStart(path: string, names: readonly string[]): Promise<boolean> {
  const own: readonly string[] = Object.values(RUN_FILES);
  const others = names.filter((name) => name !== RUN_FILES.lock && !isTemporary(name));
  if (!others.length) return true;
  const isOurs = (name: string) => own.includes(name) || name.startsWith("events.out.tfevents.");
  if (names.includes(RUN_FILES.last) || names.includes(RUN_FILES.best)) return false;
  if (!others.every(isOurs)) return false;
  // Names alone could be those of a user's files; each run writes this file first.
  try {
    const { program, adapter } = Object(JSON.parse(
      await Deno.readTextFile(runPath(path, "environment")),
    ));
    return typeof program === "string" && typeof adapter === "string";
  } catch {
    return false;
  }
}

/**
 * Removes what a failed start left in a folder that is locked for a new run.
 *
 * @throws {DataError} when a run has begun there meanwhile
 */
export async function clearFailedStart(path: string): Promise<void> {
  const names = (await namesIn(path)).filter((name) => name !== RUN_FILES.lock);
  if (names.length && !await isFailedStart(path, names)) {
    throw new DataError(
      `Cannot begin a run in ${path}: another process has begun one there, ` +
        "give an empty or new folder",
    );
  }
  try {
    for (const name of names) await Deno.remove(`${path}/${name}`);
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * The newest run of a folder: the last by name that has a configuration.
 *
 * @throws {DataError} when there is none
 */
export async function newestRun(saveDir: string): Promise<string> {
  const names: string[] = [];
  try {
    for await (const entry of Deno.readDir(saveDir)) if (entry.isDirectory) names.push(entry.name);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new DataError(
        `Cannot list ${saveDir}: ${(error as Error).message}, give a run with --run-dir`,
      );
    }
  }
  const started: { path: string; time: number }[] = [];
  for (const name of names) {
    const path = `${saveDir}/${name}`;
    const file = await Deno.stat(runPath(path, "config")).catch(() => undefined);
    if (file?.isFile) started.push({ path, time: file.mtime?.getTime() ?? 0 });
  }
  const newest = started.toSorted((a, b) => b.time - a.time)[0];
  if (newest !== undefined) return newest.path;
  throw new DataError(
    `Cannot find a run in ${saveDir}: it holds none, train one with ./al train or give one with --run-dir`,
  );
}

/** Files and options that a command expects of a run. */
export interface RunExpectation {
  /** Files it needs. */
  readonly files?: readonly RunFile[];
  /** Options by name that the run must have, such as the model. */
  readonly options?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Opens a run folder: looks for its files and reads its configuration.
 *
 * @throws {DataError} when the folder or a file is missing, or it is a run of another version or model
 */
export async function openRun(run: string, expected: RunExpectation = {}): Promise<RunConfig> {
  const folder = await Deno.stat(run).catch(() => undefined);
  if (folder === undefined) throw refusal(run, "there is no such folder, give a run folder");
  if (!folder.isDirectory) throw refusal(run, "it is a file, give the folder of the run");
  const config = await readRunConfig(run);
  for (const [name, value] of Object.entries(expected.options ?? {})) {
    if (config.options[name] !== value) {
      const own = config.options[name] ?? "none";
      throw refusal(run, `its ${name} is ${own} and not ${value}, give a run of ${value}`);
    }
  }
  await checkFiles(run, expected.files ?? []);
  return config;
}

/**
 * Checks that a run folder has files.
 *
 * @throws {DataError} when one is missing
 */
export async function checkFiles(run: string, files: readonly RunFile[]): Promise<void> {
  for (const file of files) {
    if ((await Deno.stat(runPath(run, file)).catch(() => undefined))?.isFile) continue;
    const state = `it has no ${RUN_FILES[file]}`;
    const rest = file === "best"
      ? ` as no epoch has ended, let it go on with --resume ${run} or give --checkpoint last`
      : file === "last"
      ? ` as it ended before its first checkpoint, train again, with --run-dir ${run} in the same folder`
      : ", copy it from where the run was made or train again";
    throw refusal(run, state + rest);
  }
}

async function readRunConfig(run: string): Promise<RunConfig> {
  const content = await Deno.readTextFile(runPath(run, "config")).catch((error: unknown) => {
    if (error instanceof Deno.errors.NotFound) {
      throw refusal(run, `it has no ${RUN_FILES.config} and is no run folder, give another`);
    }
    throw refusal(run, `${(error as Error).message}, make it readable`);
  });
  let config: RunConfig;
  try {
    config = JSON.parse(content.replace(/^\ufeff/, ""));
  } catch {
    throw refusal(run, `its ${RUN_FILES.config} is not JSON, take another copy or train again`);
  }
  const twice = duplicateKey(content);
  if (twice !== undefined) {
    throw refusal(run, `its ${RUN_FILES.config} has "${twice}" twice, remove one of them`);
  }
  if (config?.format !== CONFIG_FORMAT || typeof config.options !== "object" || !config.options) {
    throw refusal(run, `its ${RUN_FILES.config} is of another program, give a folder of this one`);
  }
  if (config.version !== CONFIG_VERSION) {
    throw refusal(
      run,
      `its version is ${config.version} and this program knows ${CONFIG_VERSION}, ` +
        `use the program that made it (${config.program})`,
    );
  }
  const fault = shape(config, "");
  if (fault !== null) {
    throw refusal(run, `in its ${RUN_FILES.config} ${fault}, take another copy or train again`);
  }
  return config;
}

const shape = object({ program: text, created: text, options: mapOf(anything) });

function refusal(run: string, state: string): DataError {
  return new DataError(`Cannot open run ${run}: ${state}`);
}
