/**
 * Refuses options that have no effect beside others, or on a saved model.
 *
 * @module
 */

import type { Completed } from "./checks.ts";
import { readClassWeight } from "./class_weight.ts";
import { concernsData, concernText, foreign } from "./concerns.ts";
import { baseModel, dataKind, isEquilibrium, type ModelChoice, takesSides } from "./models.ts";
import { withoutFiles } from "./sets.ts";
import { camelCase, type Command, type DataKind } from "./spec.ts";
import { OPTION_NAMES, type OptionName, SPECS } from "./table.ts";
import { OptionError } from "./value.ts";

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
  ...["emb-lr", "emb-decay", "embedding-update", "optimizer", "weight-decay", "l2"] as const,
  ...["clip", "dropout", "bucket", "block-schedule", "blocks-on"] as const,
];

/** Groups, and the files that leave nothing to split by them. */
const OF_SPLITS: readonly OptionName[] = ["group-column", "val-data", "test-data"];

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
  if (OF_SPLITS.every((name) => given.has(name))) {
    const beside = "with --val-data and --test-data";
    refuse("group-column", beside, "no rows are split then", "leave it out");
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
