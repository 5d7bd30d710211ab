/**
 * The data sets that have names, by the kind of their data.
 *
 * @module
 */
import { IMAGE_SETS, PAIR_SETS, TEXT_SETS } from "../../datasets/files/mod.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import {
  baseModel,
  dataKind,
  MODEL_NAMES,
  type ModelChoice,
  reads,
  takesSides,
  wantsPairs,
} from "./models.ts";
import { type Command, type DataKind, UNITS } from "./spec.ts";
import { listed } from "./value.ts";

/** Names of data sets of images. */
export const IMAGE_SET_NAMES: readonly string[] = IMAGE_SETS.map((set) => set.name);

/** Names of data sets of texts. */
export const TEXT_SET_NAMES: readonly string[] = TEXT_SETS.map((set) => set.name);

/** Names of data sets of pairs of texts. */
export const PAIR_SET_NAMES: readonly string[] = PAIR_SETS.map((set) => set.name);

/** The kind of the data of a named set; null for a path. */
export function kindOfSet(name: string): DataKind | null {
  if ([...TEXT_SET_NAMES, ...PAIR_SET_NAMES].includes(name)) return "text";
  return IMAGE_SET_NAMES.includes(name) ? "image" : null;
}

/** Options that say how files are written. */
const OF_FILES = ["text-column", "second-column", "label-column", "delimiter", "header"] as const;

/**
 * The options among those given that say how files are written, where a command reads a data set that has a name,
 * and no file beside it.
 */
export function withoutFiles(
  command: Command,
  { dataset, testData, valData, resume }: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
): readonly (typeof OF_FILES)[number][] {
  const isBegun = (command === "train" || command === "accumulate") && resume === undefined;
  const isChosen = isBegun || given.has("dataset");
  const isFile = kindOfSet(String(dataset)) === null;
  const isBeside = [testData, valData].some((file) => file !== undefined && file !== "test");
  return !isChosen || isFile || isBeside ? [] : OF_FILES.filter((name) => given.has(name));
}

/** The data set and the model of a run. */
export interface Choice {
  /** Name or path of the data set. */
  readonly dataset: string;
  /** The model. */
  readonly model: ModelChoice;
}

/** Whether the rows of a run are pairs of texts. */
export function readsPairs(
  { dataset, model, secondColumn }: Choice & { readonly secondColumn?: string },
): boolean {
  return wantsPairs(model) || PAIR_SET_NAMES.includes(dataset) || secondColumn !== undefined;
}

/** The data set and the model where one of them or both are not given: those that go with the other. */
export function completeChoice({ dataset, model }: Partial<Choice>): Choice {
  if (dataset === undefined) {
    const readsTexts = model === undefined || reads(baseModel(model), "text");
    const texts = model && wantsPairs(model) ? "snli" : "news";
    return { dataset: readsTexts ? texts : "digits", model: model ?? "lstmal" };
  }
  const fitting = kindOfSet(dataset) === "image" ? "cnn_al" : "lstmal";
  return { dataset, model: model ?? fitting };
}

/** What a data set holds instead of what a model reads, and what to do; null where it may be right. */
export function unreadable({ dataset, model }: Choice): { state: string; way: string } | null {
  const found = kindOfSet(dataset);
  const wanted = dataKind({ dataset, model });
  if (found && found !== wanted) {
    const readers = MODEL_NAMES.filter((name) => reads(name, found));
    return { state: `it holds ${UNITS[found]}`, way: `give --model ${listed(readers)}` };
  }
  if (takesSides(model) && PAIR_SET_NAMES.includes(dataset)) {
    const state = "it holds pairs of texts, whose second text is what enters at block 2";
    return { state, way: `give --model ${baseModel(model)}` };
  }
  if (wantsPairs(model) && TEXT_SET_NAMES.includes(dataset)) {
    return { state: "its texts are no pairs", way: "give --model ep_text" };
  }
  if (model === "ep_text" && PAIR_SET_NAMES.includes(dataset)) {
    return { state: "it holds pairs of texts", way: "give --model ep_pair" };
  }
  if (wanted !== "image" || !formatOfName(dataset)) return null;
  return { state: "it is a table", way: "give --model mlp_al for numbers, lstmal for texts" };
}
