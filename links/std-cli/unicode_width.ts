/** Stand-in for `jsr:@std/cli/unicode-width`. @module */
import * as std from "npm:deno-std@1.4.0/cli/unicode_width.js";

/** Width of a text in terminal columns. */
export const unicodeWidth: (text: string) => number = std.unicodeWidth;
