/**
 * Reads the command line: the command, its options with their defaults, presets and configuration
 * file, held to the table of options.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { readConfig } from "./config.ts";
import { nearest } from "./nearest.ts";
import { type Command, COMMANDS, type OptionSpec } from "./option_spec.ts";
import { type OptionName, OPTIONS, type OptionTable } from "./option_table.ts";
import { OptionError, type OptionValue, readJsonValue, readValue } from "./option_value.ts";
import { presetValues } from "./presets.ts";

export { OptionError } from "./option_value.ts";
export type { OptionValue } from "./option_value.ts";

/** `batch-train` becomes `batchTrain`. */
export type CamelCase<S extends string> = S extends `${infer A}-${infer B}`
  ? `${A}${Capitalize<CamelCase<B>>}`
  : S;

/** The type of the value that a description asks for. */
export type Plain<S> = S extends { type: "integer" | "number" } ? number
  : S extends { type: "flag" } ? boolean
  : S extends { type: "list" } ? readonly string[]
  : S extends { type: "choice"; choices: readonly (infer C)[] } ? C
  : string;

/** The type of an option: without a default it may be undefined. */
export type ValueOf<S> = S extends { default: unknown } ? Plain<S> : Plain<S> | undefined;

/** The options of a command by their names in camel case; those without a default may be undefined. */
export type OptionsOf<C extends Command> = {
  readonly [
    name in OptionName as C extends OptionTable[name]["commands"][number] ? CamelCase<name> : never
  ]: ValueOf<OptionTable[name]>;
};

/** A command line that was read. */
export interface Parsed<C extends Command> {
  /** The command. */
  readonly command: C;
  /** Its options. */
  readonly options: OptionsOf<C>;
  /** Names (with dashes between words) that the command line or the configuration file gives. */
  readonly given: ReadonlySet<OptionName>;
}

/** A request for help or for the version. */
export interface ParsedInfo {
  /** What is asked for. */
  readonly command: "help" | "version";
  /** The command that help is asked for, if one. */
  readonly topic?: Command;
}

/** What {@linkcode parseOptions} returns: `switch` on `command`. */
export type ParsedCommand = { [C in Command]: Parsed<C> }[Command] | ParsedInfo;

/** Reads a text file; an argument so that tests need none. */
export type ReadText = (path: string) => string;

const SPECS: Readonly<Record<OptionName, OptionSpec>> = OPTIONS;
const NAMES = Object.keys(OPTIONS) as OptionName[];

/** Whether the table has an option of this name (without dashes before it). */
export function isOption(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}

/** The name of an option as a key of {@linkcode OptionsOf}. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * Reads a command line (without the program's name).
 *
 * @throws {OptionError} when it names no known command or option, or a value is malformed
 */
export function parseOptions(
  args: readonly string[],
  readText: ReadText = Deno.readTextFileSync,
): ParsedCommand {
  const [first, ...rest] = args;
  if (first === "version" || args.includes("--version")) return { command: "version" };
  if (first === "help") {
    return { command: "help", topic: rest.length > 0 ? readCommand(rest[0]) : undefined };
  }
  const named = first !== undefined && !first.startsWith("-");
  const command = named ? readCommand(first) : COMMANDS[0];
  if (args.includes("--help") || args.includes("-h")) {
    return { command: "help", topic: named ? command : undefined };
  }
  const typed = readCommandLine(command, named ? rest : args);
  const path = typed.get("config") as string | undefined;
  const file = path === undefined ? {} : readConfig(path, readText);
  const given = new Map([...configOptions(command, path ?? "", file), ...typed]);
  const options = completeOptions(command, given);
  return { command, options, given: new Set(given.keys()) } as unknown as ParsedCommand;
}

function readCommand(word: string): Command {
  if ((COMMANDS as readonly string[]).includes(word)) return word as Command;
  const meant = nearest(word, [...COMMANDS, "help", "version"]);
  const hint = meant === undefined
    ? `give ${COMMANDS.join(", ")} or help`
    : `did you mean ${meant}?`;
  throw new OptionError(`Cannot run ${quote(word)}: there is no such command, ${hint}`);
}

/**
 * All options of a command: what is given, else the preset's value, else the table's default.
 *
 * @throws {OptionError} when two of them cannot stand together
 */
export function completeOptions(
  command: Command,
  given: ReadonlyMap<OptionName, OptionValue>,
): Readonly<Record<string, OptionValue | undefined>> {
  const pick = (name: OptionName) => String(given.get(name) ?? SPECS[name].default);
  const preset: Partial<Record<OptionName, unknown>> = SPECS.preset.commands.includes(command)
    ? presetValues(pick("preset"), pick("dataset"), pick("model"))
    : {};
  const options: Record<string, OptionValue | undefined> = {};
  for (const name of NAMES) {
    const spec = SPECS[name];
    if (!spec.commands.includes(command)) continue;
    const fill = name in preset
      ? readJsonValue(spec, preset[name], `"${name}" of a preset`)
      : spec.default;
    options[camelCase(name)] = given.get(name) ?? fill;
  }
  checkThreads(options);
  return options;
}

/** Refuses a number of threads for a device that does not run kernels on threads of ours. */
function checkThreads({ device, threads }: Readonly<Record<string, unknown>>): void {
  if (threads === undefined || device === "cpu" || device === "auto") return;
  throw new OptionError(
    `Cannot read --threads ${threads} with --device ${device}: its driver decides on threads, ` +
      "leave --threads out or give --device cpu",
  );
}

function readCommandLine(command: Command, args: readonly string[]): Map<OptionName, OptionValue> {
  const words = joinValues(command, args);
  const read = parseArgs(words, {
    string: NAMES,
    collect: NAMES,
    unknown: (word, key) => {
      throw key === undefined ? strayWord(command, word) : unknownOption(command, word);
    },
  });
  if (read._.length > 0) throw strayWord(command, String(read._[0]));
  const values = new Map<OptionName, OptionValue>();
  for (const name of NAMES) {
    const texts: string[] = read[name];
    if (texts.length === 0) continue;
    if (texts.length > 1) {
      throw new OptionError(
        `Cannot read --${name}: it is given ${texts.length} times, give it once`,
      );
    }
    values.set(name, readValue(SPECS[name], texts[0], `--${name} ${quote(texts[0])}`));
  }
  return values;
}

/**
 * Writes each option as one word, `--name=value`, so that negative numbers and texts that begin
 * with a dash stay with their option, and switches as `--name=true` or `--name=false`.
 */
function joinValues(command: Command, args: readonly string[]): string[] {
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [, no, body, value] = args[i].match(/^--(no-)?([^=]*)(?:=([^]*))?$/) ?? [];
    if (body === undefined || !isOption(body)) {
      if (args[i] === "--") throw strayWord(command, "--");
      words.push(args[i]);
      continue;
    }
    const spec = SPECS[body];
    if (!spec.commands.includes(command)) throw foreignOption(command, body);
    if (spec.type === "flag") {
      const next = value ?? (/^(true|false)$/.test(args[i + 1] ?? "") && !no ? args[++i] : "true");
      words.push(`--${body}=${readSwitch(body, no !== undefined, value, next)}`);
      continue;
    }
    if (no) {
      throw new OptionError(
        `Cannot read --no-${body}: --${body} is no switch, leave it out instead`,
      );
    }
    const following = args[i + 1];
    const text = value ?? (following?.startsWith("--") ? undefined : args[++i]);
    if (text === undefined || text === "") throw missingValue(body, spec, following);
    words.push(`--${body}=${text}`);
  }
  return words;
}

function readSwitch(name: string, no: boolean, value: string | undefined, text: string): string {
  if (!no) return text;
  if (value === undefined) return "false";
  throw new OptionError(
    `Cannot read --no-${name}=${value}: a switch that is turned off takes no value, give --no-${name}`,
  );
}

function missingValue(name: string, spec: OptionSpec, following: string | undefined): OptionError {
  const hint = following && !isOption(following.slice(2)) &&
      (spec.type === "string" || spec.type === "path")
    ? `write --${name}=${following} where ${quote(following)} is meant`
    : `give ${describe(spec)}`;
  return new OptionError(`Cannot read --${name}: it has no value, ${hint}`);
}

function describe(spec: OptionSpec): string {
  if (spec.type === "choice") return spec.choices.join(", ");
  if ("placeholder" in spec) return `one (${spec.placeholder})`;
  return "min" in spec ? `one between ${spec.min} and ${spec.max}` : "true or false";
}

function foreignOption(command: Command, name: OptionName): OptionError {
  const owners = SPECS[name].commands.join(", ");
  return new OptionError(
    `Cannot read --${name}: ${command} does not take it, it belongs to ${owners}`,
  );
}

function unknownOption(command: Command, word: string): OptionError {
  const name = word.replace(/=[^]*$/, "");
  const typed = name.replace(/^-+/, "");
  const mine = NAMES.filter((option) => SPECS[option].commands.includes(command));
  const switches = mine.filter((option) => SPECS[option].type === "flag").map((f) => `no-${f}`);
  const meant = isOption(typed) ? typed : nearest(typed, [...mine, ...switches, "help", "version"]);
  const hint = meant === undefined ? `./al help ${command} lists them` : `did you mean --${meant}?`;
  return new OptionError(`Cannot read option ${clip(name)}: there is no such option, ${hint}`);
}

function strayWord(command: Command, word: string): OptionError {
  const run = command !== "train" && command !== "bench" && /[/\\]/.test(word);
  const hint = run ? `did you mean --run-dir ${clip(word)}?` : `./al help ${command} lists them`;
  return new OptionError(`Cannot read ${quote(word)}: it follows no option of ${command}, ${hint}`);
}

function quote(word: string): string {
  return JSON.stringify(clip(word));
}

function clip(word: string): string {
  return word.length > 60 ? `${word.slice(0, 57)}...` : word;
}

/**
 * Holds the options of a configuration file to the table; those of other commands are left out.
 *
 * @throws {OptionError} when one is unknown or malformed
 */
export function configOptions(
  command: Command,
  path: string,
  content: Readonly<Record<string, unknown>>,
): Map<OptionName, OptionValue> {
  const values = new Map<OptionName, OptionValue>();
  for (const [name, value] of Object.entries(content)) {
    if (!isOption(name) || name === "config") {
      const meant = nearest(name, NAMES);
      const hint = meant === undefined ? "./al help lists them" : `did you mean "${meant}"?`;
      throw new OptionError(`Cannot read "${clip(name)}" in ${path}: no such option, ${hint}`);
    }
    const spec = SPECS[name];
    if (!spec.commands.includes(command)) continue;
    const shown = clip(JSON.stringify(value) ?? "");
    values.set(name, readJsonValue(spec, value, `"${name}": ${shown} in ${path}`));
  }
  return values;
}
