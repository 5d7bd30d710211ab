import { readable } from "./printable.ts";

/**
 * Data that cannot be found, fetched or read; the message names the data, the place and the way out.
 *
 * @example
 * ```ts
 * import { DataError } from "@associated/learning/data";
 *
 * const error = new DataError("Cannot read train.csv: line 3 has 2 columns and the header 3, add one");
 * console.assert(error.name === "DataError");
 * ```
 */
export class DataError extends Error {
  /** The name that stands before the message in a stack trace. */
  override name = "DataError";
  /** The option that the message names as the way out, spelt as in the message. */
  readonly option?: string;

  /**
   * Makes an error.
   *
   * @param message `Cannot <verb> <what>: <state>, <way out>`; control characters of what it quotes are escaped.
   * @param options Error that caused it, and the option that the message names as the way out.
   */
  constructor(message: string, options: ErrorOptions & { readonly option?: string } = {}) {
    super(readable(message), options);
    this.option = options.option;
  }
}
