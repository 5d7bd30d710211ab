/**
 * `metrics.jsonl`: the measurements of a run, one JSON object a line.
 *
 * @module
 */

import { DataError } from "../../datasets/error.ts";
import type { Metric, TrainMetric } from "../loop/metrics.ts";
import { writeError, writeText } from "./atomic.ts";
import { count, flag, listOf, mapOf, measure, object, oneOf, orNull, type Shape } from "./shape.ts";

/** One line of JSON: each loss has a key of its own, and NaN and infinities are texts. */
export function encodeMetric(metric: Metric): string {
  return JSON.stringify(
    metric.kind === "train" ? lineOf(metric) : metric,
    (_, value) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  ) + "\n";
}

function lineOf({ losses, ...rest }: TrainMetric): object {
  return { ...rest, ...losses };
}

/**
 * Reads the lines of a file. A last line that was cut off, because its process was killed, is passed over; a
 * missing file has no lines.
 *
 * @throws {DataError} when another line is no metric
 */
export function readMetrics(path: string): Metric[] {
  const lines = readText(path).split("\n");
  const last = lines.findLastIndex((line) => line !== "");
  const metrics: Metric[] = [];
  for (const [index, line] of lines.slice(0, last + 1).entries()) {
    const metric = decodeMetric(line);
    if (metric !== undefined) {
      metrics.push(metric);
    } else if (index < last) {
      throw new DataError(
        `Cannot read ${path}: line ${index + 1} is no line of metrics, remove it from there`,
      );
    }
  }
  return metrics;
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw new DataError(`Cannot read ${path}: ${(error as Error).message}, make it readable`);
  }
}

/** Any number: lines hold NaN and infinities too. */
const real: Shape = (value, at) => typeof value === "number" ? null : `${at} is no number`;
const values = listOf(orNull(real));
const common = { step: count, epoch: count, seconds: measure };
const epochLine = object({ ...common, validation: values, rates: values, best: flag });
const trainLine = object({ ...common, kind: oneOf("train"), samplesPerSecond: real });

function decodeMetric(line: string): Metric | undefined {
  const notFinite = ["NaN", "Infinity", "-Infinity"];
  try {
    const value = JSON.parse(line, (_, v) => notFinite.includes(v) ? Number(v) : v);
    if (value?.kind === "epoch") return epochLine(value, "") === null ? value : undefined;
    if (trainLine(value, "") !== null) return undefined;
    const metric = withLosses(value);
    return mapOf(values)(metric.losses, "") === null ? metric : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A line of training as a metric: the lists of the line are the losses. Earlier versions called the one loss of
 * backpropagation associated, and wrote an empty list beside it.
 */
function withLosses(line: Omit<TrainMetric, "losses">): TrainMetric {
  const { kind, step, epoch, seconds, samplesPerSecond, ...rest } = line;
  const lists = Object.entries<unknown>(rest).filter((entry): entry is [string, number[]] =>
    Array.isArray(entry[1])
  );
  const isOldBackprop = lists.some(([, values]) => !values.length);
  const losses = lists.filter(([, values]) => values.length).map(([name, values]) =>
    [isOldBackprop ? "cross-entropy" : name, values] as const
  );
  const own = Object.fromEntries(losses);
  return { kind, step, epoch, seconds, samplesPerSecond, losses: own };
}

/** The position of a run as far as metrics depend on it. */
export interface MetricsPosition {
  /** Epoch that is under way, from 1. */
  readonly epoch: number;
  /** Steps since the run began. */
  readonly step: number;
  /** Steps since the losses were last read. */
  readonly unread: number;
}

/** Appends lines to a `metrics.jsonl`. */
export class MetricsLog implements Disposable {
  readonly #path: string;
  readonly #file: Deno.FsFile;

  private constructor(path: string, file: Deno.FsFile) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Opens a file to append to. With the position of a checkpoint, the lines behind it are removed first,
   * since the run will write them again; so is a last line that was cut off.
   *
   * @throws {DataError} when the file cannot be read or written
   */
  static async open(path: string, from?: MetricsPosition): Promise<MetricsLog> {
    if (from) {
      const kept = readMetrics(path).filter((metric) =>
        metric.kind === "epoch" ? metric.epoch < from.epoch : metric.step <= from.step - from.unread
      );
      await writeText(path, kept.map(encodeMetric).join(""));
    }
    try {
      return new MetricsLog(path, await Deno.open(path, { append: true, create: true }));
    } catch (error) {
      throw writeError(path, error);
    }
  }

  /**
   * Appends a line, at once.
   *
   * @throws {DataError} when it cannot be written
   */
  append(metric: Metric): void {
    const line = new TextEncoder().encode(encodeMetric(metric));
    try {
      for (let done = 0; done < line.length;) done += this.#file.writeSync(line.subarray(done));
    } catch (error) {
      throw writeError(this.#path, error);
    }
  }

  /** Forces the appended lines onto the disk, so that a checkpoint never has more steps than the metrics. */
  sync(): void {
    this.#file.syncSync();
  }

  /** Syncs and closes the file. */
  [Symbol.dispose](): void {
    this.#file.syncSync();
    this.#file.close();
  }
}

/** A metric as TensorBoard's scalars, by tag. */
export function scalarsOf(metric: Metric): Record<string, number> {
  const tagged = (tag: string, values: readonly (number | null)[]) =>
    values.flatMap((value, i): [string, number][] =>
      value === null ? [] : [[`${tag}/${i + 1}`, value]]
    );
  return Object.fromEntries(
    metric.kind === "train"
      ? [
        ...Object.entries(metric.losses).flatMap(([name, values]) => tagged(name, values)),
        ["samples per second", metric.samplesPerSecond],
      ]
      : [...tagged("validation", metric.validation), ...tagged("rate", metric.rates)],
  );
}
