/**
 * Options of models of images and of rows of numbers.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { building } from "./commands.ts";

/** Models with convolutions. */
const convolutional = ["cnn_al", "vgg_al", "resnet_al", "resnet_20_al", "resnet_32_al"] as const;

/** The options under the heading Models of images and numbers, by name. */
export const IMAGE_MODEL_OPTIONS = {
  "trunk": {
    type: "choice",
    choices: ["early", "thesis", "neco"],
    default: "thesis",
    commands: building,
    group: "Models of images and numbers",
    data: ["image"],
    models: convolutional,
    help:
      "Whose table of layers: that of the code of 2023, or that of NECO 2021; early, of vgg_al, is ours, for leaving early: its first two blocks are cheap.",
  },
  "width": {
    type: "number",
    min: 0.001,
    max: 100,
    default: 1,
    commands: building,
    group: "Models of images and numbers",
    data: ["image"],
    models: convolutional,
    help: "Channels and units as a multiple of that table.",
  },
  "batch-norm": {
    type: "flag",
    default: true,
    commands: building,
    group: "Models of images and numbers",
    data: ["image", "numbers"],
    help: "Batch normalization behind each convolution or dense layer of f.",
  },
  "bridge-pool": {
    type: "integer",
    min: 0,
    max: 4096,
    default: 4,
    commands: building,
    group: "Models of images and numbers",
    data: ["image"],
    models: convolutional,
    help:
      "Rows and columns that a bridge reads of the features, as means of parts of the image, where there are more; 0 for all, as the authors have it.",
  },
} as const satisfies Record<string, OptionSpec>;
