/**
 * A run folder as the classifier that it holds.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import type { SavedClassifier } from "../classifier/saved.ts";
import { readAdaptive } from "../adaptive/file.ts";
import { baseModel } from "../options/models.ts";
import { completeOptions, configOptions } from "../options/options.ts";
import { openRun, runPath } from "../run/folder.ts";
import { readSafetensors } from "../run/safetensors.ts";
import { text } from "../text/modality.ts";
import { modelOptions } from "../text/model.ts";

/**
 * Reads a run folder of the command line for `loadClassifier`.
 *
 * @param path The folder.
 * @param checkpoint Which of its weights: those of the best epoch on validation data, where absent, or the last.
 * @throws {DataError} When it is no run folder, or a file of it cannot be read.
 *
 * @example
 * ```ts no-assert ignore
 * import { loadClassifier } from "@associated/learning";
 * import { readRun } from "@associated/learning/files";
 *
 * const net = await loadClassifier(await readRun("runs/2026-11-21T12-00-11-news-lstmal"));
 * console.log(await net.predict(["Stocks fell sharply"], { depth: "auto" }));
 * ```
 */
export async function readRun(
  path: string,
  checkpoint: "best" | "last" = "best",
): Promise<SavedClassifier> {
  const config = await openRun(path, { files: ["vocabulary", checkpoint] });
  const given = configOptions("train", runPath(path, "config"), config.options);
  const options = completeOptions("train", given);
  const encoding = await text.read(path, options);
  text.check(path, options, encoding);
  const model = baseModel(options.model);
  const file = runPath(path, checkpoint);
  const { tensors } = await readSafetensors(file);
  const weights = [...tensors].filter(([name]) => name.startsWith("block "));
  if (!weights.length) {
    throw new DataError(
      `Cannot read ${file}: it has no weights, give a checkpoint of this program`,
    );
  }
  const adaptive = await readAdaptive(path);
  return {
    model,
    options: modelOptions(model, options, encoding),
    encoding,
    exits: adaptive && {
      rule: { ...adaptive, squashed: options.decoder === "sigmoid" },
      threshold: adaptive.threshold,
    },
    weights: new Map(weights),
  };
}
