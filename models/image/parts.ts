/**
 * Builds the layers of image nets, and knows their sizes before anything runs.
 *
 * @module
 */
import {
  type Activation,
  activation,
  type ActivationName,
  add,
  BatchNorm,
  Conv2d,
  ConvNorm,
  Linear,
  maxPool,
  type Module,
  type Padding,
  type Parameter,
  type Place,
  reshape,
  ShapeError,
  type Tensor,
} from "../../engine/mod.ts";
import { type Shape, sizeOf } from "../../engine/tensor/shape.ts";
import { windowsOf } from "../../engine/ops/conv/windows.ts";
import type { FirstValues } from "../first_values.ts";
import type { ConvLayer, DenseLayer, ImageLayer, ResidualLayer } from "./layers.ts";

/** Epsilon and momentum of PyTorch. */
export const TORCH_NORM = { epsilon: 1e-5, momentum: 0.1 } as const;

/** Epsilon and momentum of TensorFlow. */
export const TENSORFLOW_NORM = { epsilon: 1e-3, momentum: 0.01 } as const;

/** What all layers of a net have in common. */
export interface Style {
  /** What is applied to sums. */
  readonly activation: ActivationName;
  /** Whether sums are normalized over the batch. */
  readonly batchNorm: boolean;
  /** Epsilon and momentum of normalization. */
  readonly norm: { readonly epsilon: number; readonly momentum: number };
  /** Zeros around an image. */
  readonly padding: Padding;
  /**
   * Whether a shortcut is normalized and only its sum with the convolutions activated (`once`); or neither
   * is it normalized nor are the convolutions added before they are activated too (`twice`).
   */
  readonly residual: "once" | "twice";
  /** First values of weights and biases. */
  readonly first: FirstValues;
}

/** A layer that was built. */
export interface Part extends Module {
  /** Running statistics of normalization. */
  readonly statistics: readonly Parameter[];
  /** Sizes of an example that it makes: `[height, width, channels]` or `[units]`. */
  readonly out: Shape;
  /** Multiply-adds of an example. */
  readonly multiplyAdds: number;
  /** Applies it to a mini-batch; `training` says which statistics normalize. */
  forward(x: Tensor, training: boolean): Tensor;
}

/** Activations that never fall: the greatest of some activations is the activation of the greatest. */
const rising: ReadonlySet<ActivationName> = new Set([
  "relu",
  "relu6",
  "leakyrelu",
  "elu",
  "selu",
  "tanh",
  "sigmoid",
  "softplus",
  "hardsigmoid",
]);

/**
 * Builds layers, each for what the one before it makes, of examples of the given sizes. Pooling behind a
 * convolution activates what it leaves, a quarter of the numbers, where that is the same.
 */
export function partsOf(
  place: Place,
  layers: readonly ImageLayer[],
  input: Shape,
  style: Style,
): Part[] {
  const isPooled = (i: number) =>
    rising.has(style.activation) && layers[i]?.kind === "conv" && layers[i + 1]?.kind === "pool";
  const parts: Part[] = [];
  for (const [i, layer] of layers.entries()) {
    const isLeft = layer.kind === "pool" ? !isPooled(i - 1) : isPooled(i);
    const own = isLeft ? { ...style, activation: "none" } as const : style;
    parts.push(partOf(place.at(String(i + 1)), layer, parts.at(-1)?.out ?? input, own));
  }
  return parts;
}

function partOf(place: Place, layer: ImageLayer, input: Shape, style: Style): Part {
  switch (layer.kind) {
    case "conv":
      return convolution(place, layer, input, style);
    case "residual":
      return residualPart(place, layer, input, style);
    case "pool":
      return poolPart(place, input, style);
    case "dense":
      return densePart(place, layer, input, style);
  }
}

/** A convolution; of 3 x 3 where `size` is absent. */
function convolution(
  place: Place,
  { channels: outputs, stride }: Pick<ConvLayer, "channels" | "stride">,
  [height, width, inputs]: Shape,
  { activation, batchNorm, norm, padding, first }: Style,
  size = 3,
): Part {
  const windows = { stride, padding: size === 1 ? 0 : padding };
  const { down, across } = windowsOf("convolve", [height, width], [size, size], windows);
  const options = { inputs, outputs, size, ...windows, ...first, activation };
  const normalized = batchNorm ? new ConvNorm(place, { ...options, ...norm }) : null;
  const layer = normalized ?? new Conv2d(place, options);
  return {
    parameters: layer.parameters,
    statistics: normalized?.statistics ?? [],
    out: [down, across, outputs],
    multiplyAdds: down * across * size * size * inputs * outputs,
    forward: (x, training) => layer.forward(x, training),
  };
}

function residualPart(
  place: Place,
  { channels, stride }: ResidualLayer,
  input: Shape,
  style: Style,
): Part {
  const last = style.residual === "once" ? "none" : style.activation;
  const one = convolution(place.at("1"), { channels, stride }, input, style);
  const two = convolution(place.at("2"), { channels, stride: 1 }, one.out, {
    ...style,
    activation: last,
  });
  const past = stride === 1 && channels === input[2]
    ? null
    : shortcut(place.at("shortcut"), { channels, stride }, input, style);
  const parts = [one, two, ...past ? [past] : []];
  const finish: Activation = activation(style.activation, place);
  return {
    parameters: [...parts.flatMap((part) => part.parameters), ...finish.parameters],
    statistics: parts.flatMap((part) => part.statistics),
    out: two.out,
    multiplyAdds: parts.reduce((sum, part) => sum + part.multiplyAdds, 0),
    forward: (x, training) => {
      const sum = two.forward(one.forward(x, training), training);
      return finish.forward(add(sum, past ? past.forward(x, training) : x));
    },
  };
}

function shortcut(
  place: Place,
  layer: Pick<ConvLayer, "channels" | "stride">,
  input: Shape,
  style: Style,
): Part {
  const batchNorm = style.batchNorm && style.residual === "once";
  return convolution(place, layer, input, { ...style, batchNorm, activation: "none" }, 1);
}

function poolPart(
  place: Place,
  [height, width, channels]: Shape,
  { activation: name }: Pick<Style, "activation">,
): Part {
  if (Math.min(height, width) < 2) {
    throw new ShapeError(
      `Cannot pool features of ${height} x ${width} pixels: there are no 2 x 2 of them, give larger ` +
        "images or fewer blocks",
    );
  }
  const finish = activation(name, place);
  return {
    parameters: finish.parameters,
    statistics: [],
    out: [Math.floor(height / 2), Math.floor(width / 2), channels],
    multiplyAdds: 0,
    forward: (x) => finish.forward(maxPool(x, { size: 2 })),
  };
}

function densePart(
  place: Place,
  { units: outputs }: DenseLayer,
  input: Shape,
  { activation, batchNorm, norm, first }: Style,
): Part {
  const inputs = sizeOf(input);
  const own = batchNorm ? "none" : activation;
  const linear = new Linear(place, {
    inputs,
    outputs,
    ...first,
    bias: !batchNorm,
    activation: own,
  });
  const after = batchNorm
    ? new BatchNorm(place.at("norm"), outputs, { ...norm, activation })
    : null;
  return {
    parameters: [...linear.parameters, ...after?.parameters ?? []],
    statistics: after?.statistics ?? [],
    out: [outputs],
    multiplyAdds: inputs * outputs,
    forward: (x, training) => {
      const y = linear.forward(reshape(x, [x.shape[0], inputs]));
      return after ? after.forward(y, training) : y;
    },
  };
}
