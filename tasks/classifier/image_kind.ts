/**
 * Images, as the library knows them.
 *
 * @module
 */
import { type ImageModel, imageModels, type NetOptions } from "../../models/mod.ts";
import type { ImageShape } from "../../datasets/mod.ts";
import { layerKinds } from "../../models/image/catalog.ts";
import { type ImageEncoding, isImageEncoding, isSameShape } from "../image/encoding.ts";
import {
  type ImageInput,
  imageInputs,
  type LabelledImages,
  labelledImages,
  prepareLabelled,
} from "../image/labelled.ts";
import type { LearnableKind } from "./kind.ts";

/** Images. */
export const imageKind: LearnableKind<LabelledImages, ImageInput, ImageEncoding> = {
  unit: "images",
  model: "cnn_al",
  choices: { scaling: "object", augmentation: "object" },
  reads: (model) => model in imageModels,
  parts: (model) => ({ layers: layerKinds[model as ImageModel] }),
  learning: () => ({}),
  net: (net, model, { layers }, { shape, scaling }): NetOptions => ({
    ...net,
    ...{
      input: { ...shape, ...scaling },
      layers: { ...imageModels[model as ImageModel].layers, ...layers },
    },
  }),
  prepare: prepareLabelled,
  labelled: labelledImages,
  inputs: imageInputs,
  plain: (encoding) => encoding,
  isPlain: isImageEncoding,
  from: (plain) => plain as ImageEncoding,
  fits: (options, { shape }) => isSameShape(inputOf(options), shape),
};

/** What enters a net of these options, as far as they say it. */
export function inputOf(options: object): Partial<ImageShape & { columns: number }> {
  return "input" in options ? options.input as ReturnType<typeof inputOf> : {};
}
