/**
 * What images from bytes are, in float64, step by step as torchvision computes colours, and on what they are
 * tested.
 *
 * @module
 */
import { type Fill, type HostArray, hostArray, type Sample } from "../../tensor/op.ts";
import type { ImagesOptions } from "./images.ts";

type Colour = number[];

const held = (value: number) => Math.min(Math.max(value, 0), 1);

/** Of one channel, the channel itself. */
function grayOf([red, green, blue]: Colour): number {
  return green === undefined ? red : 0.2989 * red + 0.587 * green + 0.114 * blue;
}

function blended(colour: Colour, other: number, factor: number): Colour {
  return colour.map((value) => held(factor * value + (1 - factor) * other));
}

/** Hue in turns, saturation and value of red, green and blue. */
function toHsv([r, g, b]: Colour): Colour {
  const most = Math.max(r, g, b), range = most - Math.min(r, g, b);
  if (range === 0) return [0, 0, most];
  const [far, near, last] = [r, g, b].map((value) => (most - value) / range);
  const hue = r === most ? last - near : g === most ? 2 + far - last : 4 + near - far;
  return [(hue / 6 + 1) % 1, range / most, most];
}

/** The other way: one of six sides of the cone of colours. */
function fromHsv([hue, saturation, value]: Colour): Colour {
  const side = Math.floor(6 * hue), f = 6 * hue - side;
  const p = value * (1 - saturation);
  const q = value * (1 - saturation * f);
  const t = value * (1 - saturation * (1 - f));
  const sides = [[value, t, p], [q, value, p], [p, value, t], [p, q, value], [t, p, value], [
    value,
    p,
    q,
  ]];
  return sides[side % 6];
}

/** The image by its draws; each step goes over all pixels. */
function augmented(pixels: Colour[], draws: Float64Array, { height, width }: ImagesOptions) {
  const [down, right, flip, brightness, contrast, saturation, hue, gray] = draws;
  const black = pixels[0].map(() => 0);
  let image = pixels.map((_, p) => {
    const row = Math.floor(p / width) + down;
    const column = (flip ? width - 1 - p % width : p % width) + right;
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? pixels[row * width + column] : black;
  });
  image = image.map((colour) => blended(colour, 0, brightness));
  const mean = image.reduce((sum, colour) => sum + grayOf(colour), 0) / image.length;
  image = image.map((colour) => blended(colour, mean, contrast));
  if (black.length === 1) return image;
  image = image.map((colour) => blended(colour, grayOf(colour), saturation));
  image = image.map((colour) => {
    const [angle, ...rest] = toHsv(colour);
    return fromHsv([((angle + hue) % 1 + 1) % 1, ...rest]);
  });
  return gray ? image.map((colour) => colour.map(() => grayOf(colour))) : image;
}

function standardized(values: number[]): number[] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const divisor = Math.max(Math.sqrt(squares / n), 1 / Math.sqrt(n));
  return values.map((value) => (value - mean) / divisor);
}

/** The definition. */
export function reference(
  [x, mean, deviation, draws]: readonly HostArray[],
  options: ImagesOptions,
): HostArray {
  const { height, width, channels, perImage } = options;
  const [batch, words] = x.shape;
  const all: number[] = [];
  for (let n = 0; n < batch; n++) {
    const byte = (k: number) => x.data[n * words + (k >> 2)] / 2 ** (8 * (k % 4)) & 255;
    let pixels = Array.from(
      { length: height * width },
      (_, p) => Array.from({ length: channels }, (_, c) => byte(p * channels + c) / 255),
    );
    if (draws) pixels = augmented(pixels, draws.data.subarray(8 * n, 8 * n + 8), options);
    const values = pixels.flat().map((value, k) =>
      (value - mean.data[k % mean.data.length]) / deviation.data[k % channels]
    );
    all.push(...perImage ? standardized(values) : values);
  }
  return hostArray([batch, height, width, channels], (i) => all[i]);
}

const bytes: Fill = (size, uniform) =>
  Uint32Array.from({ length: size }, () => Math.floor(2 ** 32 * uniform()));
const positive: Fill = (size, uniform) =>
  Float64Array.from({ length: size }, () => 0.2 + uniform());
/** Some images are moved, some flipped, some gray, all recoloured. */
const draws: Fill = (size, uniform) =>
  Float64Array.from({ length: size }, (_, i) => {
    const within = (from: number, to: number) => from + (to - from) * uniform();
    if (i % 8 < 2) return Math.round(within(-4, 4));
    if (i % 8 === 2) return Math.round(uniform());
    if (i % 8 < 6) return within(0.4, 1.8);
    return i % 8 === 6 ? within(-0.5, 0.5) : Number(uniform() < 0.2);
  });
const unchanged: Fill = (size) =>
  Float64Array.from({ length: size }, (_, i) => i % 8 - 3 >>> 0 < 3 ? 1 : 0);

/** Images of few and of many pixels, odd ones, of both numbers of channels, by all forms of the kernel. */
export const samples: readonly Sample<ImagesOptions>[] = [
  [0, 4, 4, 3],
  [1, 1, 1, 1],
  [1, 1, 1, 3],
  [3, 5, 7, 1],
  [5, 3, 5, 3],
  [2, 9, 16, 3],
  [2, 28, 28, 1],
].flatMap(([batch, height, width, channels]) => {
  const size = height * width * channels;
  const sample = (drawn: Fill | null, perPixel: boolean, perImage: boolean) => ({
    shapes: [
      [batch, Math.ceil(size / 4)],
      [perPixel ? size : channels],
      [channels],
      ...drawn ? [[batch, 8]] : [],
    ],
    options: { height, width, channels, perImage },
    fill: [bytes, positive, positive, ...drawn ? [drawn] : []],
    constant: [1, 2, 3],
  });
  return [
    sample(null, false, false),
    sample(null, true, true),
    sample(draws, true, false),
    sample(draws, false, true),
    sample(unchanged, false, false),
  ];
});
