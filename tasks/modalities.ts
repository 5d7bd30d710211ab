/**
 * The one list of kinds of data.
 *
 * @module
 */
import { type ModelKind, models } from "../models/mod.ts";
import type { OptionsOf } from "./options/options.ts";
import { baseModel } from "./options/models.ts";
import type { Modality } from "./modality.ts";
import { text } from "./text/modality.ts";

/** Kinds of data by the names that the catalog of models has for them. */
const modalities: Readonly<Partial<Record<ModelKind["modality"], Modality>>> = { text };

/** The kind of data that a model of these options reads. */
export function modalityOf({ model }: Pick<OptionsOf<"train">, "model">): Modality {
  return modalities[models[baseModel(model)].modality]!;
}
