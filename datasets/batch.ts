/**
 * Mini-batches, whatever they hold: named arrays whose first axis is the example.
 *
 * @module
 */

/** An array of the host. */
export interface BatchArray {
  /** The elements, row-major. */
  readonly data: Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;
  /** Sizes of its axes, the number of examples first. */
  readonly shape: readonly number[];
}

/** Some examples of a set. */
export interface Batch {
  /** Number of examples. */
  readonly size: number;
  /** Which examples of the set these are `[size]`. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Class indices `[size]`. */
  readonly labels: Uint32Array<ArrayBuffer>;
  /** The arrays that a net reads, by the names that it knows. */
  readonly inputs: Readonly<Record<string, BatchArray>>;
}

/** An order of the examples: it follows from the seed and the epoch alone. */
export interface Shuffle {
  /** Seed of the run. */
  readonly seed: number;
  /** Number of the epoch. */
  readonly epoch: number;
}

/** How a pass cuts a set. */
export interface PassOptions {
  /** Examples of a mini-batch, 1 or more; the last may have fewer. */
  readonly batch: number;
  /** The order of the examples; their own where absent. */
  readonly shuffle?: Shuffle;
  /** Mini-batches to leave out at the start, to go on where a run stopped; 0 where absent. */
  readonly start?: number;
  /**
   * Whether mini-batches may come in any order because nothing depends on it; the fastest order is taken
   * then.
   */
  readonly anyOrder?: boolean;
}

/** The mini-batches of one pass over a set. */
export interface Pass extends Iterable<Batch> {
  /** Number of mini-batches of the whole pass, including the ones that are left out at the start. */
  readonly length: number;
}

/** Labelled examples that can be cut into mini-batches. */
export interface BatchSource {
  /** Class indices of all examples `[n]`. */
  readonly labels: Uint32Array<ArrayBuffer>;
  /** The mini-batches of a pass. */
  batches(options: PassOptions): Pass;
  /**
   * The sum of the time steps of all examples that have entered at a block, counted from 0, and the blocks
   * below it; the number of examples where these have no time.
   */
  steps(block: number): number;
}
