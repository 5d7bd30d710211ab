/**
 * Opens a trained model from its run folder.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import { DataError } from "../../datasets/mod.ts";
import { loadWeights } from "../run/checkpoint.ts";
import { buildModel, modelSizes } from "../text/model.ts";
import { type DeviceChoice, openDevice } from "./device.ts";
import { OPTIONS } from "../options/table.ts";
import { completeOptions, configOptions, type OptionsOf } from "../options/options.ts";
import { newestRun, openRun, runPath } from "../run/folder.ts";
import { sideColumns } from "../options/sides.ts";
import { readVocabulary, type Words } from "../text/vocabulary_file.ts";

/** A trained model with what is needed to feed it. */
export interface LoadedRun extends Words {
  /** Its folder. */
  readonly path: string;
  /** The options it was trained with. */
  readonly options: OptionsOf<"train">;
  /** The device that it is on. */
  readonly device: Device;
  /** The model. */
  readonly learner: Learner;
}

/** Where to look for a run, and what of it to load. */
export interface LoadRunOptions {
  /** The run's folder; the newest of `saveDir` where absent. */
  readonly runDir?: string;
  /** Folder of the runs, looked at where `runDir` is absent. */
  readonly saveDir?: string;
  /** Which checkpoint; without one the weights are new. */
  readonly checkpoint?: "best" | "last";
  /** What runs the kernels. */
  readonly device: DeviceChoice;
  /** Threads of the processors. */
  readonly threads?: number;
}

/**
 * Loads a run's model with the weights of a checkpoint.
 *
 * @throws {DataError} when the run or its checkpoint cannot be read, or is of another model
 */
export async function loadRun(wanted: LoadRunOptions): Promise<LoadedRun> {
  const path = wanted.runDir ?? await newestRun(wanted.saveDir ?? OPTIONS["save-dir"].default);
  const { checkpoint } = wanted;
  const config = await openRun(path, {
    files: checkpoint ? ["vocabulary", checkpoint] : ["vocabulary"],
  });
  const given = configOptions("train", runPath(path, "config"), config.options);
  const options = completeOptions("train", given) as unknown as OptionsOf<"train">;
  const words = await readVocabulary(path);
  checkColumns(path, options, words);
  const device = await openDevice(wanted.device, wanted.threads);
  const learner = buildModel(device, options, modelSizes(options, words));
  if (checkpoint) await loadWeights(runPath(path, checkpoint), learner);
  return { ...words, path, options, device, learner };
}

/** Refuses a run whose words are not those that its options ask for. */
function checkColumns(path: string, options: OptionsOf<"train">, { columns }: Words): void {
  const missing = options.sameEmb
    ? undefined
    : sideColumns(options).find((name) => !columns.has(name));
  if (missing === undefined) return;
  throw new DataError(
    `Cannot read ${runPath(path, "vocabulary")}: it has no words of the column "${missing}", ` +
      "take another copy or train again",
  );
}
