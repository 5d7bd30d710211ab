/**
 * The model of images or of rows of numbers that a run's options describe.
 *
 * @module
 */
import type { Device, Learner } from "../../engine/mod.ts";
import {
  buildModel,
  type ConvNetOptions,
  type DenseNetOptions,
  type ImageModel,
  type NetOptions,
} from "../../models/mod.ts";
import { netOptions } from "../net_options.ts";
import { baseModel, takesSides } from "../options/models.ts";
import type { OptionsOf } from "../options/options.ts";
import type { ImageEncoding } from "./encoding.ts";

type RunOptions = OptionsOf<"train">;

/** The model of a run. */
export function buildImage(
  device: Device,
  options: RunOptions,
  encoding: ImageEncoding,
): Learner {
  const name = baseModel(options.model) as ImageModel; // models of images read images
  return buildModel(device, name, modelOptions(options, encoding));
}

/** The options of the library's model that the options of a run stand for. */
export function modelOptions(
  options: RunOptions,
  { shape, scaling, classes }: ImageEncoding,
): DenseNetOptions | ConvNetOptions {
  const input = { ...shape, ...scaling };
  return baseModel(options.model) === "mlp_al"
    ? denseOptions(options, input, classes.length)
    : convOptions(options, input, classes.length);
}

/** The options of a model of dense layers. */
export function denseOptions(
  options: RunOptions,
  input: DenseNetOptions["input"],
  classes: number,
): DenseNetOptions {
  const { l1Dim: units, forwardActivation: activation, batchNorm } = options;
  return { ...imageNet(options, classes), input, layers: { units, activation, batchNorm } };
}

/** The options of a convolutional model. */
function convOptions(
  options: RunOptions,
  input: ConvNetOptions["input"],
  classes: number,
): ConvNetOptions {
  const { trunk, width, forwardActivation: activation, batchNorm, bridgePool } = options;
  const sides = takesSides(options.model);
  const layers = { trunk, width, activation, batchNorm, bridgePool, sides };
  return { ...imageNet(options, classes), input, layers };
}

/** The options of the net; its first block learns as fast as the others. */
function imageNet(options: RunOptions, classes: number): NetOptions {
  const net = netOptions(options, classes);
  return { ...net, learning: { ...net.learning, firstRate: options.lr } };
}
