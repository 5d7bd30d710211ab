/**
 * One image: its channels and its size.
 *
 * @module
 */
import { imageBytes, type Images, type ImageShape } from "./images.ts";

/** One image. */
export interface Picture {
  /** The bytes of its pixels `[height, width, channels]`, row-major; 0 is black. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Its size. */
  readonly shape: ImageShape;
}

/** Height and width in pixels, 1 or more each. */
export type PixelSize = Pick<ImageShape, "height" | "width">;

/**
 * An image with other channels and another size: a net's, before it predicts the image.
 *
 * Gray becomes three equal channels; colours become gray by ITU-R BT.601. Sizes change as {@linkcode
 * resizeImages} says.
 *
 * @example
 * ```ts
 * import { fitPicture } from "@associated/learning/data";
 *
 * const red = { pixels: Uint8Array.of(255, 0, 0), shape: { height: 1, width: 1, channels: 3 } };
 * const gray = fitPicture(red, { height: 1, width: 1, channels: 1 });
 * console.assert(gray.pixels[0] === 76);
 * ```
 */
export function fitPicture(picture: Picture, shape: ImageShape): Picture {
  const { height, width } = picture.shape;
  const pixels = recolour(picture, shape.channels);
  const from = { height, width, channels: shape.channels };
  return { pixels: resizer(from, shape)(pixels), shape };
}

/**
 * Images of another size, whatever their proportions.
 *
 * Each new pixel is the mean of the old ones around its place, weighted by a triangle that is as wide as two
 * pixels of the coarser grid: bilinear, with antialiasing where images shrink (PyTorch's `interpolate` with
 * `antialias`, Pillow's `BILINEAR`).
 *
 * @example
 * ```ts
 * import { resizeImages } from "@associated/learning/data";
 *
 * const shape = { height: 1, width: 4, channels: 1 };
 * const images = { pixels: Uint8Array.of(0, 0, 80, 80), shape, labels: Uint32Array.of(0) };
 * console.assert(resizeImages(images, { height: 1, width: 2 }).pixels.join() === "11,69");
 * ```
 */
export function resizeImages(images: Images, size: PixelSize): Images {
  const { pixels, labels } = images;
  const { height, width } = size;
  if (height === images.shape.height && width === images.shape.width) return images;
  const shape = { height, width, channels: images.shape.channels };
  const [before, after] = [imageBytes(images.shape), imageBytes(shape)];
  const resize = resizer(images.shape, size);
  const resized = new Uint8Array(labels.length * after);
  labels.forEach((_, i) => {
    resized.set(resize(pixels.subarray(i * before, (i + 1) * before)), i * after);
  });
  return { pixels: resized, shape, labels };
}

/** The pixels of an image with 1 or 3 channels. */
export function recolour({ pixels, shape }: Picture, channels: number): Uint8Array<ArrayBuffer> {
  if (shape.channels === channels) return pixels;
  const count = shape.height * shape.width;
  if (channels === 3) return Uint8Array.from({ length: 3 * count }, (_, i) => pixels[(i / 3) | 0]);
  return Uint8Array.from({ length: count }, (_, i) => {
    const [red, green, blue] = [pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]];
    return Math.round((299 * red + 587 * green + 114 * blue) / 1000);
  });
}

/** The old pixels that a new one is a mean of: from `first` on, with their weights. */
interface Taps {
  readonly first: number;
  readonly weights: Float64Array;
}

/** Makes a function that resizes images of one size: along the rows, then along the columns. */
export function resizer(
  from: ImageShape,
  { height, width }: PixelSize,
): (pixels: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  if (from.height === height && from.width === width) return (pixels) => pixels;
  const { channels } = from;
  const [across, down] = [tapsOf(from.width, width), tapsOf(from.height, height)];
  const rows = new Float64Array(from.height * width * channels);
  return (pixels) => {
    weigh(rows, pixels, across, { lines: from.height, old: from.width, step: channels });
    const resized = new Uint8Array(height * width * channels);
    const step = width * channels;
    const sums = new Float64Array(resized.length);
    weigh(sums, rows, down, { lines: 1, old: from.height, step });
    sums.forEach((sum, i) => resized[i] = Math.min(255, Math.max(0, Math.round(sum))));
    return resized;
  };
}

/** Lines of `old` places, each of `step` numbers, and as many new places as there are taps. */
interface Lines {
  readonly lines: number;
  readonly old: number;
  readonly step: number;
}

/** Sets each new place of each line to its weighted mean of the old ones. */
function weigh(
  out: Float64Array,
  data: ArrayLike<number>,
  taps: readonly Taps[],
  { lines, old, step }: Lines,
): void {
  let to = 0;
  for (let line = 0; line < lines; line++) {
    for (const { first, weights } of taps) {
      const start = (line * old + first) * step;
      for (let i = 0; i < step; i++) {
        let sum = 0;
        for (let k = 0; k < weights.length; k++) sum += weights[k] * data[start + k * step + i];
        out[to++] = sum;
      }
    }
  }
}

function tapsOf(old: number, count: number): Taps[] {
  const scale = old / count;
  const reach = Math.max(scale, 1);
  return Array.from({ length: count }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const end = Math.min(old, Math.floor(centre + reach + 0.5));
    const weights = Float64Array.from({ length: end - first }, (_, k) => {
      return Math.max(0, 1 - Math.abs(first + k + 0.5 - centre) / reach);
    });
    const sum = weights.reduce((a, b) => a + b);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
