/**
 * `eval`: a saved model on labelled texts.
 *
 * @module
 */
import { DataError, loadText } from "../datasets/mod.ts";
import { evaluateSet } from "./evaluation.ts";
import { loadRun } from "./load_run.ts";
import { loading } from "./loading.ts";
import type { OptionsOf } from "./options.ts";
import { Progress, progressTarget } from "./progress.ts";
import { Prediction } from "./steps.ts";
import { confusionText, count, percent, textTable } from "./table.ts";

/** Tests a run's model on the test rows of its data set, or of another with the same classes. */
export async function evaluate(options: OptionsOf<"eval">): Promise<void> {
  const target = progressTarget(options.quiet || options.json);
  const run = await loadRun(options);
  const { path, vocabulary, classes, device, learner } = run;
  // What the run was trained on, but for what the command line gives.
  const place = { ...run.options, ...defined(options) };
  const dataset = await loadText(place.dataset, {
    seed: run.options.seed,
    dataDir: place.dataDir,
    cacheDir: place.cacheDir,
    offline: place.offline,
    testData: place.testData,
    textColumn: place.textColumn?.join(","),
    labelColumn: place.labelColumn,
    onProgress: loading(target),
  });
  if (dataset.classes.join("\n") !== classes.join("\n")) {
    throw new DataError(
      `Cannot test ${path} on ${dataset.name}: its classes are ${
        classes.join(", ")
      } and those of ` +
        `the data ${dataset.classes.join(", ")}, give data with the same classes`,
    );
  }
  if (!dataset.test?.texts.length) {
    throw new DataError(
      `Cannot test on ${dataset.name}: it has no labelled test rows, give some by --test-data`,
    );
  }
  const set = vocabulary.encode(dataset.test, run.options.maxLen);
  const rows = set.labels.length;
  using progress = new Progress(target, { label: "test", total: rows, unit: "texts" });
  const results = await evaluateSet(new Prediction(learner, options.depth), set, {
    batch: options.batchTest,
    maxLen: run.options.maxLen,
    classes: classes.length,
    onProgress: (done) => progress.update(done),
  });
  progress[Symbol.dispose]();
  device.destroy();
  if (options.json) {
    const about = { run: path, dataset: dataset.name, rows, classes };
    for (const result of results) console.log(JSON.stringify({ ...about, ...result }));
    return;
  }
  console.log(`${path} on the ${count(rows)} test rows of ${dataset.name}\n`);
  console.log(textTable(
    ["depth", "accuracy", "cross-entropy"],
    results.map(({ depth, accuracy, loss }) => [depth, percent(accuracy), loss.toFixed(4)]),
  ));
  console.log(confusionText(results.at(-1)!.confusion, classes));
  for (const note of dataset.notes) console.log(note);
}

/** Entries that the command line gives: those that are not its defaults. */
function defined(options: OptionsOf<"eval">): Partial<OptionsOf<"eval">> {
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined && value !== false),
  );
}
