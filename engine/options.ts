/**
 * What options may be, and the refusal of what they are instead.
 *
 * @module
 */
import { ShapeError } from "./error.ts";

/** A number from `least` up to `most`, or up to, but not including, `below`. */
interface Range {
  readonly least: number;
  readonly below?: number;
  readonly most?: number;
  readonly whole?: boolean;
}

/** What an option may be: a number, one of some words, or a value of a type. */
export type OptionKind =
  | Range
  | readonly (string | undefined)[]
  | "boolean"
  | "function"
  | "object"
  | "list";

/** What each option of a kind of options may be. */
export type OptionKinds<T = Readonly<Record<string, unknown>>> = {
  readonly [K in keyof T]?: OptionKind;
};

/** A whole number of 1 or more. */
export const COUNT: OptionKind = { least: 1, whole: true };

/** A number of 0 or more. */
export const AMOUNT: OptionKind = { least: 0 };

/** A whole number of 0 or more. */
export const WHOLE: Range = { least: 0, whole: true };

/** A share. */
export const SHARE: Range = { least: 0, most: 1 };

/** A probability that is not 1. */
export const CHANCE: OptionKind = { least: 0, below: 1 };

/**
 * Refuses options that are not what they may be.
 *
 * @param act What is not done then, as `train a classifier`.
 * @param path What stands before the names of the options, as `labels.`.
 * @throws {ShapeError} When an option is of another kind or out of its range.
 */
export function checkOptions<T extends object>(
  act: string,
  options: T,
  kinds: OptionKinds<T>,
  path = "",
): void {
  for (const [name, kind] of Object.entries(kinds) as [keyof T & string, OptionKind][]) {
    const value: unknown = options[name];
    if (fits(value, kind)) continue;
    throw new ShapeError(`Cannot ${act}: ${path}${name} is ${shown(value)}, ${wanted(kind)}`);
  }
}

/** The same where each option may be absent. */
export function checkGiven<T extends object>(
  act: string,
  options: T,
  kinds: OptionKinds<T>,
  path = "",
): void {
  const given = Object.entries(kinds).filter(([name]) => options[name as keyof T] !== undefined);
  checkOptions(act, options, Object.fromEntries(given) as OptionKinds<T>, path);
}

function fits(value: unknown, kind: OptionKind): boolean {
  if (kind === "list") return Array.isArray(value);
  if (typeof kind === "string") return typeof value === kind && value !== null;
  if (!("least" in kind)) return kind.includes(value as string);
  const { least, below = Infinity, most = Infinity, whole } = kind;
  return typeof value === "number" && value >= least && value < below && value <= most &&
    (!whole || Number.isSafeInteger(value));
}

function wanted(kind: OptionKind): string {
  if (kind === "boolean") return "give true or false";
  if (typeof kind === "string") return `give ${kind === "object" ? "an" : "a"} ${kind}`;
  if (!("least" in kind)) return `give one of ${kind.filter((word) => word).join(", ")}`;
  const { least, below, most, whole } = kind;
  const number = whole ? "a whole number" : "a number";
  if (below !== undefined) return `give ${number} from ${least} up to, not including, ${below}`;
  return most === undefined
    ? `give ${number} of ${least} or more`
    : `give ${number} from ${least} to ${most}`;
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}
