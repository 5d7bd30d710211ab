/**
 * The end of a run: tests the chosen epoch, once, and writes the result and the report.
 *
 * @module
 */
import { writeJson } from "../run/atomic.ts";
import { DataError } from "../../datasets/mod.ts";
import { writeCalibration } from "../adaptive/calibration.ts";
import { type AdaptiveFile, readAdaptive } from "../adaptive/file.ts";
import { evaluateSet, type EvaluationOptions } from "../loop/evaluation.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import type { Position } from "../loop/position.ts";
import { loadEpoch } from "../run/checkpoint.ts";
import { writeExamples } from "../answers/examples.ts";
import { readResult, type RunResult, type TestResult } from "../run/result.ts";
import { writeSettling } from "../settling/measure.ts";
import { writeReport } from "../report/write.ts";
import { runPath } from "../run/folder.ts";
import type { StagedRun } from "./stages.ts";
import { Prediction } from "../loop/steps.ts";
import type { OptionsOf } from "../options/options.ts";
import type { TrainingCommand } from "../options/spec.ts";

/** Tests a run that has reached its last position; writes the result and gives it back. */
export async function finishRun(
  run: StagedRun,
  command: TrainingCommand,
  { epoch: next, step, seconds, done }: Position,
): Promise<RunResult> {
  const { path, options, data, learner } = run;
  const { epoch, validation } = await loadEpoch(runPath(path, "best"), learner);
  const result: RunResult = {
    classes: data.encoding.classes,
    epoch,
    depths: learner.depths,
    validation,
    test: await tested(run, validation),
    epochs: next - 1,
    steps: step,
    seconds,
    memory: learner.device.memory().peak,
    samplesPerSecond: (next - 1) * data.train.labels.length / seconds,
    ...(command !== "train" && {
      accumulation: { stages: done, saved: done.reduce((sum, { saved }) => sum + saved, 0) },
    }),
  };
  const isOver = run.resumed && (await kept(readResult(path)))?.steps === step;
  await writeJson(runPath(path, "result"), result);
  const { encoding: { classes }, validation: rows, test, shown, picture } = data;
  // What `adapt` measured and picked of a run that was over is of these very weights still.
  const adaptive = isOver ? await kept(readAdaptive(path)) : null;
  const calibrated = { validation: rows, classes, onProgress: passOf(run, "calibration") };
  const leaving = adaptive ?? (await writeCalibration(path, learner, calibrated, options))?.file;
  await writeExamples(path, learner, test, {
    classes,
    batch: options.batchTest,
    shown,
    picture,
    temperatures: leaving?.temperatures,
    exits: leaving ? { rule: ruleOf(leaving, options), threshold: leaving.threshold } : null,
    filters: await data.filters?.(learner),
    onProgress: passOf(run, "examples"),
  });
  await writeSettling(path, learner, test, options);
  await writeReport(path);
  return result;
}

/** What a file of the run holds; null where it is damaged, since it is written anew. */
async function kept<T>(reading: Promise<T | null>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}

/** When examples leave by what a file says. */
function ruleOf(
  { criterion, exits, temperatures }: AdaptiveFile,
  { decoder }: Pick<OptionsOf<"train">, "decoder">,
): ExitRule {
  return { criterion, exits, temperatures, squashed: decoder === "sigmoid" };
}

/** Tells how far a pass over rows has come. */
function passOf({ display }: StagedRun, name: string): EvaluationOptions["onProgress"] {
  return (done, total) => display.pass(name, done, total);
}

/** Accuracies on the test rows; the best depth is chosen by the accuracies on the validation rows. */
async function tested(run: StagedRun, validation: readonly number[]): Promise<TestResult> {
  const { options, data, learner } = run;
  const results = await evaluateSet(new Prediction(learner), data.test, {
    batch: options.batchTest,
    classes: data.encoding.classes.length,
    onProgress: passOf(run, "test"),
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
