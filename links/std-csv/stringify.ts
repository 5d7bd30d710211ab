/** Stand-in for `jsr:@std/csv/stringify`: the same sources from npm, with the types we use. @module */
import * as std from "npm:deno-std@1.4.0/csv/stringify.js";

/** How {@linkcode stringify} writes. */
export interface StringifyOptions {
  /** Character between fields. */
  separator?: string;
  /** Columns to write, by name or index. */
  columns?: ReadonlyArray<string | number>;
  /** Write a header row first. */
  headers?: boolean;
}

/** Writes rows, arrays or objects, as CSV. */
export const stringify: (
  data: ReadonlyArray<readonly unknown[] | Readonly<Record<string, unknown>>>,
  options?: StringifyOptions,
) => string = std.stringify;
