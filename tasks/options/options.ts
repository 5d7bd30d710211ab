/**
 * Reads the command line: the command, and its options with defaults, presets and configuration file, all
 * checked against the table of options.
 *
 * @module
 */

import { readCommandLine } from "./command_line.ts";
import { type ConfigFile, readConfig, readTextFile } from "./config.ts";
import { nearest } from "../../datasets/nearest.ts";
import { checkOptions } from "./checks.ts";
import { checkGiven } from "./effects.ts";
import { camelCase, type Command, COMMANDS } from "./spec.ts";
import { isOption, OPTION_NAMES, type OptionName, type OptionTable, SPECS } from "./table.ts";
import { clip, OptionError, type OptionValue, quote, readJsonValue } from "./value.ts";
import { isScript, type Script, SCRIPTS } from "./original_options.ts";
import { cutWords, inTheirWords, type ScriptWords, translateWords } from "./original_words.ts";
import { commandOf, followScript, ourName } from "./originals.ts";
import type { ModelChoice } from "./models.ts";
import { rowsDecide } from "./own_epochs.ts";
import { presetValues } from "./presets.ts";
import type { PresetValues } from "./presets/preset.ts";
import { completeChoice } from "./sets.ts";
import { checkNewSides, completeSides, inputsOf } from "./sides.ts";
import { readStudy, trainsOf } from "./study.ts";

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
  /** Lines for the user on how the authors' options were read. */
  readonly notes: readonly string[];
}

/** A command line of `compare` that was read. */
export interface ParsedStudy extends Parsed<"compare"> {
  /** Runs to be trained, those that differ in nothing but their seed behind each other. */
  readonly trains: readonly Trained[];
  /** Folders of runs that are there. */
  readonly runs: readonly string[];
}

/** A run of a study. */
export interface Trained {
  /** Its options. */
  readonly options: OptionsOf<"train">;
  /** The words after `train` that give them. */
  readonly words: readonly string[];
  /** Whether the rows decide the number of epochs. */
  readonly rowsDecide: boolean;
}

/** A request for help or for the version. */
export interface ParsedInfo {
  /** What is asked for. */
  readonly command: "help" | "version";
  /** The command or the authors' script that help is asked for, if one. */
  readonly topic?: Command | Script;
}

/** What {@linkcode parseOptions} returns: `switch` on `command`. */
export type ParsedCommand =
  | { [C in Exclude<Command, "compare">]: Parsed<C> }[Exclude<Command, "compare">]
  | ParsedStudy
  | ParsedInfo;

/** Reads a text file; it is an argument so that tests need no files. */
export type ReadText = (path: string) => string;

/**
 * Reads a command line (without the program's name).
 *
 * @throws {OptionError} when it names no known command or option, or a value is malformed
 */
export function parseOptions(
  args: readonly string[],
  readText: ReadText = readTextFile,
): ParsedCommand {
  const [first, ...rest] = args;
  if (first === "version" || args.includes("--version")) return { command: "version" };
  if (first === "help") {
    return { command: "help", topic: rest.length > 0 ? readTopic(rest[0]) : undefined };
  }
  const named = first !== undefined && !first.startsWith("-");
  const topic = named ? readTopic(first) : COMMANDS[0];
  if (args.includes("--help") || args.includes("-h")) {
    return { command: "help", topic: named ? topic : undefined };
  }
  if (topic === "compare") return studyOf(rest, readText);
  return readCommand(topic, named ? rest : args, readText);
}

/** Reads the command line of `compare`; each of its runs is read as `train` would read it. */
function studyOf(args: readonly string[], readText: ReadText): ParsedStudy {
  const study = readStudy(args);
  const path = study.own.get("config") as string | undefined;
  const file = path === undefined
    ? []
    : configOptions("compare", path, readConfig(path, readText).values);
  const given = new Map([...file, ...study.own]);
  const options = completeOptions("compare", given);
  const trains = trainsOf(study, options.seeds, options.folds).map((words) => {
    const parsed = readTrain(words, options.folds, readText);
    return { options: parsed.options, words, rowsDecide: rowsDecide(parsed) };
  });
  const rest = { given: new Set(given.keys()), notes: [], runs: study.runs };
  return { command: "compare", options, trains, ...rest };
}

/** Reads the words of a run of `compare`; what is wrong with its part is wrong with the parts that were asked for. */
function readTrain(
  words: readonly string[],
  folds: number | undefined,
  readText: ReadText,
): Parsed<"train"> {
  try {
    return readCommand("train", words, readText) as Parsed<"train">;
  } catch (error) {
    if (!(error instanceof OptionError) || folds === undefined) throw error;
    throw new OptionError(error.message.replace(`--fold 1/${folds}`, `--folds ${folds}`));
  }
}

/** Reads the command line of a command; a script of the authors is read as the command that does its work. */
function readCommand(
  topic: Command | Script,
  words: readonly string[],
  readText: ReadText,
): ParsedCommand {
  if (!isScript(topic)) return readLine(topic, words, readText);
  const cut = cutWords(topic, words);
  try {
    const command = commandOf(topic, cut);
    const ours = translateWords(topic, cut, command);
    return readLine(command, ours, readText, { script: topic, words: cut });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new OptionError(inTheirWords(topic, cut, error.message));
  }
}

/** Reads the options of a command; what follows from those of a script is added. */
function readLine(
  command: Command,
  words: readonly string[],
  readText: ReadText,
  line?: { readonly script: Script; readonly words: ScriptWords },
): ParsedCommand {
  const typed = readCommandLine(command, words);
  const path = typed.get("config") as string | undefined;
  const file: ConfigFile = path === undefined
    ? { values: {}, isRun: false, notes: [] }
    : readConfig(path, readText);
  const written = new Map([...configOptions(command, path ?? "", file.values), ...typed]);
  const layers = (given: ReadonlyMap<OptionName, OptionValue>) =>
    Number(completeOptions(command as "train", given).numLayer);
  const { values: given, notes } = line
    ? followScript({ ...line, command, typed, given: written, layers })
    : { values: written, notes: [] };
  const options = completeOptions(command, given);
  checkGiven(command, options, new Set((file.isRun ? typed : given).keys()));
  // The options are those of the command.
  const parsed = {
    command,
    options,
    given: new Set(given.keys()),
    notes: [...file.notes, ...notes],
  } as Exclude<ParsedCommand, ParsedStudy | ParsedInfo>;
  if (parsed.command === "train" || parsed.command === "accumulate") checkInputs(parsed.options);
  return parsed;
}

/** Refuses inputs that a new model has no place for; a run that goes on has its own. */
function checkInputs(options: OptionsOf<"train"> | OptionsOf<"accumulate">): void {
  if (options.resume !== undefined) return;
  checkNewSides(options);
  inputsOf(options);
}

function readTopic(word: string): Command | Script {
  if (isScript(word) || (COMMANDS as readonly string[]).includes(word)) {
    return word as Command | Script;
  }
  const meant = nearest(word, [...COMMANDS, ...Object.keys(SCRIPTS), "help", "version"]);
  const hint = meant === undefined
    ? `give ${COMMANDS.join(", ")} or help`
    : `did you mean ${meant}?`;
  throw new OptionError(`Cannot run ${quote(word)}: there is no such command, ${hint}`);
}

/**
 * All options of a command: the given value, else the preset's value, else the default of the table.
 *
 * @throws {OptionError} when two of them contradict each other
 */
export function completeOptions<C extends Command>(
  command: C,
  given: ReadonlyMap<OptionName, OptionValue>,
): OptionsOf<C> {
  const preset: Partial<Record<OptionName, unknown>> = SPECS.preset.commands.includes(command)
    ? presetOf(given)
    : {};
  const options: Record<string, OptionValue | undefined> = {};
  for (const name of OPTION_NAMES) {
    const spec = SPECS[name];
    if (!spec.commands.includes(command)) continue;
    const fill = name in preset
      ? readJsonValue(spec, preset[name], `"${name}" of a preset`)
      : spec.default;
    options[camelCase(name)] = given.get(name) ?? fill;
  }
  checkOptions(options);
  // Each value was read as the type that the table has for its option.
  const takesSides = command === "train" || command === "accumulate";
  const completed = takesSides
    ? completeSides(options as OptionsOf<"train">, given.keys())
    : options;
  return completed as OptionsOf<C>;
}

/** The defaults of a model, of its data set, and of the preset that is given. */
function presetOf(given: ReadonlyMap<OptionName, OptionValue>): PresetValues {
  const choice = completeChoice({
    dataset: given.get("dataset") as string | undefined,
    model: given.get("model") as ModelChoice | undefined,
  });
  const name = String(given.get("preset") ?? SPECS.preset.default);
  return { ...presetValues(name, choice.dataset, choice.model), ...choice };
}

/**
 * Checks the options of a configuration file against the table; options of other commands are left out.
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
      const meant = ourName(name) ?? nearest(name, OPTION_NAMES);
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
