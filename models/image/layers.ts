/**
 * Layers of image nets as data: the tables of the papers are lists of them.
 *
 * @module
 */

/** A convolution of 3 x 3 with normalization, if the net has any, and activation. */
export interface ConvLayer {
  /** What it is. */
  readonly kind: "conv";
  /** Channels that it makes. */
  readonly channels: number;
  /** Pixels from window to window. */
  readonly stride: number;
}

/** Two convolutions of 3 x 3 and a shortcut past them (He et al., 2016). */
export interface ResidualLayer {
  /** What it is. */
  readonly kind: "residual";
  /** Channels that it makes. */
  readonly channels: number;
  /** Pixels from window to window of the first convolution. */
  readonly stride: number;
}

/** The greatest of each 2 x 2 pixels. */
export interface PoolLayer {
  /** What it is. */
  readonly kind: "pool";
}

/** All numbers of an image or a row to units, with normalization, if the net has any, and activation. */
export interface DenseLayer {
  /** What it is. */
  readonly kind: "dense";
  /** Units that it makes. */
  readonly units: number;
}

/** A layer of an image net. */
export type ImageLayer = ConvLayer | ResidualLayer | PoolLayer | DenseLayer;

/** The forward maps of a net: the layers of each block. */
export interface Trunk {
  /** The layers of the first blocks. */
  readonly blocks: readonly (readonly ImageLayer[])[];
  /** The layers of each block above those. */
  readonly above: readonly ImageLayer[];
}

/** A convolution. */
export const conv = (channels: number, stride = 1): ConvLayer => ({
  kind: "conv",
  channels,
  stride,
});

/** Two convolutions and a shortcut. */
export const residual = (channels: number, stride = 1): ResidualLayer => ({
  kind: "residual",
  channels,
  stride,
});

/** Pooling. */
export const pool: PoolLayer = { kind: "pool" };

/** A dense layer. */
export const dense = (units: number): DenseLayer => ({ kind: "dense", units });

/** The layers of block `i` (from 0), with a multiple of the channels and units, 1 at least. */
export function layersOf({ blocks, above }: Trunk, i: number, width: number): ImageLayer[] {
  const scaled = (count: number) => Math.max(1, Math.round(width * count));
  return (blocks[i] ?? above).map((layer) => {
    if (layer.kind === "pool") return layer;
    return layer.kind === "dense"
      ? { ...layer, units: scaled(layer.units) }
      : { ...layer, channels: scaled(layer.channels) };
  });
}
