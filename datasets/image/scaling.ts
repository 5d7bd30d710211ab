import { imageBytes, type Images } from "./images.ts";

/**
 * How the bytes of an image become the numbers that a net reads: `x = (byte / 255 - mean) / deviation`. It
 * is JSON and stands in the run folder.
 */
export interface PixelScaling {
  /** A number for each channel, or one for each pixel and channel `[height, width, channels]`, of 0 to 1. */
  readonly mean: readonly number[];
  /** A number for each channel, greater than 0. */
  readonly deviation: readonly number[];
  /**
   * Whether each image is then standardized by itself: `(x - mean(x)) / max(std(x), 1 / sqrt(n))`, n the
   * numbers of the image (TensorFlow's `per_image_standardization`).
   */
  readonly perImage: boolean;
}

/** What {@linkcode measureScaling} measures. */
export interface ScalingOptions {
  /** Whether each pixel has a mean of its own, and deviations are 1 (as NECO 2021); default false. */
  readonly perPixel?: boolean;
  /** Whether each image is standardized by itself afterwards; default false. */
  readonly perImage?: boolean;
}

/**
 * Measures mean and deviation on images, which should be those to train on.
 *
 * A channel in which all bytes are the same has the deviation 1, so that it becomes 0.
 *
 * @param images One image or more.
 * @throws {RangeError} when there is no image.
 *
 * @example
 * ```ts
 * import { measureScaling } from "@associated/learning/data";
 *
 * const shape = { height: 1, width: 2, channels: 1 };
 * const images = { pixels: Uint8Array.of(0, 255), shape, labels: Uint32Array.of(0) };
 * const { mean, deviation } = measureScaling(images);
 * console.assert(mean[0] === 0.5 && deviation[0] === 0.5);
 * ```
 */
export function measureScaling(images: Images, options: ScalingOptions = {}): PixelScaling {
  const { perPixel = false, perImage = false } = options;
  const { pixels, shape } = images;
  if (pixels.length === 0) throw new RangeError("Cannot measure pixels: there is no image");
  const { channels } = shape;
  if (perPixel) {
    const mean = meansOf(pixels, imageBytes(shape));
    return { mean, deviation: Array(channels).fill(1), perImage };
  }
  const measured = Array.from({ length: channels }, (_, i) => measure(pixels, i, channels));
  const [mean, deviation] = [0, 1].map((i) => measured.map((one) => one[i]));
  return { mean, deviation, perImage };
}

/** The mean of all pixels at each place of an image, of 0 to 1. */
function meansOf(pixels: Uint8Array, period: number): number[] {
  const sums = new Float64Array(period);
  for (let at = 0; at < pixels.length; at += period) {
    for (let i = 0; i < period; i++) sums[i] += pixels[at + i];
  }
  const count = pixels.length / period;
  return Array.from(sums, (sum) => sum / count / 255);
}

/** Mean and deviation of every `period`-th byte from `first` on. */
function measure(pixels: Uint8Array, first: number, period: number): [number, number] {
  // Sums of integers, which float64 holds without rounding for up to 10^11 pixels.
  let sum = 0, squares = 0;
  for (let at = first; at < pixels.length; at += period) {
    const byte = pixels[at];
    sum += byte;
    squares += byte * byte;
  }
  const count = pixels.length / period;
  const variance = (squares - sum * (sum / count)) / count;
  return [sum / count / 255, variance > 0 ? Math.sqrt(variance) / 255 : 1];
}

/**
 * Constants by which the authors of the thesis scale published sets, by their names: means and deviations of
 * the training images. Tiny ImageNet's are those of its images at 64 x 64.
 */
export const PUBLISHED_SCALING: Readonly<Record<string, PixelScaling>> = {
  cifar10: scaling([0.4914, 0.4822, 0.4465], [0.2023, 0.1994, 0.2010]),
  cifar100: scaling([0.5071, 0.4867, 0.4408], [0.2675, 0.2565, 0.2761]),
  tiny_imagenet: scaling([0.4802, 0.4481, 0.3975], [0.2770, 0.2691, 0.2821]),
};

function scaling(mean: readonly number[], deviation: readonly number[]): PixelScaling {
  return { mean, deviation, perImage: false };
}
