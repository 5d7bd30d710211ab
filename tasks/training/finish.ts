/**
 * The end of a run: tests the chosen epoch, once, and writes the result and the report.
 *
 * @module
 */
import { writeJson } from "../run/atomic.ts";
import { DataError } from "../../datasets/mod.ts";
import { temperaturesOn, writeCalibration } from "../adaptive/calibration.ts";
import { type AdaptiveFile, readAdaptive } from "../adaptive/file.ts";
import type { ExitRule } from "../loop/exits/prediction.ts";
import { logitsOf } from "../loop/exits/sweep.ts";
import type { EvaluationOptions } from "../loop/evaluation.ts";
import type { Position } from "../loop/position.ts";
import type { Scores } from "../loop/scores.ts";
import { depthScores, earlyScores } from "../loop/scoring.ts";
import { loadEpoch } from "../run/checkpoint.ts";
import { writeExamples } from "../answers/examples.ts";
import { readResult, type RunResult, type TestResult, type TestScores } from "../run/result.ts";
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
  const isOver = run.resumed && (await kept(readResult(path)))?.steps === step;
  // What `adapt` measured and picked of a run that was over is of these very weights still.
  const leaving = (isOver ? await kept(readAdaptive(path)) : null) ?? await calibrated(run);
  const exits = leaving && { rule: ruleOf(leaving, options), threshold: leaving.threshold };
  const temperatures = leaving?.temperatures ??
    await temperaturesOn(learner, data.validation, sizes(run, "calibration"));
  const result: RunResult = {
    classes: data.encoding.classes,
    epoch,
    depths: learner.depths,
    validation,
    test: await tested(run, validation, temperatures, exits),
    temperatures,
    epochs: next - 1,
    ...(options.patience && done.some(({ epochs }) => epochs < options.epoch) && { early: true }),
    steps: step,
    seconds,
    memory: learner.device.memory().peak,
    samplesPerSecond: (next - 1) * data.train.labels.length / seconds,
    ...(command !== "train" && {
      accumulation: { stages: done, saved: done.reduce((sum, { saved }) => sum + saved, 0) },
    }),
  };
  await writeJson(runPath(path, "result"), result);
  const { encoding: { classes }, test, shown, picture } = data;
  const filters = await data.filters?.(learner);
  const { batch, onProgress } = sizes(run, "examples");
  const facts = { classes, batch, shown, picture, temperatures, exits, filters, onProgress };
  await writeExamples(path, learner, test, facts);
  await writeSettling(path, learner, test, options);
  await writeReport(path);
  return result;
}

/** Temperatures and a threshold, fitted on the validation rows and written; null where rows cannot leave early. */
async function calibrated(run: StagedRun): Promise<AdaptiveFile | null> {
  const { path, options, data, learner } = run;
  const { encoding: { classes }, validation } = data;
  const { onProgress } = sizes(run, "calibration");
  const found = await writeCalibration(path, learner, { validation, classes, onProgress }, options);
  return found && found.file;
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

/** How the rows of a pass are cut, their classes, and who is told how far it is. */
function sizes({ options, data, display }: StagedRun, name: string): EvaluationOptions {
  return {
    batch: options.batchTest,
    classes: data.encoding.classes.length,
    onProgress: (done, total) => display.pass(name, done, total),
  };
}

/** Scores on the test rows; the best depth is chosen by the accuracies on the validation rows. */
async function tested(
  run: StagedRun,
  validation: readonly number[],
  temperatures: readonly number[],
  exits: { readonly rule: ExitRule; readonly threshold: number } | null,
): Promise<TestResult> {
  const { data, learner } = run;
  const logits = await logitsOf(new Prediction(learner), data.test, sizes(run, "test"));
  const results = depthScores(logits, { temperatures });
  const best = validation.indexOf(Math.max(...validation));
  const early = exits && earlyScores(logits, exits.rule, exits.threshold, { temperatures });
  return {
    full: results.at(-1)!.accuracy,
    best: results[best].accuracy,
    bestDepth: learner.depths[best],
    depths: results.map(({ accuracy }) => accuracy),
    rows: data.test.labels.length,
    confusion: results.at(-1)!.confusion,
    bestConfusion: results[best].confusion,
    scores: results.map(testScores),
    ...(early && exits && {
      early: { threshold: exits.threshold, accuracy: early.accuracy, ...testScores(early) },
    }),
  };
}

/** The scores that do not stand beside them already. */
function testScores(scores: Scores): TestScores {
  const { loss, macro, weighted, auc, matthews, top, calibrationError, reliability } = scores;
  return { loss, macro, weighted, auc, matthews, top, calibrationError, reliability };
}
