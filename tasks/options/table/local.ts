/**
 * Options of local learning: the losses of each block.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { learning, training } from "./commands.ts";

/** The options under the heading Local learning, by name. */
export const LOCAL_OPTIONS = {
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
  "train-prefix": {
    type: "flag",
    default: false,
    commands: ["accumulate"],
    group: "Local learning",
    help:
      "In each stage all blocks below go on learning too, as the thesis trained images; without it they are frozen.",
  },
  "feature-cache": {
    type: "choice",
    choices: ["auto", "device", "disk"],
    default: "auto",
    commands: ["accumulate", "grow"],
    live: true,
    group: "Local learning",
    help:
      "Where the frozen blocks' features of all examples are kept for a stage: on the device where they fit, else in a file of the run folder. Images that change in each epoch (--augment) have none to keep.",
  },
} as const satisfies Record<string, OptionSpec>;
