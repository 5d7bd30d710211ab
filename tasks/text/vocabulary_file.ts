/**
 * `vocabulary.json`: the words and classes of a run, in the order of their rows.
 *
 * @module
 */
import { DataError, Vocabulary } from "../../datasets/mod.ts";
import { writeJson } from "../run/atomic.ts";
import { runPath } from "../run/folder.ts";
import type { Words } from "./encoding.ts";

/** Writes the words of a run. */
export function writeVocabulary(path: string, words: Words): Promise<void> {
  const { vocabulary, columns, classes, dim } = words;
  const sides = Array.from(columns, ([column, own]) => ({ column, ...own.toJSON() }));
  return writeJson(runPath(path, "vocabulary"), {
    classes,
    dim,
    ...vocabulary.toJSON(),
    ...(sides.length ? { columns: sides } : {}),
  });
}

/**
 * Reads the words of a run; older runs have no columns.
 *
 * @throws {DataError} When the file is missing or no vocabulary.
 */
export async function readVocabulary(path: string): Promise<Words> {
  const file = runPath(path, "vocabulary");
  try {
    const value = JSON.parse((await Deno.readTextFile(file)).replace(/^\ufeff/, ""));
    const { classes, dim, columns = [] } = value;
    if (!isNames(classes)) throw new DataError("its classes are no list of names");
    if (!Array.isArray(columns) || !isNames(columns.map((own) => own?.column))) {
      throw new DataError("its columns are no list of vocabularies");
    }
    return {
      vocabulary: Vocabulary.fromJSON(value),
      columns: new Map(columns.map((own) => [own.column, Vocabulary.fromJSON(own)])),
      classes,
      dim: dim ?? null,
    };
  } catch (error) {
    const state = error instanceof Error ? error.message : String(error);
    throw new DataError(`Cannot read ${file}: ${state}, take another copy or train again`);
  }
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
