/**
 * Opens a run folder with the files that its kind of model needs.
 *
 * @module
 */
import type { Encoding } from "../encoding.ts";
import { modalityOf } from "../modalities.ts";
import type { Modality } from "../modality.ts";
import type { RunConfig } from "../options/config.ts";
import { completeOptions, configOptions, type OptionsOf } from "../options/options.ts";
import { checkFiles, openRun, type RunFile, runPath } from "../run/folder.ts";

/** The model that a run's configuration describes. */
export interface DescribedModel {
  /** The options it was trained with. */
  readonly options: OptionsOf<"train">;
  /** What kind of data it reads. */
  readonly modality: Modality;
}

/** A run whose model can be built. */
export interface OpenedModel extends DescribedModel {
  /** The configuration as it is written. */
  readonly config: RunConfig;
}

/**
 * The model that the configuration of a run describes.
 *
 * @throws {OptionError} when an option is unknown or malformed, or two contradict each other
 */
export function describedModel(run: string, { options: written }: RunConfig): DescribedModel {
  const given = configOptions("train", runPath(run, "config"), written);
  const options = completeOptions("train", given);
  return { options, modality: modalityOf(options) };
}

/**
 * Opens a run whose model is to be built.
 *
 * @param files Further files that must be there.
 * @throws {DataError} when it is no run folder, or a file is missing
 */
export async function openModel(run: string, files: readonly RunFile[]): Promise<OpenedModel> {
  const config = await openRun(run);
  const model = describedModel(run, config);
  await checkFiles(run, [...model.modality.files, ...files]);
  return { config, ...model };
}

/**
 * Reads how data become the inputs of a run's model.
 *
 * @throws {DataError} when a part of it is missing or damaged
 */
export async function encodingOfRun(
  run: string,
  { options, modality }: DescribedModel,
): Promise<Encoding> {
  const encoding = await modality.read(run, options);
  modality.check?.(run, options, encoding);
  return encoding;
}
