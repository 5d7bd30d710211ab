/**
 * `train`: from a data set to a tested model in a run folder.
 *
 * @module
 */
import type { Device, Learner } from "../engine/mod.ts";
import { writeJson } from "./atomic.ts";
import { loadWeights, type Position } from "./checkpoint.ts";
import { CONFIG_FORMAT, CONFIG_VERSION, configValues } from "./config.ts";
import { environmentOf } from "./environment.ts";
import { evaluateSet } from "./evaluation.ts";
import { EventLog } from "./events.ts";
import { loading } from "./loading.ts";
import { type Metric, MetricsLog, scalarsOf } from "./metrics.ts";
import { buildModel } from "./model.ts";
import { openDevice, printKernels } from "./open.ts";
import type { OptionsOf, Parsed } from "./options.ts";
import { progressTarget } from "./progress.ts";
import type { RunResult } from "./result.ts";
import { writeReport } from "./report_run.ts";
import { checkData, noteDevice, resumeOptions } from "./resume.ts";
import { createRun, openRun, runPath } from "./run_folder.ts";
import { RunLock } from "./run_lock.ts";
import { Prediction } from "./steps.ts";
import { STOPPED, StopSignal } from "./stop_signal.ts";
import { prepareText, sourcesOf, type TextData } from "./text_data.ts";
import { TrainingDisplay } from "./train_display.ts";
import { Trainer } from "./trainer.ts";
import { version } from "./version.ts";
import { readVocabulary, writeVocabulary } from "./vocabulary_file.ts";

/** A run that is under way. */
interface Run {
  readonly path: string;
  readonly options: OptionsOf<"train">;
  /** Whether it goes on from a checkpoint. */
  readonly resumed: boolean;
  readonly data: TextData;
  readonly device: Device;
  readonly learner: Learner;
  readonly display: TrainingDisplay;
}

/** Trains, tests and saves a model, or continues a run. */
export async function train(parsed: Parsed<"train">): Promise<void> {
  const { resume } = parsed.options;
  const options = resume === undefined ? parsed.options : await optionsOf(parsed, resume);
  const device = await openDevice(options.device, options.threads);
  try {
    await trainOn(device, options, resume);
  } finally {
    device.destroy();
  }
}

async function trainOn(
  device: Device,
  options: OptionsOf<"train">,
  resume: string | undefined,
): Promise<void> {
  const target = progressTarget(options.quiet);
  const words = resume === undefined ? undefined : await readVocabulary(resume);
  const data = await prepareText(options, loading(target), words);
  if (resume !== undefined) await checkData(resume, data.dataset);
  const learner = buildModel(device, options, data.sizes);
  const path = resume ?? await createRun({ ...options, time: new Date() });
  using _lock = await RunLock.take(path);
  using display = new TrainingDisplay(target, options);
  const run = { path, options, resumed: resume !== undefined, data, device, learner, display };
  if (!run.resumed) await describe(run);
  display.begin(path, data, learner, run.resumed ? await noteDevice(path, device) : []);
  const position = await runTraining(run);
  await printKernels(device);
  if (position) await finish(run, position);
  else Deno.exitCode = STOPPED;
}

async function optionsOf(parsed: Parsed<"train">, run: string): Promise<OptionsOf<"train">> {
  const config = await openRun(run, { files: ["last", "vocabulary", "data", "environment"] });
  return resumeOptions(parsed, config, runPath(run, "config"));
}

/** Writes what the run is: its machine, its data, its words, and at last its options. */
async function describe({ path, options, data, device }: Run): Promise<void> {
  const { dataset, vectors, train, validation, test } = data;
  await writeJson(runPath(path, "environment"), environmentOf(device));
  await writeJson(runPath(path, "data"), {
    dataset: dataset.name,
    notes: dataset.notes,
    sources: sourcesOf(data),
    rows: {
      train: train.labels.length,
      validation: validation.labels.length,
      test: test.labels.length,
    },
    vectors: vectors && { dim: vectors.dim, found: vectors.found, coverage: vectors.coverage },
  });
  await writeVocabulary(path, data);
  await writeJson(runPath(path, "config"), {
    format: CONFIG_FORMAT,
    version: CONFIG_VERSION,
    program: version,
    created: new Date().toISOString(),
    options: configValues(options),
  });
}

/** Where training ended, or nothing where it was stopped. */
async function runTraining(run: Run): Promise<Position | null> {
  const { path, options, resumed, data, device, learner, display } = run;
  using stop = new StopSignal(() => display.stopping());
  const listen = { metric: (_: Metric) => {}, sync: () => {} };
  const trainer = new Trainer({
    learner,
    train: data.train,
    validation: data.validation,
    classes: data.dataset.classes.length,
    options,
    paths: { best: runPath(path, "best"), last: runPath(path, "last") },
  }, {
    step: (done, batches, epoch) => display.step(done, batches, epoch),
    metric: (metric) => listen.metric(metric),
    epoch: (metric, depths) => display.epoch(metric, depths),
    saving: () => listen.sync(),
    stopped: () => stop.requested,
  });
  if (resumed) await trainer.resume();
  const from = resumed ? trainer.position : undefined;
  using metrics = await MetricsLog.open(runPath(path, "metrics"), from);
  using events = EventLog.open(path, { resumeStep: from?.step });
  listen.sync = () => metrics.sync();
  listen.metric = (metric) => {
    metrics.append(metric);
    events.scalars(metric.step, scalarsOf(metric));
    display.metric(metric, device.debug > 0);
  };
  if (await trainer.run()) return trainer.position;
  display.stopped(path, trainer.position);
  return null;
}

/** Tests the chosen epoch, once, and writes the result and the report. */
async function finish(
  { path, options, data, learner, display }: Run,
  { epoch: next, step, seconds }: Position,
): Promise<void> {
  const { epoch, validation } = await loadWeights(runPath(path, "best"), learner);
  const classes = data.dataset.classes;
  const test = await evaluateSet(new Prediction(learner), data.test, {
    batch: options.batchTest,
    maxLen: options.maxLen,
    classes: classes.length,
  });
  const best = validation.indexOf(Math.max(...validation));
  const result: RunResult = {
    classes,
    epoch,
    depths: learner.depths,
    validation,
    test: {
      full: test.at(-1)!.accuracy,
      best: test[best].accuracy,
      bestDepth: learner.depths[best],
      depths: test.map(({ accuracy }) => accuracy),
      rows: data.test.labels.length,
      confusion: test.at(-1)!.confusion,
    },
    epochs: next - 1,
    steps: step,
    seconds,
    samplesPerSecond: (next - 1) * data.train.labels.length / seconds,
  };
  await writeJson(runPath(path, "result"), result);
  await writeReport(path);
  display.result(path, result);
}
