/**
 * Shows a training run to a person: a bar with losses, a table for each epoch, the result.
 *
 * @module
 */
import { escaped } from "../../datasets/printable.ts";
import type { Learner } from "../../engine/mod.ts";
import { choiceText } from "../loop/choice.ts";
import type { EpochMetric, Metric } from "../loop/metrics.ts";
import type { CacheFigures, Position, StageResult } from "../loop/position.ts";
import type { BlockTimes } from "../loop/steps.ts";
import type { Modality, Prepared } from "../modality.ts";
import { countLearned } from "../model/cost.ts";
import { deviceText } from "../model/device.ts";
import { baseModel, isEquilibrium } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import type { TrainingCommand } from "../options/spec.ts";
import { timedNames } from "../run/pipeline.ts";
import type { RunResult } from "../run/result.ts";
import { count, duration, percent } from "../terminal/figures.ts";
import { print, tell } from "../terminal/output.ts";
import { Progress, type ProgressTarget } from "../terminal/progress.ts";
import { confusionText, textTable } from "../terminal/table.ts";
import { stageEndText, stagesTable, stageText, storedText } from "./stage_display.ts";
import type { BlockRange, RunDisplay } from "./run_display.ts";

/** The ways of learning. */
const MODES: Readonly<Record<OptionsOf<"train">["mode"], string>> = {
  al: "associated learning",
  bp: "backpropagation",
  ep: "equilibrium propagation",
};

/** What is told of a run before it begins. */
export interface Beginning {
  /** Its data. */
  readonly data: Prepared;
  /** Its model. */
  readonly learner: Learner;
  /** Remarks. */
  readonly notes: readonly string[];
  /** Epochs of each stage. */
  readonly epochs: number;
}

/** Shows a run: its progress on standard error, its results on standard output. */
export class TrainingDisplay implements RunDisplay, Disposable {
  readonly #target: ProgressTarget;
  readonly #options: OptionsOf<"train">;
  /** Epochs of each stage. */
  #epochs: number;
  readonly #command: TrainingCommand;
  readonly #modality: Modality;
  #bar: Progress | null = null;
  #fields: Record<string, string> = {};
  /** Name of the stage under way, and epochs before it. */
  #stage = { name: "", before: 0 };
  /** Frozen blocks below those that learn. */
  #frozen = 0;

  /** A display that writes progress to a target. */
  constructor(
    target: ProgressTarget,
    options: OptionsOf<"train">,
    command: TrainingCommand,
    modality: Modality,
  ) {
    this.#target = target;
    this.#options = options;
    this.#epochs = options.epoch;
    this.#command = command;
    this.#modality = modality;
  }

  /** Prints what is known of the data, and of the memory that a model takes, before it is built. */
  data({ dataset, encoding, size, train, validation, test, lines }: Beginning["data"]): void {
    if (this.#options.quiet) return;
    const [learned, validated, tested] = [train, validation, test].map(
      (set) => count(set.labels.length),
    );
    const all = [
      `data    ${dataset.name}: ${learned} rows to train on, ${validated} to validate, ` +
      `${tested} to test, ${encoding.classes.length} classes, ${size}`,
      ...lines.map(([heading, text]) => `${heading.padEnd(7)} ${text}`),
    ];
    print(all.map(escaped).join("\n"));
  }

  /** Prints the model, the device and the run folder. */
  begin(path: string, { data, learner, notes, epochs }: Beginning): void {
    this.#epochs = epochs;
    const { model, mode, numLayer, hidden, seed, quiet } = this.#options;
    if (quiet) return;
    const { dataset, encoding } = data;
    const net = isEquilibrium(baseModel(model))
      ? `layers ${[...hidden, encoding.classes.length].join(" ")}`
      : `${numLayer} blocks`;
    const lines = [
      `model   ${model}, ${net}, ${MODES[mode]}, ${count(countLearned(learner))} parameters`,
      `device  ${deviceText(learner.device, this.#options.device)}`,
      `run     ${path}, seed ${seed}`,
      ...[...dataset.notes, ...notes].map((note) => `note    ${note}`),
    ];
    print(lines.map(escaped).join("\n") + "\n");
  }

  /** The stage of this number, counted from 0, begins after so many epochs. */
  stage(stages: readonly BlockRange[], number: number, before: number): void {
    this.#fields = {};
    this.#frozen = stages[number].first;
    if (this.#command === "train") return;
    this.#stage = { name: `stage ${number + 1}/${stages.length}, `, before };
    if (!this.#options.quiet) print(stageText(stages, number) + "\n");
  }

  /** Features of frozen blocks are being computed; `done` texts of `total` have theirs. */
  filling(done: number, total: number): void {
    this.pass(`${this.#stage.name}features`, done, total);
  }

  /** Examples pass through the net that it does not learn from. */
  pass(label: string, done: number, total: number): void {
    const { unit } = this.#modality;
    this.#bar ??= new Progress(this.#target, { label, total, unit, start: done, isBrief: true });
    this.#bar.update(done);
    if (done === total) this.#end();
  }

  /** So many of the examples that an epoch is validated by are done. */
  validating(done: number, total: number, epoch: number): void {
    this.pass(`${this.#epochOf(epoch)}, validation`, done, total);
  }

  /** The features of a stage are kept. */
  cached(figures: CacheFigures): void {
    if (!this.#options.quiet) print(storedText(figures) + "\n");
  }

  /** A line for a person; it stands above the bar. */
  remark(line: string): void {
    if (this.#bar) this.#bar.log(escaped(line));
    else this.#target.write(`${escaped(line)}\n`);
  }

  /** Shares of the time in which workers computed. */
  busy(shares: readonly number[]): void {
    this.#fields = { ...this.#fields, busy: `${shares.map(wholePercent).join(" ")} %` };
  }

  /** A stage is over. */
  stageEnd(done: readonly StageResult[]): void {
    if (this.#command === "train" || this.#options.quiet) return;
    print(stageEndText(done) + "\n");
  }

  /** A mini-batch was handed to the device. */
  step(done: number, batches: number, epoch: number): void {
    const label = this.#epochOf(epoch);
    const total = batches * this.#options.batchTrain;
    const rows = done * this.#options.batchTrain;
    const start = rows - this.#options.batchTrain;
    this.#bar ??= new Progress(this.#target, { label, total, unit: this.#modality.unit, start });
    this.#bar.update(rows, this.#fields);
    if (done === batches) this.#end();
  }

  /** Losses were read; `line` gives them a line of their own. */
  metric(metric: Metric, line: boolean): void {
    if (metric.kind !== "train") return;
    const { name, values } = lossesText(metric.losses);
    this.#fields = { ...this.#fields, [name]: values };
    if (line) this.remark(`step ${metric.step}  ${name} ${values}`);
  }

  /** Blocks learn at the same time: the bar says for which one the others wait, and how long. */
  pipeline(times: BlockTimes): void {
    const { spans, milliseconds } = times;
    if (spans.length === 1) return; // nobody waits for it
    const most = Math.max(...spans);
    const slowest = timedNames(times, this.#frozen)[spans.indexOf(most)];
    const others = spans.reduce((sum, span) => sum + span, -most) / (spans.length - 1);
    const waiting = 1 - others / milliseconds;
    this.#fields = {
      ...this.#fields,
      pace: `${slowest}, others wait ${wholePercent(waiting)} %`,
    };
  }

  /** An epoch was validated. */
  epoch(metric: EpochMetric, depths: readonly number[]): void {
    this.#end();
    if (this.#options.quiet) return;
    const head = `${this.#epochOf(metric.epoch)}, ${duration(metric.seconds)}` +
      (metric.best ? ", best so far" : "");
    const names = depths.map((depth) => `depth ${depth}`);
    const cells = metric.validation.map(percent);
    print(textTable([head, ...names], [["validation accuracy", ...cells]]));
  }

  /** Ctrl-C arrived. */
  stopping(): void {
    this.#end();
    tell("Stopping after this step; press Ctrl-C again to stop at once\n");
  }

  /** A run was stopped and can go on. */
  stopped(path: string, { epoch, step }: Position): void {
    this.#end();
    print(`Stopped in epoch ${epoch} after ${count(step)} steps; everything is saved.`);
    print(`Go on with: ./al ${this.#command} --resume ${shellWord(path)}`);
  }

  /** The run is done. */
  result(path: string, result: RunResult): void {
    const { epoch, seconds, samplesPerSecond, validation, test, classes, accumulation } = result;
    const rows = result.depths.map((depth, i) => [
      depth,
      percent(validation[i]),
      percent(test.depths[i]),
    ]);
    if (accumulation) print(stagesTable(accumulation));
    const { depths } = accumulation?.stages.at(-1) ?? result;
    const choice = choiceText(this.#options.choose, depths.length);
    print(`Epoch ${epoch}, chosen by validation accuracy ${choice}:\n`);
    print(textTable(["depth", "validation", "test"], rows));
    print(`The ${count(test.rows)} test rows by class, at the full depth:\n`);
    print(confusionText(test.confusion, classes));
    print(
      `Test accuracy ${percent(test.full)} at the full depth, ${percent(test.best)} at depth ` +
        `${test.bestDepth}, the best on validation data.`,
    );
    print(
      `Trained ${duration(seconds)}, ${
        count(samplesPerSecond)
      } ${this.#modality.unit}/s. Saved in ${path}; ` +
        `look at ${path}/report.html.`,
    );
  }

  /** Ends a bar that is on the screen. */
  [Symbol.dispose](): void {
    this.#end();
  }

  /** The name of an epoch, counted in its stage. */
  #epochOf(epoch: number): string {
    const { name, before } = this.#stage;
    return `${name}epoch ${epoch - before}/${this.#epochs}`;
  }

  #end(): void {
    this.#bar?.[Symbol.dispose]();
    this.#bar = null;
  }
}

/** A fraction in whole per cents: what changes with every step is read at a glance. */
function wholePercent(fraction: number): string {
  return (100 * fraction).toFixed(0);
}

/** A path, quoted so that a shell reads it as one word. */
function shellWord(path: string): string {
  return /^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

/** Losses by block, as `0.512/0.033 0.401/0.012` under the name `A/R`; a single loss is called `loss`. */
function lossesText(
  losses: Readonly<Record<string, readonly (number | null)[]>>,
): { readonly name: string; readonly values: string } {
  const all = Object.values(losses);
  const blocks = Array.from({ length: Math.max(...all.map(({ length }) => length)) }, (_, i) => {
    const own = all.map((values) => values[i]).filter((x) => typeof x === "number");
    return own.map((x) => x.toFixed(3)).join("/");
  });
  const initials = Object.keys(losses).map((name) => name[0].toUpperCase());
  const name = initials.length > 1 ? initials.join("/") : "loss";
  return { name, values: blocks.filter((text) => text).join(" ") };
}
