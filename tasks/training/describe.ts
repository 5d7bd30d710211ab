/**
 * Writes what a new run is into its folder: its machine, its data, its words, and its options.
 *
 * @module
 */
import type { Device } from "../../engine/mod.ts";
import { writeJson } from "../run/atomic.ts";
import { CONFIG_FORMAT, CONFIG_VERSION, configValues, type RunConfig } from "../options/config.ts";
import { environmentOf, type GrownFrom } from "../run/environment.ts";
import { runPath } from "../run/folder.ts";
import type { RunOptions } from "./stages.ts";
import { modalityOf } from "../modalities.ts";
import type { Prepared } from "../modality.ts";
import type { TrainingCommand } from "../options/spec.ts";
import { version } from "../version.ts";

/** A run's `config.json`, with the command that made it. */
export interface TrainedConfig extends RunConfig {
  /** The command; runs of earlier versions name none, and were made by `train`. */
  readonly command?: TrainingCommand;
  /** Whether the rows decided the number of epochs; false where absent. */
  readonly rowsDecide?: boolean;
}

/** What a run's `config.json` says. */
export interface Described {
  /** The command that makes it. */
  readonly command: TrainingCommand;
  /** Its options. */
  readonly options: RunOptions;
  /** Whether the rows decided the number of epochs. */
  readonly rowsDecide?: boolean;
}

/** Writes the files that describe a run; its options come last, since they make the folder a run. */
export async function describeRun(
  path: string,
  { command, options, rowsDecide }: Described,
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
    folder: Deno.cwd(),
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
    ...(rowsDecide && { rowsDecide }),
    options: configValues(options),
  };
  await writeJson(runPath(path, "config"), config);
}
