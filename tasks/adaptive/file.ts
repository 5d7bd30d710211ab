/**
 * `adaptive.json`: when texts may leave a run's model, and how much time that saves and how much accuracy it
 * costs.
 *
 * @module
 */
import { DataError } from "../../datasets/error.ts";
import { writeJson } from "../run/atomic.ts";
import { CRITERIA, type Criterion } from "../loop/exits/confidence.ts";
import type { SweepPoint } from "../loop/exits/sweep.ts";
import type { ExitTimes, ThresholdTime } from "../loop/exits/time.ts";
import { runPath } from "../run/folder.ts";

const FORMAT = "associated-learning-adaptive";
const VERSION = 1;

/** One threshold of a sweep. */
export interface SweepRow {
  /** A text leaves at the first exit whose confidence reaches it. */
  readonly threshold: number;
  /** Accuracy and exits of the validation texts, by which thresholds are picked. */
  readonly validation: SweepPoint;
  /** Accuracy and exits of the test texts; null until `adapt` has run. */
  readonly test: SweepPoint | null;
  /** Mean time of a validation text as a share of the full path's; null until `adapt` has run. */
  readonly cost: number | null;
}

/** Times that `adapt` measured, in milliseconds a text, medians of warm passes over test texts. */
export interface AdaptiveTimes extends ExitTimes {
  /** What ran the kernels. */
  readonly device: string;
  /** Texts of a pass. */
  readonly rows: number;
  /** Texts of a batch. */
  readonly batch: number;
  /** Times of the adaptive path at some of the thresholds. */
  readonly measured: readonly ThresholdTime[];
}

/** The content of `adaptive.json`. */
export interface AdaptiveFile {
  /** Checkpoint whose weights gave the figures. */
  readonly checkpoint: "best" | "last";
  /** How confidence is measured. */
  readonly criterion: Criterion;
  /** Number of blocks. */
  readonly depths: number;
  /** Depths at which texts may leave, in order; the last is the full depth. */
  readonly exits: readonly number[];
  /** The divisor of the logits at each depth from 1, fitted on the validation texts. */
  readonly temperatures: readonly number[];
  /** Mean cross-entropy of the validation texts at each depth, in nats. */
  readonly crossEntropy: {
    /** Of the logits as they are. */
    readonly raw: readonly number[];
    /** Of the logits divided by the temperatures. */
    readonly scaled: readonly number[];
  };
  /** Threshold that was picked on the validation texts. */
  readonly threshold: number;
  /** The budget that the threshold keeps to, as it was given; null for the default rule. */
  readonly budget: string | null;
  /** Accuracy of all blocks for all texts; on the test texts null until `adapt` has run. */
  readonly full: { readonly validation: number; readonly test: number | null };
  /** The thresholds that were tried, rising. */
  readonly sweep: readonly SweepRow[];
  /** The row of {@linkcode AdaptiveFile.threshold}. */
  readonly chosen: SweepRow;
  /** Measured times; null until `adapt` has run. */
  readonly times: AdaptiveTimes | null;
}

/** The thresholds of the sweep and the one in use, rising. */
export function sweepRows({ sweep, chosen }: AdaptiveFile): readonly SweepRow[] {
  const isThere = sweep.some(({ threshold }) => threshold === chosen.threshold);
  return isThere ? sweep : [...sweep, chosen].toSorted((a, b) => a.threshold - b.threshold);
}

/** Writes a run's `adaptive.json`. */
export function writeAdaptive(run: string, file: AdaptiveFile): Promise<void> {
  return writeJson(runPath(run, "adaptive"), { format: FORMAT, version: VERSION, ...file });
}

/**
 * Reads a run's `adaptive.json`; null where it has none.
 *
 * @throws {DataError} when the file is there and is of another format or version
 */
export async function readAdaptive(run: string): Promise<AdaptiveFile | null> {
  const path = runPath(run, "adaptive");
  try {
    return checked(JSON.parse(await Deno.readTextFile(path)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const state = error instanceof Error ? error.message : String(error);
    throw new DataError(`Cannot read ${path}: ${state}, write it anew with ./al adapt ${run}`);
  }
}

function checked(value: unknown): AdaptiveFile {
  const { format, version, ...file } = (value ?? {}) as AdaptiveFile & {
    format: unknown;
    version: unknown;
  };
  if (format !== FORMAT) throw new DataError("it is of another format");
  if (version !== VERSION) throw new DataError(`its version is ${version} and not ${VERSION}`);
  const isPositive = (t: unknown) => typeof t === "number" && t > 0 && Number.isFinite(t);
  const whole = CRITERIA.includes(file.criterion) && Array.isArray(file.sweep) &&
    Array.isArray(file.exits) && Array.isArray(file.temperatures) &&
    file.temperatures.length === file.depths && file.temperatures.every(isPositive);
  if (!whole) throw new DataError("a part of it is missing or no number");
  return file;
}
