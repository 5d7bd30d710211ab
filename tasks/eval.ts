/**
 * `eval`: a saved model on labelled texts.
 *
 * @module
 */
import type { Batch } from "../datasets/mod.ts";
import { escaped } from "../datasets/printable.ts";
import { chainOf, exitRule } from "./adaptive/rule.ts";
import { classScores } from "./loop/class_scores.ts";
import { shareInterval } from "./loop/intervals.ts";
import {
  type AdaptiveResult,
  type DepthResult,
  evaluateAdaptive,
  evaluateSet,
} from "./loop/evaluation.ts";
import { AdaptivePrediction, type ExitRule } from "./loop/exits/prediction.ts";
import { someBatches, timeRoutes } from "./loop/exits/time.ts";
import { Prediction } from "./loop/steps.ts";
import type { TestSet } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { checkKind } from "./options/checks.ts";
import { checkDepthOption } from "./options/depth.ts";
import { placesOf } from "./options/places.ts";
import type { OptionsOf, Parsed } from "./options/options.ts";
import { checkPaths } from "./run/sources.ts";
import { article, count, millisecondsText, percent, speedText } from "./terminal/figures.ts";
import { print, printJson } from "./terminal/output.ts";
import { loading } from "./terminal/loading.ts";
import { Progress, type ProgressTarget, progressTarget } from "./terminal/progress.ts";
import { confusionText, distinct, textTable } from "./terminal/table.ts";

/** Tests a run's model on the test rows of its data set, or on others of the same classes. */
export async function evaluate({ options, given }: Parsed<"eval">): Promise<void> {
  const target = progressTarget(options.quiet || options.json);
  const run = await loadRun(options);
  try {
    checkKind("eval", options, run);
    checkDepthOption(options.depth, run.learner);
    const rule = await exitRule(run, options);
    const isOther = given.has("dataset");
    const { options: own } = run;
    if (!isOther && options.testData === undefined) {
      await checkPaths(run.path, { ...own, ...placesOf(own, options) }, "test");
    }
    const set = await run.modality.testSet(run, options, isOther, loading(target));
    await (rule ? testAdaptive(run, rule, set, options, target) : test(run, set, options, target));
  } finally {
    run.device.destroy();
  }
}

async function test(
  run: LoadedRun,
  set: TestSet,
  { batchTest, depth, json }: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<void> {
  const results = await shown("test", run, set, target, (onProgress) =>
    evaluateSet(
      new Prediction(run.learner, depth),
      set.source,
      { ...sizes(run, batchTest), onProgress },
    ));
  if (json) {
    for (const result of results) printResult(run, set, result);
    return;
  }
  printHead(run, set);
  print(textTable(
    ["depth", "accuracy", "95 % interval", "cross-entropy"],
    results.map(({ depth, accuracy, loss }) => [
      depth,
      percent(accuracy),
      intervalText(accuracy, set),
      loss.toFixed(4),
    ]),
  ));
  printClasses(run, set, results.at(-1)!);
}

/** A result, and the milliseconds that a text took. */
type Timed<T> = T & { readonly milliseconds: number };

/** Tests texts that leave early, beside the full path for all of them. */
async function testAdaptive(
  run: LoadedRun,
  rule: ExitRule,
  set: TestSet,
  options: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<void> {
  const { adaptive: threshold = 1, json } = options;
  const { modality: { unit } } = run;
  const [full, adaptive] = await bothPaths(run, rule, set, options, target);
  const exits = rule.exits.map((depth, e) => ({ depth, [unit]: adaptive.exits[e] }));
  if (json) {
    printResult(run, set, full);
    const result = { threshold, criterion: rule.criterion, ...adaptive, exits };
    printResult(run, set, result);
    return;
  }
  printHead(run, set, `, which leave at confidence ${threshold} (${rule.criterion})`);
  printPaths(run, set, full, adaptive);
  const rows = set.source.labels.length;
  print(textTable(
    ["left at depth", unit, "part"],
    rule.exits.map((depth, e) => [
      depth,
      adaptive.exits[e],
      percent(adaptive.exits[e] / rows),
    ]),
  ));
  printClasses(run, set, adaptive);
}

/**
 * The results of the full path and of the adaptive path on all texts, and the time of each path on some
 * batches.
 */
async function bothPaths(
  run: LoadedRun,
  rule: ExitRule,
  set: TestSet,
  { batchTest, adaptive: threshold = 1 }: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<[full: Timed<DepthResult>, adaptive: Timed<AdaptiveResult>]> {
  const { learner } = run;
  const options = sizes(run, batchTest);
  const prediction = new Prediction(learner, learner.depths.at(-1));
  const early = new AdaptivePrediction(chainOf(learner, "let examples leave early"), rule);
  const [full] = await shown(
    "full path",
    run,
    set,
    target,
    (onProgress) => evaluateSet(prediction, set.source, { ...options, onProgress }),
  );
  const adaptive = await shown(
    "adaptive",
    run,
    set,
    target,
    (onProgress) => evaluateAdaptive(early, threshold, set.source, { ...options, onProgress }),
  );
  const routes = [
    (batch: Batch) => prediction.run(batch),
    (batch: Batch) => early.run(batch, threshold),
  ];
  const batches = await someBatches(routes[0], set.source, batchTest);
  using progress = new Progress(target, { label: "time", unit: "passes", isBrief: true });
  const [fullTime, earlyTime] = await timeRoutes(routes, batches, (done) => progress.update(done));
  return [{ ...full, milliseconds: fullTime }, { ...adaptive, milliseconds: earlyTime }];
}

/** Between which accuracies the rows leave the truth, by Wilson. */
function intervalText(accuracy: number, { source }: TestSet): string {
  return shareInterval(accuracy, source.labels.length).map(percent).join(" to ");
}

function printPaths(
  { modality: { one } }: LoadedRun,
  set: TestSet,
  full: Timed<DepthResult>,
  adaptive: Timed<AdaptiveResult>,
): void {
  const line = (
    name: string,
    blocks: number,
    { accuracy, loss, milliseconds }: typeof full | typeof adaptive,
  ) => [
    name,
    percent(accuracy),
    intervalText(accuracy, set),
    loss.toFixed(4),
    blocks.toFixed(2),
    millisecondsText(milliseconds),
    speedText(full.milliseconds / milliseconds),
  ];
  print(textTable(
    [
      "path",
      "accuracy",
      "95 % interval",
      "cross-entropy",
      "blocks",
      `ms ${article(one)}`,
      "speed-up",
    ],
    [line("full", full.depth, full), line("adaptive", adaptive.meanDepth, adaptive)],
  ));
}

function sizes(
  { classes }: LoadedRun,
  batch: number,
): { readonly batch: number; readonly classes: number } {
  return { batch, classes: classes.length };
}

/** Runs an action whose progress is shown. */
async function shown<T>(
  label: string,
  { modality: { unit } }: LoadedRun,
  { source }: TestSet,
  target: ProgressTarget,
  action: (onProgress: (done: number) => void) => Promise<T>,
): Promise<T> {
  const total = source.labels.length;
  using progress = new Progress(target, { label, total, unit });
  return await action((done) => progress.update(done));
}

function printResult(
  { path, classes }: LoadedRun,
  { name, source, notes }: TestSet,
  result: Pick<DepthResult, "confusion" | "accuracy"> & object,
): void {
  const rows = source.labels.length;
  const scores = classScores(result.confusion);
  const interval = shareInterval(result.accuracy, rows);
  const remarks = notes.length ? { notes } : {};
  printJson({ run: path, dataset: name, ...remarks, rows, classes, ...result, interval, scores });
}

function printHead({ path }: LoadedRun, { name, source }: TestSet, how = ""): void {
  print(`${escaped(`${path} on the ${count(source.labels.length)} test rows of ${name}${how}`)}\n`);
}

/** Prints which classes are confused with which others, and the scores of each class. */
function printClasses(
  { classes, modality: { unit } }: LoadedRun,
  { notes }: TestSet,
  { confusion }: Pick<DepthResult, "confusion">,
): void {
  print(confusionText(confusion, classes));
  const names = distinct(classes, 32);
  print(textTable(
    ["class", "precision", "recall", "F1", unit],
    classScores(confusion).map(({ precision, recall, f1, support }, k) => [
      names[k],
      percent(precision),
      percent(recall),
      percent(f1),
      support,
    ]),
  ));
  for (const note of notes) print(escaped(note));
}
