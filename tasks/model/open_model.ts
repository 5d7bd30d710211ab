/**
 * Opens a run folder with the files that its kind of model needs.
 *
 * @module
 */
import { modalityOf } from "../modalities.ts";
import type { RunConfig } from "../options/config.ts";
import { completeOptions, configOptions } from "../options/options.ts";
import { openRun, type RunFile, runPath } from "../run/folder.ts";

/**
 * The configuration of a run whose model is to be built.
 *
 * @param files Further files that must be there.
 * @throws {DataError} when it is no run folder, or a file is missing
 */
export async function openModel(run: string, files: readonly RunFile[]): Promise<RunConfig> {
  const config = await openRun(run);
  const given = configOptions("train", runPath(run, "config"), config.options);
  const { files: own } = modalityOf(completeOptions("train", given));
  return await openRun(run, { files: [...own, ...files] });
}
