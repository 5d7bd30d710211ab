/**
 * The parts of a data set that a run learns from, chooses by, and is tested on; the same for every kind of
 * data.
 *
 * @module
 */
import { DataError, type Dataset, type Labelled, splitRows } from "../datasets/mod.ts";
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
  /** Share of them for validation, in (0, 1). */
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
  const { kept, held } = splitRows(rows.labels, valFraction, seed, "validation");
  return { train: select(rows, kept), validation: select(rows, held), test };
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
