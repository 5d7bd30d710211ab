/**
 * Files of a run folder that hold one JSON object each.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";

/**
 * Reads the object that a file holds.
 *
 * @throws {DataError} when it holds something else
 */
export async function readObject(file: string): Promise<object> {
  try {
    const value = JSON.parse(await Deno.readTextFile(file));
    if (typeof value === "object" && value !== null) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new DataError(`Cannot read ${file}: it is no JSON object, start a new run`);
}
