/**
 * The filters of a net's first layer as one image.
 *
 * @module
 */
import type { Learner } from "../../engine/mod.ts";
import { imageBytes, type ImageShape } from "../../datasets/mod.ts";
import { dataUrl, encodePng } from "./picture.ts";

/** Filters that are shown at most. */
const MOST = 64;

/** Filters in a line. */
const IN_LINE = 16;

/**
 * The filters of the first layer, in lines of 16, as the `src` of an HTML image: the windows of a convolution,
 * or the weights of dense units. Each goes from black for its least weight to white for its greatest.
 */
export async function filtersOf(learner: Learner, shape: ImageShape): Promise<string> {
  const [weight] = learner.encoders[0].parameters;
  const data = await weight.data();
  // A convolution has `[rows, columns, channels, filters]`, a dense layer `[pixels and channels, units]`.
  const [height, width] = weight.shape.length === 4 ? weight.shape : [shape.height, shape.width];
  const own: ImageShape = { height, width, channels: shape.channels };
  return dataUrl(tiled(data, weight.shape.at(-1)!, own));
}

/** Filters side by side with a black line between them, as PNG. */
function tiled(data: Float32Array, filters: number, own: ImageShape): Uint8Array<ArrayBuffer> {
  const { height, width, channels } = own;
  const shown = Math.min(filters, MOST);
  const lines = Math.ceil(shown / IN_LINE);
  const columns = Math.min(shown, IN_LINE);
  const all = {
    height: lines * (height + 1) - 1,
    width: columns * (width + 1) - 1,
    channels,
  };
  const pixels = new Uint8Array(imageBytes(all));
  for (let filter = 0; filter < shown; filter++) {
    const bytes = scaled(data, filter, filters, imageBytes(own));
    const top = Math.floor(filter / IN_LINE) * (height + 1);
    const left = (filter % IN_LINE) * (width + 1);
    for (let row = 0; row < height; row++) {
      const line = bytes.subarray(row * width * channels, (row + 1) * width * channels);
      pixels.set(line, ((top + row) * all.width + left) * channels);
    }
  }
  return encodePng(pixels, all);
}

/** The weights of a filter, every `filters`-th number, as bytes. */
function scaled(data: Float32Array, filter: number, filters: number, size: number): Uint8Array {
  const own = Array.from({ length: size }, (_, i) => data[i * filters + filter]);
  const [least, greatest] = [Math.min(...own), Math.max(...own)];
  const range = greatest - least || 1;
  return Uint8Array.from(own, (weight) => Math.round(255 * (weight - least) / range));
}
