/** Stand-in for `jsr:@std/csv/parse`: the same sources from npm, with the types we use. @module */
import * as std from "npm:deno-std@1.4.0/csv/parse.js";

/** How a text is split into records. */
export interface ReadOptions {
  /** Character between fields. */
  separator?: string;
  /** First character of lines to leave out. */
  comment?: string;
  /** Leave out white space before a field. */
  trimLeadingSpace?: boolean;
  /** Allow a bare quote inside a field. */
  lazyQuotes?: boolean;
  /** Number of fields of a record: 0 takes the first record's, negative allows any. */
  fieldsPerRecord?: number;
}

/** {@linkcode ReadOptions} for whole texts. */
export interface ParseOptions extends ReadOptions {
  /** Leave out the first row. */
  skipFirstRow?: boolean;
  /** Names of the columns: records become objects. */
  columns?: readonly string[];
}

/** Reads records as arrays. */
export const parse: (input: string, options?: ReadOptions) => string[][] = std.parse;
