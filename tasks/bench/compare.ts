/**
 * Measures cases on our engine's devices and on its peers, one after another on one machine.
 *
 * @module
 */
import { KernelError, ShapeError } from "../../engine/mod.ts";
import { version } from "../version.ts";
import { ceilings } from "./ceilings.ts";
import { type Choice, isChosen, TOO_LONG } from "./choice.ts";
import { besideOf, type Ours } from "./devices.ts";
import { hostCosts } from "./host.ts";
import type { CaseLine, CeilingLine, LeftOutLine, Line, Unit } from "./lines.ts";
import { isTraining } from "./models.ts";
import { prepare } from "./ours.ts";
import { measure, median } from "./peers/measure.ts";
import { type Case, type Measured, peerOptions, type Result, runPeer } from "./peers/mod.ts";
import { difference, TOLERANCE } from "./peers/numbers.ts";

/** The cases and peers to measure, and the number of runs. */
export interface Comparison {
  /** The cases. */
  readonly choice: Choice;
  /** The peers, in order. */
  readonly peers: readonly string[];
  /** Runs of each of our cases. */
  readonly repeats: number;
  /** Start of every random stream. */
  readonly seed: number;
}

/** Called with the name of the next measurement. */
export type Telling = (now: string) => void;

/** Name of our engine in lines. */
export const OURS = "ours";

/** A peer with its options, and the devices of ours that it is compared with. */
interface Run {
  readonly peer: string;
  readonly options: readonly string[];
  readonly beside: Ours[];
}

function runsOf(devices: readonly Ours[], { peers, seed }: Comparison): Run[] {
  const runs = new Map<string, Run>();
  for (const peer of peers) {
    for (const ours of devices) {
      const own = peerOptions(peer, besideOf(ours));
      if (!own) continue;
      const options = [...own, "--seed", String(seed)];
      const key = [peer, ...options].join(" ");
      const run = runs.get(key) ?? { peer, options, beside: [] };
      runs.set(key, run);
      run.beside.push(ours);
    }
  }
  return [...runs.values()];
}

const meets = ({ choice }: Comparison, one: Case) => (ours: Ours) =>
  isChosen(choice, ours.device.traits.kind, one);

/** The number of measurements that {@linkcode compare} announces. */
export function partsOf(devices: readonly Ours[], comparison: Comparison): number {
  const runs = runsOf(devices, comparison);
  return comparison.choice.cases.reduce((parts, one) => {
    const measured = devices.filter(meets(comparison, one)).length;
    const compared = runs.filter(({ beside }) => beside.some(meets(comparison, one))).length;
    return parts + measured * (isTraining(one) ? 2 : 1) + compared;
  }, devices.length);
}

/** Our result of a case, with a sample of its numbers. */
interface Own {
  readonly line: CaseLine | LeftOutLine;
  readonly result?: readonly number[];
}

/** Measures each device's ceilings, then each case on all engines, and the host's part of steps. */
export async function* compare(
  devices: readonly Ours[],
  comparison: Comparison,
  tell: Telling,
): AsyncGenerator<Line> {
  const { choice, repeats } = comparison;
  const limits: CeilingLine[] = [];
  for (const ours of devices) {
    tell(`ceilings of ${ours.name}`);
    for await (const line of ceilings(ours, repeats)) {
      limits.push(line);
      yield line;
    }
  }
  const runs: Started[] = runsOf(devices, comparison).map((run) => {
    const cases = choice.cases.filter((one) => run.beside.some(meets(comparison, one)));
    // Each engine gives one result at a time, so that all engines meet the machine in the same state.
    const results = runPeer(run.peer, cases.map(({ name }) => name), run);
    return { ...run, cases, results: results[Symbol.asyncIterator]() };
  });
  const all: All = { ...comparison, devices, limits, runs, tell };
  for (const one of choice.cases) yield* compareCase(one, all);
}

/** A peer that gives its next result when it is asked. */
interface Started extends Run {
  readonly cases: readonly Case[];
  readonly results: AsyncIterator<Result>;
}

/** The engines and options that a case is measured with. */
interface All extends Comparison {
  readonly devices: readonly Ours[];
  readonly limits: readonly CeilingLine[];
  readonly runs: readonly Started[];
  readonly tell: Telling;
}

async function* compareCase(one: Case, all: All): AsyncGenerator<Line> {
  const { devices, runs, tell, repeats, seed } = all;
  const own = new Map<Ours, Own>();
  for (const ours of devices) {
    if (meets(all, one)(ours)) tell(`${one.name} on ${ours.name}`);
    own.set(ours, compared(await measureOurs(ours, one, all), [...own.values()][0]));
    yield own.get(ours)!.line;
  }
  for (const { peer, cases, beside, results } of runs) {
    if (!cases.includes(one)) continue;
    tell(`${one.name} on ${peer}`);
    const { value } = await results.next();
    if (value) yield* linesOf(value, beside.filter(meets(all, one)), own);
  }
  if (!isTraining(one)) return;
  for (const ours of devices.filter(meets(all, one))) {
    tell(`host of ${one.name} on ${ours.name}`);
    yield* refused(ours, one, hostCosts(ours, one, { runs: repeats, seed }));
  }
}

async function measureOurs(ours: Ours, one: Case, all: All): Promise<Own> {
  const { name, device } = ours, { seed, repeats, limits } = all;
  if (!meets(all, one)(ours)) return { line: leftOut(ours, one, TOO_LONG) };
  try {
    const { step, result: first, held } = prepare({ device, seed }, one);
    const result = await first();
    const timing = await measure({ step, settle: () => device.settle() }, repeats);
    device.release(held);
    const about = { peer: OURS, version, adapter: device.traits.name, case: one.name };
    const line = caseLine({ ...about, flops: one.flops, bytes: one.bytes, ...timing }, name);
    const limit = limits.find(({ device, unit }) => device === name && unit === line.unit);
    return { line: { ...line, share: limit && line.rate / limit.rate }, result };
  } catch (error) {
    return { line: refusal(ours, one, error) };
  }
}

/** Our numbers on a device, which must agree with our numbers on the first device. */
function compared(own: Own, first: Own | undefined): Own {
  if (own.line.kind === "left out" || !first?.result || !own.result) return own;
  return { ...own, line: checked(own.line, first.result, own.result) };
}

/** The lines up to one that fails. */
async function* refused(ours: Ours, one: Case, lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  try {
    yield* lines;
  } catch (error) {
    yield refusal(ours, one, error);
  }
}

/** A line for a case that the device cannot run; any other error is a defect. */
function refusal(ours: Ours, one: Case, error: unknown): LeftOutLine {
  if (!(error instanceof KernelError || error instanceof ShapeError)) throw error;
  return leftOut(ours, one, error.message);
}

function leftOut({ name }: Ours, one: Case, reason: string): LeftOutLine {
  return { kind: "left out", engine: OURS, device: name, case: one.name, reason };
}

/** A peer's result beside each of our devices; once where it has none. */
function* linesOf(
  result: Result,
  beside: readonly Ours[],
  own: ReadonlyMap<Ours, Own>,
): Generator<Line> {
  const lines = beside.map((ours) => lineOf(result, ours.name, own.get(ours)!));
  yield* lines[0].kind === "left out" ? lines.slice(0, 1) : lines;
}

/** The line of a peer's result, compared with ours on a device. */
export function lineOf(
  found: Result,
  device: string,
  { line: ours, result }: Own,
): CaseLine | LeftOutLine {
  if ("leftOut" in found) {
    const { peer: engine, case: name, leftOut: reason } = found;
    return { kind: "left out", engine, case: name, reason };
  }
  const line = caseLine(found, device);
  if (ours.kind === "left out") return line;
  const faster = { ...line, oursIsFasterBy: line.milliseconds / ours.milliseconds };
  return result && found.result ? checked(faster, result, found.result) : faster;
}

/** The line with the difference of the peer's numbers from ours; a speed counts only where they agree. */
function checked(
  line: CaseLine,
  expected: readonly number[],
  found: readonly number[],
): CaseLine | LeftOutLine {
  const most = difference(expected, found);
  if (most <= TOLERANCE) return { ...line, difference: most };
  const { engine, device, case: name } = line;
  const reason = `its numbers differ by ${most.toPrecision(2)} of their mean magnitude`;
  return { kind: "left out", engine, device, case: name, reason };
}

function caseLine(measured: Measured, device: string): CaseLine {
  const { peer: engine, version, adapter, seconds, steps, settle, flops, bytes } = measured;
  const time = median(seconds);
  const unit: Unit = flops ? "GFLOP/s" : "GB/s";
  return {
    kind: "case",
    case: measured.case,
    engine,
    device,
    version,
    adapter,
    milliseconds: 1000 * time,
    runs: seconds.map((second) => 1000 * second),
    steps,
    settle: 1000 * settle,
    unit,
    rate: (flops || bytes) / time / 1e9,
  };
}
