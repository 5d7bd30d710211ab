/**
 * Refuses options that contradict each other, or that have no meaning beside others.
 *
 * @module
 */

import { type EquilibriumModel, equilibriumModels } from "../../models/mod.ts";
import { projections } from "../../models/equilibrium/options.ts";
import { concernsData, concernText, foreign } from "./concerns.ts";
import { baseModel, dataKind, isEquilibrium, type ModelChoice, takesSides } from "./models.ts";
import { readClassWeight } from "./class_weight.ts";
import { readFold } from "./fold.ts";
import { kindOfSet, unreadable, withoutFiles } from "./sets.ts";
import { camelCase, type Command, type DataKind } from "./spec.ts";
import { OPTION_NAMES, type OptionName, SPECS } from "./table.ts";
import { PUBLISHED_VECTORS } from "./vectors.ts";
import { listed, OptionError, type OptionValue, quote } from "./value.ts";

/** Completed options by their names in camel case. */
export type Completed = Readonly<Record<string, OptionValue | undefined>>;

/**
 * Checks the options of a command against each other; the options of an old run too.
 *
 * @throws {OptionError} when two of them contradict each other
 */
export function checkOptions(options: Completed): void {
  checkThreads(options);
  checkDataset(options);
  checkBlockSchedule(options);
  checkHeads(options);
  checkTrunk(options);
  checkLeaving(options);
  checkDelimiter(options);
  checkSettling(options);
  checkFold(options);
  readClassWeight(options.classWeight as readonly string[] | undefined);
}

/** Refuses a part of rows for a data set whose test rows are there already. */
function checkFold({ fold, dataset, testData, resume }: Completed): void {
  if (fold === undefined || resume !== undefined) return;
  readFold(String(fold));
  if (testData === undefined && !kindOfSet(String(dataset))) return;
  const beside = testData === undefined ? `--dataset ${dataset}` : `--test-data ${testData}`;
  throw new OptionError(
    `Cannot use --fold ${fold} with ${beside}: it brings the test rows, leave one of them out`,
  );
}

/** Refuses a way of learning that is not the model's, and what does not fit in a model that settles. */
function checkSettling(options: Completed): void {
  const { model, mode, freeSteps, nudgedSteps } = options;
  if (model === undefined) return;
  const name = baseModel(model as ModelChoice);
  if (mode === (isEquilibrium(name) ? "al" : "ep")) {
    const [state, ways] = isEquilibrium(name)
      ? ["it has no blocks", "ep or bp"]
      : ["it has no states that settle", "al or bp"];
    throw new OptionError(
      `Cannot use --mode ${mode} with --model ${model}: ${state}, give ${ways}`,
    );
  }
  if (!isEquilibrium(name)) return;
  if (Number(nudgedSteps) > Number(freeSteps)) {
    throw new OptionError(
      `Cannot use --nudged-steps ${nudgedSteps} with --free-steps ${freeSteps}: a nudged phase is ` +
        "no longer than the free phase, give as many free steps or more",
    );
  }
  checkRates(name, options);
}

/** Refuses rates that are not one for each synapse. */
function checkRates(name: EquilibriumModel, { rates, hidden }: Completed): void {
  if (!Array.isArray(rates) || !Array.isArray(hidden)) return;
  const words = projections[equilibriumModels[name].input].length;
  const count = words + hidden.length + 1;
  if (rates.length === count) return;
  throw new OptionError(
    `Cannot use --rates ${rates} with --hidden ${hidden}: it has ${rates.length} and the model ` +
      `${count} synapses, ${words} of words and ${hidden.length + 1} above, give one for each`,
  );
}

/** Refuses what cannot stand between fields. */
function checkDelimiter({ delimiter }: Completed): void {
  if (delimiter === undefined || /^(tab|\\t|[^"\r\n\w\s]|\t)$/.test(String(delimiter))) return;
  throw new OptionError(
    `Cannot read --delimiter ${
      quote(String(delimiter))
    }: fields are parted by one sign that is no ` +
      "letter, digit or quote, give one such as ';', or tab",
  );
}

/** Refuses a number of threads for a device that does not run kernels on threads of ours. */
function checkThreads({ device, threads }: Completed): void {
  if (threads === undefined || device === "cpu" || device === "auto") return;
  throw new OptionError(
    `Cannot read --threads ${threads} with --device ${device}: its driver decides on threads, ` +
      "leave --threads out or give --device cpu",
  );
}

/** Refuses a pipeline of a net whose blocks have one gradient in common. */
function checkBlockSchedule({ blockSchedule, mode }: Completed): void {
  if (blockSchedule !== "pipeline" || mode !== "bp") return;
  throw new OptionError(
    "Cannot read --block-schedule pipeline with --mode bp: its gradient goes through all blocks, " +
      "leave --block-schedule out",
  );
}

/** Refuses a data set that the model cannot read. */
function checkDataset({ model, dataset }: Completed): void {
  if (model === undefined) return;
  const found = unreadable({ model: model as ModelChoice, dataset: String(dataset) });
  if (!found) return;
  throw new OptionError(
    `Cannot read --dataset ${dataset} with --model ${model}: ${found.state}, ${found.way}`,
  );
}

/** Refuses two options that both say where examples leave. */
function checkLeaving({ depth, adaptive }: Completed): void {
  if (depth === undefined || adaptive === undefined) return;
  throw new OptionError(
    `Cannot read --depth ${depth} with --adaptive ${adaptive}: each says where examples leave, ` +
      "give one of them",
  );
}

/** Refuses the table of VGG for other models. */
function checkTrunk({ model, trunk }: Completed): void {
  if (trunk !== "early" || baseModel(model as ModelChoice) === "vgg_al") return;
  throw new OptionError(
    `Cannot use --trunk early with --model ${model}: it is a table of vgg_al alone, give thesis or neco`,
  );
}

/** Refuses a number of heads that does not divide a Transformer's width. */
function checkHeads({ model, heads, embDim, vectors, wordVec }: Completed): void {
  if (model === undefined || baseModel(model as ModelChoice) !== "transformeral") return;
  if (wordVec !== undefined) return; // the width of the run's vectors is not known yet
  const width = vectors === undefined
    ? Number(embDim)
    : PUBLISHED_VECTORS.get(String(vectors))?.width; // that of a file is not known yet
  if (width === undefined) return;
  if (width % Number(heads) === 0) return;
  const divisors = Array.from({ length: 32 }, (_, i) => i + 1).filter((n) => width % n === 0);
  const [source, other] = vectors === undefined
    ? [`--emb-dim ${width}`, "another --emb-dim"]
    : [`--vectors ${vectors}`, "other vectors"];
  throw new OptionError(
    `Cannot use --heads ${heads} with ${source}: heads share the width ${width} evenly, ` +
      `give --heads ${listed(divisors.map(String))}, or ${other}`,
  );
}

/** Options that say how side inputs enter. */
const OF_SIDES: readonly OptionName[] = ["side-merge", "same-emb"];

/** Options of the blocks' own losses; backpropagation has one loss for the whole net. */
const OF_BLOCKS: readonly OptionName[] = ["ae-lr-scale", "detach-target", "reconstruction"];

/** Options of losses with classes. */
const OF_CLASSES: readonly OptionName[] = ["class-weight", "label-smoothing"];

/** Options of blocks, which a model that settles does not have. */
const OF_MODELS_OF_BLOCKS: readonly OptionName[] = [
  ...OF_SIDES,
  ...OF_BLOCKS,
  ...OF_CLASSES,
  ...["side-dim", "side", "num-layer", "label-emb", "deep-label-emb", "activation"] as const,
  ...["bridge", "decoder", "decoder-deep", "label-bias", "pool", "init", "emb-std"] as const,
  ...["emb-lr", "embedding-update", "optimizer", "weight-decay", "l2", "clip", "dropout"] as const,
  ...["bucket", "block-schedule", "blocks-on"] as const,
];

/** Options that say when examples leave early. */
const OF_EXITS: readonly OptionName[] = ["criterion", "exits"];

/**
 * Refuses options that a user gives and that have no effect beside the others. Options of a run's
 * `config.json` do not count as given: a run keeps all options, with or without effect.
 *
 * @throws {OptionError} when an option has no effect
 */
export function checkGiven(
  command: Command,
  options: Completed,
  given: ReadonlySet<OptionName>,
): void {
  const isNew = options.runDir === undefined || command !== "summary";
  if ("model" in options && isNew && options.resume === undefined) checkModel(options, given);
  for (const name of withoutFiles(command, options, given)) {
    refuse(name, `with --dataset ${options.dataset}`, "it is for files", "leave it out");
  }
  if ("classWeight" in options) checkLosses(command, options, given);
  if (command === "accumulate" && given.has("choose") && !options.trainPrefix) {
    const state = "each of its stages has one depth that learns";
    refuse("choose", "with accumulate", state, "leave it out or give --train-prefix");
  }
  if (command !== "eval" && command !== "predict" || options.adaptive !== undefined) return;
  for (const name of OF_EXITS) {
    if (given.has(name)) {
      refuse(name, "without --adaptive", "every text runs through all blocks", "give --adaptive");
    }
  }
}

/** Refuses weights and smoothing of classes where losses do not see classes. */
function checkLosses(
  command: Command,
  { mode, reconstruction, blocksOn, classWeight }: Completed,
  given: ReadonlySet<OptionName>,
): void {
  // A configuration file that is a run's may ask for weights too.
  const isWeighed = readClassWeight(classWeight as readonly string[] | undefined) !== null;
  const [beside, state] = command === "accumulate"
    ? ["with accumulate", "blocks above frozen ones see no classes"]
    : ["with --blocks-on", "workers do not see the training rows"];
  if (isWeighed && (command === "accumulate" || blocksOn !== undefined)) {
    refuse("class-weight", beside, state, "leave it out");
  }
  if (mode !== "al" || reconstruction !== "mse" || !given.has("label-smoothing")) return;
  const why = "no loss of the blocks is a cross-entropy";
  refuse("label-smoothing", "with --reconstruction mse", why, "leave one of them out");
}

/** Refuses options that have no effect on the model. */
function checkModel(
  { model, dataset, mode, side }: Completed,
  given: ReadonlySet<OptionName>,
): void {
  const beside = `with --model ${model}`;
  const chosen = {
    model: baseModel(model as ModelChoice),
    data: dataKind({ model: model as ModelChoice, dataset: String(dataset) }),
  };
  for (const name of given) {
    const found = foreign(SPECS[name], chosen);
    if (found) refuse(name, beside, found.state, found.way);
  }
  if (given.has("vectors") && given.has("word-vec")) {
    refuse("vectors", "with --word-vec", "both name vectors to start from", "give one of them");
  }
  for (const name of ["vectors", "word-vec"] as const) {
    if (!given.has(name) || !given.has("first-vectors")) continue;
    refuse("first-vectors", `with --${name}`, "it names the vectors to start from", "leave it out");
  }
  if (given.has("val-data") && given.has("val-fraction")) {
    refuse("val-fraction", "with --val-data", "no training rows validate then", "leave it out");
  }
  for (const name of isEquilibrium(chosen.model) ? OF_MODELS_OF_BLOCKS : []) {
    if (given.has(name)) refuse(name, beside, "it is for models of blocks", "leave it out");
  }
  const hasSides = takesSides(String(model)) || side !== undefined;
  for (const name of hasSides ? [] : OF_SIDES) {
    if (!given.has(name)) continue;
    refuse(name, beside, "it takes no side input", `give --model ${model}side or --side`);
  }
  if (mode !== "al" && given.has("choose")) {
    refuse("choose", `with --mode ${mode}`, "its net answers at one depth", "leave it out");
  }
  for (const name of mode === "bp" ? OF_BLOCKS : []) {
    if (!given.has(name)) continue;
    refuse(name, "with --mode bp", "blocks have no losses of their own there", "leave it out");
  }
}

/**
 * Refuses options about other models than a saved one, or about other kinds of data than it reads.
 *
 * @throws {OptionError} when such an option is given
 */
export function checkKind(
  command: Command,
  options: object,
  { path, modality: { kind, unit }, options: { model } }: {
    readonly path: string;
    readonly modality: { readonly kind: DataKind; readonly unit: string };
    readonly options: { readonly model: ModelChoice };
  },
): void {
  const values = options as Completed;
  for (const name of OPTION_NAMES) {
    const spec = SPECS[name];
    const concerns = concernsData(spec, kind) &&
      (spec.models?.includes(baseModel(model)) ?? true);
    if (!spec.commands.includes(command) || concerns) continue;
    const value = values[camelCase(name)];
    if (value === undefined || value === spec.default) continue;
    const is = spec.models ? `is of ${model}` : `reads ${unit}`;
    const state = `it is for ${concernText(spec)} and the run ${is}`;
    refuse(name, `with ${path}`, state, "leave it out");
  }
}

function refuse(name: OptionName, beside: string, state: string, way: string): never {
  throw new OptionError(`Cannot use --${name} ${beside}: ${state}, ${way}`);
}
