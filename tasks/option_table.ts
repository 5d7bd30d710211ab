/**
 * The one table of options: parsing, ranges, help, configuration files and types are derived from it.
 * It is longer than other files because it is one table.
 *
 * @module
 */

import { TEXT_SETS } from "../datasets/mod.ts";
import { COMMANDS, type OptionSpec } from "./option_spec.ts";

/** Data sets that are known by name; anything else is the path of a file. */
const DATASETS = TEXT_SETS.map((set) => set.name);

/** Names of the activation functions. */
export const ACTIVATIONS = [
  "tanh",
  "sigmoid",
  "relu",
  "relu6",
  "leakyrelu",
  "elu",
  "gelu",
  "prelu",
  "selu",
  "tanhshrink",
  "softplus",
  "hardsigmoid",
] as const;

const training = ["train", "accumulate"] as const;
const learning = [...training, "grow"] as const;
const building = [...training, "summary"] as const;
const using = ["eval", "predict"] as const;
const adapting = ["adapt", ...using] as const;
const running = [...learning, ...adapting, "bench"] as const;

/** All options by name. */
export const OPTIONS = {
  "dataset": {
    type: "name or path",
    names: DATASETS,
    placeholder: "NAME|FILE",
    default: "news",
    commands: [...learning, "adapt", "eval", "summary"],
    group: "Data",
    help:
      "Data set: news (comes with the project), ag_news, dbpedia_14, imdb, sst2, or a CSV, TSV or JSON-lines file.",
  },
  "test-data": {
    type: "path",
    placeholder: "FILE",
    commands: [...learning, "adapt", "eval", "summary"],
    group: "Data",
    help:
      "Test rows for a data set that is a file; without it a tenth of the rows is held out by seed. eval tests any run on such a file.",
  },
  "text-column": {
    type: "list",
    placeholder: "NAMES",
    commands: [...learning, ...adapting, "summary"],
    group: "Data",
    help:
      "Columns whose texts are joined, for a data set that is a file; without it text, sentence, review, content or description.",
  },
  "label-column": {
    type: "string",
    placeholder: "NAME",
    commands: [...learning, "adapt", "eval", "summary"],
    group: "Data",
    help:
      "Column that holds the class, for a data set that is a file; without it label, class, category, sentiment or topic.",
  },
  "data-dir": {
    type: "path",
    placeholder: "FOLDER",
    commands: [...learning, "adapt", "eval", "summary"],
    live: true,
    group: "Data",
    help:
      "Folder with copies of the official files, one sub-folder a data set; nothing is downloaded then.",
  },
  "cache-dir": {
    type: "path",
    placeholder: "FOLDER",
    commands: [...learning, "adapt", "eval", "summary"],
    live: true,
    group: "Data",
    help: "Folder for downloads; without it the user's cache folder.",
  },
  "offline": {
    type: "flag",
    default: false,
    commands: [...learning, "adapt", "eval", "summary"],
    live: true,
    group: "Data",
    help: "Never use the network: what is not in the cache or --data-dir is an error.",
  },
  "limit": {
    type: "integer",
    min: 1,
    max: 1e9,
    commands: building,
    group: "Data",
    help:
      "Use only so many training rows, drawn by seed with the share of each class, for quick tries.",
  },
  "val-fraction": {
    type: "number",
    min: 0.001,
    max: 0.9,
    default: 0.1,
    commands: building,
    group: "Data",
    help:
      "Part of the training rows that chooses the best epoch; the test rows never take part in that.",
  },
  "max-len": {
    type: "integer",
    min: 1,
    max: 65536,
    default: 64,
    commands: training,
    group: "Data",
    help: "Words of a text that are read, from its start; words, not characters.",
  },
  "vocab-size": {
    type: "integer",
    min: 3,
    max: 10_000_000,
    default: 30_000,
    commands: building,
    group: "Data",
    help: "Most frequent training words that get a row of their own, padding and unknown included.",
  },
  "min-count": {
    type: "integer",
    min: 1,
    max: 1e9,
    default: 1,
    commands: building,
    group: "Data",
    help: "Times a word must occur in the training texts to get a row.",
  },
  "stop-words": {
    type: "flag",
    default: false,
    commands: building,
    group: "Data",
    help: "Leave out English stop words (the, of, and ...), as some of the authors' loaders do.",
  },
  "vectors": {
    type: "path",
    placeholder: "FILE",
    commands: building,
    group: "Data",
    help:
      "Word vectors to start from: GloVe text, fastText .vec, word2vec text or binary, also ARCHIVE.zip/FILE; or glove.6B.50d to .300d and wiki-news-300d-1M, which are downloaded. Rows are aligned by word.",
  },
  "bucket": {
    type: "flag",
    default: true,
    commands: training,
    group: "Data",
    help: "Put texts of like length into a batch, so that less padding is computed.",
  },

  "model": {
    type: "choice",
    choices: [
      "lstmal",
      "linearal",
      "transformeral",
      "lstmalside",
      "linearalside",
      "transformeralside",
    ],
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
  "l1-dim": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 64,
    commands: building,
    group: "Model",
    help: "Width of the blocks after the embedding (of each direction of an LSTM).",
  },
  "label-emb": {
    type: "integer",
    min: 1,
    max: 16384,
    default: 64,
    commands: building,
    group: "Model",
    help: "Width of the encoded label y of every block.",
  },
  "bidirectional": {
    type: "flag",
    default: true,
    commands: building,
    group: "Model",
    help: "LSTMs read the words in both directions.",
  },
  "activation": {
    type: "choice",
    choices: ACTIVATIONS,
    default: "tanh",
    commands: building,
    group: "Model",
    help: "Activation of the label encoder g and of the linear bridge b.",
  },
  "forward-activation": {
    type: "choice",
    choices: ACTIVATIONS,
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
  "deep-label-emb": {
    type: "integer",
    min: 1,
    max: 16384,
    commands: building,
    group: "Model",
    help:
      "Width of the encoded label y of the blocks after the first; --label-emb where not given.",
  },
  "label-bias": {
    type: "flag",
    default: true,
    commands: building,
    group: "Model",
    help: "Biases in g, b and h; the code of 2022 has none.",
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
  "decoder-deep": {
    type: "choice",
    choices: ["none", "tanh", "sigmoid"],
    default: "none",
    commands: building,
    group: "Model",
    help: "Activation after the label decoders h of the later blocks.",
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
      "Words of a text that enter at each block of a -side model, as 100-100-100-100: the first hundred at block 1, the next at block 2, and so on.",
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

  "preset": {
    type: "choice",
    choices: ["fixed", "iclr2022", "rewrite", "thesis"],
    default: "fixed",
    commands: building,
    group: "Training",
    help:
      "Defaults of the other options: fixed, or the settings of one of the authors' code bases (some differ by data set).",
  },
  "epoch": {
    type: "integer",
    min: 1,
    max: 100_000,
    default: 5,
    commands: learning,
    live: true,
    group: "Training",
    help: "Passes over the training rows.",
  },
  "batch-train": {
    type: "integer",
    min: 1,
    max: 65536,
    default: 64,
    commands: learning,
    group: "Training",
    help: "Texts in a training step.",
  },
  "batch-test": {
    type: "integer",
    min: 1,
    max: 65536,
    default: 256,
    commands: [...learning, ...adapting],
    live: true,
    group: "Training",
    help: "Texts in a step of validation or test; only speed and memory depend on it.",
  },
  "lr": {
    type: "number",
    min: 1e-8,
    max: 10,
    default: 1e-3,
    commands: learning,
    group: "Training",
    help: "Learning rate of the blocks after the embedding.",
  },
  "emb-lr": {
    type: "number",
    min: 1e-8,
    max: 10,
    default: 5e-3,
    commands: learning,
    group: "Training",
    help:
      "Learning rate of the embedding block; the authors' code fixes it at 1e-3.",
  },
  "optimizer": {
    type: "choice",
    choices: ["adam", "sgd"],
    default: "adam",
    commands: learning,
    group: "Training",
    help: "Update rule of every block.",
  },
  "weight-decay": {
    type: "number",
    min: 0,
    max: 10,
    default: 0,
    commands: learning,
    group: "Training",
    help: "Decoupled weight decay: each step takes lr times this off every weight.",
  },
  "clip": {
    type: "number",
    min: 0,
    max: 1e6,
    default: 0,
    commands: learning,
    group: "Training",
    help: "Largest norm of a block's gradient; 0 clips nothing.",
  },
  "dropout": {
    type: "number",
    min: 0,
    max: 0.95,
    default: 0.1,
    commands: learning,
    group: "Training",
    help: "Part of the features that is dropped between blocks while training.",
  },
  "schedule": {
    type: "choice",
    choices: ["constant", "step", "cosine", "plateau"],
    default: "cosine",
    commands: learning,
    group: "Training",
    help:
      "Course of the learning rates; plateau watches each block's own validation accuracy, cosine ends near 0.",
  },
  "schedule-factor": {
    type: "number",
    min: 0.001,
    max: 0.999,
    default: 0.8,
    commands: learning,
    group: "Training",
    help: "What step and plateau multiply the rates by.",
  },
  "schedule-every": {
    type: "integer",
    min: 1,
    max: 100_000,
    default: 2,
    commands: learning,
    group: "Training",
    help: "Epochs between two cuts of step; epochs without gain before a cut of plateau.",
  },
  "embedding-update": {
    type: "choice",
    choices: ["sparse", "dense"],
    default: "sparse",
    commands: learning,
    group: "Training",
    help:
      "sparse moves only the rows of the batch's words, so a step costs what its words cost; dense is plain Adam.",
  },
  "seed": {
    type: "integer",
    min: 0,
    max: 4_294_967_295,
    default: 1,
    commands: [...learning, "summary", "bench"],
    group: "Training",
    help: "Start of every random stream: weights, order, dropout, splits.",
  },

  "ae-lr-scale": {
    type: "number",
    min: 0,
    max: 1000,
    default: 1,
    commands: learning,
    group: "Local learning",
    help: "Learning rate of the label auto-encoder (g, h) as a multiple of its block's rate.",
  },
  "reconstruction": {
    type: "choice",
    choices: ["ce", "mse"],
    default: "ce",
    commands: training,
    group: "Local learning",
    help:
      "Loss of block 1's auto-encoder: cross-entropy with the class, or squared error with its one-hot vector.",
  },
  "detach-target": {
    type: "flag",
    default: true,
    commands: learning,
    group: "Local learning",
    help: "The associated loss trains f and b only; without it g too, as in the code of 2022.",
  },

  "feature-cache": {
    type: "choice",
    choices: ["auto", "device", "disk"],
    default: "auto",
    commands: ["accumulate", "grow"],
    live: true,
    group: "Local learning",
    help:
      "Where the frozen blocks' features of all texts are kept for a stage: on the device where they fit, else in a file of the run folder.",
  },

  "adaptive": {
    type: "number",
    min: 0,
    max: 1,
    commands: using,
    group: "Adaptive inference",
    help:
      "A text leaves at the first depth that is at least so confident, and deeper blocks do not run for it.",
  },
  "criterion": {
    type: "choice",
    choices: ["max-softmax", "entropy", "margin", "sigmoid"],
    default: "max-softmax",
    commands: adapting,
    group: "Adaptive inference",
    help:
      "Confidence, from 0 to 1: the greatest probability, 1 less the normalized entropy, the lead over the second class (all after temperature scaling on validation data), or the greatest raw sigmoid, as in the code of 2023.",
  },
  "exits": {
    type: "list",
    placeholder: "DEPTHS",
    commands: adapting,
    group: "Adaptive inference",
    help: "Depths at which texts may leave, as 1,3; every depth where not given.",
  },
  "thresholds": {
    type: "list",
    placeholder: "NUMBERS",
    commands: ["adapt"],
    group: "Adaptive inference",
    help: "Thresholds to sweep, from 0 to 1; an even spread where not given.",
  },
  "budget": {
    type: "string",
    placeholder: "cost:0.5|loss:0.5",
    commands: ["adapt"],
    group: "Adaptive inference",
    help:
      "Pick the threshold on validation data: cost:0.5 for at most half the time of the full path, loss:0.5 for at most half a point of accuracy lost.",
  },

  "run-dir": {
    type: "path",
    placeholder: "RUN",
    commands: [...learning, ...adapting, "summary"],
    group: "Runs and output",
    help:
      "Run folder: train makes it (a new one under --save-dir where not given); the others read it (eval and predict the newest where not given).",
  },
  "save-dir": {
    type: "path",
    placeholder: "FOLDER",
    default: "runs",
    commands: [...learning, ...adapting],
    group: "Runs and output",
    help: "Folder that holds the run folders.",
  },
  "resume": {
    type: "path",
    placeholder: "RUN",
    commands: learning,
    group: "Runs and output",
    help: "Continue a run from its last checkpoint, with its own options.",
  },
  "checkpoint": {
    type: "choice",
    choices: ["best", "last"],
    default: "best",
    commands: [...adapting, "grow"],
    group: "Runs and output",
    help: "Checkpoint of the run to read: the best on validation data, or the last.",
  },
  "log-every": {
    type: "integer",
    min: 1,
    max: 1e9,
    default: 20,
    commands: learning,
    live: true,
    group: "Runs and output",
    help: "Steps between two lines of losses; reading them stops the device for a moment.",
  },
  "save-every": {
    type: "integer",
    min: 0,
    max: 1e9,
    default: 1000,
    commands: learning,
    live: true,
    group: "Runs and output",
    help: "Steps between two checkpoints within an epoch; 0 saves at the ends of epochs only.",
  },
  "config": {
    type: "path",
    placeholder: "FILE",
    commands: COMMANDS,
    group: "Runs and output",
    help: "JSON file of options, or a run's config.json; the command line goes before it.",
  },
  "json": {
    type: "flag",
    default: false,
    commands: [...adapting, "summary", "bench"],
    group: "Runs and output",
    help:
      "Print one JSON object a line and nothing else on standard output; predict then gives every class.",
  },
  "quiet": {
    type: "flag",
    default: false,
    commands: [...learning, "adapt", "eval", "bench"],
    live: true,
    group: "Runs and output",
    help: "No progress, only results and errors.",
  },

  "device": {
    type: "choice",
    choices: ["auto", "gpu", "cpu", "software"],
    default: "auto",
    commands: running,
    live: true,
    group: "Machine",
    help:
      "auto takes a GPU where one answers, else the processors; gpu refuses all else; cpu takes the processors; software asks for a Vulkan driver that does a GPU's work on the processors.",
  },
  "threads": {
    type: "integer",
    min: 1,
    max: 64,
    commands: running,
    live: true,
    group: "Machine",
    help:
      "Threads that the processors run kernels on, with --device cpu or auto; without it one a core. It changes no result.",
  },
  "cases": {
    type: "list",
    placeholder: "NAMES",
    commands: ["bench"],
    group: "Machine",
    help:
      "Cases to measure, or all; without it all but long ones on software adapters, docs/benchmarks.md lists them.",
  },
  "peers": {
    type: "list",
    placeholder: "NAMES",
    commands: ["bench"],
    default: ["all"],
    group: "Machine",
    help:
      "Engines to measure beside ours: ort, jax-wasm, tfjs-wasm, jax, tfjs, torch; all that run here, or none.",
  },
  "repeats": {
    type: "integer",
    min: 1,
    max: 1000,
    default: 5,
    commands: ["bench"],
    group: "Machine",
    help: "Runs of a case, of which the median counts; the peers make five.",
  },

  "depth": {
    type: "integer",
    min: 1,
    max: 256,
    commands: using,
    group: "Own texts",
    help: "Answer after this many blocks; every depth where not given.",
  },
  "text": {
    type: "string",
    placeholder: "TEXT",
    commands: ["predict"],
    group: "Own texts",
    help: "The text to classify; without --text and --file, lines of standard input.",
  },
  "file": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own texts",
    help: "File of texts: one a line, or a CSV, TSV or JSON-lines file with --text-column.",
  },
  "submission": {
    type: "path",
    placeholder: "FILE",
    commands: ["predict"],
    group: "Own texts",
    help: "Predict the data set's unlabelled test texts into a file in GLUE's form, as SST-2.tsv.",
  },
  "explain": {
    type: "flag",
    default: false,
    commands: ["predict"],
    group: "Own texts",
    help: "Show what each word of a text does for the answer, and what a Transformer attends to.",
  },
  "top": {
    type: "integer",
    min: 1,
    max: 1_000_000,
    default: 5,
    commands: ["predict"],
    group: "Own texts",
    help: "Classes to show for a text, the likeliest first.",
  },
} as const satisfies Record<string, OptionSpec>;

/** The table's own type. */
export type OptionTable = typeof OPTIONS;

/** Name of an option, without its dashes. */
export type OptionName = keyof OptionTable;
