/**
 * The model of rows of numbers that a run's options describe.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import { buildModel } from "../../models/mod.ts";
import { denseOptions } from "../image/model.ts";
import type { OptionsOf } from "../options/options.ts";
import type { NumbersEncoding } from "./encoding.ts";

/** The model of a run: dense layers. */
export function buildNumbers(
  device: Device,
  options: OptionsOf<"train">,
  { columns, classes }: NumbersEncoding,
): Learner {
  const input = { columns: columns.length };
  return buildModel(device, "mlp_al", denseOptions(options, input, classes.length));
}
