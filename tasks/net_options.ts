/**
 * The options of a net that the options of a run stand for, whatever its data.
 *
 * @module
 */
import type { NetOptions } from "../models/mod.ts";
import { readClassWeight } from "./options/class_weight.ts";
import type { OptionsOf } from "./options/options.ts";

/**
 * The options that every net has; those of its blocks and of what enters come beside them.
 *
 * @param tableDecay How far tables return to their first values at a step.
 */
export function netOptions(
  options: OptionsOf<"train">,
  classes: number,
  tableDecay = 0,
): NetOptions {
  const weights = readClassWeight(options.classWeight);
  return {
    mode: options.mode === "bp" ? "bp" : "al",
    seed: options.seed,
    classes,
    blocks: options.numLayer,
    initialization: options.init,
    labels: {
      width: options.labelEmb,
      deepWidth: options.deepLabelEmb ?? options.labelEmb,
      bias: options.labelBias,
      activation: options.activation,
      bridge: options.bridge,
      decoder: options.decoder,
      deepDecoder: options.decoderDeep,
      reconstruction: options.reconstruction === "ce" ? "cross-entropy" : "mse",
      detachTarget: options.detachTarget,
    },
    learning: {
      optimizer: options.optimizer,
      rate: options.lr,
      firstRate: options.embLr ?? options.lr,
      labelScale: options.aeLrScale,
      decay: options.weightDecay,
      tableDecay,
      l2: options.l2,
      dropout: options.dropout,
      clip: options.clip,
      smoothing: options.labelSmoothing,
      // The weights that balance classes follow from rows that a model which is only used has not seen.
      ...(Array.isArray(weights) && { classWeights: weights }),
    },
  };
}
