/**
 * Real texts, for measurements that depend on their lengths, and passes over them.
 *
 * @module
 */
import type { Device } from "../../engine/mod.ts";
import {
  type PassOptions,
  selectRows,
  splitRows,
  TextRows,
  Vocabulary,
} from "../../datasets/mod.ts";
import { BUCKET_WINDOW } from "../text/encoding.ts";
import { type LoadOptions, loadText } from "../../datasets/files/mod.ts";

/** A data set, and where to find it. */
export interface TextSource extends LoadOptions {
  /** A data set by its name, or a file by its path. */
  readonly dataset: string;
}

/** Some training texts of a data set, numbered. */
export interface Texts {
  /** Name of the data set. */
  readonly name: string;
  /** The texts. */
  readonly set: TextRows;
  /** Rows of a table of their words. */
  readonly rows: number;
  /** Number of classes. */
  readonly classes: number;
}

/**
 * The greatest number of texts: the batches of one window, in which texts of like length are put together.
 */
const MOST = 1024;
/** Words of a text that are read: enough for lengths to differ in film reviews, too. */
const WORDS = 256;

/**
 * So many training texts, drawn by seed with the share of each class.
 *
 * @throws {DataError} when the data set cannot be found or read
 */
export async function loadTexts({ dataset, ...options }: TextSource): Promise<Texts> {
  const { name, classes, train } = await loadText(dataset, options);
  const total = train.labels.length;
  const chosen = total > MOST
    ? selectRows(train, splitRows(train.labels, MOST / total, options.seed, "bench").held)
    : train;
  const vocabulary = Vocabulary.build(chosen.texts);
  const set = new TextRows(vocabulary.encode(chosen, WORDS), { window: BUCKET_WINDOW });
  return { name, set, rows: vocabulary.size, classes: classes.length };
}

/** Texts of a batch. */
export const BATCH = 64;

/** How training passes over texts. */
export function passOf(seed: number): PassOptions {
  return { batch: BATCH, shuffle: { seed, epoch: 1 } };
}

/** The greatest number of runs that take seconds: one on an adapter that does a GPU's work on processors. */
export function fewer({ traits: { kind } }: Device, repeats: number): number {
  return Math.min(repeats, kind === "software" ? 1 : 3);
}

/**
 * Seconds of each of some passes; a first pass, which is not timed, compiles and records the steps of each
 * shape.
 */
export async function passTimes(
  device: Device,
  pass: () => void,
  runs: number,
): Promise<number[]> {
  const seconds: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const start = performance.now();
    pass();
    await device.settle();
    seconds.push((performance.now() - start) / 1000);
  }
  return seconds.slice(1);
}
