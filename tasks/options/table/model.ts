/**
 * Options of the model: its blocks, widths and activations.
 *
 * @module
 */

import { activationNames } from "../../../engine/mod.ts";
import { MODEL_CHOICES } from "../models.ts";
import type { OptionSpec } from "../spec.ts";
import { building } from "./commands.ts";

/** The options under the heading Model, by name. */
export const MODEL_OPTIONS = {
  "model": {
    type: "choice",
    choices: MODEL_CHOICES,
    anyCase: true,
    default: "lstmal",
    commands: building,
    group: "Model",
    help:
      "Blocks after the embedding: LSTMs over the words, linear layers on their mean, or Transformer encoder layers; for images dense layers (for rows of numbers too), convolutions, VGG or residual nets. ep_text and ep_pair are nets that settle. Models in side take something at each block: more words (--side-dim), or the image. Without it lstmal, or cnn_al for a named set of images.",
  },
  "mode": {
    type: "choice",
    choices: ["al", "bp", "ep"],
    default: "al",
    commands: building,
    group: "Model",
    help:
      "al: associated learning, no gradient across blocks; bp: the same net by backpropagation; ep: equilibrium propagation, for the models that settle.",
  },
  "num-layer": {
    type: "integer",
    min: 1,
    max: 256,
    default: 3,
    commands: building,
    group: "Model",
    help: "Blocks, the embedding counted as one; 4 for images where not given.",
  },
  "l1-dim": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 64,
    commands: building,
    group: "Model",
    models: ["linearal", "lstmal", "transformeral", "mlp_al"],
    help:
      "Width of the blocks after the embedding (of each direction of an LSTM); Transformers are as wide as the word vectors; units of a dense layer.",
  },
  "label-emb": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 64,
    commands: building,
    group: "Model",
    help: "Width of the encoded label y.",
  },
  "deep-label-emb": {
    type: "integer",
    min: 1,
    max: 16384,
    commands: building,
    group: "Model",
    help:
      "Width of the encoded label y of the blocks after the first; --label-emb where not given.",
  },
  "activation": {
    type: "choice",
    choices: activationNames,
    default: "tanh",
    commands: building,
    group: "Model",
    help: "Activation of the label encoder g and of the linear bridge b.",
  },
  "forward-activation": {
    type: "choice",
    choices: activationNames,
    default: "elu",
    commands: building,
    group: "Model",
    models: [
      "linearal",
      "mlp_al",
      "cnn_al",
      "vgg_al",
      "resnet_al",
      "resnet_20_al",
      "resnet_32_al",
    ],
    help: "Activation of the forward function f of linear blocks, convolutions and dense layers.",
  },
  "bridge": {
    type: "choice",
    choices: ["linear", "mlp", "mlp-norm"],
    default: "linear",
    commands: building,
    group: "Model",
    help:
      "Bridge b from features to label space: one layer, or two with five times the width in between, which mlp-norm normalizes over the batch.",
  },
  "decoder": {
    type: "choice",
    choices: ["none", "tanh", "sigmoid"],
    default: "none",
    commands: building,
    group: "Model",
    help:
      "Activation after the label decoder h of block 1; none gives raw logits, which a softmax needs.",
  },
  "decoder-deep": {
    type: "choice",
    choices: ["none", "tanh", "sigmoid"],
    default: "none",
    commands: building,
    group: "Model",
    help: "Activation after the label decoders h of the later blocks.",
  },
  "label-bias": {
    type: "flag",
    default: true,
    commands: building,
    group: "Model",
    help: "Biases in g, b and h; the code of 2022 has none.",
  },
  "init": {
    type: "choice",
    choices: ["pytorch", "thesis", "neco", "orthogonal"],
    default: "pytorch",
    commands: building,
    group: "Model",
    help:
      "First values: PyTorch's, or those of the code of 2023 (Glorot for linear layers; Kaiming and orthogonal for LSTMs), those of NECO 2021 (truncated He), or PyTorch's with orthogonal label encoders (with --mode bp decoders), which image models begin with.",
  },
  "layers": {
    type: "integer",
    min: 1,
    max: 255,
    commands: ["grow"],
    group: "Model",
    help: "Blocks to add on top of a saved model.",
  },
} as const satisfies Record<string, OptionSpec>;
