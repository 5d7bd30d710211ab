/**
 * The data sets that have names, by the kind of their data.
 *
 * @module
 */
import { IMAGE_SETS, TEXT_SETS } from "../../datasets/files/mod.ts";
import { formatOfName } from "../../datasets/table/table.ts";
import { baseModel, dataKind, MODEL_NAMES, type ModelChoice, reads } from "./models.ts";
import { type DataKind, UNITS } from "./spec.ts";
import { listed } from "./value.ts";

/** Names of data sets of images. */
export const IMAGE_SET_NAMES: readonly string[] = IMAGE_SETS.map((set) => set.name);

/** Names of data sets of texts. */
export const TEXT_SET_NAMES: readonly string[] = TEXT_SETS.map((set) => set.name);

/** The kind of the data of a named set; null for a path. */
export function kindOfSet(name: string): DataKind | null {
  if (TEXT_SET_NAMES.includes(name)) return "text";
  return IMAGE_SET_NAMES.includes(name) ? "image" : null;
}

/** The data set and the model of a run. */
export interface Choice {
  /** Name or path of the data set. */
  readonly dataset: string;
  /** The model. */
  readonly model: ModelChoice;
}

/** The data set and the model where one of them or both are not given: those that go with the other. */
export function completeChoice({ dataset, model }: Partial<Choice>): Choice {
  if (dataset === undefined) {
    const readsTexts = model === undefined || reads(baseModel(model), "text");
    return { dataset: readsTexts ? "news" : "digits", model: model ?? "lstmal" };
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
  if (wanted !== "image" || !formatOfName(dataset)) return null;
  return { state: "it is a table", way: "give --model mlp_al for numbers, lstmal for texts" };
}
