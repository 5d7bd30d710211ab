/**
 * `eval`: a saved model on labelled texts.
 *
 * @module
 */
import { escaped } from "../datasets/printable.ts";
import { chainOf, exitRule, temperaturesOf } from "./adaptive/rule.ts";
import { classesText, type NamedScores, scoresText } from "./answers/scores_text.ts";
import { shareInterval } from "./loop/intervals.ts";
import type { Scores } from "./loop/scores.ts";
import {
  type AdaptiveResult,
  type DepthScores,
  evaluateAdaptive,
  type ScoreOptions,
  scoreSet,
} from "./loop/scoring.ts";
import { AdaptivePrediction, type ExitRule } from "./loop/exits/prediction.ts";
import { earlyRoute, fullRoute, someBatches, timeRoutes } from "./loop/exits/time.ts";
import { Prediction } from "./loop/steps.ts";
import type { TestSet } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { checkKind } from "./options/effects.ts";
import { checkDepthOption } from "./options/depth.ts";
import { placesOf } from "./options/places.ts";
import type { OptionsOf, Parsed } from "./options/options.ts";
import { OptionError } from "./options/value.ts";
import { checkPaths } from "./run/sources.ts";
import { article, count, millisecondsText, percent, speedText } from "./terminal/figures.ts";
import { print, printJson } from "./terminal/output.ts";
import { loading } from "./terminal/loading.ts";
import { Progress, type ProgressTarget, progressTarget } from "./terminal/progress.ts";
import { textTable } from "./terminal/table.ts";

/** Tests a run's model on the test rows of its data set, or on others of the same classes. */
export async function evaluate({ options, given }: Parsed<"eval">): Promise<void> {
  const target = progressTarget(options.quiet || options.json);
  const run = await loadRun(options);
  try {
    checkKind("eval", options, run);
    checkDepthOption(options.depth, run.learner);
    checkTop(options.topK, run);
    const rule = await exitRule(run, options);
    const isOther = given.has("dataset");
    const { options: own } = run;
    if (!isOther && options.testData === undefined) {
      await checkPaths(run.path, { ...own, ...placesOf(own, options) }, "test");
    }
    const set = await run.modality.testSet(run, options, isOther, loading(target));
    const scaled = { run, set, options, target, temperatures: await temperaturesOf(run) };
    await (rule ? testAdaptive(scaled, rule) : test(scaled));
  } finally {
    run.device.destroy();
  }
}

/** Refuses a number of likeliest classes among which each right class is. */
function checkTop(top: number | undefined, { path, classes }: LoadedRun): void {
  if (top === undefined || top < classes.length) return;
  throw new OptionError(
    `Cannot use --top-k ${top} with ${path}: it has ${classes.length} classes, so that each answer ` +
      `would count as found, give ${classes.length - 1} or less`,
  );
}

/** A model, the rows to test it on, and what its logits are divided by at each depth. */
interface Work {
  readonly run: LoadedRun;
  readonly set: TestSet;
  readonly options: OptionsOf<"eval">;
  readonly target: ProgressTarget;
  readonly temperatures: readonly number[];
}

async function test(work: Work): Promise<void> {
  const { run, set, options: { depth, json } } = work;
  const results = await atDepths(work, "test", depth);
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
  printScores(work, "depth", results.map((scores) => ({ name: scores.depth, scores })));
  printClasses(work, results.at(-1)!);
}

/** The scores at one depth, or at all. */
function atDepths(work: Work, label: string, depth?: number): Promise<DepthScores[]> {
  const { run: { learner }, set, temperatures } = work;
  const prediction = new Prediction(learner, depth);
  const own = prediction.depths.map((depth) => temperatures[learner.depths.indexOf(depth)]);
  const options = { ...scoring(work), temperatures: own };
  return shown(
    label,
    work,
    (onProgress) => scoreSet(prediction, set.source, { ...options, onProgress }),
  );
}

/** A result, and the milliseconds that a text took. */
type Timed<T> = T & { readonly milliseconds: number };

/** Tests texts that leave early, beside the full path for all of them. */
async function testAdaptive(work: Work, rule: ExitRule): Promise<void> {
  const { run, set, options: { adaptive: threshold = 1, json } } = work;
  const { modality: { unit } } = run;
  const [full, adaptive] = await bothPaths(work, rule, threshold);
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
  const paths = [{ name: "full", scores: full }, { name: "adaptive", scores: adaptive }];
  printScores(work, "path", paths);
  printClasses(work, adaptive);
}

/**
 * The results of the full path and of the adaptive path on all texts, and the time of each path on some
 * batches. The probabilities of both are scaled by the same temperatures.
 */
async function bothPaths(
  work: Work,
  rule: ExitRule,
  threshold: number,
): Promise<[full: Timed<DepthScores>, adaptive: Timed<AdaptiveResult>]> {
  const { run: { learner }, set, options: { batchTest }, target, temperatures } = work;
  const last = learner.depths.at(-1);
  const [full] = await atDepths(work, "full path", last);
  const early = new AdaptivePrediction(chainOf(learner, "let examples leave early"), rule);
  const options = { ...scoring(work), temperatures };
  const adaptive = await shown(
    "adaptive",
    work,
    (onProgress) => evaluateAdaptive(early, threshold, set.source, { ...options, onProgress }),
  );
  const prediction = new Prediction(learner, last);
  const routes = [
    fullRoute(prediction),
    earlyRoute((batches) => early.through(batches, threshold)),
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
  full: Timed<DepthScores>,
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

function scoring(
  { run: { classes }, options: { batchTest: batch, topK: top } }: Work,
): ScoreOptions {
  return { batch, classes: classes.length, top };
}

/** Runs an action whose progress is shown. */
async function shown<T>(
  label: string,
  { run: { modality: { unit } }, set: { source }, target }: Work,
  action: (onProgress: (done: number) => void) => Promise<T>,
): Promise<T> {
  const total = source.labels.length;
  using progress = new Progress(target, { label, total, unit });
  return await action((done) => progress.update(done));
}

function printResult(
  { path, classes }: LoadedRun,
  { name, source, notes }: TestSet,
  result: Scores & object,
): void {
  const rows = source.labels.length;
  const interval = shareInterval(result.accuracy, rows);
  const remarks = notes.length ? { notes } : {};
  printJson({ run: path, dataset: name, ...remarks, rows, classes, ...result, interval });
}

function printHead({ path }: LoadedRun, { name, source }: TestSet, how = ""): void {
  print(`${escaped(`${path} on the ${count(source.labels.length)} test rows of ${name}${how}`)}\n`);
}

function printScores(
  { run: { classes }, options: { topK } }: Work,
  heading: string,
  rows: readonly NamedScores[],
): void {
  print(scoresText(heading, rows, classes.length, topK !== undefined));
}

/** Prints which classes are confused with which others, and the scores of each class. */
function printClasses(
  { run: { classes, modality: { unit } }, set: { notes } }: Work,
  scores: Scores,
): void {
  print(classesText(scores, classes, unit));
  for (const note of notes) print(escaped(note));
}
