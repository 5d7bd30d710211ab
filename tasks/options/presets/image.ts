/**
 * The presets of models of images and of rows of numbers.
 *
 * @module
 */
import { type ImageModel, imageModels } from "../../../models/mod.ts";
import type { DatasetValues, Preset, PresetValues } from "./preset.ts";

/** A value for each model of images; models with side inputs have that of the model without. */
function eachModel<T>(value: (name: ImageModel) => T): Record<string, T> {
  const names = Object.keys(imageModels) as ImageModel[];
  return Object.fromEntries(
    names.flatMap((name) => [[name, value(name)], [`${name}_side`, value(name)]]),
  );
}

/** The defaults of the catalog, in the words of the command line. */
function catalogValues(name: ImageModel): PresetValues {
  const { net: { blocks, initialization, labels, learning }, layers } = imageModels[name];
  const dense = "units" in layers;
  return {
    "num-layer": blocks,
    "label-emb": labels.width,
    "bridge": labels.bridge,
    "activation": labels.activation,
    "init": initialization,
    "lr": learning.rate,
    "dropout": learning.dropout,
    "forward-activation": layers.activation,
    "batch-norm": layers.batchNorm,
    ...(dense
      ? { "l1-dim": layers.units }
      : { "trunk": layers.trunk, "width": layers.width, "bridge-pool": layers.bridgePool }),
  };
}

/** Half of the channels are enough for digits, and a plain bridge: a normalized one leaves deeper blocks nothing. */
const HALF: PresetValues = { "width": 0.5, "epoch": 3, "bridge": "mlp" };

/** This project's own settings: those of the catalog, and what differs by data set. */
const fixed: Preset = {
  values: {},
  byDataset: {
    cifar10: { "augment": "weak", "epoch": 20 },
    cifar100: { "augment": "weak", "epoch": 20 },
    tiny_imagenet: { "augment": "weak", "epoch": 20 },
  },
  byModel: eachModel((name) => {
    const [few, many] = name === "mlp_al" ? [{ "epoch": 6 }, { "epoch": 10 }] : [HALF, HALF];
    return {
      values: catalogValues(name),
      byDataset: { digits: few, mnist: many, fashion_mnist: many },
    };
  }),
};

/** Label side and course of the thesis: a bridge of two layers, cross-entropy on sigmoids. */
const thesisValues: PresetValues = {
  "num-layer": 4,
  "label-emb": 500,
  "bridge": "mlp",
  "activation": "sigmoid",
  "decoder": "sigmoid",
  "reconstruction": "ce",
  "label-bias": true,
  "init": "thesis",
  "trunk": "thesis",
  "width": 1,
  "bridge-pool": 0,
  "optimizer": "adam",
  "weight-decay": 0,
  "ae-lr-scale": 1,
  "clip": 0,
  "dropout": 0,
  "schedule": "plateau",
  "schedule-factor": 0.5,
  "schedule-every": 5,
  "batch-train": 128,
  "batch-test": 1024,
  "epoch": 200,
  "augment": "views",
};

/** What differs between the nets of the thesis. */
function thesisModel(name: ImageModel): DatasetValues {
  const isResidual = name.startsWith("resnet");
  const isPlain = name === "cnn_al" || name === "mlp_al";
  return {
    values: {
      "forward-activation": isResidual ? "leakyrelu" : "relu",
      "batch-norm": !isPlain,
      "decoder-deep": isPlain ? "none" : "sigmoid",
      "lr": isPlain ? 1e-3 : 1e-4,
    },
  };
}

/** Label side and course of NECO 2021: squared errors on sigmoids, the label side at twice the rate. */
const necoValues: PresetValues = {
  "num-layer": 4,
  "label-emb": 256,
  "bridge": "mlp",
  "activation": "sigmoid",
  "decoder": "sigmoid",
  "decoder-deep": "sigmoid",
  "reconstruction": "mse",
  "label-bias": true,
  "init": "neco",
  "trunk": "neco",
  "width": 1,
  "bridge-pool": 0,
  "forward-activation": "elu",
  "optimizer": "adam",
  "ae-lr-scale": 2,
  "clip": 0,
  "dropout": 0,
  "lr": 1e-4,
  "schedule": "milestones",
  "batch-train": 32,
  "batch-test": 20,
  "epoch": 200,
};

/** What differs between the nets of NECO 2021; N is the width of label codes, by data set. */
function necoModel(name: ImageModel): DatasetValues {
  const isResidual = name.startsWith("resnet");
  if (name === "mlp_al") {
    const sized = (units: number) => ({ "label-emb": units, "l1-dim": units });
    return {
      values: { ...sized(3000), "num-layer": 2, "batch-norm": false },
      byDataset: { mnist: sized(1024), fashion_mnist: sized(1024), digits: sized(1024) },
    };
  }
  const [few, many] = name === "cnn_al" ? [256, 500] : [300, 500];
  return {
    values: {
      "label-emb": few,
      "batch-norm": isResidual,
      "l2": isResidual ? 1e-4 : name === "vgg_al" ? 1e-5 : 0,
    },
    byDataset: { cifar100: { "label-emb": many }, tiny_imagenet: { "label-emb": many } },
  };
}

const necoCifar: PresetValues = { "scaling": "image", "augment": "neco2021" };

/** The presets of image models by name. */
export const IMAGE_PRESETS: Readonly<Record<string, Preset>> = {
  fixed,
  neco2021: {
    values: necoValues,
    byDataset: {
      mnist: { "scaling": "pixels" },
      fashion_mnist: { "scaling": "pixels" },
      digits: { "scaling": "pixels" },
      cifar10: necoCifar,
      cifar100: necoCifar,
      tiny_imagenet: { "scaling": "none", "augment": "neco2021", "batch-train": 100 },
    },
    byModel: eachModel(necoModel),
  },
  thesis: {
    values: thesisValues,
    byDataset: {
      cifar10: { "scaling": "published" },
      cifar100: { "scaling": "published" },
      tiny_imagenet: { "scaling": "published", "resize": 32 },
    },
    byModel: eachModel(thesisModel),
  },
};
