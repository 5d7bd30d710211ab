/**
 * Word vectors that a saved run of a text model has learned.
 *
 * @module
 */
import { gather } from "../../datasets/bytes.ts";
import { Ledger, readBytes } from "../../datasets/files/ledger.ts";
import { DataError, UNKNOWN, type Vocabulary, type WordVectors } from "../../datasets/mod.ts";
import { Collector, type VectorOptions } from "../../datasets/text/vectors.ts";
import { decodeSafetensors } from "../loop/safetensors.ts";
import { openRun, runPath } from "../run/folder.ts";
import { readVocabulary } from "./vocabulary_file.ts";

/** The table of the first block, and the table of a model that settles. */
const TABLES = ["block 1/f.weight", "words.vectors"];

/**
 * The vectors of a vocabulary's words in the best checkpoint of a run.
 *
 * @throws {DataError} when it is no run of a text model, or has none of the words
 */
export async function vectorsOfRun(
  run: string,
  vocabulary: Vocabulary,
  options: Pick<VectorOptions, "seed" | "missing">,
): Promise<WordVectors> {
  await openRun(run, { files: ["best"] });
  if (!(await Deno.stat(runPath(run, "vocabulary")).catch(() => undefined))?.isFile) {
    throw new DataError(
      `Cannot read word vectors of ${run}: it has no vocabulary.json, give a run of a text model`,
    );
  }
  const file = runPath(run, "best");
  const { vocabulary: own } = await readVocabulary(run);
  const ledger = new Ledger();
  const { tensors } = decodeSafetensors(await gather(readBytes(file, ledger)), file);
  const table = TABLES.map((name) => tensors.get(name)).find((found) =>
    found?.dtype === "F32" && found.shape.length === 2 && found.shape[0] === own.size
  );
  if (!table) {
    throw new DataError(
      `Cannot read word vectors of ${file}: it has no table of ${own.size} words, give a run of a ` +
        "text model",
    );
  }
  const [, dim] = table.shape;
  const rows = table.data as Float32Array; // by its dtype
  const collector = new Collector(vocabulary);
  collector.start(dim);
  for (let id = UNKNOWN + 1; id < own.size; id++) {
    collector.slot(own.words[id])?.set(rows.subarray(id * dim, (id + 1) * dim));
  }
  return collector.finish(run, ledger.sources, options);
}
