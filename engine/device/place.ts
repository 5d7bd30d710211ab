/**
 * Where recordings keep what they make.
 *
 * @module
 */

/** Where a recording keeps what it makes. */
export interface RecordingPlace {
  /** Its lane, 0 where absent. Recordings of one lane run one after another, those of several lanes together. */
  readonly lane?: number;
  /**
   * How many lanes run together, at least one more than `lane`, which is where absent. Each of them needs memory
   * for temporaries while it runs: processors have one for each lane or thread, whichever are fewer.
   */
  readonly lanes?: number;
  /**
   * The name of a memory for its results, which all recordings that name it overwrite; where absent, its
   * results have memory of their own.
   */
  readonly results?: string;
}

/** The lane of a place, and how many lanes run together there. */
export function lanesAt({ lane = 0, lanes = lane + 1 }: RecordingPlace): {
  readonly lane: number;
  readonly lanes: number;
} {
  return { lane, lanes };
}
