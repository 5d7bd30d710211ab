import { copyRows, type Dataset, type Labelled, labelledAt } from "../dataset.ts";
import { splitValidation } from "../split.ts";

/** Size of each image of a set. */
export interface ImageShape {
  /** Pixels from top to bottom, 1 or more. */
  readonly height: number;
  /** Pixels from left to right, 1 or more. */
  readonly width: number;
  /** Numbers of a pixel: 1 for gray, 3 for red, green and blue. */
  readonly channels: number;
}

/** Labelled images of one size: the label of image `i` is `labels[i]`, an index into the classes. */
export interface Images extends Labelled {
  /** The bytes of all pixels `[n, height, width, channels]`, row-major; 0 is black. */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** Size of each image. */
  readonly shape: ImageShape;
}

/** A data set of labelled images. */
export type ImageDataset = Dataset<Images>;

/**
 * Bytes of an image: height x width x channels.
 *
 * @example
 * ```ts
 * import { imageBytes } from "@associated/learning/data";
 *
 * console.assert(imageBytes({ height: 32, width: 32, channels: 3 }) === 3072);
 * ```
 */
export function imageBytes({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}

/**
 * The images of the given rows, in that order.
 *
 * @param rows Row numbers `[m]`, counted from 0.
 * @returns `m` images.
 *
 * @example
 * ```ts
 * import { selectImages } from "@associated/learning/data";
 *
 * const shape = { height: 1, width: 2, channels: 1 };
 * const images = { pixels: Uint8Array.of(1, 2, 3, 4), shape, labels: Uint32Array.of(0, 1) };
 * console.assert(selectImages(images, Uint32Array.of(1)).pixels.join() === "3,4");
 * ```
 */
export function selectImages(images: Images, rows: Uint32Array): Images {
  const { pixels, shape } = images;
  const bytes = imageBytes(shape);
  const some = copyRows(pixels, rows, bytes, new Uint8Array(rows.length * bytes));
  return { pixels: some, shape, ...labelledAt(images, rows) };
}

/**
 * Cuts a validation part from the training images, the same share of each class.
 *
 * @param seed Seed of the draw, any number.
 * @param fraction Share for validation, in (0, 1); default 0.1.
 * @throws {DataError} when one of the parts would be empty.
 *
 * @example
 * ```ts
 * import { splitImages } from "@associated/learning/data";
 *
 * const shape = { height: 1, width: 1, channels: 1 };
 * const images = { pixels: Uint8Array.of(1, 2, 3, 4), shape, labels: Uint32Array.of(0, 0, 1, 1) };
 * const { train, validation } = splitImages(images, 1, 0.5);
 * console.assert(train.labels.length === 2 && validation.labels.length === 2);
 * ```
 */
export function splitImages(
  images: Images,
  seed: number,
  fraction = 0.1,
): { train: Images; validation: Images } {
  return splitValidation(images, selectImages, seed, fraction);
}

/** The images of rows `start` to `end`, not counting `end`: a view of the same bytes. */
export function sliceImages({ pixels, shape, labels }: Images, start: number, end: number): Images {
  const bytes = imageBytes(shape);
  return {
    pixels: pixels.subarray(start * bytes, end * bytes),
    shape,
    labels: labels.subarray(start, end),
  };
}

/**
 * Images one after the other.
 *
 * @param parts One part or more, all of one size.
 */
export function joinImages(parts: readonly Images[]): Images {
  const [{ shape }] = parts;
  const count = parts.reduce((sum, { labels }) => sum + labels.length, 0);
  const pixels = new Uint8Array(count * imageBytes(shape));
  const labels = new Uint32Array(count);
  let row = 0;
  for (const part of parts) {
    pixels.set(part.pixels, row * imageBytes(shape));
    labels.set(part.labels, row);
    row += part.labels.length;
  }
  return { pixels, shape, labels };
}
