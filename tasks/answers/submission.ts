/**
 * `predict --submission`: predictions of a data set's unlabelled texts in the form that GLUE takes.
 *
 * @module
 */
import { type BatchSource, DataError } from "../../datasets/mod.ts";
import { writeText } from "../run/atomic.ts";
import { checkDepthOption } from "../options/depth.ts";
import type { LoadedRun } from "../model/load_run.ts";
import { argmax } from "../loop/logits.ts";
import { readResult } from "../run/result.ts";
import { runPath } from "../run/folder.ts";
import { Prediction } from "../loop/steps.ts";
import type { Watcher } from "../terminal/loading.ts";

/** How a submission is made. */
export interface SubmissionOptions {
  /** Blocks to answer after; the depth that was best on validation data where absent. */
  readonly depth?: number;
  /** Texts of a mini-batch. */
  readonly batchTest: number;
  /** Called as the texts are read and predicted. */
  readonly onProgress?: Watcher;
}

/** A submission that was written. */
export interface Submission {
  /** Its file. */
  readonly file: string;
  /** The data set. */
  readonly dataset: string;
  /** Texts that are predicted. */
  readonly rows: number;
  /** Blocks that were used. */
  readonly depth: number;
  /** Whether that depth was asked for, or is the best on validation data. */
  readonly chosen: "asked for" | "best on validation data";
}

/** A line on a submission. */
export function submissionText({ file, dataset, rows, depth, chosen }: Submission): string {
  return `${file}: ${rows} texts of ${dataset} answered at depth ${depth} (${chosen})`;
}

/**
 * Predicts the unlabelled texts of a run's data set into a file: the header `index`, tab, `prediction`, then
 * for each text its number from 0, a tab and its class index from 0. The file is written as a whole or not at
 * all.
 *
 * @throws {OptionError} when the model has no such depth
 * @throws {DataError} when the data set has no unlabelled texts, the run has no result to take the depth
 *   from, or the file cannot be written
 */
export async function writeSubmission(
  run: LoadedRun,
  file: string,
  options: SubmissionOptions,
): Promise<Submission> {
  checkDepthOption(options.depth, run.learner);
  const depth = options.depth ?? await bestDepth(run);
  const found = await run.modality.unlabelled?.(run, options.onProgress);
  if (!found) {
    throw new DataError(
      `Cannot write ${file}: ${run.options.dataset} has no unlabelled texts, give a run of a data set that has some ` +
        `(sst2), or predict a file with --file`,
    );
  }
  const { name, source } = found;
  const answers = await classesOf(run, source, depth, options);
  const lines = Array.from(answers, (answer, index) => `${index}\t${answer}\n`);
  await writeText(file, `index\tprediction\n${lines.join("")}`);
  const chosen = options.depth === undefined ? "best on validation data" : "asked for";
  return { file, dataset: name, rows: answers.length, depth, chosen };
}

/** The likeliest class of each text, by its index. */
async function classesOf(
  { learner }: LoadedRun,
  source: BatchSource,
  depth: number,
  { batchTest: batch, onProgress }: SubmissionOptions,
): Promise<Uint32Array> {
  const prediction = new Prediction(learner, depth);
  const answers = new Uint32Array(source.labels.length);
  const total = answers.length;
  let done = 0;
  for (const each of source.batches({ batch, anyOrder: true })) {
    const logits = await prediction.run(each);
    onProgress?.({ step: "predict", unit: "texts", done: done += each.size, total });
    const width = logits.length / each.size;
    each.rows.forEach((row, i) => {
      answers[row] = argmax(logits.subarray(i * width, (i + 1) * width));
    });
  }
  return answers;
}

/** The depth that `result.json` says was best on validation data. */
async function bestDepth({ path, learner }: LoadedRun): Promise<number> {
  const file = runPath(path, "result");
  const depth = (await readResult(path))?.test.bestDepth;
  if (depth !== undefined && learner.depths.includes(depth)) return depth;
  throw new DataError(
    `Cannot tell which depth of ${path} was best on validation data: ${file} does not say it, ` +
      `let the run end with --resume ${path} or give --depth`,
  );
}
