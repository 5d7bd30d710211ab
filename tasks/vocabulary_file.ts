/**
 * `vocabulary.json`: the words and classes of a run, in the order of their rows.
 *
 * @module
 */
import { DataError, Vocabulary } from "../datasets/mod.ts";
import { writeJson } from "./atomic.ts";
import { runPath } from "./run_folder.ts";

/** What a model's rows stand for. */
export interface Words {
  /** Its words. */
  readonly vocabulary: Vocabulary;
  /** Its classes. */
  readonly classes: readonly string[];
  /** Width of the word vectors that it started from, if from any. */
  readonly dim: number | null;
}

/** Writes the words of a run. */
export function writeVocabulary(path: string, { vocabulary, ...rest }: Words): Promise<void> {
  return writeJson(runPath(path, "vocabulary"), { ...rest, ...vocabulary.toJSON() as object });
}

/**
 * Reads the words of a run.
 *
 * @throws {DataError} When the file is missing or no vocabulary.
 */
export async function readVocabulary(path: string): Promise<Words> {
  const file = runPath(path, "vocabulary");
  try {
    const value = JSON.parse(await Deno.readTextFile(file));
    const { classes, dim } = value;
    if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string")) {
      throw new DataError("its classes are no list of names");
    }
    return { vocabulary: Vocabulary.fromJSON(value), classes, dim: dim ?? null };
  } catch (error) {
    const state = error instanceof Error ? error.message : String(error);
    throw new DataError(`Cannot read ${file}: ${state}, take another copy or train again`);
  }
}
