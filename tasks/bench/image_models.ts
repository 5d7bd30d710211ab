/**
 * The image models of the benchmark, and mini-batches for them.
 *
 * @module
 */
import { type Device, type Learner, Random } from "../../engine/mod.ts";
import type { Batch } from "../../datasets/mod.ts";
import {
  buildModel,
  defaultConv,
  defaultDense,
  defaultImageNet,
  type ModelName,
} from "../../models/mod.ts";
import type { Case, Kind } from "./peers/cases.ts";

/** The model of a case, and how it learns. */
const MODELS: Partial<Record<Kind, readonly [model: Measured, mode: "al" | "bp"]>> = {
  "al-mlp": ["mlp_al", "al"],
  "al-cnn": ["cnn_al", "al"],
  "al-vgg": ["vgg_al", "al"],
  "al-resnet": ["resnet_al", "al"],
  "al-resnet-20": ["resnet_20_al", "al"],
  "bp-mlp": ["mlp_al", "bp"],
  "bp-cnn": ["cnn_al", "bp"],
  "bp-vgg": ["vgg_al", "bp"],
  "bp-resnet": ["resnet_al", "bp"],
  "bp-resnet-20": ["resnet_20_al", "bp"],
};

type Measured = ModelName & ("mlp_al" | "cnn_al" | "vgg_al" | "resnet_al" | "resnet_20_al");

/** Whether a case is a training step of an image model. */
export function isImageTraining({ kind }: Pick<Case, "kind">): boolean {
  return kind in MODELS;
}

/**
 * The image model of a training case.
 *
 * @throws {RangeError} when the case trains none.
 */
export function imageModel(
  device: Device,
  seed: number,
  { kind, sizes: { side, channels, width, classes, label } }: Pick<Case, "kind" | "sizes">,
): Learner {
  const found = MODELS[kind];
  if (!found) throw new RangeError(`Cannot build a model: a case of kind ${kind} trains none`);
  const [model, mode] = found;
  const column = (value: number) => new Array<number>(channels).fill(value);
  const scaling = { mean: column(0.5), deviation: column(0.25), perImage: false };
  const net = {
    ...defaultImageNet,
    ...{ mode, seed, classes, blocks: 4 },
    labels: { ...defaultImageNet.labels, bridge: "mlp", width: label, deepWidth: label },
    learning: { ...defaultImageNet.learning, rate: 1e-3, firstRate: 1e-3, dropout: 0 },
    input: { height: side, width: side, channels, ...scaling },
  } as const;
  const shared = { batchNorm: true, activation: "relu" } as const;
  if (model === "mlp_al") {
    const units = Math.max(1, Math.round(width * defaultDense.units));
    return buildModel(device, model, { ...net, layers: { ...defaultDense, ...shared, units } });
  }
  const layers = { ...defaultConv, ...shared, width, trunk: "thesis", bridgePool: 4 } as const;
  return buildModel(device, model, { ...net, layers });
}

/** Images of random bytes, and random classes. */
export function imageBatch(
  seed: number,
  { batch: size, side, channels, classes }: Case["sizes"],
): Batch {
  const random = new Random(seed), words = Math.ceil(side * side * channels / 4);
  const data = Uint32Array.from({ length: size * words }, () => random.integer(2 ** 32));
  return {
    size,
    inputs: { x: { data, shape: [size, words] } },
    labels: Uint32Array.from({ length: size }, () => random.integer(classes)),
    rows: Uint32Array.from({ length: size }, (_, row) => row),
  };
}
