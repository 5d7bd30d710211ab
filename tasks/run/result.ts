/**
 * `result.json`: the accuracies of a run at its end.
 *
 * @module
 */
import type { StageResult } from "../loop/position.ts";
import type { Scores } from "../loop/scores.ts";
import { runPath } from "./folder.ts";
import { readShapedIfThere } from "./json_object.ts";
import { stage } from "./position.ts";
import {
  all,
  count,
  depth,
  flag,
  listOf,
  measure,
  number,
  object,
  optional,
  orNull,
  share,
  text,
  where,
} from "./shape.ts";

/** Scores on the test rows, but for what stands beside them already. */
export type TestScores = Omit<Scores, "accuracy" | "confusion" | "scores">;

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
  /** Cross-entropy, F1, ranking and calibration at each depth; runs of earlier versions have none. */
  readonly scores?: readonly TestScores[];
  /** The same of rows that leave early at the threshold that training picked; none where rows cannot. */
  readonly early?: EarlyScores;
}

/** Scores of test rows that leave early. */
export interface EarlyScores extends TestScores {
  /** Share of right answers. */
  readonly accuracy: number;
  /** The threshold of confidence. */
  readonly threshold: number;
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
  /** What the logits of each depth are divided by, fitted on the validation rows; runs of earlier versions have none. */
  readonly temperatures?: readonly number[];
  /** Epochs trained. */
  readonly epochs: number;
  /** Whether a stage stopped before its last epoch since no better one came; false where absent. */
  readonly early?: boolean;
  /** Steps trained. */
  readonly steps: number;
  /** Seconds of training, validation left out. */
  readonly seconds: number;
  /** Training examples a second. */
  readonly samplesPerSecond: number;
  /** Bytes in use on the device at the peak, validation and test included; runs of earlier versions have none. */
  readonly memory?: number;
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

const matrix = listOf(listOf(count));

const classScore = object({
  precision: orNull(share),
  recall: orNull(share),
  f1: orNull(share),
  support: count,
});

const scores = object({
  loss: orNull(number),
  macro: classScore,
  weighted: classScore,
  auc: orNull(share),
  matthews: orNull(number),
  top: object({ k: count, accuracy: share }),
  calibrationError: orNull(share),
  reliability: listOf(object({ rows: count, confidence: orNull(share), accuracy: orNull(share) })),
});

const test = object({
  full: share,
  best: share,
  bestDepth: depth,
  depths: listOf(share),
  rows: count,
  confusion: matrix,
  bestConfusion: optional(matrix),
  scores: optional(listOf(scores)),
  early: optional(all(scores, object({ accuracy: share, threshold: share }))),
});

/** Whether the lists of a result belong together. */
function agree({ classes, depths, validation, test, temperatures }: RunResult): boolean {
  const isSquare = (rows: readonly (readonly number[])[]) =>
    rows.length === 0 ||
    rows.length === classes.length && rows.every((row) => row.length === classes.length);
  return depths.length > 0 && depths.includes(test.bestDepth) &&
    validation.length === depths.length && test.depths.length === depths.length &&
    [temperatures, test.scores].every((list) => !list || list.length === depths.length) &&
    isSquare(test.confusion) && isSquare(test.bestConfusion ?? []);
}

const shape = all(
  object({
    classes: listOf(text),
    epoch: count,
    depths: listOf(depth),
    validation: listOf(orNull(share)),
    test,
    temperatures: optional(listOf(where((t: number) => t > 0, "is no temperature"))),
    epochs: count,
    early: optional(flag),
    steps: count,
    seconds: measure,
    samplesPerSecond: orNull(measure),
    memory: optional(measure),
    accumulation: optional(object({ stages: listOf(stage), saved: number })),
  }),
  where(agree, "has lists of different lengths"),
);

/**
 * Reads the result of a run; null where the run has not ended.
 *
 * @throws {DataError} when the file is no result
 */
export function readResult(run: string): Promise<RunResult | null> {
  const way = `let the run write it anew with --resume ${run}`;
  return readShapedIfThere(runPath(run, "result"), { shape, way });
}
