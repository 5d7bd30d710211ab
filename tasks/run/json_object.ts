/**
 * Reads the JSON files of a run folder.
 *
 * @module
 */
import { DataError } from "../../datasets/mod.ts";
import { duplicateKey } from "../loop/json_keys.ts";
import type { Shape } from "./shape.ts";

/** How a file of a run is read. */
export interface ReadShape {
  /** The shape that its value must have. */
  readonly shape: Shape;
  /** The way out where it has another, as `start a new run`. */
  readonly way: string;
}

/**
 * Reads the value that a file holds, of which every part that is used has been checked.
 *
 * @throws {DataError} when the file cannot be read, is no JSON, or has another shape, with the place in it
 */
export async function readShaped<T>(file: string, { shape, way }: ReadShape): Promise<T> {
  const found = await readShapedIfThere<T>(file, { shape, way });
  if (found !== null) return found;
  throw new DataError(`Cannot read ${file}: there is no such file, ${way}`);
}

/** As {@linkcode readShaped}; null where there is no such file. */
export async function readShapedIfThere<T>(
  file: string,
  { shape, way }: ReadShape,
): Promise<T | null> {
  let content: string;
  try {
    content = await Deno.readTextFile(file);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound) return null;
    const state = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`Cannot read ${file}: ${state}, make it readable`, { cause });
  }
  return shaped<T>(content, file, { shape, way });
}

/**
 * The value of a JSON text that stands in a file.
 *
 * @throws {DataError} when it is no JSON, or has another shape
 */
export function shaped<T>(content: string, file: string, { shape, way }: ReadShape): T {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\ufeff/, ""));
  } catch (cause) {
    throw new DataError(`Cannot read ${file}: it is not JSON, ${way}`, { cause });
  }
  const twice = duplicateKey(content);
  const fault = twice === undefined ? shape(value, "") : `it has "${twice}" twice`;
  if (fault !== null) throw new DataError(`Cannot read ${file}: ${fault}, ${way}`);
  return value as T;
}
