/**
 * Runs the stages of a run one after the other: in each some blocks learn, above others that are frozen.
 *
 * @module
 */
import { Chain, type Learner, Stage } from "../../engine/mod.ts";
import { loadPosition, loadWeights, type Position, START } from "../run/checkpoint.ts";
import { EventLog } from "../run/events.ts";
import { MetricsLog, scalarsOf } from "../run/metrics.ts";
import type { OptionsOf } from "../options/options.ts";
import type { CacheFigures, StageResult } from "../run/result.ts";
import { runPath } from "../run/folder.ts";
import { StageFeatures } from "../features/stage_features.ts";
import { StopSignal } from "./stop_signal.ts";
import type { TextData } from "../text/data.ts";
import type { TrainingDisplay } from "./display.ts";
import { epochsDone, Trainer, type TrainerEvents, type TrainerInput } from "../loop/trainer.ts";

/** Options of a run; those that freeze blocks have the features of these kept. */
export interface RunOptions extends OptionsOf<"train"> {
  /** Where they are kept. */
  readonly featureCache?: OptionsOf<"accumulate">["featureCache"];
}

/** Blocks that learn together, counted from 0: `first` up to, not including, `end`. */
export interface BlockRange {
  /** The first block. */
  readonly first: number;
  /** The block after the last. */
  readonly end: number;
}

/** What is trained, and where. */
export interface StagedRun {
  /** Its folder. */
  readonly path: string;
  /** Its options. */
  readonly options: RunOptions;
  /** Whether it goes on from its last checkpoint. */
  readonly resumed: boolean;
  /** Its data. */
  readonly data: TextData;
  /** Its model. */
  readonly learner: Learner;
  /** The blocks that learn in each stage. */
  readonly stages: readonly BlockRange[];
  /** Validation accuracies of the depths that are frozen from the beginning on. */
  readonly known: readonly number[];
  /** Shows how it goes. */
  readonly display: TrainingDisplay;
}

/** Trains stage after stage; gives where training ended, or nothing where it was stopped. */
export async function runStages(run: StagedRun): Promise<Position | null> {
  const { path, stages, display, learner: { device } } = run;
  using stop = new StopSignal(() => display.stopping());
  // The frozen weights come first: codes and features are made of them.
  let position = run.resumed ? await loadPosition(runPath(path, "last"), run.learner) : START;
  const from = run.resumed ? position : undefined;
  using metrics = await MetricsLog.open(runPath(path, "metrics"), from);
  using features = new StageFeatures(run);
  using events = EventLog.open(path, { resumeStep: from?.step });
  const listener: TrainerEvents = {
    step: (done, batches, epoch) => display.step(done, batches, epoch),
    metric: (metric) => {
      metrics.append(metric);
      events.scalars(metric.step, scalarsOf(metric));
      display.metric(metric, device.debug > 0);
    },
    epoch: (metric, depths) => display.epoch(metric, depths),
    saving: () => metrics.sync(),
    stopped: () => stop.requested,
  };
  let resumed = run.resumed;
  while (position.done.length < stages.length) {
    if (!position.best || position.epoch <= epochsDone(position) + run.options.epoch) {
      const reached = await runStage(run, features, position, resumed, listener);
      if (!reached.over) {
        display.stopped(path, reached.position);
        return null;
      }
      position = reached.position;
    }
    if (stages.length > 1) await loadWeights(runPath(path, "best"), run.learner);
    position = closed(position, stages[position.done.length]);
    display.stageEnd(position.done);
    resumed = false;
  }
  return position;
}

/** Trains one stage from where it begins or, resumed, from where it was. */
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
  const learner = learnerOf(run, stages[number]);
  const input: TrainerInput = {
    learner,
    train: data.train,
    validation: data.validation,
    classes: data.classes.length,
    options,
    paths: { best: runPath(path, "best"), last: runPath(path, "last") },
    known: [...run.known, ...position.done.flatMap(({ validation }) => validation)],
    start: position,
  };
  // What a stop while features are computed leaves to go on from.
  if (!resumed) await new Trainer(input, events).save();
  const stage = learner instanceof Stage && learner.frozen ? learner : null;
  const feeds = stage && await features.open(stage, events.stopped);
  if (stage && !feeds) return { position, over: false };
  if (feeds) display.cached(feeds.figures);
  const cache = spentOn(feeds?.figures, position.cache);
  const trainer = new Trainer(
    { ...input, feeds: feeds ?? undefined, start: { ...position, cache } },
    events,
  );
  if (resumed) await trainer.resume();
  const over = await trainer.run();
  return { position: trainer.position, over };
}

/** What learns in a stage: the whole model, or some blocks of its chain. */
function learnerOf({ learner, data }: StagedRun, { first, end }: BlockRange): Learner {
  return learner instanceof Chain && end - first < learner.blocks.length
    ? new Stage(learner, { first, end, classes: data.classes.length })
    : learner;
}

/** The figures of a cache, with the seconds that a stage spent to fill it before it was resumed. */
function spentOn(
  figures: CacheFigures | undefined,
  before: CacheFigures | null,
): CacheFigures | null {
  return figures ? { ...figures, seconds: figures.seconds + (before?.seconds ?? 0) } : null;
}

/** The position after the last epoch of a stage as the start of the next. */
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
