/** Small image models on the device of the test at hand, for tests to change what they are about. */
import type { HostInput, Learner } from "../../../engine/mod.ts";
import {
  buildModel,
  type ConvNetOptions,
  defaultConv,
  defaultDense,
  defaultImageNet,
  type DenseNetOptions,
  type ImageModel,
} from "../../../models/mod.ts";
import { device } from "../../engine/device.ts";
import type { AssociatedChain } from "../text/options.ts";

/** Options that serve every image model. */
export interface AnyImage extends ConvNetOptions {
  /** The layers of f. */
  readonly layers: ConvNetOptions["layers"] & DenseNetOptions["layers"];
}

/** What a test changes of them; what is left out of a part stays as it is. */
export type Changes = {
  readonly [K in keyof AnyImage]?: AnyImage[K] extends object ? Partial<AnyImage[K]> : AnyImage[K];
};

const small: AnyImage = {
  ...defaultImageNet,
  classes: 3,
  labels: { ...defaultImageNet.labels, width: 4, deepWidth: 4 },
  learning: { ...defaultImageNet.learning, rate: 2e-3, firstRate: 2e-3 },
  input: {
    height: 8,
    width: 8,
    channels: 3,
    mean: [0.5, 0.4, 0.3],
    deviation: [0.25, 0.2, 0.5],
    perImage: false,
  },
  layers: { ...defaultDense, ...defaultConv, units: 5, width: 1 / 16, activation: "relu" },
};

/** Options of a small image model; later changes win. */
export const options = (...changes: readonly Changes[]): AnyImage =>
  changes.reduce<AnyImage>((all, change) => ({
    ...all,
    ...change,
    labels: { ...all.labels, ...change.labels },
    learning: { ...all.learning, ...change.learning },
    input: { ...all.input, ...change.input },
    layers: { ...all.layers, ...change.layers },
  }), small);

/** A small image model. */
export const netOf = (name: ImageModel, ...changes: readonly Changes[]): Learner =>
  buildModel(device, name, options(...changes));

/** The same where it learns by itself, block for block. */
export const chainOf = (name: ImageModel, ...changes: readonly Changes[]): AssociatedChain =>
  netOf(name, ...changes) as AssociatedChain;

/** Whole numbers below 256, scattered by whole numbers alone. */
export const scattered = (seed: number, count: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    { length: count },
    (_, i) => (31 * i * i + 17 * i + 1) * (2 * seed + 1) % 16381 % 256,
  );

/** The bytes of images as they enter, `[batch, words]`; those of an image are a multiple of 4. */
export const entering = (bytes: Uint8Array<ArrayBuffer>, batch: number): HostInput => ({
  data: new Uint32Array(bytes.slice().buffer),
  shape: [batch, bytes.length / 4 / batch],
});
