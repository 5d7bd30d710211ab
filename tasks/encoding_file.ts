/**
 * Files of a run folder that say how its model reads data.
 *
 * @module
 */
import { DataError } from "../datasets/mod.ts";
import { writeJson } from "./run/atomic.ts";
import { type RunFile, runPath } from "./run/folder.ts";

/** Writes an encoding that is JSON as it stands. */
export function writeEncoding(run: string, file: RunFile, encoding: object): Promise<void> {
  return writeJson(runPath(run, file), encoding);
}

/**
 * Reads an encoding that is JSON as it stands.
 *
 * @param isRight Whether a value has all parts of the encoding.
 * @throws {DataError} When the file is missing, damaged, or something else.
 */
export async function readEncoding<E>(
  run: string,
  file: RunFile,
  isRight: (value: unknown) => value is E,
): Promise<E> {
  const path = runPath(run, file);
  let state = "a part of it is missing or of another kind";
  try {
    const value: unknown = JSON.parse(await Deno.readTextFile(path));
    if (isRight(value)) return value;
  } catch (error) {
    state = error instanceof Error ? error.message : String(error);
  }
  throw new DataError(`Cannot read ${path}: ${state}, take another copy or train again`);
}
