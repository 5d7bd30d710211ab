/**
 * The model of rows of numbers that a run's options describe.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import { buildModel, type DenseNetOptions } from "../../models/mod.ts";
import { denseOptions } from "../image/model.ts";
import type { OptionsOf } from "../options/options.ts";
import type { NumbersEncoding } from "./encoding.ts";

/** The model of a run: dense layers. */
export function buildNumbers(
  device: Device,
  options: OptionsOf<"train">,
  encoding: NumbersEncoding,
): Learner {
  return buildModel(device, "mlp_al", modelOptions(options, encoding));
}

/** The options of the library's model that the options of a run stand for. */
export function modelOptions(
  options: OptionsOf<"train">,
  { columns, classes }: NumbersEncoding,
): DenseNetOptions {
  return denseOptions(options, { columns: columns.length }, classes.length);
}
