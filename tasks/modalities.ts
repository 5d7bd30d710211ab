/**
 * The one list of kinds of data.
 *
 * @module
 */
import { image } from "./image/modality.ts";
import type { Modality } from "./modality.ts";
import { numbers } from "./numbers/modality.ts";
import { pair } from "./pair/modality.ts";
import { dataKind } from "./options/models.ts";
import { readsPairs } from "./options/sets.ts";
import type { OptionsOf } from "./options/options.ts";
import type { DataKind } from "./options/spec.ts";
import { text } from "./text/modality.ts";

/** Kinds of data by their names. */
const modalities: Readonly<Record<DataKind, Modality>> = { text, image, numbers };

/** The kind of data that a model of these options reads. */
export function modalityOf(
  options: Pick<OptionsOf<"train">, "model" | "dataset" | "secondColumn">,
): Modality {
  return readsPairs(options) ? pair : modalities[dataKind(options)];
}
