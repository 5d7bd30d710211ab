/**
 * The command line: finds the command, runs it, and turns errors that a user can mend into one line.
 *
 * @module
 */
import { KernelError, ShapeError } from "../engine/mod.ts";
import { DataError } from "../datasets/mod.ts";
import { escaped, readable } from "../datasets/printable.ts";
import { helpText } from "./options/help.ts";
import { parseOptions } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { print, tell } from "./terminal/output.ts";
import { version } from "./version.ts";

/**
 * Runs a command line; the process's exit code tells how it went: 2 for a command line that cannot be
 * read, 1 for any other failure, 130 for training that Ctrl-C stopped.
 */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await run(args);
  } catch (error) {
    if (!isExpected(error)) throw error;
    tell(`${Deno.env.get("DEBUG") ? stackOf(error) : error.message}\n`);
    Deno.exit(error instanceof OptionError ? 2 : 1);
  }
}

/** The lines of a stack; its message may hold what came from data. */
function stackOf({ stack = "" }: Error): string {
  return stack.split("\n").map(escaped).join("\n");
}

/** Errors whose message is all that a user needs; anything else is a defect and shows its stack. */
function isExpected(error: unknown): error is Error {
  return [OptionError, DataError, KernelError, ShapeError].some((kind) => error instanceof kind);
}

/** Runs a command line; errors are thrown, each in one readable line and in the words of the command line. */
export async function run(args: readonly string[]): Promise<void> {
  try {
    await dispatch(args);
  } catch (error) {
    if (isExpected(error)) error.message = inFlags(error);
    throw error;
  }
}

/** Ways out of the library's errors, and the same ways in the words of the command line. */
const WAYS: readonly (readonly [library: string, flags: string])[] = [
  ["take the processors (openCpu())", "take the processors (--device cpu)"],
  ["a lower learning rate", "a lower --lr"],
  ["debug level 4", "DEBUG=4"],
  ["or give the delimiter", "or give the sign between columns by --delimiter"],
  ["or say that there is no header", "or give --no-header where its first line is a row"],
];

/** Options of the library that the command line calls otherwise. */
const FLAGS: Readonly<Record<string, string>> = { sideColumns: "side", firstColumn: "textColumn" };

/**
 * The message of an error as one readable line, in which a data error names the library's option `dataDir` as the
 * command line does: `--data-dir`.
 */
export function inFlags({ message, option }: Error & { readonly option?: string }): string {
  const line = WAYS.reduce(
    (text, [library, flags]) => text.replace(library, flags),
    readable(message),
  );
  if (option === undefined) return line;
  const words = FLAGS[option] ?? option;
  const flag = `--${words.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const at = line.lastIndexOf(option);
  return line.slice(0, at) + flag + line.slice(at + option.length);
}

async function dispatch(args: readonly string[]): Promise<void> {
  const parsed = parseOptions(args);
  if ("notes" in parsed) printNotes(parsed);
  switch (parsed.command) {
    case "help":
      print(helpText(parsed.topic));
      break;
    case "version":
      print(version);
      break;
    case "train":
      await (await import("./train.ts")).train(parsed);
      break;
    case "accumulate":
      await (await import("./accumulate.ts")).accumulate(parsed);
      break;
    case "grow":
      await (await import("./grow.ts")).grow(parsed);
      break;
    case "work":
      await (await import("./work.ts")).work(parsed.options);
      break;
    case "adapt":
      await (await import("./adapt.ts")).adapt(parsed.options);
      break;
    case "gducheck":
      await (await import("./gducheck.ts")).gducheck(parsed.options);
      break;
    case "eval":
      await (await import("./eval.ts")).evaluate(parsed);
      break;
    case "predict":
      await (await import("./predict.ts")).predict(parsed.options);
      break;
    case "summary":
      await (await import("./summary.ts")).summary(parsed);
      break;
    case "compare":
      await (await import("./compare.ts")).compare(parsed);
      break;
    case "bench":
      await (await import("./bench.ts")).bench(parsed.options);
      break;
  }
}

/** Tells how options of the authors' scripts were read; on standard error, beside the results. */
function printNotes(
  { notes, options }: { readonly notes: readonly string[]; readonly options: object },
): void {
  if ("quiet" in options && options.quiet) return;
  for (const note of notes) tell(`${note}\n`);
}
