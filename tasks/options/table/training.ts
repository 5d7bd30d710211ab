/**
 * Options of training: steps, rates and their course.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { CHOICES } from "../../loop/choice.ts";
import { adapting, building, learning, training } from "./commands.ts";

/** The options under the heading Training, by name. */
export const TRAINING_OPTIONS = {
  "preset": {
    type: "choice",
    choices: ["fixed", "neco2021", "iclr2022", "rewrite", "thesis", "ijcai2023"],
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
    help:
      "Passes over the training rows; accumulate makes so many for each block. Data of your own have as many as make 1,500 steps, from 5 to 100, where no preset says another number.",
  },
  "patience": {
    type: "integer",
    min: 0,
    max: 100_000,
    default: 0,
    commands: learning,
    group: "Training",
    help:
      "Epochs in a row without a better one after which training stops, by what --choose watches; 0 trains all epochs. The schedule stays that of all epochs, so that a cosine is cut off above 0; accumulate counts in each stage.",
  },
  "choose": {
    type: "choice",
    choices: CHOICES,
    default: "full",
    commands: training,
    group: "Training",
    help:
      "Whose validation accuracy chooses the epoch: that of the full depth, of the best depth of each epoch, or the mean of all depths. The mean for files of texts.",
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
    help: "Examples in a step of validation or test; only speed and memory depend on it.",
  },
  "lr": {
    type: "number",
    min: 1e-8,
    max: 10,
    default: 1e-3,
    commands: learning,
    group: "Training",
    help:
      "Learning rate of the blocks after the embedding; 4e-3 for linearal and lstmal on files of texts.",
  },
  "emb-lr": {
    type: "number",
    min: 1e-8,
    max: 10,
    default: 5e-3,
    commands: learning,
    group: "Training",
    data: ["text"],
    help: "Learning rate of the embedding block; the authors' code fixes it at 1e-3.",
  },
  "emb-decay": {
    type: "number",
    min: 0,
    max: 1000,
    commands: learning,
    group: "Training",
    data: ["text"],
    help:
      "How far all word vectors return to their first values, so that words of single texts do not tell these by heart: in an epoch in which a word does not occur it keeps e to the minus this of what it has learned. Of files whose word vectors begin with counts, without side inputs, 4, or 1 where texts have 100 words or more on average; 1 for imdb, 0 else.",
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
    help:
      "Decoupled weight decay: each step takes lr times this off every weight but word vectors; 2 for files of texts.",
  },
  "l2": {
    type: "number",
    min: 0,
    max: 10,
    default: 0,
    commands: learning,
    group: "Training",
    help:
      "Strength of L2 in the loss: half the squares of the weights of f but word vectors, summed, times this, as NECO 2021.",
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
    choices: ["constant", "step", "cosine", "milestones", "plateau"],
    default: "cosine",
    commands: learning,
    group: "Training",
    help:
      "Course of the learning rates; plateau watches each block's own validation accuracy, cosine ends near 0; milestones takes a tenth after 40, 60 and 80 % of the epochs and half after 90 %, as NECO 2021.",
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
  "class-weight": {
    type: "list",
    placeholder: "balanced|NUMBERS",
    commands: training,
    group: "Training",
    help:
      "How much an example counts in all losses by its class: balanced makes classes of few rows count as much as others, numbers (1,2.5) stand for the classes in their order; none is the default.",
  },
  "label-smoothing": {
    type: "number",
    min: 0,
    max: 0.9,
    default: 0,
    commands: training,
    group: "Training",
    help:
      "Part of each target that is spread over all classes, in the cross-entropy of block 1's auto-encoder, or of the whole net with --mode bp.",
  },
  "embedding-update": {
    type: "choice",
    choices: ["sparse", "dense"],
    default: "sparse",
    commands: learning,
    group: "Training",
    data: ["text"],
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
} as const satisfies Record<string, OptionSpec>;
