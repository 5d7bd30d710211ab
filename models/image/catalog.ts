/**
 * The image models, by the names of the original scripts.
 *
 * @module
 */
import { checkOptions, type OptionKinds } from "../../engine/options.ts";
import type { ModelKind } from "../kind.ts";
import { cnnAl } from "./cnn_al.ts";
import { mlpAl } from "./mlp_al.ts";
import {
  columnKinds,
  convKinds,
  type ConvNetOptions,
  defaultConv,
  defaultConvNet,
  defaultDense,
  defaultImageNet,
  defaultVgg,
  denseKinds,
  type DenseNetOptions,
  pixelKinds,
  vggKinds,
} from "./options.ts";
import { resnet20Al, resnet32Al, resnetAl } from "./resnet_al.ts";
import { vggAl } from "./vgg_al.ts";

/** The options of each image model. */
export interface ImageOptionsByModel {
  /** Dense layers, on images or on rows of numbers. */
  mlp_al: DenseNetOptions;
  /** Pairs of convolutions. */
  cnn_al: ConvNetOptions;
  /** Convolutions and pooling, after VGG. */
  vgg_al: ConvNetOptions;
  /** ResNet-18. */
  resnet_al: ConvNetOptions;
  /** ResNet-20. */
  resnet_20_al: ConvNetOptions;
  /** ResNet-32. */
  resnet_32_al: ConvNetOptions;
}

/** The name of an image model. */
export type ImageModel = keyof ImageOptionsByModel;

/** A kind of image model. */
export interface ImageKind<
  O extends DenseNetOptions | ConvNetOptions = DenseNetOptions | ConvNetOptions,
> extends ModelKind<O> {
  /** Images; dense layers read rows of numbers too. */
  readonly modality: "image";
  /** The default options of its layers. */
  readonly layers: O["layers"];
}

/** What the options of the layers may be, by model. */
export const layerKinds = {
  mlp_al: denseKinds,
  cnn_al: convKinds,
  vgg_al: vggKinds,
  resnet_al: convKinds,
  resnet_20_al: convKinds,
  resnet_32_al: convKinds,
} satisfies { [N in ImageModel]: OptionKinds<ImageOptionsByModel[N]["layers"]> };

const convolutional = {
  modality: "image",
  net: defaultConvNet,
  layers: defaultConv,
  check: (act: string, options: ConvNetOptions) => checkParts(act, options, pixelKinds, convKinds),
} as const;

/** The image models by name. */
export const imageModels: { readonly [N in ImageModel]: ImageKind<ImageOptionsByModel[N]> } = {
  mlp_al: {
    modality: "image",
    net: defaultImageNet,
    layers: defaultDense,
    check: (act, options) => {
      checkParts(act, options, "columns" in options.input ? columnKinds : pixelKinds, denseKinds);
    },
    title: "dense layers",
    plan: mlpAl,
  },
  cnn_al: { ...convolutional, title: "pairs of convolutions", plan: cnnAl },
  vgg_al: {
    ...convolutional,
    layers: defaultVgg,
    check: (act, options) => checkParts(act, options, pixelKinds, vggKinds),
    title: "convolutions and pooling, after VGG",
    plan: vggAl,
  },
  resnet_al: { ...convolutional, title: "residual layers, ResNet-18", plan: resnetAl },
  resnet_20_al: { ...convolutional, title: "residual layers, ResNet-20", plan: resnet20Al },
  resnet_32_al: { ...convolutional, title: "residual layers, ResNet-32", plan: resnet32Al },
};

function checkParts<I extends object, L extends object>(
  act: string,
  { input, layers }: { readonly input: I; readonly layers: L },
  inputKinds: OptionKinds<I>,
  layerKinds: OptionKinds<L>,
): void {
  checkOptions(act, { input, layers }, { input: "object", layers: "object" });
  checkOptions(act, input, inputKinds, "input.");
  checkOptions(act, layers, layerKinds, "layers.");
}
