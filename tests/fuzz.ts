/**
 * Damages inputs at random and reads them: whatever is wrong with data or with the files of a run must end in
 * an error of ours, which names the file and the place.
 *
 * `deno run -A tests/fuzz.ts --count 1000000` tries a million inputs, and prints each that ends in another error or
 * takes more than 2 seconds of processor time. An input follows from its number, so that `--seed 250001 --count
 * 250000` tries the second quarter of them, at another time or on another core; `--minutes 20` ends sooner and
 * says where to go on. `--target csv` tries one format alone, and `--target commands` tries commands on runs of
 * which a file is damaged. The tests try some thousand.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import process from "node:process";
import { concat } from "../datasets/bytes.ts";
import { escaped } from "../datasets/printable.ts";
import { classifierTarget } from "./fuzz_classifier.ts";
import { formatTargets } from "./fuzz_formats.ts";
import { imageTargets } from "./fuzz_images.ts";
import { natsTargets } from "./fuzz_nats.ts";
import { commandTargets, runTargets } from "./fuzz_runs.ts";
import { Progress, progressTarget } from "../tasks/terminal/progress.ts";
import { numbers } from "./tasks/support.ts";

/** Something that reads bytes. */
export interface Target {
  /** Its name. */
  readonly name: string;
  /** Inputs that it reads without an error, to be damaged. */
  readonly seeds: readonly Uint8Array[];
  /** Reads an input; an error of ours is right, another is a fault. */
  read(bytes: Uint8Array): Promise<unknown>;
  /** Whether its inputs are JSON, whose values are exchanged too. */
  readonly isJson?: boolean;
  /** Whether a reading takes some milliseconds, so that few inputs are tried of it. */
  readonly isSlow?: boolean;
}

/** All that reads data or files of runs. `folder` is for files that it needs. */
export async function targets(folder: string): Promise<readonly Target[]> {
  const runs = await runTargets(folder);
  const classifier = await classifierTarget(`${folder}/text run`);
  return [...formatTargets(folder), ...imageTargets(folder), ...natsTargets, ...runs, classifier];
}

const ERRORS = ["DataError", "OptionError", "ShapeError"];

/** What is wrong with how an input was read, or null. */
export async function faultOf(target: Target, bytes: Uint8Array): Promise<string | null> {
  try {
    await target.read(bytes);
    return null;
  } catch (error) {
    if (!(error instanceof Error)) return `threw ${error}`;
    if (!ERRORS.includes(error.name)) return error.stack ?? error.message;
    const isLine = error.message.length < 7000 && error.message === escaped(error.message);
    return isLine ? null : `not one readable line: ${JSON.stringify(error.message).slice(0, 300)}`;
  }
}

/** A damaged input that follows from a seed. */
export function damaged({ seeds, isJson = false }: Target, seed: number): Uint8Array {
  const random = numbers(seed * 2654435761 >>> 0);
  const below = (n: number) => Math.floor(random() * n);
  const pick = <T>(from: readonly T[]) => from[below(from.length)];
  let bytes = pick(seeds);
  for (let rounds = 1 + below(3); rounds > 0; rounds--) {
    const isValue = isJson && random() < 0.7;
    bytes = isValue ? exchanged(bytes, below, pick) : changed(bytes, pick(seeds), below, pick);
  }
  return bytes;
}

type Below = (n: number) => number;
type Choose = <T>(from: readonly T[]) => T;

const encoder = new TextEncoder();

/** Pieces that formats give a meaning to, or that have none in them. */
const PIECES = [
  ...['"', '""', "\n", "\r\n", "\r", "\t", ",", ";", "|", "\0", "{", "}", "[", "]", "<", ">"],
  ...["\ufeff", "\u202e", "\x1b[2J", "null", "NaN", "-1", "1e999", "999999999999", "sep=;\n"],
  ...["&amp;", "&#x110000;", "字", "\u0301", "../", "é", "__proto__", "text,label\n", "3 4\n"],
].map((text) => encoder.encode(text));

function changed(bytes: Uint8Array, other: Uint8Array, below: Below, pick: Choose): Uint8Array {
  const at = below(bytes.length + 1);
  const end = Math.min(bytes.length, at + 1 + below(pick([2, 16, 200])));
  const [head, span, tail] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
  const random = Uint8Array.from({ length: 1 + below(8) }, () => below(256));
  const kinds: (() => Uint8Array[])[] = [
    () => [head, random, tail],
    () => [head, tail],
    () => [head],
    () => [head, span, span, span, tail],
    () => [head, pick(PIECES), bytes.subarray(at)],
    () => [head, ...Array.from({ length: 1 + below(400) }, () => pick(PIECES)), bytes.subarray(at)],
    () => [head, other.subarray(below(other.length + 1))],
    () => [head, span.map((byte) => byte ^ (1 << below(8))), tail],
  ];
  return concat(pick(kinds)());
}

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 0.5, 1e308, 2 ** 53, 4294967296, "", "x", "\x1b[2J", [], {}],
  ...[[[]], [null], ["x"], { x: null }, [0, 0, 0], { length: 5 }, "__proto__", -0.0001],
];

/** JSON (or lines of it) in which a value is exchanged, or a key taken away. */
function exchanged(bytes: Uint8Array, below: Below, pick: Choose): Uint8Array {
  const lines = new TextDecoder().decode(bytes).split("\n");
  const isLines = lines.length > 1 && lines[0].endsWith("}");
  const i = isLines ? below(lines.length) : 0;
  try {
    const root = [JSON.parse(isLines ? lines[i] : lines.join("\n"))] as unknown[];
    let place: Record<string, unknown> = root as unknown as Record<string, unknown>;
    let key = "0";
    for (let depth = below(6); depth > 0; depth--) {
      const inner = place[key];
      if (typeof inner !== "object" || inner === null || !Object.keys(inner).length) break;
      place = inner as Record<string, unknown>;
      key = pick(Object.keys(place));
    }
    if (below(4) === 0) delete place[key];
    else place[key] = pick(VALUES);
    const text = JSON.stringify(root[0]) ?? "";
    return encoder.encode(isLines ? lines.with(i, text).join("\n") : text);
  } catch {
    return changed(bytes, bytes, below, pick);
  }
}

const MOST_SECONDS = 2;

/** Turns of a target that reads quickly to one of a slow target, so that a million inputs take minutes. */
const QUICK_TURNS = 50;

/** The targets in the order of their turns, which repeats. */
function turns(all: readonly Target[]): readonly Target[] {
  const quick = all.filter(({ isSlow }) => !isSlow);
  return [...all, ...Array.from({ length: QUICK_TURNS - 1 }, () => quick).flat()];
}

async function main(): Promise<void> {
  const options = parseArgs(Deno.args, {
    string: ["count", "minutes", "seed", "target"],
    default: { count: "10000", minutes: "Infinity", seed: "1" },
  });
  const folder = await Deno.makeTempDir();
  const readers = await targets(folder);
  const all = options.target === "commands"
    ? commandTargets(folder)
    : turns(readers.filter(({ name }) => [undefined, name].includes(options.target)));
  const [first, total] = [Number(options.seed), Number(options.count)];
  const end = performance.now() + Number(options.minutes) * 60_000;
  let [faults, seed] = [0, first];
  using progress = new Progress(progressTarget(false), { label: "fuzz", total, unit: "inputs" });
  for (; seed < first + total && performance.now() < end; seed++) {
    const target = all[seed % all.length];
    const state = await stateOf(target, damaged(target, seed));
    progress.update(seed - first + 1);
    if (state === null) continue;
    faults++;
    progress.around(() => console.log(`${target.name} seed ${seed}: ${state}`));
  }
  await Deno.remove(folder, { recursive: true });
  console.log(`inputs ${first} to ${seed - 1}, ${faults} faults`);
  if (seed < first + total) {
    console.log(`go on with --seed ${seed} --count ${first + total - seed}`);
  }
  Deno.exitCode = faults ? 1 : 0;
}

/** What is wrong with how an input was read, or with how long that took; null where nothing is. */
async function stateOf(target: Target, bytes: Uint8Array): Promise<string | null> {
  const before = process.cpuUsage();
  const fault = await faultOf(target, bytes);
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (fault !== null || seconds <= MOST_SECONDS || bytes.length >= 1 << 20) return fault;
  return `${seconds} s of processor time for ${bytes.length} bytes`;
}

if (import.meta.main) await main();
