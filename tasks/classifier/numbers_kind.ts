/**
 * Rows of numbers, as the library knows them.
 *
 * @module
 */
import { imageModels, type NetOptions } from "../../models/mod.ts";
import { layerKinds } from "../../models/image/catalog.ts";
import { isNumbersEncoding, type NumbersEncoding } from "../numbers/encoding.ts";
import {
  type LabelledNumbers,
  labelledNumbers,
  type NumbersInput,
  numbersInputs,
  prepareLabelled,
} from "../numbers/labelled.ts";
import { inputOf } from "./image_kind.ts";
import type { LearnableKind } from "./kind.ts";

/** Rows of numbers. */
export const numbersKind: LearnableKind<LabelledNumbers, NumbersInput, NumbersEncoding> = {
  unit: "rows",
  model: "mlp_al",
  choices: {},
  reads: (model) => model === "mlp_al",
  parts: () => ({ layers: layerKinds.mlp_al }),
  learning: () => ({}),
  net: (net, _, { layers }, { columns }): NetOptions => ({
    ...net,
    ...{
      input: { columns: columns.length },
      layers: { ...imageModels.mlp_al.layers, ...layers },
    },
  }),
  prepare: prepareLabelled,
  labelled: labelledNumbers,
  inputs: numbersInputs,
  plain: (encoding) => encoding,
  isPlain: isNumbersEncoding,
  from: (plain) => plain as NumbersEncoding,
  fits: (options, { columns }) => inputOf(options).columns === columns.length,
};
