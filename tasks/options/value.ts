/**
 * Reads the value of one option from text or JSON, and checks it against the range of the option.
 *
 * @module
 */

import { nearest } from "../../datasets/nearest.ts";
import { readable } from "../../datasets/printable.ts";
import type { ListSpec, NumberRange, OptionSpec } from "./spec.ts";

/** A value that an option may have. */
export type OptionValue = number | boolean | string | readonly string[];

/** A command line or configuration that cannot be read; the program ends with status 2. */
export class OptionError extends Error {
  /** The name that error handlers and logs show. */
  override readonly name = "OptionError";

  /** @param message What cannot be read, why, and the way out; control characters in it are escaped. */
  constructor(message: string) {
    super(readable(message));
  }
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The values an option takes, in words: `between 1e-8 and 10`, `tanh, relu or elu`. */
export function allowedValues(spec: OptionSpec): string {
  switch (spec.type) {
    case "integer":
      return `a whole number between ${plain(spec.min)} and ${plain(spec.max)}`;
    case "number":
      return `a number between ${plain(spec.min)} and ${plain(spec.max)}`;
    case "flag":
      return "true or false";
    case "choice":
      return listed(spec.choices);
    case "name or path":
      return `${spec.names?.join(", ")} or a path with a . or a / in it, as ./mine`;
    case "path":
      return "a path";
    case "list":
      return `${spec.items ? allowedItems(spec.items) : "names"} with commas between them`;
    case "string":
      return "a text";
  }
}

function allowedItems({ type, min, max }: NumberRange): string {
  return `${type === "integer" ? "whole " : ""}numbers between ${plain(min)} and ${plain(max)}`;
}

/** `1, 2 or 3`. */
export function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** A user's word as messages show it: in quotes, and no longer than a line. */
export function quote(word: string): string {
  return JSON.stringify(clip(word));
}

/** The beginning of a word that is too long for a line. */
export function clip(word: string): string {
  return word.length > 60 ? `${word.slice(0, 57)}...` : word;
}

/** A number as messages and the help text show it: `30000`, `1e9`, `1e-8`, `4294967295`. */
export function plain(value: number): string {
  const whole = String(value);
  const short = value.toExponential().replace("e+", "e");
  const isFar = Math.abs(value) >= 1e7 || (value !== 0 && Math.abs(value) < 1e-3);
  return isFar && short.length < whole.length ? short : whole;
}

/**
 * Reads `text` as the option's value; `what` names it in messages, as `--lr "abc"`.
 *
 * @throws {OptionError} when it is malformed or out of range
 */
export function readValue(spec: OptionSpec, text: string, what: string): OptionValue {
  if (text.trim() === "" && spec.type !== "string") {
    throw new OptionError(`Cannot read ${what}: it has no value, give ${allowedValues(spec)}`);
  }
  switch (spec.type) {
    case "integer":
    case "number":
      return readNumber(spec, text.trim(), what);
    case "flag":
      if (text === "true" || text === "false") return text === "true";
      throw new OptionError(`Cannot read ${what}: it is a switch, give ${allowedValues(spec)}`);
    case "choice":
      return readChoice(
        spec.choices,
        spec.anyCase ? text.toLowerCase() : text,
        what,
        allowedValues(spec),
      );
    case "name or path":
      if (/[./\\]/.test(text)) return text;
      return readChoice(spec.names ?? [], text, what, allowedValues(spec));
    case "list":
      return readList(spec, text.split(","), what);
    case "path":
      if (!text.includes("\0")) return text;
      throw new OptionError(`Cannot read ${what}: it holds a zero byte, give a path`);
    case "string":
      return text;
  }
}

function readNumber(spec: NumberRange, text: string, what: string): number {
  const refuse = (state: string): never => {
    const range = `between ${plain(spec.min)} and ${plain(spec.max)}`;
    throw new OptionError(`Cannot read ${what}: ${state}, give one ${range}`);
  };
  const whole = spec.type === "integer";
  if (!NUMBER.test(text)) refuse(`it is not a ${whole ? "whole " : ""}number`);
  const value = Number(text);
  if (whole && !Number.isInteger(value)) refuse("it is not a whole number");
  if (value < spec.min) refuse("it is too small");
  if (value > spec.max) refuse("it is too large");
  return value;
}

function readChoice(
  choices: readonly string[],
  text: string,
  what: string,
  allowed: string,
): string {
  if (choices.includes(text)) return text;
  const meant = nearest(text, choices);
  const hint = meant === undefined ? `give ${allowed}` : `did you mean ${meant}? (${allowed})`;
  throw new OptionError(`Cannot read ${what}: there is no such choice, ${hint}`);
}

function readList({ items }: ListSpec, parts: readonly string[], what: string): readonly string[] {
  const names = parts.map((part) => part.trim());
  if (names.includes("")) {
    const kind = items ? "numbers" : "names";
    throw new OptionError(
      `Cannot read ${what}: one of its ${kind} is empty, give ${kind} with one comma between two`,
    );
  }
  if (items) { for (const name of names) readNumber(items, name, `${quote(name)} of ${what}`); }
  return names;
}

/**
 * Reads a JSON value as the option's value: numbers for numbers, true and false for switches, an
 * array or one string for lists, strings for the rest.
 *
 * @throws {OptionError} when its type or its range is another
 */
export function readJsonValue(spec: OptionSpec, value: unknown, what: string): OptionValue {
  const numeric = spec.type === "integer" || spec.type === "number";
  if (spec.type === "list" && Array.isArray(value)) {
    const kinds = spec.items ? ["string", "number"] : ["string"];
    if (value.every((item) => kinds.includes(typeof item))) {
      return readList(spec, value.map(String), what);
    }
  }
  const wanted = numeric ? "number" : spec.type === "flag" ? "boolean" : "string";
  const type: string = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (type !== wanted) {
    const found = type === "null" ? type : `${/^[ao]/.test(type) ? "an" : "a"} ${type}`;
    throw new OptionError(`Cannot read ${what}: it is ${found}, give ${allowedValues(spec)}`);
  }
  return readValue(spec, String(value), what);
}
