/**
 * Measures cases on our engine and its peers, one after the other on one machine.
 *
 * @module
 */
import { KernelError, ShapeError } from "../../engine/mod.ts";
import { version } from "../version.ts";
import { ceilings } from "./ceilings.ts";
import { hostCosts, isTraining } from "./host.ts";
import type { CaseLine, CeilingLine, LeftOutLine, Line, Unit } from "./lines.ts";
import { type Bench, prepare } from "./ours.ts";
import { measure, median } from "./peers/measure.ts";
import { type Case, type Measured, type Result, runPeer } from "./peers/mod.ts";

/** What to measure, and how often. */
export interface Comparison {
  /** The cases, in order. */
  readonly chosen: readonly Case[];
  /** The peers, in order. */
  readonly peers: readonly string[];
  /** Runs of each of our cases. */
  readonly repeats: number;
}

/** Who is told what is measured next. */
export type Telling = (done: number, now: string) => void;

/** Name of our engine in lines. */
export const OURS = "ours";

/** How many times {@linkcode compare} tells that it goes on. */
export function partsOf({ chosen, peers }: Comparison): number {
  return 1 + chosen.length * (1 + peers.length) + chosen.filter(isTraining).length;
}

/** Measures the adapter's ceilings, then each case on all engines, and the host's part of steps. */
export async function* compare(
  bench: Bench,
  comparison: Comparison,
  tell: Telling,
): AsyncGenerator<Line> {
  const { chosen, peers, repeats } = comparison;
  let done = 0;
  tell(done++, "ceilings");
  const limits = await Array.fromAsync(ceilings(bench.device, repeats));
  yield* limits;
  // Each gives one result a case, so that all engines meet the machine in the same state.
  const names = chosen.map(({ name }) => name);
  const others = peers.map((peer) => ({ peer, results: iterate(runPeer(peer, names)) }));
  for (const one of chosen) {
    tell(done++, one.name);
    const ours = await measureOurs(bench, one, { repeats, limits });
    yield ours;
    for (const { peer, results } of others) {
      tell(done++, `${one.name} on ${peer}`);
      const { value } = await results.next();
      if (value) yield lineOf(value, ours);
    }
    if (!isTraining(one)) continue;
    tell(done++, `host of ${one.name}`);
    yield* refused(one, hostCosts(bench, one, repeats));
  }
}

const iterate = <T>(iterable: AsyncIterable<T>) => iterable[Symbol.asyncIterator]();

interface Against {
  readonly repeats: number;
  readonly limits: readonly CeilingLine[];
}

async function measureOurs(
  bench: Bench,
  one: Case,
  { repeats, limits }: Against,
): Promise<CaseLine | LeftOutLine> {
  const { device } = bench;
  try {
    const { step, held } = prepare(bench, one);
    const timing = await measure({ step, settle: () => device.settle() }, repeats);
    device.release(held);
    const about = { peer: OURS, version, adapter: device.traits.name, case: one.name };
    const line = caseLine({ ...about, flops: one.flops, bytes: one.bytes, ...timing });
    const limit = limits.find(({ unit }) => unit === line.unit);
    return { ...line, share: limit && line.rate / limit.rate };
  } catch (error) {
    return leftOut(one, error);
  }
}

/** The lines up to one that fails. */
async function* refused(one: Case, lines: AsyncIterable<Line>): AsyncGenerator<Line> {
  try {
    yield* lines;
  } catch (error) {
    yield leftOut(one, error);
  }
}

/** A line for what the device cannot do; anything else is a defect. */
function leftOut({ name }: Case, error: unknown): LeftOutLine {
  if (!(error instanceof KernelError || error instanceof ShapeError)) throw error;
  return { kind: "left out", engine: OURS, case: name, reason: error.message };
}

/** The line of a peer's result, compared with ours. */
export function lineOf(result: Result, ours: CaseLine | LeftOutLine): CaseLine | LeftOutLine {
  if ("leftOut" in result) {
    const { peer: engine, case: name, leftOut: reason } = result;
    return { kind: "left out", engine, case: name, reason };
  }
  const line = caseLine(result);
  if (ours.kind === "left out") return line;
  return { ...line, oursIsFasterBy: line.milliseconds / ours.milliseconds };
}

function caseLine(measured: Measured): CaseLine {
  const { peer: engine, version, adapter, seconds, steps, settle, flops, bytes } = measured;
  const time = median(seconds);
  const unit: Unit = flops ? "GFLOP/s" : "GB/s";
  return {
    kind: "case",
    case: measured.case,
    engine,
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
