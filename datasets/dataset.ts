/** Labelled examples of any kind. */
export interface Labelled {
  /** Class indices `[n]`, counted from 0. */
  readonly labels: Uint32Array<ArrayBuffer>;
  /** Name of the group of each `[n]`; examples of a group are on one side of every split. None where absent. */
  readonly groups?: readonly string[];
}

/** The labels `[m]` of the given rows, in their order. */
export function labelsAt({ labels }: Labelled, rows: Uint32Array): Uint32Array<ArrayBuffer> {
  return Uint32Array.from(rows, (row) => labels[row]);
}

/** The labels and the groups of the given rows `[m]`, in their order. */
export function labelledAt(set: Labelled, rows: Uint32Array): Labelled {
  const { groups } = set;
  const labels = labelsAt(set, rows);
  return groups ? { labels, groups: Array.from(rows, (row) => groups[row]) } : { labels };
}

/**
 * Copies the given rows `[m]` of `from` `[n, width]` into `to`, in their order.
 *
 * @param stride Elements from the start of a row of `to` to the start of the next; default `width`.
 * @returns `to`.
 */
export function copyRows<A extends Uint8Array | Float32Array | Float64Array>(
  from: A,
  rows: Uint32Array,
  width: number,
  to: A,
  stride = width,
): A {
  rows.forEach((row, i) => to.set(from.subarray(row * width, (row + 1) * width), i * stride));
  return to;
}

/** A file that was read, so that a run can say which data it used. */
export interface Source {
  /** Path as it was opened. */
  readonly file: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/** A data set of labelled examples of one kind, such as texts or images. */
export interface Dataset<E extends Labelled> {
  /** Name or path by which it was asked for. */
  readonly name: string;
  /** Class names; labels are indices into them. */
  readonly classes: readonly string[];
  /** Examples to train on; where there is no validation part, it is cut from these. */
  readonly train: E;
  /** Examples to choose epochs by, where there are some of their own. */
  readonly validation?: E;
  /** Examples to test on, or null where there are none. */
  readonly test: E | null;
  /** Examples whose labels are not published (SST-2's test rows), or null. */
  readonly unlabelled: Omit<E, "labels"> | null;
  /** The files that were read, with their checksums; none where the data come from memory. */
  readonly sources: readonly Source[];
  /** What a reader of the figures should know, such as which rows are a subset. */
  readonly notes: readonly string[];
}
