/**
 * Reads the classifier that a run folder holds.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import type { DataEncoding } from "../classifier/kinds.ts";
import type { SavedClassifier } from "../classifier/saved.ts";
import { readAdaptive } from "../adaptive/file.ts";
import { baseModel } from "../options/models.ts";
import { encodingOfRun, openModel } from "../model/open_model.ts";
import { runPath } from "../run/folder.ts";
import { readResult } from "../run/result.ts";
import { readSafetensors } from "../run/safetensors.ts";

/**
 * Reads a run folder of the command line for `loadClassifier`.
 *
 * @param path The folder.
 * @param checkpoint Its weights: `best`, where absent, of the epoch with the best validation accuracy, or
 *   `last`.
 * @throws {DataError} When it is no run folder, or a file of it cannot be read.
 *
 * @example
 * ```ts no-assert ignore
 * import { loadClassifier } from "@associated/learning";
 * import { readRun } from "@associated/learning/files";
 *
 * const net = await loadClassifier(await readRun("runs/2026-11-21T12-00-11-news-lstmal"));
 * console.log(await net.predict(["A slump, not a rally"], { depth: "auto" }));
 * ```
 */
export async function readRun(
  path: string,
  checkpoint: "best" | "last" = "best",
): Promise<SavedClassifier> {
  const model = await openModel(path, [checkpoint]);
  const { options, modality } = model;
  const name = baseModel(options.model);
  const encoding = await encodingOfRun(path, model);
  const file = runPath(path, checkpoint);
  const { tensors } = await readSafetensors(file);
  const weights = [...tensors].filter(([name]) => /^(block \d+\/|net\/|words\.)/.test(name));
  if (!weights.length) {
    throw new DataError(
      `Cannot read ${file}: it has no weights, give a checkpoint of this program`,
    );
  }
  const adaptive = await readAdaptive(path);
  const temperatures = adaptive ? undefined : (await readResult(path))?.temperatures;
  return {
    model: name,
    options: modality.modelOptions(options, encoding),
    encoding: encoding as DataEncoding,
    exits: adaptive && {
      rule: { ...adaptive, squashed: options.decoder === "sigmoid" },
      threshold: adaptive.threshold,
    },
    ...(temperatures && { temperatures }),
    weights: new Map(weights),
  };
}
