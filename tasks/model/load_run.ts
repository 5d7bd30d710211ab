/**
 * Opens a trained model from its run folder.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import type { Encoding } from "../encoding.ts";
import type { Modality, RunModel } from "../modality.ts";
import { loadWeights } from "../run/checkpoint.ts";
import { newestRun, runPath } from "../run/folder.ts";
import { type DeviceChoice, openDevice } from "./device.ts";
import { encodingOfRun, openModel } from "./open_model.ts";
import { OPTIONS } from "../options/table.ts";
import type { OptionsOf } from "../options/options.ts";

/** A trained model with all that is needed to feed it. */
export interface LoadedRun extends RunModel {
  /** The options it was trained with. */
  readonly options: OptionsOf<"train">;
  /** What kind of data it reads. */
  readonly modality: Modality;
  /** Its classes. */
  readonly classes: Encoding["classes"];
  /** The device that it is on. */
  readonly device: Device;
  /** The model. */
  readonly learner: Learner;
}

/** Where to look for a run, and which of its weights to load. */
export interface LoadRunOptions {
  /** The run's folder; the newest of `saveDir` where absent. */
  readonly runDir?: string;
  /** Folder of the runs, looked at where `runDir` is absent. */
  readonly saveDir?: string;
  /** Which checkpoint; without one the weights are new. */
  readonly checkpoint?: "best" | "last";
  /** The way of learning that the model is built for; the run's own where absent. */
  readonly mode?: OptionsOf<"train">["mode"];
  /** When states of a model that settles count as at rest; the run's own where absent. */
  readonly tolerance?: number;
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
  const model = await openModel(path, checkpoint ? [checkpoint] : []);
  const { options, modality } = model;
  const encoding = await encodingOfRun(path, model);
  const device = await openDevice(wanted.device, wanted.threads);
  const { mode = options.mode, tolerance = options.tolerance } = wanted;
  const learner = modality.build(device, { ...options, mode, tolerance }, encoding);
  if (checkpoint) await loadWeights(runPath(path, checkpoint), learner);
  const { classes } = encoding;
  return { path, options, modality, encoding, classes, device, learner };
}
