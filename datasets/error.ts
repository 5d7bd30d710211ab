/**
 * Data that cannot be found, fetched or read; the message names the file, the place and the way out.
 *
 * @example
 * ```ts
 * import { DataError } from "@associated/learning/datasets";
 *
 * const error = new DataError("Cannot read train.csv: line 3 has 2 columns and the header 3, add one");
 * console.assert(error.name === "DataError");
 * ```
 */
export class DataError extends Error {
  /** The name that stands before the message in a stack trace. */
  override name = "DataError";
}
