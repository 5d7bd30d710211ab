/**
 * What a person sees of a training run: a bar with losses, a table an epoch, the result.
 *
 * @module
 */
import type { Learner } from "../engine/mod.ts";
import type { Position } from "./checkpoint.ts";
import type { DepthResult } from "./evaluation.ts";
import type { EpochMetric, Metric } from "./metrics.ts";
import { deviceText } from "./open.ts";
import type { OptionsOf } from "./options.ts";
import { Progress, type ProgressTarget } from "./progress.ts";
import type { RunResult } from "./result.ts";
import { confusionText, count, duration, percent, textTable } from "./table.ts";
import type { TextData } from "./text_data.ts";

/** Shows a run on standard error (progress) and standard output (what was found). */
export class TrainingDisplay implements Disposable {
  readonly #target: ProgressTarget;
  readonly #options: OptionsOf<"train">;
  #bar: Progress | null = null;
  #fields: Record<string, string> = {};

  /** A display that writes progress to a target. */
  constructor(target: ProgressTarget, options: OptionsOf<"train">) {
    this.#target = target;
    this.#options = options;
  }

  /** Says what is about to be trained, on what. */
  begin(path: string, data: TextData, learner: Learner, notes: readonly string[]): void {
    const { model, mode, numLayer, seed, quiet } = this.#options;
    if (quiet) return;
    const { dataset, vocabulary, vectors, train, validation, test } = data;
    const rows = [train, validation, test].map((set) => count(set.labels.length));
    const weights = learner.parameters.reduce((sum, { size }) => sum + size, 0);
    const kind = mode === "al" ? "associated learning" : "backpropagation";
    const lines = [
      `data    ${dataset.name}: ${rows[0]} rows to train on, ${rows[1]} to validate, ${
        rows[2]
      } to test, ` +
      `${dataset.classes.length} classes, ${count(vocabulary.size)} words`,
      ...(vectors ? [`vectors ${coverage(vectors)}`] : []),
      `model   ${model}, ${numLayer} blocks, ${kind}, ${count(weights)} parameters`,
      `device  ${deviceText(learner.device, this.#options.device)}`,
      `run     ${path}, seed ${seed}`,
      ...[...dataset.notes, ...notes].map((note) => `note    ${note}`),
    ];
    console.log(lines.join("\n") + "\n");
  }

  /** A mini-batch was handed over. */
  step(done: number, batches: number, epoch: number): void {
    const label = `epoch ${epoch}/${this.#options.epoch}`;
    const total = batches * this.#options.batchTrain;
    const rows = done * this.#options.batchTrain;
    const start = rows - this.#options.batchTrain;
    this.#bar ??= new Progress(this.#target, { label, total, unit: "texts", start });
    this.#bar.update(rows, this.#fields);
    if (done === batches) this.#end();
  }

  /** Losses were read; `line` gives them a line of their own. */
  metric(metric: Metric, line: boolean): void {
    if (metric.kind !== "train") return;
    const { associated, reconstruction, step } = metric;
    const pairs = associated.map((loss, i) =>
      [loss, reconstruction[i]].filter((x) => x !== undefined).map((x) => x.toFixed(3)).join("/")
    );
    const name = reconstruction.length ? "A/R" : "loss";
    this.#fields = { [name]: pairs.join(" ") };
    if (!line) return;
    const text = `step ${step}  ${name} ${pairs.join(" ")}`;
    if (this.#bar) this.#bar.log(text);
    else this.#target.write(`${text}\n`);
  }

  /** An epoch was validated. */
  epoch(metric: EpochMetric, depths: readonly DepthResult[]): void {
    this.#end();
    if (this.#options.quiet) return;
    const head = `epoch ${metric.epoch}/${this.#options.epoch}, ${duration(metric.seconds)}` +
      (metric.best ? ", best so far" : "");
    const names = depths.map(({ depth }) => `depth ${depth}`);
    const cells = depths.map(({ accuracy }) => percent(accuracy));
    console.log(textTable([head, ...names], [["validation accuracy", ...cells]]));
  }

  /** Ctrl-C arrived. */
  stopping(): void {
    this.#end();
    console.error("Stopping after this step; press Ctrl-C again to stop at once");
  }

  /** A run was stopped and can go on. */
  stopped(path: string, { epoch, step }: Position): void {
    this.#end();
    console.log(`Stopped in epoch ${epoch} after ${count(step)} steps; everything is saved.`);
    console.log(`Go on with: ./al train --resume ${shellWord(path)}`);
  }

  /** The run is done. */
  result(path: string, result: RunResult): void {
    const { epoch, seconds, samplesPerSecond, validation, test, classes } = result;
    const rows = result.depths.map((depth, i) => [
      depth,
      percent(validation[i]),
      percent(test.depths[i]),
    ]);
    console.log(`Epoch ${epoch}, chosen by validation accuracy at the full depth:\n`);
    console.log(textTable(["depth", "validation", "test"], rows));
    console.log(`The ${count(test.rows)} test rows by class, at the full depth:\n`);
    console.log(confusionText(test.confusion, classes));
    console.log(
      `Test accuracy ${percent(test.full)} at the full depth, ${percent(test.best)} at depth ` +
        `${test.bestDepth}, the best on validation data.`,
    );
    console.log(
      `Trained ${duration(seconds)}, ${count(samplesPerSecond)} texts/s. Saved in ${path}; ` +
        `look at ${path}/report.html.`,
    );
  }

  /** Ends what is half drawn. */
  [Symbol.dispose](): void {
    this.#end();
  }

  #end(): void {
    this.#bar?.[Symbol.dispose]();
    this.#bar = null;
  }
}

/** A path as a shell takes it for one word. */
function shellWord(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function coverage({ dim, found, coverage }: NonNullable<TextData["vectors"]>): string {
  return `${dim} numbers a word, ${count(found)} words found: ${percent(coverage.types)} of the ` +
    `vocabulary, ${percent(coverage.tokens)} of the training words`;
}
