/**
 * Options of the model: its blocks, widths and activations.
 *
 * @module
 */

import { activationNames } from "../../../engine/mod.ts";
import { MODEL_CHOICES } from "../models.ts";
import type { OptionSpec } from "../spec.ts";
import { building, learning } from "./commands.ts";

/** The options under the heading Model, by name. */
export const MODEL_OPTIONS = {
  "model": {
    type: "choice",
    choices: MODEL_CHOICES,
    default: "lstmal",
    commands: building,
    group: "Model",
    help:
      "Blocks after the embedding: LSTMs over the words, linear layers on their mean, or Transformer encoder layers; those in -side take more words at each block (--side-dim).",
  },
  "mode": {
    type: "choice",
    choices: ["al", "bp"],
    default: "al",
    commands: building,
    group: "Model",
    help:
      "al: associated learning, no gradient across blocks; bp: the same net by backpropagation.",
  },
  "num-layer": {
    type: "integer",
    min: 1,
    max: 256,
    default: 3,
    commands: building,
    group: "Model",
    help: "Blocks, the embedding counted as one.",
  },
  "emb-dim": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 128,
    commands: building,
    group: "Model",
    help: "Width of a word's vector; with --vectors the width of the file.",
  },
  "emb-std": {
    type: "number",
    min: 0,
    max: 100,
    default: 0.1,
    commands: building,
    group: "Model",
    help:
      "Standard deviation of word vectors' first values where they are drawn: small, so that a rare word says little until it has learned; the authors' code has PyTorch's 1.",
  },
  "l1-dim": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 64,
    commands: building,
    group: "Model",
    help:
      "Width of the blocks after the embedding (of each direction of an LSTM); Transformers are as wide as the word vectors.",
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
    help: "Activation of the forward function f of linear blocks.",
  },
  "bridge": {
    type: "choice",
    choices: ["linear", "mlp"],
    default: "linear",
    commands: building,
    group: "Model",
    help: "Bridge b from features to label space: one layer, or two with five times the width.",
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
  "pool": {
    type: "choice",
    choices: ["words", "positions"],
    default: "words",
    commands: building,
    group: "Model",
    help: "Means over a text's words, or over all positions, padding too, as in the code of 2023.",
  },
  "init": {
    type: "choice",
    choices: ["pytorch", "thesis"],
    default: "pytorch",
    commands: building,
    group: "Model",
    help:
      "First values: PyTorch's, or those of the code of 2023 (Glorot for linear layers; Kaiming and orthogonal for LSTMs).",
  },
  "bidirectional": {
    type: "flag",
    default: true,
    commands: building,
    group: "Model",
    help: "LSTMs read the words in both directions.",
  },
  "readout": {
    type: "choice",
    choices: ["sum", "both", "mean"],
    default: "mean",
    commands: building,
    group: "Model",
    help:
      "What a bridge reads of an LSTM: the sum of its directions' last states, both, or the mean of its outputs.",
  },
  "hand-over": {
    type: "flag",
    default: true,
    commands: building,
    group: "Model",
    help: "An LSTM starts from the state in which the one below ended.",
  },
  "heads": {
    type: "integer",
    min: 1,
    max: 1024,
    default: 4,
    commands: building,
    group: "Model",
    help: "Heads of attention, which share the width of a Transformer's blocks evenly.",
  },
  "ff-dim": {
    type: "integer",
    min: 1,
    max: 65536,
    commands: building,
    group: "Model",
    help: "Units between the two affine maps of an encoder layer; --l1-dim where not given.",
  },
  "norm": {
    type: "choice",
    choices: ["post", "pre"],
    default: "post",
    commands: building,
    group: "Model",
    help: "Where encoder layers normalize: after each part, as published, or before it.",
  },
  "positions": {
    type: "choice",
    choices: ["none", "sinusoidal"],
    default: "none",
    commands: building,
    group: "Model",
    help: "What tells a Transformer the places of words; the authors' code has nothing.",
  },
  "layer-dropout": {
    type: "number",
    min: 0,
    max: 0.95,
    default: 0.1,
    commands: learning,
    group: "Model",
    help: "Part of the attention weights, hidden units and results that encoder layers drop.",
  },
  "side-dim": {
    type: "string",
    placeholder: "N-N-...",
    commands: building,
    group: "Model",
    help:
      "Words of a text that enter at each block of a -side model, as 100-100-100-100: the first hundred at block 1, the next at block 2, and so on; without it those of --max-len are shared evenly.",
  },
  "side": {
    type: "list",
    placeholder: "COLUMNS",
    commands: ["train", "accumulate", "grow", "summary"],
    group: "Model",
    help:
      "Columns of a file that enter at later blocks: title@3 at block 3; grow adds a block for each column.",
  },
  "side-merge": {
    type: "choice",
    choices: ["concat", "max"],
    default: "concat",
    commands: building,
    group: "Model",
    help:
      "How a linear block joins its side input: its mean beside the features, or the greater of its maximum and them, as in the code of 2023.",
  },
  "same-emb": {
    type: "flag",
    default: false,
    commands: building,
    group: "Model",
    help: "Side inputs take their vectors from the first block's table, which it alone trains.",
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
