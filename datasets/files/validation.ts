/**
 * Rows to choose epochs by that a data set does not bring.
 *
 * @module
 */
import type { Dataset, Labelled, Source } from "../dataset.ts";

/** Where the rows are by which epochs are chosen. */
export interface ValidationOptions {
  /**
   * Path of rows by which epochs are chosen, all of them; or `test` for the test rows, where a set has no
   * others (SST-2, whose test labels are not published). A part of the training rows is cut off where absent.
   */
  readonly valData?: string;
}

/** Rows of a file or folder. */
export interface ValidationRows<E extends Labelled> {
  /** The rows, with the classes of the data set. */
  readonly rows: E;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** Remarks; none where absent. */
  readonly notes?: readonly string[];
}

/**
 * The data set with rows of their own by which epochs are chosen, where they are asked for.
 *
 * @param read Reads rows whose classes, and all else that a model reads, are those of the data set.
 * @throws {DataError} when they cannot be read.
 */
export async function withValidation<E extends Labelled>(
  set: Dataset<E>,
  { valData }: ValidationOptions,
  read: (path: string) => Promise<ValidationRows<E>>,
): Promise<Dataset<E>> {
  if (valData === undefined) return set;
  if (valData === "test") {
    const note = "the test rows choose the epoch too, so that test figures are a little too good";
    return { ...set, validation: set.test ?? undefined, notes: [...set.notes, note] };
  }
  const { rows, sources, notes = [] } = await read(valData);
  const note = `validation is all ${rows.labels.length} rows of ${valData}`;
  return {
    ...set,
    validation: rows,
    sources: [...set.sources, ...sources],
    notes: [...set.notes, ...notes, note],
  };
}
