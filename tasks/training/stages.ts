/**
 * Runs the stages of a run one after another: in each stage some blocks learn, above blocks that are frozen.
 *
 * @module
 */
import { type Learner, Stage } from "../../engine/mod.ts";
import { StageFeatures } from "../features/stage_features.ts";
import { isStageOver } from "../loop/choice.ts";
import {
  type CacheFigures,
  epochsDone,
  type Position,
  type StageResult,
  START,
} from "../loop/position.ts";
import type { Course } from "../loop/schedules.ts";
import type { Stepping } from "../loop/steps.ts";
import {
  Trainer,
  type TrainerEvents,
  type TrainerInput,
  type TrainerOptions,
} from "../loop/trainer.ts";
import type { Prepared } from "../modality.ts";
import type { Broker } from "../nats/broker.ts";
import type { OptionsOf } from "../options/options.ts";
import { filesKeeper, loadCheckpoint, loadPosition, loadWeights } from "../run/checkpoint.ts";
import { EventLog } from "../run/events.ts";
import { writeJson } from "../run/atomic.ts";
import { runPath } from "../run/folder.ts";
import type { PipelineFile } from "../run/pipeline.ts";
import { MetricsLog, scalarsOf } from "../run/metrics.ts";
import { earlyText } from "./early.ts";
import type { BlockRange, RunDisplay } from "./run_display.ts";
import { StopSignal } from "./stop_signal.ts";

/** Options of a run; where blocks are frozen, their features are kept. */
export interface RunOptions extends OptionsOf<"train"> {
  /** Where the features of frozen blocks are kept. */
  readonly featureCache?: OptionsOf<"accumulate">["featureCache"];
  /** Whether all blocks below a stage go on learning in it. */
  readonly trainPrefix?: boolean;
}

/** A model, its data, and the folder of its run. */
export interface StagedRun {
  /** Its folder. */
  readonly path: string;
  /** Its options. */
  readonly options: RunOptions;
  /** Whether it goes on from its last checkpoint. */
  readonly resumed: boolean;
  /** Its data. */
  readonly data: Prepared;
  /** Its model. */
  readonly learner: Learner;
  /** The blocks that learn in each stage. */
  readonly stages: readonly BlockRange[];
  /** Validation accuracies of the depths that are frozen from the beginning on. */
  readonly known: readonly number[];
  /** The server over which other processes host its blocks; null where this process learns. */
  readonly broker: Broker | null;
  /** Shows how the run goes. */
  readonly display: RunDisplay;
}

/** Trains stage after stage; gives the position at the end, or null where training was stopped. */
export async function runStages(run: StagedRun): Promise<Position | null> {
  const { path, options, data, stages, display } = run;
  using stop = new StopSignal(() => display.stopping());
  // The frozen weights come first: codes and features are made of them.
  let position = run.resumed ? await loadPosition(runPath(path, "last"), run.learner) : START;
  const from = run.resumed ? position : undefined;
  using metrics = await MetricsLog.open(runPath(path, "metrics"), from);
  using features = new StageFeatures({
    train: data.train,
    validation: data.validation,
    place: data.isAugmented ? "none" : options.featureCache ?? "auto",
    folder: path,
    batch: options.batchTrain,
    stopped: () => stop.requested,
    onProgress: (done, total) => display.filling(done, total),
  });
  using events = EventLog.open(path, { resumeStep: from?.step });
  const listener = listenerOf(run, metrics, events, stop);
  let resumed = run.resumed;
  while (position.done.length < stages.length) {
    if (!isStageOver(position, trainerOptions(options))) {
      const reached = await runStage(run, features, position, resumed, listener);
      if (!reached.over) {
        display.stopped(path, reached.position);
        return null;
      }
      position = reached.position;
    }
    if (stages.length > 1) await loadWeights(runPath(path, "best"), run.learner);
    const early = earlyText(position, options);
    if (early) display.remark(early);
    position = closed(position, stages[position.done.length]);
    display.stageEnd(position.done);
    resumed = false;
  }
  return position;
}

/** Keeps and shows what a trainer tells, and stops it when it is asked to. */
function listenerOf(
  { display, learner: { device } }: StagedRun,
  metrics: MetricsLog,
  events: EventLog,
  stop: StopSignal,
): TrainerEvents {
  return {
    step: (done, batches, epoch) => display.step(done, batches, epoch),
    metric: (metric) => {
      metrics.append(metric);
      events.scalars(metric.step, scalarsOf(metric));
      display.metric(metric, device.debug > 0);
    },
    pipeline: (times) => display.pipeline(times),
    validating: (done, total, epoch) => display.validating(done, total, epoch),
    epoch: (metric, depths) => display.epoch(metric, depths),
    saving: () => metrics.sync(),
    stopped: () => stop.requested,
  };
}

/** Trains one stage from its beginning or, resumed, from the position of the last checkpoint. */
async function runStage(
  run: StagedRun,
  features: StageFeatures,
  position: Position,
  resumed: boolean,
  events: TrainerEvents,
): Promise<{ readonly position: Position; readonly over: boolean }> {
  const { path, options, data, display, stages } = run;
  const number = position.done.length;
  display.stage(stages, number, epochsDone(position));
  const paths = { best: runPath(path, "best"), last: runPath(path, "last") };
  const { learner, stage } = learnerOf(run, stages[number]);
  const input: TrainerInput = {
    learner,
    train: data.train,
    validation: data.validation,
    classes: data.encoding.classes.length,
    options: trainerOptions(options),
    keeper: filesKeeper(paths),
    known: frozenAccuracies(run, position, stages[number].first),
    start: position,
  };
  // A checkpoint to go on from, should the run be stopped while features are computed.
  if (!resumed) await new Trainer(input, events).save();
  const feeds = stage && await features.open(stage);
  if (stage && !feeds) return { position, over: false };
  if (feeds) display.cached(feeds.figures);
  const cache = spentOn(feeds?.figures, position.cache);
  await using step = await spreadOf(run);
  const trainer = new Trainer(
    {
      ...input,
      ...(step && { step }),
      feeds: feeds ?? undefined,
      start: { ...position, cache },
    },
    events,
  );
  if (resumed) await trainer.resume((totals) => loadCheckpoint(paths.last, learner, totals));
  const over = await trainer.run();
  const { times } = trainer;
  if (times) {
    const file: PipelineFile = { ...times, frozen: stages[number].first };
    await writeJson(runPath(path, "pipeline"), file);
  }
  return { position: trainer.position, over };
}

/** The steps of blocks that other processes host; null where this process learns. */
async function spreadOf(run: StagedRun): Promise<(Stepping & AsyncDisposable) | null> {
  const { broker, display } = run;
  if (!broker) return null;
  const { spreadOver } = await import("../nats/open.ts");
  return await spreadOver(broker, {
    ...run,
    tell: (line) => display.remark(line),
    busy: (shares) => display.busy(shares),
  });
}

/** The validation accuracies of the frozen depths, of which there are `first`. */
function frozenAccuracies(
  { known }: StagedRun,
  { done }: Position,
  first: number,
): readonly number[] {
  const found = [...known];
  for (const { depths, validation } of done) {
    depths.forEach((depth, i) => found[depth - 1] = validation[i]);
  }
  return found.slice(0, first);
}

/** The options of the loop, from the options of a run. */
export function trainerOptions(options: RunOptions): TrainerOptions {
  const { epoch: epochs, batchTrain: batch, batchTest, seed, logEvery, saveEvery } = options;
  const { patience, choose, blockSchedule: schedule } = options;
  const course = courseOf(options);
  return {
    epochs,
    patience,
    choose,
    batch,
    batchTest,
    seed,
    logEvery,
    saveEvery,
    course,
    schedule,
  };
}

function courseOf({ schedule: kind, scheduleFactor, scheduleEvery }: RunOptions): Course {
  return kind === "step" || kind === "plateau"
    ? { kind, factor: scheduleFactor, every: scheduleEvery }
    : { kind };
}

/**
 * The learner of a stage: the whole model, or some blocks of its chain; `stage` is there if blocks below are
 * frozen.
 */
function learnerOf(
  { learner, data }: StagedRun,
  { first, end }: BlockRange,
): { readonly learner: Learner; readonly stage: Stage | null } {
  const { chain } = learner;
  if (!chain || end - first === chain.blocks.length) return { learner, stage: null };
  const part = new Stage(chain, { first, end, classes: data.encoding.classes.length });
  return { learner: part, stage: first ? part : null };
}

/** The figures of a cache, with the seconds that filling it took before the stage was resumed. */
function spentOn(
  figures: CacheFigures | undefined,
  before: CacheFigures | null,
): CacheFigures | null {
  return figures ? { ...figures, seconds: figures.seconds + (before?.seconds ?? 0) } : null;
}

/** Turns the position after the last epoch of a stage into the start of the next stage. */
function closed(position: Position, { first, end }: BlockRange): Position {
  const { done, best, cache } = position;
  const epochs = position.epoch - 1 - epochsDone(position);
  const result: StageResult = {
    depths: Array.from({ length: end - first }, (_, i) => first + i + 1),
    epoch: best!.epoch,
    validation: best!.validation,
    epochs,
    seconds: position.seconds - done.reduce((sum, { seconds }) => sum + seconds, 0),
    cache,
    saved: cache ? epochs * cache.pass - cache.seconds : 0,
  };
  return { ...position, done: [...done, result], best: null, cache: null };
}
