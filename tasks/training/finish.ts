/**
 * The end of a run: tests the chosen epoch, once, and writes the result and the report.
 *
 * @module
 */
import { writeJson } from "../run/atomic.ts";
import { writeCalibration } from "../adaptive/calibration.ts";
import { loadWeights, type Position } from "../run/checkpoint.ts";
import { evaluateSet } from "../loop/evaluation.ts";
import { writeExamples } from "../answers/examples.ts";
import type { RunResult, TestResult } from "../run/result.ts";
import { writeReport } from "../report/write.ts";
import { runPath } from "../run/folder.ts";
import type { StagedRun } from "./stages.ts";
import { Prediction } from "../loop/steps.ts";
import type { TrainingCommand } from "../options/spec.ts";

/** Tests a run that has reached a position, and writes what it found. */
export async function finishRun(
  run: StagedRun,
  command: TrainingCommand,
  { epoch: next, step, seconds, done }: Position,
): Promise<void> {
  const { path, options, data, learner, display } = run;
  const { epoch, validation } = await loadWeights(runPath(path, "best"), learner);
  const result: RunResult = {
    classes: data.classes,
    epoch,
    depths: learner.depths,
    validation,
    test: await tested(run, validation),
    epochs: next - 1,
    steps: step,
    seconds,
    samplesPerSecond: (next - 1) * data.train.labels.length / seconds,
    ...(command !== "train" && {
      accumulation: { stages: done, saved: done.reduce((sum, { saved }) => sum + saved, 0) },
    }),
  };
  await writeJson(runPath(path, "result"), result);
  await writeCalibration(path, learner, data, options);
  const { batchTest: batch, maxLen } = options;
  const { classes, dataset, test } = data;
  await writeExamples(path, learner, dataset.test!.texts, test, { classes, batch, maxLen });
  await writeReport(path);
  display.result(path, result);
}

/** Accuracies on the test rows; the best depth is chosen by those on the validation rows. */
async function tested(
  { options, data, learner }: StagedRun,
  validation: readonly number[],
): Promise<TestResult> {
  const results = await evaluateSet(new Prediction(learner), data.test, {
    batch: options.batchTest,
    maxLen: options.maxLen,
    classes: data.classes.length,
  });
  const best = validation.indexOf(Math.max(...validation));
  return {
    full: results.at(-1)!.accuracy,
    best: results[best].accuracy,
    bestDepth: learner.depths[best],
    depths: results.map(({ accuracy }) => accuracy),
    rows: data.test.labels.length,
    confusion: results.at(-1)!.confusion,
    bestConfusion: results[best].confusion,
  };
}
