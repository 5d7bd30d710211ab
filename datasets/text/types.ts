/** Labelled texts: the label of `texts[i]` is `labels[i]`, an index into the classes. */
export interface Examples {
  /** The texts as they stand in the file, not yet cleaned. */
  readonly texts: string[];
  /** Class indices `[texts.length]`, counted from 0. */
  readonly labels: Uint32Array<ArrayBuffer>;
  /** Side inputs by column, `[texts.length]` each; an empty text is a side input without words. */
  readonly columns?: ReadonlyMap<string, readonly string[]>;
}

/** A file that was read, so that a run can say on what data it stands. */
export interface Source {
  /** Path as it was opened. */
  readonly file: string;
  /** Length in bytes. */
  readonly bytes: number;
  /** SHA-256 of the bytes, lower-case hexadecimal. */
  readonly sha256: string;
}

/** A data set of labelled texts. */
export interface TextDataset {
  /** Name or path it was asked for by. */
  readonly name: string;
  /** Class names; labels are indices into them. */
  readonly classes: readonly string[];
  /** Examples to train on; a validation part is cut from these by `splitExamples`. */
  readonly train: Examples;
  /** Examples to test on, or null where there are none. */
  readonly test: Examples | null;
  /** Texts whose labels are not published (SST-2's test rows), or null. */
  readonly unlabelled: readonly string[] | null;
  /** The files that were read, with their checksums. */
  readonly sources: readonly Source[];
  /** What a reader of the figures should know, such as which rows are a subset. */
  readonly notes: readonly string[];
}

/** How far a download or a read has come. */
export interface Progress {
  /** What is going on. */
  readonly activity: "download" | "read";
  /** The file it is about. */
  readonly file: string;
  /** Bytes so far. */
  readonly done: number;
  /** Bytes in all, or null where nobody has said. */
  readonly total: number | null;
}

/** How {@linkcode TextDataset}s are found and read. */
export interface LoadOptions {
  /** Seed of the hold-out and of the embedded data set; any integer. */
  readonly seed: number;
  /** Folder with a local copy in the original layout, looked at instead of the cache. */
  readonly dataDir?: string;
  /** Folder for downloads; default is the user's cache folder. */
  readonly cacheDir?: string;
  /** Do not use the network. */
  readonly offline?: boolean;
  /** Path of a test file, for data sets given by path. */
  readonly testData?: string;
  /** Column of the text; several joined by commas are read with a space between. */
  readonly textColumn?: string;
  /** Column of the label. */
  readonly labelColumn?: string;
  /** Columns to read as side inputs, for data sets given by path. */
  readonly sideColumns?: readonly string[];
  /** Share of the rows held out for the test where there is no test file, in (0, 1); default 0.1. */
  readonly holdOut?: number;
  /** Called as downloads and reads go on. */
  readonly onProgress?: (progress: Progress) => void;
  /** Stops a download. */
  readonly signal?: AbortSignal;
}

/** A file on the network, and how to know that it is the right one. */
export interface Remote {
  /** Address. */
  readonly url: string;
  /** Name under which it lies in the cache. */
  readonly file: string;
  /** Length in bytes, where it is published. */
  readonly bytes?: number;
  /** Published MD5, lower-case hexadecimal. */
  readonly md5?: string;
  /** Published SHA-256, lower-case hexadecimal. */
  readonly sha256?: string;
}
