/**
 * The words of a command line of the authors: which are options of theirs, what they are in our words, and what
 * our messages are in theirs.
 *
 * @module
 */

import { ORIGINAL_OPTIONS, type OriginalOption, type Script, SCRIPTS } from "./original_options.ts";
import type { Command } from "./spec.ts";
import { isOption, SPECS } from "./table.ts";
import { OptionError, quote } from "./value.ts";

/** An option of a script that is none of ours under its name, as it was typed. */
export interface TheirOption {
  /** Its name. */
  readonly name: string;
  /** Its values, in their order. */
  readonly values: readonly string[];
  /** How it is read. */
  readonly option: OriginalOption;
}

/** A command line of a script. */
export interface ScriptWords {
  /** Options of theirs, and words that are ours already, in their order. */
  readonly words: readonly (string | TheirOption)[];
  /** The values of an option of theirs, where it is typed for the last time; absent where it is not. */
  valuesOf(name: string): readonly string[] | undefined;
}

/** Cuts the words behind a script's name; a list goes on up to the next option, or has commas. */
export function cutWords(script: Script, words: readonly string[]): ScriptWords {
  const cut: (string | TheirOption)[] = [];
  for (let i = 0; i < words.length; i++) {
    const [, name, value] = words[i].match(/^--([^=]*)(?:=([^]*))?$/) ?? [];
    const option = name === undefined ? undefined : theirOption(script, name);
    if (!option) {
      cut.push(words[i]);
      continue;
    }
    const values = value === undefined ? [] : [value];
    const most = option.isList ? Infinity : option.isSwitch ? values.length : 1;
    while (values.length < most && words[i + 1]?.startsWith("--") === false) {
      values.push(words[++i]);
    }
    const all = option.isList ? values.flatMap((value) => value.split(",")) : values;
    cut.push({ name, values: all.filter((value) => value || !option.isList), option });
  }
  const typed = cut.filter((word) => typeof word !== "string");
  return {
    words: cut,
    valuesOf: (name) => typed.findLast((option) => option.name === name)?.values,
  };
}

/** An option of a script that is none of ours. */
function theirOption(script: Script, name: string): OriginalOption | undefined {
  return Object.hasOwn(ORIGINAL_OPTIONS[script], name) ? ORIGINAL_OPTIONS[script][name] : undefined;
}

/**
 * Translates a command line of a script into our options; words that are ours already stay.
 *
 * @throws {OptionError} when an option of theirs has no meaning here
 */
export function translateWords(script: Script, { words }: ScriptWords, command: Command): string[] {
  return words.flatMap((word) => {
    if (typeof word === "string") return word;
    const translated = translateOption(script, word, command);
    return translated.filter((word) => command === SCRIPTS[script] || takes(command, word));
  });
}

/** Whether a command on a run takes an option; of what training takes the run has its own. */
function takes(command: Command, word: string): boolean {
  const name = word.replace(/^--|=[^]*$/g, "");
  return isOption(name) && SPECS[name].commands.includes(command);
}

function translateOption(
  script: Script,
  { name, values, option: { takes, why, isSwitch, isOurs, isIdle, read } }: TheirOption,
  command: Command,
): readonly string[] {
  const value = values.at(0);
  if (read && (isSwitch || values.length)) return read(values, command);
  if (value !== undefined && Object.hasOwn(takes, value)) return takes[value];
  if (isIdle) return [];
  if (isOurs) return value === undefined ? [`--${name}`] : [`--${name}=${value}`];
  if (read) throw new OptionError(`Cannot read --${name} of ${script}: it has no value, give one`);
  const shown = isSwitch ? `--${name}` : `--${name} ${value === undefined ? "" : quote(value)}`;
  throw new OptionError(`Cannot read ${shown.trim()} of ${script}: ${why}`);
}

/**
 * A message of ours in the words of a script: options of ours have the name that the script has for them, those
 * that were typed also the values. Options that were typed by our name keep it.
 */
export function inTheirWords(
  script: Script,
  { words, valuesOf }: ScriptWords,
  message: string,
): string {
  const ours = Object.entries(ORIGINAL_OPTIONS[script]).flatMap(([name, option]) =>
    (option.is ?? []).map((own) => ({ own, name, values: valuesOf(name) }))
  );
  return ours.reduce((told, { own, name, values }) => {
    const isOurs = words.some((word) =>
      typeof word === "string" && word.replace(/=[^]*$/, "") === `--${own}`
    );
    if (isOurs) return told;
    const typed = told.replace(
      new RegExp(`--${own} (?!")[^ :,]*(,[^ :,]+)*(?= with |: )`),
      (whole) => values?.length ? `--${name} ${values.join(" ")}` : whole,
    );
    return typed.replace(new RegExp(`--${own}(?![\\w-])`, "g"), `--${name}`);
  }, message);
}
