/**
 * Which cases and peers a benchmark measures.
 *
 * @module
 */
import { nearest } from "../nearest.ts";
import { OptionError } from "../options.ts";
import type { LeftOutLine } from "./lines.ts";
import { type Case, cases, peers } from "./peers/mod.ts";

/** Operations above which a case takes a minute or more where processors do a GPU's work. */
const LONG = 1e10;

/** Cases to measure, and those that are not. */
export interface Choice {
  /** The cases, in order. */
  readonly chosen: readonly Case[];
  /** Usual cases that are too long for the adapter. */
  readonly leftOut: readonly LeftOutLine[];
}

/**
 * The cases of `--cases`; undefined where none is given, which {@linkcode usualCases} decides.
 *
 * @throws {OptionError} when there is no case of a name, with the nearest one
 */
export function namedCases(names: readonly string[] | undefined): readonly Case[] | undefined {
  if (names === undefined) return undefined;
  if (names.includes("all")) return cases;
  const known = cases.map(({ name }) => name);
  for (const name of names) check("--cases", "case", name, known, ["all"]);
  return [...new Set(names)].map((name) => cases.find((one) => one.name === name)!);
}

/** All cases on a GPU; on processors those that end soon. */
export function usualCases(software: boolean): Choice {
  const long = (one: Case) => software && one.flops > LONG;
  return {
    chosen: cases.filter((one) => !long(one)),
    leftOut: cases.filter(long).map(({ name }) => ({
      kind: "left out",
      engine: "ours",
      case: name,
      reason: "it takes a minute or more on a software adapter, --cases all measures it too",
    })),
  };
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
