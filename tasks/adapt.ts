/**
 * `adapt`: measures how much time texts save that leave early, and how much accuracy that costs; picks a
 * threshold for a budget.
 *
 * @module
 */
import {
  type Budget,
  type Candidate,
  cheapest,
  leastSpent,
  pickThreshold,
  readBudget,
} from "./adaptive/budget.ts";
import { calibrate } from "./adaptive/calibration.ts";
import { type AdaptiveFile, type SweepRow, writeAdaptive } from "./adaptive/file.ts";
import { chainOf } from "./adaptive/rule.ts";
import { timesWith, worthAsking } from "./adaptive/asking.ts";
import { promised, withShares } from "./adaptive/shares.ts";
import { adaptText } from "./adaptive/text.ts";
import type { Batch } from "../datasets/mod.ts";
import { THRESHOLDS } from "./loop/exits/calibration.ts";
import { AdaptivePrediction, type ExitRule } from "./loop/exits/prediction.ts";
import { type DepthLogits, logitsOf, Sweep } from "./loop/exits/sweep.ts";
import {
  type ExitTimes,
  type ExitTiming,
  fullRoute,
  meanTime,
  type Route,
  someBatches,
  type StageTimes,
  type ThresholdTime,
  timeExits,
  timeThresholds,
} from "./loop/exits/time.ts";
import { Prediction } from "./loop/steps.ts";
import type { Prepared } from "./modality.ts";
import { type LoadedRun, loadRun } from "./model/load_run.ts";
import { readExits } from "./options/depth.ts";
import type { OptionsOf } from "./options/options.ts";
import { placesOf } from "./options/places.ts";
import { writeReport } from "./report/write.ts";
import { checkPaths, checkSources } from "./run/sources.ts";
import { print, printJson } from "./terminal/output.ts";
import { loading } from "./terminal/loading.ts";
import { Progress, type ProgressTarget, progressTarget } from "./terminal/progress.ts";

/** A run, its data, and how it is to be adapted. */
interface Work {
  readonly run: LoadedRun;
  readonly data: Prepared;
  readonly options: OptionsOf<"adapt">;
  readonly target: ProgressTarget;
}

/** Calibrates a run anew, tries thresholds on its validation and test texts, measures and picks one. */
export async function adapt(options: OptionsOf<"adapt">): Promise<void> {
  const budget = options.budget === undefined ? null : readBudget(options.budget);
  const thresholds = readThresholds(options.thresholds);
  const target = progressTarget(options.quiet || options.json);
  const run = await loadRun(options);
  try {
    const { depths } = chainOf(run.learner, `adapt ${run.path}`);
    const exits = readExits(options.exits, depths);
    const own = { ...run.options, ...placesOf(run.options, options) };
    await checkPaths(run.path, own, "adapt");
    const data = await run.modality.prepare(own, loading(target), run.encoding);
    await checkSources(run.path, data.dataset.sources, "adapt");
    const work = { run, data, options, target };
    const file = await adaptRun(work, exits, thresholds, budget);
    await writeAdaptive(run.path, file);
    await writeReport(run.path);
    if (options.json) printJson({ run: run.path, ...file });
    else print(adaptText(run, file));
  } finally {
    run.device.destroy();
  }
}

/** Thresholds to try, rising, each once. */
function readThresholds(given: readonly string[] | undefined): readonly number[] | null {
  return given ? [...new Set(given.map(Number))].sort((a, b) => a - b) : null;
}

async function adaptRun(
  work: Work,
  exits: readonly number[],
  thresholds: readonly number[] | null,
  budget: Budget | null,
): Promise<AdaptiveFile> {
  const { run: { options: { decoder }, learner }, data, options } = work;
  const { criterion, checkpoint, batchTest: batch } = options;
  const validation = await depthLogits(work, "validation");
  const calibration = calibrate(validation, {
    criterion,
    exits,
    thresholds: thresholds ?? THRESHOLDS,
    squashed: decoder === "sigmoid",
    checkpoint,
  });
  const test = await depthLogits(work, "test");
  const full = fullRoute(new Prediction(learner, exits.at(-1)));
  const timing = { work, full, batches: await someBatches(full, data.test, batch) };
  const asked = { budget, thresholds, batch };
  const { rule, times } = await ruled(timing, validation, calibration.rule, asked);
  const sweeps = { validation: new Sweep(validation, rule), test: new Sweep(test, rule) };
  const file = {
    ...completed(calibration.file, { rule, ...sweeps }, times, asked),
    exits: rule.exits,
    ...(rule.shares && { shares: rule.shares }),
  };
  const passes = await passTimes(timing, rule, someThresholds(file), times.full);
  const rows = timing.batches.reduce((sum, { size }) => sum + size, 0);
  const device = learner.device.traits.name;
  return { ...file, times: { device, rows, batch, ...times, measured: passes } };
}

/** What is timed, and on which test texts. */
interface Timing {
  readonly work: Work;
  readonly full: Route;
  readonly batches: readonly Batch[];
}

/**
 * The rule with the exits and the parts of a threshold that make it cheapest, and its times. Exits and
 * thresholds that somebody gives stay, and thresholds then mean the same at each depth.
 */
async function ruled(
  timing: Timing,
  validation: DepthLogits,
  calibrated: ExitRule,
  asked: Asked,
): Promise<{ readonly rule: ExitRule; readonly times: ExitTimes }> {
  const { learner } = timing.work.run, { exits } = calibrated;
  const spent = (times: ExitTimes) => (sweep: Sweep, rule: ExitRule) =>
    leastSpent(asked.budget, candidatesOf(sweep, rule, times, asked), sweep.full);
  const areGiven = asked.thresholds !== null || timing.work.options.exits !== undefined;
  const before = areGiven ? [] : exits.slice(0, -1);
  const alone = before.map((exit) => fullRoute(new Prediction(learner, exit)));
  const all = await exitTimes(timing, calibrated, alone);
  if (asked.thresholds) return { rule: calibrated, times: all.times };
  const rule = areGiven ? calibrated : worthAsking(calibrated, (tried) => {
    const times = timesWith(all, exits, tried.exits);
    return spent(times)(new Sweep(validation, tried), tried);
  });
  const { times } = rule === calibrated ? all : await exitTimes(timing, rule, []);
  return { rule: withShares(validation, rule, spent(times)), times };
}

function exitTimes(
  { work, full, batches }: Timing,
  rule: ExitRule,
  alone: readonly Route[],
): Promise<StageTimes> {
  const adaptive = adaptiveOf(work, rule);
  return measured(
    work,
    "exits",
    (onProgress) => timeExits({ batches, full, adaptive, onProgress }, alone),
  );
}

function passTimes(
  { work, full, batches }: Timing,
  rule: ExitRule,
  thresholds: readonly number[],
  fullTime: number,
): Promise<ThresholdTime[]> {
  const adaptive = adaptiveOf(work, rule);
  return measured(
    work,
    "thresholds",
    (onProgress) => timeThresholds({ batches, full, adaptive, onProgress }, thresholds, fullTime),
  );
}

function adaptiveOf({ run }: Work, rule: ExitRule): AdaptivePrediction {
  return new AdaptivePrediction(chainOf(run.learner, "adapt"), rule);
}

/** Logits of the validation or test texts at all depths. */
async function depthLogits(
  { run: { learner, modality: { unit }, classes }, data, options, target }: Work,
  part: "validation" | "test",
): Promise<DepthLogits> {
  const set = data[part];
  using progress = new Progress(target, { label: part, total: set.labels.length, unit });
  return await logitsOf(new Prediction(learner), set, {
    batch: options.batchTest,
    classes: classes.length,
    onProgress: (done) => progress.update(done),
  });
}

async function measured<T>(
  { target }: Work,
  what: string,
  action: (onProgress: ExitTiming["onProgress"]) => Promise<T>,
): Promise<T> {
  using progress = new Progress(target, { label: `time of ${what}`, unit: "passes" });
  return await action((done) => progress.update(done));
}

/** What a threshold is picked for. */
interface Asked {
  readonly budget: Budget | null;
  readonly thresholds: readonly number[] | null;
  /** Texts of a batch. */
  readonly batch: number;
}

/** Thresholds that can be picked: those that were given; else with a budget any, without one those of the sweep. */
function candidatesOf(
  sweep: Sweep,
  rule: ExitRule,
  times: ExitTimes,
  asked: Asked,
): Candidate[] {
  const { budget, thresholds, batch } = asked;
  return (thresholds ?? (budget ? sweep.steps : THRESHOLDS)).map((threshold) => {
    const { accuracy, exits } = sweep.at(threshold);
    const rows = exits.reduce((total, left) => total + left, 0);
    // A budget that is given is met by the validation rows as they are.
    const spare = budget ? 0 : sweep.doubt(threshold);
    return {
      threshold,
      accuracy: accuracy - promised(rule, rows) - spare,
      cost: meanTime(times, exits, batch) / times.full,
    };
  });
}

/** The calibration with test texts, costs, and the threshold for the budget. */
function completed(
  file: AdaptiveFile,
  { rule, validation, test }: {
    readonly rule: ExitRule;
    readonly validation: Sweep;
    readonly test: Sweep;
  },
  times: ExitTimes,
  asked: Asked,
): AdaptiveFile {
  const { budget, batch } = asked;
  const rowOf = (threshold: number): SweepRow => {
    const point = validation.at(threshold);
    const time = meanTime(times, point.exits, batch);
    return { threshold, validation: point, test: test.at(threshold), cost: time / times.full };
  };
  const candidates = candidatesOf(validation, rule, times, asked);
  const threshold = budget
    ? pickThreshold(budget, candidates, validation.full)
    : cheapest(candidates, validation.full) ?? file.threshold;
  return {
    ...file,
    threshold,
    budget: budget?.text ?? null,
    full: { validation: validation.full, test: test.full },
    sweep: file.sweep.map(({ threshold }) => rowOf(threshold)),
    chosen: rowOf(threshold),
  };
}

/** The thresholds to measure: the one that was picked, and the ends and the middle of the sweep. */
function someThresholds({ sweep, threshold }: AdaptiveFile): number[] {
  const some = [0, (sweep.length - 1) >> 1, sweep.length - 1].map((i) => sweep[i].threshold);
  return [...new Set([...some, threshold])].sort((a, b) => a - b);
}
