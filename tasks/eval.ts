/**
 * `eval`: a saved model on labelled texts.
 *
 * @module
 */
import { type Batch, DataError, type Examples } from "../datasets/mod.ts";
import { loadText } from "../datasets/files/mod.ts";
import { AdaptivePrediction, chainOf, type ExitRule, exitRule } from "./adaptive/prediction.ts";
import { someBatches, timeWays } from "./adaptive/time.ts";
import { classScores } from "./answers/class_scores.ts";
import { checkDepth } from "./options/depth.ts";
import {
  type AdaptiveResult,
  type DepthResult,
  evaluateAdaptive,
  evaluateSet,
  type EvaluationOptions,
} from "./adaptive/evaluation.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { loading } from "./terminal/loading.ts";
import type { OptionsOf, Parsed } from "./options/options.ts";
import { Progress, type ProgressTarget, progressTarget } from "./terminal/progress.ts";
import { Prediction } from "./model/steps.ts";
import { count, millisecondsText, percent, speedText } from "./terminal/figures.ts";
import { confusionText, fit, textTable } from "./terminal/table.ts";
import { encodeExamples, loadOptions, placesOf, renumberLabels } from "./model/text_data.ts";

/** Labelled texts to test on. */
interface TestSet {
  readonly name: string;
  readonly examples: Examples;
  readonly notes: readonly string[];
}

/** Tests a run's model on the test rows of its data set, or on others of the same classes. */
export async function evaluate({ options, given }: Parsed<"eval">): Promise<void> {
  const target = progressTarget(options.quiet || options.json);
  const run = await loadRun(options);
  try {
    checkDepth(options.depth, run.learner);
    const rule = await exitRule(run, options);
    const set = await testSet(run, options, given.has("dataset"), target);
    await (rule ? testAdaptive(run, rule, set, options, target) : test(run, set, options, target));
  } finally {
    run.device.destroy();
  }
}

/**
 * The rows to test on: all of `--test-data`, else the test rows of `--dataset`, else those of the
 * data set that the run was trained on.
 */
async function testSet(
  run: LoadedRun,
  options: OptionsOf<"eval">,
  isOther: boolean,
  target: ProgressTarget,
): Promise<TestSet> {
  const { testData } = options;
  const own = run.options;
  const name = isOther ? options.dataset : testData ?? own.dataset;
  const dataset = await loadText(name, {
    ...loadOptions({
      ...own,
      ...placesOf(own, options),
      // A file by itself is its own test.
      testData: testData ?? (isOther ? undefined : own.testData),
      textColumn: options.textColumn ?? own.textColumn,
      labelColumn: options.labelColumn ?? own.labelColumn,
    }),
    onProgress: loading(target),
  });
  if (!dataset.test?.texts.length) {
    throw new DataError(
      `Cannot test on ${dataset.name}: it has no labelled test rows, give some by --test-data`,
    );
  }
  const action = `test ${run.path} on ${dataset.name}`;
  const examples = renumberLabels(dataset.test, dataset, run.classes, action);
  return { name: dataset.name, examples, notes: dataset.notes };
}

async function test(
  run: LoadedRun,
  set: TestSet,
  { batchTest, depth, json }: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<void> {
  const encoded = encodeExamples(run, set.examples);
  const results = await shown("test", encoded.labels.length, target, (onProgress) =>
    evaluateSet(
      new Prediction(run.learner, depth),
      encoded,
      { ...sizes(run, batchTest), onProgress },
    ));
  if (json) {
    for (const result of results) printJson(run, set, result);
    return;
  }
  printHead(run, set);
  console.log(textTable(
    ["depth", "accuracy", "cross-entropy"],
    results.map(({ depth, accuracy, loss }) => [depth, percent(accuracy), loss.toFixed(4)]),
  ));
  printClasses(run, set, results.at(-1)!);
}

/** What a way through the net answers, and its milliseconds a text. */
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
  const [full, adaptive] = await bothPaths(run, rule, set, options, target);
  const exits = rule.exits.map((depth, e) => ({ depth, texts: adaptive.exits[e] }));
  if (json) {
    printJson(run, set, full);
    const result = { threshold, criterion: rule.criterion, ...adaptive, exits };
    printJson(run, set, result);
    return;
  }
  printHead(run, set, `, which leave at confidence ${threshold} (${rule.criterion})`);
  printPaths(full, adaptive);
  const rows = set.examples.labels.length;
  console.log(textTable(
    ["left at depth", "texts", "part"],
    exits.map(({ depth, texts }) => [depth, texts, percent(texts / rows)]),
  ));
  printClasses(run, set, adaptive);
}

/** The full path and the adaptive one: what they answer to all texts, and their times on some. */
async function bothPaths(
  run: LoadedRun,
  rule: ExitRule,
  { examples }: TestSet,
  { batchTest, adaptive: threshold = 1 }: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<[full: Timed<DepthResult>, adaptive: Timed<AdaptiveResult>]> {
  const { learner } = run;
  const set = encodeExamples(run, examples);
  const rows = set.labels.length;
  const options = sizes(run, batchTest);
  const prediction = new Prediction(learner, learner.depths.at(-1));
  const early = new AdaptivePrediction(chainOf(learner, "let texts leave early"), rule);
  const [full] = await shown(
    "full path",
    rows,
    target,
    (onProgress) => evaluateSet(prediction, set, { ...options, onProgress }),
  );
  const adaptive = await shown(
    "adaptive",
    rows,
    target,
    (onProgress) => evaluateAdaptive(early, threshold, set, { ...options, onProgress }),
  );
  const ways = [
    (batch: Batch) => prediction.run(batch),
    (batch: Batch) => early.run(batch, threshold),
  ];
  const [fullTime, earlyTime] = await timeWays(ways, await someBatches(ways[0], set, options));
  return [{ ...full, milliseconds: fullTime }, { ...adaptive, milliseconds: earlyTime }];
}

function printPaths(full: Timed<DepthResult>, adaptive: Timed<AdaptiveResult>): void {
  const line = (
    name: string,
    blocks: number,
    { accuracy, loss, milliseconds }: typeof full | typeof adaptive,
  ) => [
    name,
    percent(accuracy),
    loss.toFixed(4),
    blocks.toFixed(2),
    millisecondsText(milliseconds),
    speedText(full.milliseconds / milliseconds),
  ];
  console.log(textTable(
    ["path", "accuracy", "cross-entropy", "blocks", "ms a text", "speed-up"],
    [line("full", full.depth, full), line("adaptive", adaptive.meanDepth, adaptive)],
  ));
}

function sizes(
  { options: { maxLen }, classes }: LoadedRun,
  batch: number,
): Omit<EvaluationOptions, "onProgress"> {
  return { batch, maxLen, classes: classes.length };
}

/** Runs an action whose progress is shown. */
async function shown<T>(
  label: string,
  total: number,
  target: ProgressTarget,
  action: (onProgress: (done: number) => void) => Promise<T>,
): Promise<T> {
  using progress = new Progress(target, { label, total, unit: "texts" });
  return await action((done) => progress.update(done));
}

function printJson(
  { path, classes }: LoadedRun,
  { name, examples }: TestSet,
  result: Pick<DepthResult, "confusion"> & object,
): void {
  const about = { run: path, dataset: name, rows: examples.labels.length, classes };
  const scores = classScores(result.confusion);
  console.log(JSON.stringify({ ...about, ...result, scores }));
}

function printHead({ path }: LoadedRun, { name, examples }: TestSet, how = ""): void {
  console.log(`${path} on the ${count(examples.labels.length)} test rows of ${name}${how}\n`);
}

/** Which classes are taken for which, and how each of them does. */
function printClasses(
  { classes }: LoadedRun,
  { notes }: TestSet,
  { confusion }: Pick<DepthResult, "confusion">,
): void {
  console.log(confusionText(confusion, classes));
  console.log(textTable(
    ["class", "precision", "recall", "F1", "texts"],
    classScores(confusion).map(({ precision, recall, f1, support }, k) => [
      fit(classes[k], 20),
      percent(precision),
      percent(recall),
      percent(f1),
      support,
    ]),
  ));
  for (const note of notes) console.log(note);
}
