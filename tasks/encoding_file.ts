/**
 * Files of a run folder that say how its model reads data.
 *
 * @module
 */
import { writeJson } from "./run/atomic.ts";
import { type RunFile, runPath } from "./run/folder.ts";
import { readShaped } from "./run/json_object.ts";

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
  return await readShaped<E>(runPath(run, file), {
    shape: (value) => isRight(value) ? null : "a part of it is missing or of another kind",
    way: "take another copy or train again",
  });
}
