/**
 * The work that `train`, `accumulate` and `grow` have in common: a run folder, data and a model, stages in
 * which blocks learn, and a test at the end.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import { modalityOf } from "../modalities.ts";
import type { Prepared } from "../modality.ts";
import type { Broker } from "../nats/broker.ts";
import type { EpochMetric } from "../loop/metrics.ts";
import { openDevice, printKernels } from "../model/device.ts";
import { openModel } from "../model/open_model.ts";
import type { Parsed } from "../options/options.ts";
import { rowsDecide, withOwnEpochs } from "../options/own_epochs.ts";
import type { TrainingCommand } from "../options/spec.ts";
import { OptionError } from "../options/value.ts";
import { type GrownFrom, readEnvironment } from "../run/environment.ts";
import { clearFailedStart, createRun, runPath } from "../run/folder.ts";
import { RunLock } from "../run/lock.ts";
import { readMetrics } from "../run/metrics.ts";
import { checkPaths, checkSources } from "../run/sources.ts";
import { loading } from "../terminal/loading.ts";
import { progressTarget } from "../terminal/progress.ts";
import { describeRun } from "./describe.ts";
import { TrainingDisplay } from "./display.ts";
import { finishRun } from "./finish.ts";
import {
  checkCommand,
  noteDevice,
  noteEpochs,
  resumeOptions,
  type TrainingParsed,
} from "./resume.ts";
import type { BlockRange } from "./run_display.ts";
import { type RunOptions, runStages } from "./stages.ts";
import { remarksOf } from "./remarks.ts";
import { STOPPED } from "./stop_signal.ts";

/** A run that a command asks for. */
export interface Training {
  /** The command. */
  readonly command: TrainingCommand;
  /** Its options. */
  readonly options: RunOptions;
  /** Whether the rows decide the number of epochs. */
  readonly rowsDecide?: boolean;
  /** Folder of the run that goes on; a new run begins where absent. */
  readonly resume?: string;
  /** The blocks that learn in each stage. */
  readonly stages: readonly BlockRange[];
  /** The saved model that the run grows from. */
  readonly growth?: Growth;
}

/** A saved model that a run grows from. */
export interface Growth {
  /** Folder of the saved run; the new run has the same words and data. */
  readonly run: string;
  /** Loads the saved weights into the lower blocks of a new model, and says where they came from. */
  load(
    learner: Learner,
    data: Prepared,
    onProgress: (done: number, total: number) => void,
  ): Promise<GrownFrom>;
}

/** The command and options of a run that `train` or `accumulate` begins or continues. */
export async function trainingOf(
  parsed: Parsed<"train"> | Parsed<"accumulate">,
): Promise<Omit<Training, "stages">> {
  const { command, options } = parsed;
  const { resume } = options;
  return {
    command,
    options: resume === undefined ? options : await continuedOptions(parsed, resume),
    resume,
    rowsDecide: rowsDecide(parsed),
  };
}

/** The options of a run that goes on. */
export async function continuedOptions(
  parsed: TrainingParsed,
  run: string,
): Promise<RunOptions> {
  const { config } = await openModel(run, ["last", "data", "environment"]);
  checkCommand(parsed.command, config, run);
  return resumeOptions(parsed, config, runPath(run, "config"));
}

/** Trains, tests and saves a model, or continues a run. */
export async function runTraining(training: Training): Promise<void> {
  const { device: choice, threads } = training.options;
  const device = await openDevice(choice, threads);
  try {
    await runOn(device, training);
  } finally {
    device.destroy();
  }
}

/** From the data to the result, where training is not stopped before. */
async function runOn(device: Device, asked: Training): Promise<void> {
  const { resume, growth, stages } = asked;
  const target = progressTarget(asked.options.quiet);
  const modality = modalityOf(asked.options);
  using display = new TrainingDisplay(target, asked.options, asked.command, modality);
  const remark = (line: string) => display.remark(line);
  await using broker = await brokerOf(asked.options, remark);
  const from = resume ?? growth?.run;
  const action = resume ? "resume" : "grow";
  if (from !== undefined) await checkPaths(from, asked.options, action);
  const known = from === undefined ? undefined : await modality.read(from, asked.options);
  const data = await modality.prepare(asked.options, loading(target), known);
  const { training, notes } = forRows(asked, data.train.labels.length);
  const { options } = training;
  if (from !== undefined) {
    await checkSources(from, data.dataset.sources, action);
  }
  display.data(data);
  const learner = data.build(device);
  if (broker && !learner.chain) {
    throw new OptionError(
      `Cannot use --blocks-on with --mode ${options.mode}: there no block learns by itself, leave it out`,
    );
  }
  const grown = resume === undefined
    ? await growth?.load(learner, data, (...far) => display.pass("blocks below", ...far))
    : (await readEnvironment(resume)).grownFrom;
  const path = resume ?? await createRun({ ...options, time: new Date() });
  using _lock = await RunLock.take(path);
  if (resume === undefined) {
    await clearFailedStart(path);
    await describeRun(path, training, data, device, grown);
  }
  notes.push(...await notesOf(training, path, device, grown));
  display.begin(path, { data, learner, notes, epochs: options.epoch });
  const run = {
    path,
    options,
    resumed: resume !== undefined,
    data,
    learner,
    broker,
    stages,
    known: grown?.validation ?? [],
    display,
  };
  const position = await runStages(run);
  await printKernels(device);
  if (position) {
    const result = await finishRun(run, training.command, position);
    display.result(path, result);
    const epochs = training.command === "train" ? epochsOf(path) : [];
    remarksOf(result, epochs, data.validation.labels.length).forEach(remark);
  } else Deno.exitCode = STOPPED;
}

/** A training with as many epochs as its rows need, where they decide, and a line that says so. */
function forRows(
  training: Training,
  rows: number,
): { readonly training: Training; readonly notes: string[] } {
  if (!training.rowsDecide) return { training, notes: [] };
  const { options, note } = withOwnEpochs(training.options, rows);
  return { training: { ...training, options }, notes: [note] };
}

/** What a person should know of a run that begins or goes on. */
async function notesOf(
  { options, resume }: Training,
  path: string,
  device: Device,
  grown: GrownFrom | undefined,
): Promise<string[]> {
  const notes = grown ? [`grown from the ${grown.blocks} blocks of ${grown.run}`] : [];
  if (resume !== undefined) {
    notes.push(...await noteDevice(path, device), ...await noteEpochs(path, options));
  }
  const { patience, schedule, epoch } = options;
  if (patience && (schedule === "cosine" || schedule === "milestones")) {
    notes.push(
      `training may stop early (--patience ${patience}): the ${schedule} schedule stays that of all ` +
        `${epoch} epochs`,
    );
  }
  if (options.blocksOn !== undefined && options.wire === "f16") {
    notes.push(
      "features and codes are handed on as f16: not the same to the bit as in one process",
    );
  }
  return notes;
}

/** The epochs of a run, as its folder has them. */
function epochsOf(path: string): EpochMetric[] {
  return readMetrics(runPath(path, "metrics")).filter((metric) => metric.kind === "epoch");
}

/** The server over which workers host the blocks; null where this process learns. */
async function brokerOf(
  options: RunOptions,
  tell: (line: string) => void,
): Promise<Broker | null> {
  const { blocksOn } = options;
  if (blocksOn === undefined) return null;
  return await (await import("../nats/open.ts")).openBroker(blocksOn, options, tell);
}
