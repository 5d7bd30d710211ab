/**
 * The label side of a net: label encoders g, bridges b and decoders h.
 *
 * @module
 */
import { type ActivationName, type Layer, Linear, type Place } from "../engine/mod.ts";
import { decoderValues, encoderValues, type FirstValues, labelValues } from "./first_values.ts";
import type { NetOptions } from "./options.ts";
import { WideBridge } from "./wide_bridge.ts";

/** Width of the codes that block `i` (from 0) makes; block -1 stands for the classes themselves. */
export function codeWidth({ classes, labels }: NetOptions, i: number): number {
  return i < 0 ? classes : i === 0 ? labels.width : labels.deepWidth;
}

/** g of block `i`: codes of the block below, or one-hot classes, to codes of this block. */
export function labelEncoder(place: Place, options: NetOptions, i: number): Layer {
  const sizes = { inputs: codeWidth(options, i - 1), outputs: codeWidth(options, i) };
  return dense(place, options, sizes, options.labels.activation, encoderValues(options, i));
}

/** b of block `i`: `inputs` pooled features to codes. */
export function bridge(place: Place, options: NetOptions, inputs: number, i: number): Layer {
  const outputs = codeWidth(options, i);
  const { bridge, activation } = options.labels;
  if (bridge === "linear") return dense(place, options, { inputs, outputs }, activation);
  const batchNorm = bridge === "mlp-norm";
  return new WideBridge(place, { inputs, outputs, ...labelValues(options), activation, batchNorm });
}

/** h of block `i`: codes back to codes of the block below, or to class logits. */
export function decoder(place: Place, options: NetOptions, i: number): Layer {
  const sizes = { inputs: codeWidth(options, i), outputs: codeWidth(options, i - 1) };
  const { decoder, deepDecoder } = options.labels;
  return dense(place, options, sizes, i ? deepDecoder : decoder, decoderValues(options));
}

function dense(
  place: Place,
  options: NetOptions,
  sizes: { readonly inputs: number; readonly outputs: number },
  activation: ActivationName,
  first: FirstValues = labelValues(options),
): Linear {
  const { bias } = options.labels;
  return new Linear(place, { ...sizes, ...first, bias, activation });
}
