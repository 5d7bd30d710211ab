/** Stand-in for `jsr:@std/csv`. @module */
export * from "./parse.ts";
export * from "./parse_stream.ts";
export * from "./stringify.ts";
