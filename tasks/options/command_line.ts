/**
 * Reads the words of a command line: options with their values, and the run folder, which needs no option
 * before it.
 *
 * @module
 */

import { parseArgs } from "@std/cli/parse-args";
import { nearest } from "../../datasets/nearest.ts";
import { type Command, COMMANDS, type OptionSpec, RUN_COMMANDS } from "./spec.ts";
import { isOption, OPTION_NAMES, type OptionName, SPECS } from "./table.ts";
import { clip, OptionError, type OptionValue, plain, quote, readValue } from "./value.ts";
import { ourName } from "./originals.ts";

/**
 * The options that the words after a command give.
 *
 * @throws {OptionError} when a word is no option of the command, or a value is malformed
 */
export function readCommandLine(
  command: Command,
  args: readonly string[],
): Map<OptionName, OptionValue> {
  const { options, loose } = splitWords(command, args);
  const read = parseArgs(options, {
    string: OPTION_NAMES,
    collect: OPTION_NAMES,
    unknown: (word) => {
      throw unknownOption(command, word);
    },
  });
  const values = new Map<OptionName, OptionValue>();
  for (const name of OPTION_NAMES) {
    const texts: string[] = read[name];
    if (texts.length === 0) continue;
    if (texts.length > 1) {
      throw new OptionError(
        `Cannot read --${name}: it is given ${texts.length} times, give it once`,
      );
    }
    values.set(name, readValue(SPECS[name], texts[0], `--${name} ${quote(texts[0])}`));
  }
  const images = command === "predict" ? pictures(loose) : [];
  if (images.length > 0 && values.has("images")) {
    throw new OptionError(
      `Cannot read ${quote(images[0])} with --images: both name images, give one of them`,
    );
  }
  if (images.length > 0) values.set("images", images);
  const words = loose.slice(0, loose.length - images.length);
  if (words.length > 0) values.set("run-dir", runFolder(command, words, values));
  return values;
}

/**
 * Each option as one word, `--name=value`, so that negative numbers and texts that begin with a dash
 * stay with their option, switches as `--name=true` or `--name=false`; and the words of no option.
 */
function splitWords(
  command: Command,
  args: readonly string[],
): { options: string[]; loose: string[] } {
  const options: string[] = [];
  const loose: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [no, body, value] = partsOfWord(args[i]);
    if (body === undefined || !isOption(body)) {
      if (args[i] === "--") throw strayWord(command, "--");
      (/^-./.test(args[i]) ? options : loose).push(args[i]);
      continue;
    }
    const spec = SPECS[body];
    if (!spec.commands.includes(command)) throw foreignOption(command, body);
    if (spec.type === "flag") {
      const next = value ?? (/^(true|false)$/.test(args[i + 1] ?? "") && !no ? args[++i] : "true");
      options.push(`--${body}=${readSwitch(body, no !== undefined, value, next)}`);
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
    options.push(`--${body}=${text}`);
  }
  return { options, loose };
}

/** The parts of a word that names an option: `no-`, the name, and a value behind `=`; none of other words. */
export function partsOfWord(word: string): readonly (string | undefined)[] {
  return word.match(/^--(no-)?([^=]*)(?:=([^]*))?$/)?.slice(1) ?? [];
}

function readSwitch(name: string, no: boolean, value: string | undefined, text: string): string {
  if (!no) return text;
  if (value === undefined) return "false";
  throw new OptionError(
    `Cannot read --no-${name}=${value}: a switch that is turned off takes no value, give --no-${name}`,
  );
}

/** The images among the words of no option: the words behind the run folder, or all where the first is one. */
function pictures(loose: readonly string[]): readonly string[] {
  const isPicture = (word: string) => /\.(png|jpe?g)$/i.test(word);
  const images = loose.length && isPicture(loose[0]) ? loose : loose.slice(1);
  // Words that are no paths are misspelt commands and options.
  return images.every((word) => /[./\\]/.test(word)) ? images : [];
}

/** The run folder that is given without an option before it. */
function runFolder(
  command: Command,
  loose: readonly string[],
  values: ReadonlyMap<OptionName, OptionValue>,
): string {
  const strange = loose.find((word) =>
    !RUN_COMMANDS.has(command) || !isFolder(word) && meantWord(command, word)
  );
  if (strange !== undefined) throw strayWord(command, strange);
  const [word, other] = loose;
  const run = readValue(SPECS["run-dir"], word, quote(word)) as string;
  if (other !== undefined) {
    throw new OptionError(
      `Cannot read ${quote(other)}: ${command} takes one run folder and ${quote(run)} is one, ` +
        "give one of them",
    );
  }
  const named = values.get("run-dir");
  if (named === undefined) return run;
  throw new OptionError(
    `Cannot read ${quote(run)} with --run-dir ${quote(String(named))}: both name the run folder, ` +
      "give one of them",
  );
}

/** Whether a word is a folder here; then it names one, whatever command it resembles. */
function isFolder(word: string): boolean {
  try {
    return Deno.statSync(word).isDirectory;
  } catch {
    return false;
  }
}

/** The option or command that a stray word was probably meant to be; nothing where it may be a path. */
function meantWord(command: Command, word: string): string | undefined {
  if (/[./\\\d]/.test(word)) return undefined;
  if (command === "predict" && /\s/.test(word)) return "--text";
  const option = nearestOption(command, word.replace(/^-+/, ""));
  const other = nearest(word, [...COMMANDS, "help", "version"]);
  if (other === word || option === undefined) return other && `./al ${other}`;
  return `--${option}`;
}

function nearestOption(command: Command, typed: string): string | undefined {
  // What compare does not take itself it hands on.
  const takers: readonly Command[] = command === "compare" ? [command, "train"] : [command];
  const mine = OPTION_NAMES.filter((option) =>
    SPECS[option].commands.some((taker) => takers.includes(taker))
  );
  const switches = mine.filter((option) => SPECS[option].type === "flag").map((f) => `no-${f}`);
  return nearest(typed, [...mine, ...switches, "help", "version"]);
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
  return "min" in spec ? `one between ${plain(spec.min)} and ${plain(spec.max)}` : "true or false";
}

function foreignOption(command: Command, name: OptionName): OptionError {
  const owners = SPECS[name].commands.join(", ");
  return new OptionError(
    `Cannot read --${name}: ${command} does not take it, it belongs to ${owners}`,
  );
}

/** Says that a word names no option, and which was probably meant. */
export function unknownOption(command: Command, word: string): OptionError {
  const name = word.replace(/=[^]*$/, "");
  const typed = name.replace(/^-+/, "");
  const meant = isOption(typed) ? typed : ourName(typed) ?? nearestOption(command, typed);
  const hint = meant === undefined ? `./al help ${command} lists them` : `did you mean --${meant}?`;
  return new OptionError(`Cannot read option ${clip(name)}: there is no such option, ${hint}`);
}

function strayWord(command: Command, word: string): OptionError {
  const meant = meantWord(command, word);
  const folder = RUN_COMMANDS.has(command) ? `, or ./${clip(word)} for a run folder` : "";
  const hint = meant === undefined
    ? `./al help ${command} lists them`
    : `did you mean ${meant}${folder}?`;
  return new OptionError(`Cannot read ${quote(word)}: it follows no option of ${command}, ${hint}`);
}
