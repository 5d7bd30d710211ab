/** Labelled examples of any kind. */
export interface Labelled {
  /** Class indices `[n]`, counted from 0. */
  readonly labels: Uint32Array<ArrayBuffer>;
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
  /** Examples to train on; a validation part is cut from these. */
  readonly train: E;
  /** Examples to test on, or null where there are none. */
  readonly test: E | null;
  /** Examples whose labels are not published (SST-2's test rows), or null. */
  readonly unlabelled: Omit<E, "labels"> | null;
  /** The files that were read, with their checksums; none where the data come from memory. */
  readonly sources: readonly Source[];
  /** What a reader of the figures should know, such as which rows are a subset. */
  readonly notes: readonly string[];
}
