/**
 * `result.json`: what a run reached at its end.
 *
 * @module
 */

/** Accuracies on the test rows, from 0 to 1. */
export interface TestResult {
  /** After all blocks. */
  readonly full: number;
  /** After the depth that is best on the validation rows. */
  readonly best: number;
  /** The depth that is best on the validation rows. */
  readonly bestDepth: number;
  /** At each of the run's depths. */
  readonly depths: readonly number[];
  /** Test rows. */
  readonly rows: number;
  /** Counts after all blocks: a row for each true class, a column for each predicted one. */
  readonly confusion: readonly (readonly number[])[];
  /** The same at the best depth; runs of earlier versions have none. */
  readonly bestConfusion?: readonly (readonly number[])[];
}

/** Where the features of frozen blocks lay in a stage, and what they cost. */
export interface CacheFigures {
  /** A table on the device, a file, or the frozen word table itself, in which words are looked up. */
  readonly place: "device" | "disk" | "word table";
  /** Bytes of the features of training and validation rows. */
  readonly bytes: number;
  /** Seconds that it took to compute and store them, each time that the stage was begun or resumed. */
  readonly seconds: number;
  /** Seconds of one pass of all frozen blocks over the training rows, nothing stored or looked up. */
  readonly pass: number;
}

/** A part of a run in which the same blocks learned. */
export interface StageResult {
  /** Depths that learned. */
  readonly depths: readonly number[];
  /** Epoch of the run whose weights were chosen. */
  readonly epoch: number;
  /** Validation accuracy of that epoch at each of the depths, from 0 to 1. */
  readonly validation: readonly number[];
  /** Epochs of the stage. */
  readonly epochs: number;
  /** Seconds of training in it. */
  readonly seconds: number;
  /** What the blocks below gave, where some were frozen. */
  readonly cache: CacheFigures | null;
  /** Seconds that the cache saved: a pass of the frozen blocks an epoch, less those to fill it. */
  readonly saved: number;
}

/** What a run reached. */
export interface RunResult {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Epoch whose weights were chosen, from 1. */
  readonly epoch: number;
  /** Depths that predict: every block's, or the full one where backpropagation trained. */
  readonly depths: readonly number[];
  /** Accuracy of that epoch on the validation rows at each depth, from 0 to 1. */
  readonly validation: readonly number[];
  /** Accuracies on the test rows. */
  readonly test: TestResult;
  /** Epochs trained. */
  readonly epochs: number;
  /** Steps trained. */
  readonly steps: number;
  /** Seconds of training, validation left out. */
  readonly seconds: number;
  /** Training texts a second. */
  readonly samplesPerSecond: number;
  /** Where blocks learned above frozen ones: the stages, and the seconds that they saved together. */
  readonly accumulation?: { readonly stages: readonly StageResult[]; readonly saved: number };
}

/** The chosen epoch of each stage, counted from 1 in its stage. */
export function chosenEpochs(stages: readonly StageResult[]): number[] {
  let before = 0;
  return stages.map(({ epoch, epochs }) => {
    const chosen = epoch - before;
    before += epochs;
    return chosen;
  });
}
