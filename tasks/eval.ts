/**
 * `eval`: a saved model on labelled texts.
 *
 * @module
 */
import { DataError, type Examples, loadText } from "../datasets/mod.ts";
import { checkDepth } from "./depth.ts";
import { evaluateSet } from "./evaluation.ts";
import { type LoadedRun, loadRun } from "./load_run.ts";
import { loading } from "./loading.ts";
import type { OptionsOf, Parsed } from "./options.ts";
import { Progress, type ProgressTarget, progressTarget } from "./progress.ts";
import { Prediction } from "./steps.ts";
import { confusionText, count, percent, textTable } from "./table.ts";
import { encodeExamples, loadOptions, renumberLabels } from "./text_data.ts";

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
    const set = await testSet(run, options, given.has("dataset"), target);
    await test(run, set, options, target);
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
      dataDir: options.dataDir ?? own.dataDir,
      cacheDir: options.cacheDir ?? own.cacheDir,
      offline: options.offline || own.offline,
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
  { name, examples, notes }: TestSet,
  { batchTest, depth, json }: OptionsOf<"eval">,
  target: ProgressTarget,
): Promise<void> {
  const { path, options: { maxLen }, classes, learner } = run;
  const rows = examples.labels.length;
  using progress = new Progress(target, { label: "test", total: rows, unit: "texts" });
  const set = encodeExamples(run, examples);
  const results = await evaluateSet(new Prediction(learner, depth), set, {
    batch: batchTest,
    maxLen,
    classes: classes.length,
    onProgress: (done) => progress.update(done),
  });
  progress[Symbol.dispose]();
  if (json) {
    const about = { run: path, dataset: name, rows, classes };
    for (const result of results) console.log(JSON.stringify({ ...about, ...result }));
    return;
  }
  console.log(`${path} on the ${count(rows)} test rows of ${name}\n`);
  console.log(textTable(
    ["depth", "accuracy", "cross-entropy"],
    results.map(({ depth, accuracy, loss }) => [depth, percent(accuracy), loss.toFixed(4)]),
  ));
  console.log(confusionText(results.at(-1)!.confusion, classes));
  for (const note of notes) console.log(note);
}
