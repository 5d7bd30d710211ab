/**
 * Options of models of texts: word vectors, LSTMs, Transformers and side inputs.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { building, learning } from "./commands.ts";

/** The options under the heading Models of texts, by name. */
export const TEXT_MODEL_OPTIONS = {
  "emb-dim": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 128,
    commands: building,
    group: "Models of texts",
    data: ["text"],
    help: "Width of a word's vector; with --vectors the width of the file.",
  },
  "emb-std": {
    type: "number",
    min: 0,
    max: 100,
    default: 0.1,
    commands: building,
    group: "Models of texts",
    data: ["text"],
    help:
      "Standard deviation of word vectors' first values where they are drawn: small, so that a rare word says little until it has learned; the authors' code has PyTorch's 1.",
  },
  "first-vectors": {
    type: "choice",
    choices: ["drawn", "counts"],
    default: "drawn",
    commands: building,
    group: "Models of texts",
    data: ["text"],
    models: ["lstmal", "linearal", "transformeral"],
    help:
      "First values of word vectors without --vectors or --word-vec: drawn; or counts, which gives a column to each class and puts there how often a word is in training texts of the class, as naive Bayes weighs it, and draws the others. counts for files of texts.",
  },
  "pool": {
    type: "choice",
    choices: ["words", "positions"],
    default: "words",
    commands: building,
    group: "Models of texts",
    data: ["text"],
    help: "Means over a text's words, or over all positions, padding too, as in the code of 2023.",
  },
  "bidirectional": {
    type: "flag",
    default: true,
    commands: building,
    group: "Models of texts",
    models: ["lstmal"],
    help: "LSTMs read the words in both directions.",
  },
  "readout": {
    type: "choice",
    choices: ["sum", "both", "mean"],
    default: "mean",
    commands: building,
    group: "Models of texts",
    models: ["lstmal"],
    help:
      "What a bridge reads of an LSTM: the sum of its directions' last states, both, or the mean of its outputs.",
  },
  "hand-over": {
    type: "flag",
    default: true,
    commands: building,
    group: "Models of texts",
    models: ["lstmal"],
    help: "An LSTM starts from the state in which the one below ended.",
  },
  "heads": {
    type: "integer",
    min: 1,
    max: 1024,
    default: 4,
    commands: building,
    group: "Models of texts",
    models: ["transformeral"],
    help: "Heads of attention, which share the width of a Transformer's blocks evenly.",
  },
  "ff-dim": {
    type: "integer",
    min: 1,
    max: 65536,
    commands: building,
    group: "Models of texts",
    models: ["transformeral"],
    help: "Units between the two affine maps of an encoder layer; --l1-dim where not given.",
  },
  "norm": {
    type: "choice",
    choices: ["post", "pre"],
    default: "post",
    commands: building,
    group: "Models of texts",
    models: ["transformeral"],
    help: "Where encoder layers normalize: after each part, as published, or before it.",
  },
  "positions": {
    type: "choice",
    choices: ["none", "sinusoidal"],
    default: "none",
    commands: building,
    group: "Models of texts",
    models: ["transformeral"],
    help: "What tells a Transformer the places of words; the authors' code has nothing.",
  },
  "layer-dropout": {
    type: "number",
    min: 0,
    max: 0.95,
    default: 0.1,
    commands: learning,
    group: "Models of texts",
    models: ["transformeral"],
    help: "Part of the attention weights, hidden units and results that encoder layers drop.",
  },
  "side-dim": {
    type: "string",
    placeholder: "N-N-...",
    commands: building,
    group: "Models of texts",
    data: ["text"],
    help:
      "Words of a text that enter at each block of a -side model, as 100-100-100-100: the first hundred at block 1, the next at block 2, and so on; without it the words of --max-len are shared evenly.",
  },
  "side": {
    type: "list",
    placeholder: "COLUMNS",
    commands: ["train", "accumulate", "grow", "summary"],
    group: "Models of texts",
    data: ["text"],
    help:
      "Columns of a file that enter at later blocks: title@3 at block 3; grow adds a block for each column.",
  },
  "first-layers": {
    type: "integer",
    min: 0,
    max: 16,
    default: 0,
    commands: building,
    group: "Models of texts",
    models: ["lstmal", "linearal", "transformeral"],
    help:
      "Layers that block 1 has above the word vectors, as the other blocks have one each: with 1, the vectors learn by a loss that sees the order of words, and depth 1 costs a layer more; 1 in two blocks for sst2 with lstmal and transformeral.",
  },
  "word-tables": {
    type: "integer",
    min: 1,
    max: 256,
    default: 1,
    commands: building,
    group: "Models of texts",
    models: ["lstmal", "linearal", "transformeral"],
    help:
      "Blocks, from the first on, that read the words by a table of their own: with 2, block 2 learns vectors of its own beside block 1's features.",
  },
  "side-merge": {
    type: "choice",
    choices: ["concat", "max"],
    default: "concat",
    commands: building,
    group: "Models of texts",
    models: ["linearal"],
    help:
      "How a linear block joins its side input to the features: concat puts the mean of its words beside them; max takes the greater of each feature and the maximum over the words, as in the code of 2023.",
  },
  "same-emb": {
    type: "flag",
    default: false,
    commands: building,
    group: "Models of texts",
    data: ["text"],
    help: "Side inputs take their vectors from the first block's table, which it alone trains.",
  },
} as const satisfies Record<string, OptionSpec>;
