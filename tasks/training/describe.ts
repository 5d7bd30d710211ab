/**
 * Writes what a new run is into its folder: its machine, its data, its words, and its options.
 *
 * @module
 */
import type { Device } from "../../engine/mod.ts";
import { writeJson } from "../run/atomic.ts";
import { CONFIG_FORMAT, CONFIG_VERSION, configValues, type RunConfig } from "../options/config.ts";
import { environmentOf } from "../run/environment.ts";
import { readObject } from "../run/json_object.ts";
import { runPath } from "../run/folder.ts";
import type { RunOptions } from "./stages.ts";
import { modalityOf } from "../modalities.ts";
import type { Prepared } from "../modality.ts";
import type { TrainingCommand } from "../options/spec.ts";
import { version } from "../version.ts";

/** The saved model that a run grew from, in its `environment.json`. */
export interface GrownFrom {
  /** The old run's folder as it was given. */
  readonly run: string;
  /** The checkpoint of that run. */
  readonly checkpoint: "best" | "last";
  /** SHA-256 of the checkpoint, lower-case hexadecimal. */
  readonly sha256: string;
  /** Its blocks, which are frozen. */
  readonly blocks: number;
  /** Its accuracy on the validation rows at each depth, from 0 to 1. */
  readonly validation: readonly number[];
}

/** A run's `config.json`, with the command that made it. */
export interface TrainedConfig extends RunConfig {
  /** The command; runs of earlier versions name none, and were made by `train`. */
  readonly command?: TrainingCommand;
}

/** Writes the files that describe a run; its options come last, since they make the folder a run. */
export async function describeRun(
  path: string,
  { command, options }: { readonly command: TrainingCommand; readonly options: RunOptions },
  data: Prepared,
  device: Device,
  grownFrom?: GrownFrom,
): Promise<void> {
  const { dataset, encoding, facts, train, validation, test } = data;
  await writeJson(runPath(path, "environment"), {
    ...environmentOf(device),
    ...(grownFrom && { grownFrom }),
  });
  await writeJson(runPath(path, "data"), {
    dataset: dataset.name,
    notes: dataset.notes,
    sources: dataset.sources,
    rows: {
      train: train.labels.length,
      validation: validation.labels.length,
      test: test.labels.length,
    },
    ...facts,
  });
  await modalityOf(options).write(path, encoding);
  const config: TrainedConfig = {
    format: CONFIG_FORMAT,
    version: CONFIG_VERSION,
    program: version,
    command,
    created: new Date().toISOString(),
    options: configValues(options),
  };
  await writeJson(runPath(path, "config"), config);
}

/**
 * The saved model that a run grew from, if there is one.
 *
 * @throws {DataError} when `environment.json` is no JSON object
 */
export async function readGrownFrom(run: string): Promise<GrownFrom | undefined> {
  const environment = await readObject(runPath(run, "environment"));
  return (environment as { grownFrom?: GrownFrom }).grownFrom;
}
