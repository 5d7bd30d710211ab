/**
 * The parts of a data set that a run learns from, chooses by, and is tested on; the same for every kind of
 * data.
 *
 * @module
 */
import { type BatchSource, DataError, type Dataset, type Labelled } from "../datasets/mod.ts";
import { splitRows, splitValidation } from "../datasets/split.ts";
import type { Encoding } from "./encoding.ts";
import { renumberLabels } from "./labels.ts";

/** The parts of a data set. */
export interface Parts<E extends Labelled> {
  /** Rows that blocks learn from. */
  readonly train: E;
  /** Rows by which epochs are chosen. */
  readonly validation: E;
  /** Rows that are tested at the end. */
  readonly test: E;
}

/** How a data set is cut into parts. */
export interface PartsOptions {
  /** Classes of the model, which the labels become indices into. */
  readonly classes: readonly string[];
  /** Seed of the draws. */
  readonly seed: number;
  /** Training rows that are used at most, validation included. */
  readonly limit?: number;
  /** Share of them for validation, in (0, 1), where the data set has no rows of their own for it. */
  readonly valFraction: number;
}

/**
 * Cuts a data set into parts.
 *
 * @param select Picks rows of a set by their numbers.
 * @throws {DataError} when it has no test rows, a class that the model does not know, or too few rows
 */
export function partsOf<E extends Labelled>(
  dataset: Dataset<E>,
  select: (set: E, rows: Uint32Array) => E,
  { classes, seed, limit = Infinity, valFraction }: PartsOptions,
): Parts<E> {
  const own = (set: E) => renumberLabels(set, dataset, classes, `train on ${dataset.name}`);
  const test = own(testOf(dataset, "train on"));
  const all = own(dataset.train);
  const total = all.labels.length;
  // Drawn with the share that each class has, as files may be sorted by class.
  const rows = total <= limit
    ? all
    : select(all, splitRows(all.labels, limit / total, seed, "limit").held);
  if (dataset.validation) return { train: rows, validation: own(dataset.validation), test };
  return { ...splitValidation(rows, select, seed, valFraction), test };
}

/**
 * The labelled test rows of a data set.
 *
 * @param act What cannot be done without them, as `train on`
 * @throws {DataError} when it has none
 */
export function testOf<E extends Labelled>(
  { name, test }: Pick<Dataset<E>, "name" | "test">,
  act: "train on" | "test on",
): E {
  if (test?.labels.length) return test;
  throw new DataError(
    `Cannot ${act} ${name}: it has no labelled test rows, give some by --test-data`,
  );
}

/** What a caller of the library says of the examples to choose by. */
export interface HoldOut<D> {
  /** Examples of its own, or the share of the training examples that is held out; 0 for none. */
  readonly validation?: D | number;
  /** Seed of the draw; 1 where absent. */
  readonly seed?: number;
}

/** Examples of a caller of the library, ready to train on. */
export interface PreparedData<E extends Encoding = Encoding> {
  /** How data become what a net reads. */
  readonly encoding: E;
  /** What is learned from. */
  readonly train: BatchSource;
  /** What epochs are chosen by. */
  readonly held: BatchSource | null;
}

/** What is learned from, and what is held out. */
export interface Held<E extends Labelled> {
  /** What is learned from. */
  readonly train: E;
  /** What epochs are chosen by; null where nothing is. */
  readonly held: E | null;
}

/**
 * Holds examples out as a caller of the library says: a tenth where nothing is said, none where there are too
 * few.
 *
 * @param unit Plural name of the examples, as `texts`.
 * @param read Gives the caller's own examples for it.
 * @throws {DataError} when the share is none, or leaves one part empty
 */
export function holdOut<E extends Labelled, D extends object>(
  examples: E,
  { validation, seed = 1 }: HoldOut<D>,
  { unit, select, read }: {
    readonly unit: string;
    readonly select: (set: E, rows: Uint32Array) => E;
    readonly read: (data: D) => E;
  },
): Held<E> {
  const share = validation ?? 0.1;
  if (typeof share === "object" && share !== null) return { train: examples, held: read(share) };
  if (share === 0) return { train: examples, held: null };
  if (!(share > 0 && share < 1)) {
    throw new DataError(
      `Cannot hold out a share of ${share} for validation: give a number from 0 up to, not ` +
        `including, 1, or ${unit}`,
    );
  }
  try {
    const { train, validation } = splitValidation(examples, select, seed, share);
    return { train, held: validation };
  } catch (cause) {
    if (validation === undefined) return { train: examples, held: null };
    throw new DataError(
      `Cannot hold out a share of ${share} of ${examples.labels.length} ${unit} for validation: ` +
        `one part would be empty, give more ${unit}, validation ${unit} of your own, or validation: 0`,
      { cause },
    );
  }
}
