/**
 * `result.json`: the accuracies of a run at its end.
 *
 * @module
 */
import type { StageResult } from "../loop/position.ts";

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

/** The result of a run. */
export interface RunResult {
  /** Names of the classes. */
  readonly classes: readonly string[];
  /** Epoch whose weights were chosen, from 1. */
  readonly epoch: number;
  /** Depths that predict: one for each block, or only the full depth where backpropagation trained. */
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
  /** Training examples a second. */
  readonly samplesPerSecond: number;
  /** Where blocks learned above frozen blocks: the stages, and the seconds that the stages saved together. */
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
