/** Stand-in for `jsr:@std/csv/parse-stream`: the same sources from npm, with the types we use. @module */
import * as std from "npm:deno-std@1.4.0/csv/parse_stream.js";
import type { ReadOptions } from "./parse.ts";

/** How a stream of text is split into records. */
export type CsvParseStreamOptions = ReadOptions;

/** Turns a stream of text into a stream of records, each an array of fields. */
export type CsvParseStream = TransformStream<string, string[]>;

/** Constructor of {@linkcode CsvParseStream}. */
export const CsvParseStream: new (options?: CsvParseStreamOptions) => CsvParseStream =
  std.CsvParseStream;
