/**
 * The net of dense layers.
 *
 * @module
 */
import { plainEntry } from "../../engine/mod.ts";
import type { Shape } from "../../engine/tensor/shape.ts";
import { imageValues } from "../first_values.ts";
import type { NetPlan } from "../net.ts";
import { ImageEntry } from "./entry.ts";
import { ImageEncoder } from "./image_encoder.ts";
import { dense } from "./layers.ts";
import type { DenseNetOptions } from "./options.ts";
import { TORCH_NORM } from "./parts.ts";

/** Blocks of a dense layer each (Kao and Chen, 2021: MLP), on images or on rows of numbers. */
export function mlpAl(options: DenseNetOptions): NetPlan {
  const { input, layers: { units, activation, batchNorm } } = options;
  const style = {
    activation,
    batchNorm,
    norm: TORCH_NORM,
    first: imageValues(options),
    padding: 0,
    residual: "once",
  } as const;
  const layers = [dense(units)];
  return {
    input: {
      x: "columns" in input ? [input.columns] : [input.height, input.width, input.channels],
    },
    encoder: (place, _, { x }) =>
      new ImageEncoder(place, { layers, input: x as Shape, style, bridgePool: 0, side: null }),
    entry: (_, device) => "columns" in input ? plainEntry : new ImageEntry(device, input),
  };
}
