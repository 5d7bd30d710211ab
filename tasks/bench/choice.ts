/**
 * Which cases and peers a benchmark measures.
 *
 * @module
 */
import type { DeviceKind } from "../../engine/mod.ts";
import { nearest } from "../../datasets/nearest.ts";
import { OptionError } from "../options/value.ts";
import { type Case, cases, peers } from "./peers/mod.ts";

/** The measurements of our engine alone. */
export const EXTRAS = [
  "dispatch",
  "compile",
  "train",
  "adaptive",
  "tokens",
  "accumulate",
  "memory",
  "settling-memory",
  "pipeline",
  "package",
] as const;

/** A measurement of our engine alone. */
export type Extra = typeof EXTRAS[number];

/** Operations above which a case takes a minute or more on a software adapter. */
const LONG = 1.2e10;

/** The measurements to make. */
export interface Choice {
  /** The cases, in order. */
  readonly cases: readonly Case[];
  /** Measurements of our engine alone. */
  readonly extras: readonly Extra[];
  /** Whether long cases are measured on software adapters too. */
  readonly long: boolean;
}

/** Why a long case is not measured on a software adapter. */
export const TOO_LONG =
  "it takes a minute or more on a software adapter, --cases all measures it too";

/**
 * The measurements that `--cases` names; where it is not given, all but long cases on software adapters.
 *
 * @throws {OptionError} when there is no case of a name, with the nearest one
 */
export function chosenCases(names: readonly string[] | undefined): Choice {
  if (names === undefined) return { cases, extras: EXTRAS, long: false };
  if (names.includes("all")) return { cases, extras: EXTRAS, long: true };
  const known = cases.map(({ name }) => name);
  for (const name of names) check("--cases", "case", name, [...known, ...EXTRAS], ["all"]);
  const wanted = [...new Set(names)];
  return {
    cases: wanted.flatMap((name) => cases.find((one) => one.name === name) ?? []),
    extras: EXTRAS.filter((name) => wanted.includes(name)),
    long: true,
  };
}

/** Whether a case is measured on a kind of device. */
export function isChosen({ long }: Choice, kind: DeviceKind, { flops }: Case): boolean {
  return long || kind !== "software" || flops <= LONG;
}

/**
 * The peers of `--peers`.
 *
 * @throws {OptionError} when there is no peer of a name, with the nearest one
 */
export function namedPeers(names: readonly string[]): readonly string[] {
  if (names.includes("all")) return peers;
  if (names.length === 1 && names[0] === "none") return [];
  for (const name of names) check("--peers", "peer", name, peers, ["all", "none"]);
  return [...new Set(names)];
}

function check(
  option: string,
  what: string,
  name: string,
  known: readonly string[],
  words: readonly string[],
): void {
  if (known.includes(name)) return;
  const meant = nearest(name, [...known, ...words]);
  const hint = meant && known.includes(meant) ? `did you mean ${meant}? ` : "";
  throw new OptionError(
    `Cannot read ${option} ${JSON.stringify(name.slice(0, 60))}: there is no such ${what}, ` +
      `${hint}give ${[...known, ...words].join(", ")}`,
  );
}
