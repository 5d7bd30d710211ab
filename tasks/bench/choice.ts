/**
 * Which cases and peers a benchmark measures.
 *
 * @module
 */
import type { DeviceKind } from "../../engine/mod.ts";
import { nearest } from "../../datasets/nearest.ts";
import { OptionError } from "../options/value.ts";
import { type Case, cases, peers } from "./peers/mod.ts";
import { pipelineCases, pipelineName, pipelinesNamed } from "./pipeline.ts";
import type { PipelineCase } from "./pipeline_net.ts";

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

/** The words that `--cases` knows; the names of pipelines are meant too, and too many to list. */
const KNOWN: Known = {
  names: [...cases.map(({ name }) => name), ...EXTRAS],
  words: ["all"],
  unlisted: pipelineCases.map(pipelineName),
};

/** The measurements to make. */
export interface Choice {
  /** The cases, in order. */
  readonly cases: readonly Case[];
  /** Measurements of our engine alone. */
  readonly extras: readonly Extra[];
  /** The nets that `pipeline` measures. */
  readonly pipelines: readonly PipelineCase[];
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
  const every = { cases, extras: EXTRAS, pipelines: pipelineCases };
  if (names === undefined) return { ...every, long: false };
  if (names.includes("all")) return { ...every, long: true };
  const wanted = [...new Set(names)];
  const pipelines = wanted.flatMap(pipelinesNamed);
  for (const name of wanted) {
    if (!pipelinesNamed(name).length) check("--cases", "case", name, KNOWN);
  }
  return {
    cases: wanted.flatMap((name) => cases.find((one) => one.name === name) ?? []),
    extras: EXTRAS.filter((name) => name === "pipeline" ? pipelines.length : wanted.includes(name)),
    pipelines: [...new Set(pipelines)],
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
  for (const name of names) {
    check("--peers", "peer", name, { names: peers, words: ["all", "none"] });
  }
  return [...new Set(names)];
}

/** What an option may name. */
interface Known {
  readonly names: readonly string[];
  /** Words beside the names. */
  readonly words: readonly string[];
  /** Names that are not listed where one is refused. */
  readonly unlisted?: readonly string[];
}

function check(
  option: string,
  what: string,
  name: string,
  { names, words, unlisted = [] }: Known,
): void {
  if (names.includes(name)) return;
  const meant = nearest(name, [...names, ...unlisted, ...words]);
  const hint = meant && !words.includes(meant) ? `did you mean ${meant}? ` : "";
  throw new OptionError(
    `Cannot read ${option} ${JSON.stringify(name.slice(0, 60))}: there is no such ${what}, ` +
      `${hint}give ${[...names, ...words].join(", ")}`,
  );
}
