/**
 * Refuses options that contradict each other.
 *
 * @module
 */

import { type EquilibriumModel, equilibriumModels } from "../../models/mod.ts";
import { projections } from "../../models/equilibrium/options.ts";
import { baseModel, isEquilibrium, type ModelChoice } from "./models.ts";
import { readClassWeight } from "./class_weight.ts";
import { readFold } from "./fold.ts";
import { kindOfSet, unreadable } from "./sets.ts";
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
