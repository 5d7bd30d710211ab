/**
 * Options of data sets of images: their size, their scaling, and how training images change.
 *
 * @module
 */

import type { OptionSpec } from "../spec.ts";
import { building, learning } from "./commands.ts";

/** The options of images under the headings Images, by name. */
export const IMAGE_OPTIONS = {
  "resize": {
    type: "integer",
    min: 1,
    max: 4096,
    commands: [...learning, "eval", "summary"],
    group: "Images",
    data: ["image"],
    help:
      "Make all images squares of so many pixels a side; without it they have the size of the data set, which must be one. The thesis has Tiny ImageNet at 32.",
  },
  "scaling": {
    type: "choice",
    choices: ["channels", "pixels", "image", "published", "none"],
    default: "channels",
    commands: building,
    group: "Images",
    data: ["image"],
    help:
      "What is taken off bytes / 255: mean and deviation of each channel of the training images (channels), the mean of each pixel (pixels), that and then mean and deviation of each image by itself (image, as NECO 2021 on CIFAR), the constants of the thesis (published), or nothing.",
  },
  "augment": {
    type: "choice",
    choices: ["none", "shift", "weak", "strong", "views", "neco2021"],
    default: "none",
    commands: building,
    group: "Images",
    data: ["image"],
    help:
      "Random changes of training images, drawn anew in each epoch: shift moves them, weak also mirrors half of them, strong also changes colours; views has each image weak and strong, as the thesis trains; neco2021 shifts, mirrors and changes contrast. cifar10, cifar100 and tiny_imagenet are trained with weak where it is not given.",
  },
} as const satisfies Record<string, OptionSpec>;
