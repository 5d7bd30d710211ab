/** Stand-in for `jsr:@std/cli/parse-args`: the same sources from npm, with the types we use. @module */
import * as std from "npm:deno-std@1.4.0/cli/parse_args.js";

/** What {@linkcode parseArgs} returns: a value for each option, the rest in `_`. */
export interface Args {
  /** Positional arguments. */
  _: Array<string | number>;
  // deno-lint-ignore no-explicit-any
  [name: string]: any;
}

/** How {@linkcode parseArgs} reads the arguments. */
export interface ParseOptions {
  /** Put what follows `--` under the key `--`. */
  "--"?: boolean;
  /** Other names of an option. */
  alias?: Record<string, string | readonly string[]>;
  /** Options that are always true or false. */
  boolean?: boolean | string | readonly string[];
  /** Options that are always strings. */
  string?: string | readonly string[];
  /** Options that may be given several times, always arrays. */
  collect?: string | readonly string[];
  /** Options that `--no-name` makes false. */
  negatable?: string | readonly string[];
  /** Values of options not given. */
  default?: Record<string, unknown>;
  /** Put everything after the first positional argument into `_`. */
  stopEarly?: boolean;
  /** Called for an option not named here; false leaves it out. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Reads command-line arguments into an object. */
export const parseArgs: (args: string[], options?: ParseOptions) => Args = std.parseArgs;
