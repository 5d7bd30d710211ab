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
  const recoloured = new Uint8Array(count * channels);
  for (let i = 0; i < count; i++) {
    if (channels === 3) {
      recoloured.fill(pixels[i], 3 * i, 3 * i + 3);
    } else {
      const sum = 299 * pixels[3 * i] + 587 * pixels[3 * i + 1] + 114 * pixels[3 * i + 2];
      recoloured[i] = Math.round(sum / 1000);
    }
  }
  return recoloured;
}

/** Makes a function that resizes images of one size: along the rows, then along the columns. */
export function resizer(
  from: ImageShape,
  { height, width }: PixelSize,
): (pixels: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer> {
  if (from.height === height && from.width === width) return (pixels) => pixels;
  const { channels } = from;
  const [across, down] = [tapsOf(from.width, width), tapsOf(from.height, height)];
  const old = new Float64Array(imageBytes(from));
  const rows = new Float64Array(from.height * width * channels);
  const sums = new Float64Array(height * width * channels);
  return (pixels) => {
    old.set(pixels);
    weigh(rows, old, across, { lines: from.height, step: channels });
    weigh(sums, rows, down, { lines: 1, step: width * channels });
    // Weights are not negative and sum to 1, so that a sum is within 0 to 255.
    const resized = new Uint8Array(sums.length);
    for (let i = 0; i < sums.length; i++) resized[i] = Math.round(sums[i]);
    return resized;
  };
}

/** The old places that each new one is a mean of, with their weights. */
interface Taps {
  /** Number of old places. */
  readonly old: number;
  /** The first old place of each new one `[new]`. */
  readonly first: Int32Array;
  /** Weights of the places from the first on, 0 where there are fewer than the most `[new, most]`. */
  readonly weights: Float64Array;
  /** Most places of a new one. */
  readonly most: number;
}

/** Sets each new place of each line to its weighted mean of the old ones; a place is `step` numbers. */
function weigh(
  out: Float64Array,
  data: Float64Array,
  { old, first, weights, most }: Taps,
  { lines, step }: { readonly lines: number; readonly step: number },
): void {
  out.fill(0);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < first.length; place++) {
      const to = (line * first.length + place) * step;
      for (let k = 0; k < most; k++) {
        const weight = weights[place * most + k];
        if (weight === 0) continue;
        const start = (line * old + first[place] + k) * step;
        for (let i = 0; i < step; i++) out[to + i] += weight * data[start + i];
      }
    }
  }
}

/** Weights fall from the middle of a new place to 0 at the distance of a place of the coarser grid. */
function tapsOf(old: number, count: number): Taps {
  const scale = old / count;
  const reach = Math.max(scale, 1);
  const most = Math.ceil(2 * reach) + 1;
  const first = new Int32Array(count);
  const weights = new Float64Array(count * most);
  for (let place = 0; place < count; place++) {
    const middle = (place + 0.5) * scale;
    first[place] = Math.max(0, Math.floor(middle - reach + 0.5));
    const end = Math.min(old, Math.floor(middle + reach + 0.5));
    const own = weights.subarray(place * most, place * most + end - first[place]);
    own.forEach((_, k) => {
      own[k] = Math.max(0, 1 - Math.abs(first[place] + k + 0.5 - middle) / reach);
    });
    const sum = own.reduce((a, b) => a + b);
    own.forEach((weight, k) => own[k] = weight / sum);
  }
  return { old, first, weights, most };
}
