/**
 * `adaptive.json`: when texts may leave a run's model, and how much time that saves and how much accuracy it
 * costs.
 *
 * @module
 */
import { writeJson } from "../run/atomic.ts";
import { CRITERIA, type Criterion } from "../loop/exits/confidence.ts";
import type { SweepPoint } from "../loop/exits/sweep.ts";
import type { ExitTimes, ThresholdTime } from "../loop/exits/time.ts";
import { runPath } from "../run/folder.ts";
import { readShapedIfThere } from "../run/json_object.ts";
import {
  all,
  count,
  depth,
  listOf,
  measure,
  number,
  object,
  oneOf,
  optional,
  orNull,
  share,
  text,
  where,
} from "../run/shape.ts";

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

/** Times that `adapt` measured, in milliseconds a text, of the fastest of some warm passes over test texts. */
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
  /** The part of a threshold that each depth from 1 asks for; absent where all ask for the whole. */
  readonly shares?: readonly number[];
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
  const way = `write it anew with ./al adapt ${run}`;
  const found = await readShapedIfThere<AdaptiveFile & { format: string; version: number }>(
    runPath(run, "adaptive"),
    { shape, way },
  );
  if (!found) return null;
  const { format: _, version: __, ...file } = found;
  return file;
}

const point = object({ accuracy: share, meanDepth: measure, exits: listOf(count) });

const row = object({
  threshold: share,
  validation: point,
  test: orNull(point),
  cost: orNull(measure),
});

const times = object({
  full: measure,
  exits: listOf(measure),
  single: listOf(measure),
  device: text,
  rows: count,
  batch: count,
  measured: listOf(object({ threshold: share, milliseconds: measure })),
});

/** Whether the lists of a file belong together. */
function agree(file: AdaptiveFile): boolean {
  const { depths, exits, temperatures, shares, crossEntropy: { raw, scaled }, times } = file;
  const isRow = ({ validation, test }: SweepRow) =>
    [validation, test ?? validation].every((point) => point.exits.length === exits.length);
  return [temperatures, raw, scaled].every(({ length }) => length === depths) &&
    exits.length > 0 && exits.at(-1) === depths &&
    exits.every((exit, i) => exit > (exits[i - 1] ?? 0)) &&
    [...file.sweep, file.chosen].every(isRow) &&
    temperatures.every((t) => t > 0) &&
    (!shares || shares.length === depths && shares.every((part) => part > 0)) &&
    (!times || times.exits.length === exits.length && times.single.length === exits.length);
}

const shape = all(
  object({ format: oneOf(FORMAT), version: where((v) => v === VERSION, `is not ${VERSION}`) }),
  object({
    checkpoint: oneOf("best", "last"),
    criterion: oneOf(...CRITERIA),
    depths: depth,
    exits: listOf(depth),
    temperatures: listOf(number),
    shares: optional(listOf(share)),
    crossEntropy: object({ raw: listOf(number), scaled: listOf(number) }),
    threshold: share,
    budget: orNull(text),
    full: object({ validation: share, test: orNull(share) }),
    sweep: listOf(row),
    chosen: row,
    times: orNull(times),
  }),
  where(agree, "has lists that do not belong together"),
);
