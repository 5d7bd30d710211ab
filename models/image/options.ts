/**
 * The options of image models, besides the options of every net.
 *
 * @module
 */
import { type ActivationName, activationNames } from "../../engine/mod.ts";
import { COUNT, type OptionKinds, WHOLE } from "../../engine/options.ts";
import { defaultNet, type NetOptions } from "../options.ts";

/** Images as they enter: their size, and how their bytes become numbers. */
export interface Pixels {
  /** Rows of an image. */
  readonly height: number;
  /** Columns of an image. */
  readonly width: number;
  /** Numbers of a pixel: 1 for gray, 3 for red, green and blue. */
  readonly channels: number;
  /** What is taken from each byte / 255: a number a channel, or one for each number of an image. */
  readonly mean: readonly number[];
  /** What the rest is divided by: a number a channel. */
  readonly deviation: readonly number[];
  /** Whether each image is then standardized by itself. */
  readonly perImage: boolean;
}

/** Rows of numbers as they enter. */
export interface Columns {
  /** Numbers of a row. */
  readonly columns: number;
}

/** The layers of a convolutional net. */
export interface ConvLayers {
  /**
   * Whose net it is: that of Peng (2023), or of Kao and Chen (2021); or, of VGG alone, our own for leaving
   * `early`, whose first two blocks are cheap.
   */
  readonly trunk: "thesis" | "neco" | "early";
  /** Channels of all layers as a multiple of the authors'. */
  readonly width: number;
  /** Activation of f. */
  readonly activation: ActivationName;
  /** Whether each convolution is followed by batch normalization. */
  readonly batchNorm: boolean;
  /** Rows and columns that a bridge reads of the features: means of parts of the image; 0 for all pixels. */
  readonly bridgePool: number;
  /** Whether each block above the first reads the image too. */
  readonly sides: boolean;
}

/** The layers of a net of dense layers. */
export interface DenseLayers {
  /** Units of a layer. */
  readonly units: number;
  /** Activation of f. */
  readonly activation: ActivationName;
  /** Whether each layer is followed by batch normalization. */
  readonly batchNorm: boolean;
}

/** A convolutional model: its net, its images and its layers. */
export interface ConvNetOptions extends NetOptions {
  /** What enters. */
  readonly input: Pixels;
  /** The layers of f. */
  readonly layers: ConvLayers;
}

/** A model of dense layers: its net, its images or rows of numbers, and its layers. */
export interface DenseNetOptions extends NetOptions {
  /** What enters. */
  readonly input: Pixels | Columns;
  /** The layers of f. */
  readonly layers: DenseLayers;
}

/** Default options of the nets of image models. */
export const defaultImageNet: Omit<NetOptions, "classes"> = {
  ...defaultNet,
  blocks: 4,
  initialization: "orthogonal",
  labels: { ...defaultNet.labels, bridge: "mlp" },
  learning: { ...defaultNet.learning, rate: 3e-3, firstRate: 3e-3, dropout: 0 },
};

/** Default options of the nets of convolutional models. */
export const defaultConvNet: Omit<NetOptions, "classes"> = {
  ...defaultImageNet,
  labels: { ...defaultImageNet.labels, bridge: "mlp-norm" },
};

/** Default options of convolutional layers. */
export const defaultConv: ConvLayers = {
  trunk: "thesis",
  width: 1,
  activation: "elu",
  batchNorm: true,
  bridgePool: 4,
  sides: false,
};

/** Default options of the layers after VGG. */
export const defaultVgg: ConvLayers = { ...defaultConv, trunk: "early" };

/** Default options of dense layers. */
export const defaultDense: DenseLayers = { units: 512, activation: "relu", batchNorm: true };

/** What the options of images may be. */
export const pixelKinds: OptionKinds<Pixels> = {
  height: COUNT,
  width: COUNT,
  channels: COUNT,
  mean: "object",
  deviation: "object",
  perImage: "boolean",
};

/** What the options of rows of numbers may be. */
export const columnKinds: OptionKinds<Columns> = { columns: COUNT };

/** What the options of convolutional layers may be. */
export const convKinds: OptionKinds<ConvLayers> = {
  trunk: ["thesis", "neco"],
  width: { least: 1e-3 },
  activation: activationNames,
  batchNorm: "boolean",
  bridgePool: WHOLE,
  sides: "boolean",
};

/** What the options of the layers after VGG may be. */
export const vggKinds: OptionKinds<ConvLayers> = {
  ...convKinds,
  trunk: ["early", "thesis", "neco"],
};

/** What the options of dense layers may be. */
export const denseKinds: OptionKinds<DenseLayers> = {
  units: COUNT,
  activation: activationNames,
  batchNorm: "boolean",
};
