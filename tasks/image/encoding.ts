/**
 * How images become what a net reads.
 *
 * @module
 */
import { imageBytes, type ImageShape, type PixelScaling } from "../../datasets/mod.ts";
import type { Encoding } from "../encoding.ts";

/** The size of the images that a net reads, and how their bytes become numbers. */
export interface ImageEncoding extends Encoding {
  /** Size of each image. */
  readonly shape: ImageShape;
  /** Mean and deviation of the pixels. */
  readonly scaling: PixelScaling;
}

/** Whether a value of JSON is an encoding of images. */
export function isImageEncoding(value: unknown): value is ImageEncoding {
  const { classes, shape, scaling } = (value ?? {}) as Record<string, unknown>;
  if (!Array.isArray(classes) || !classes.every((name) => typeof name === "string")) return false;
  return isShape(shape) && isScaling(scaling, shape);
}

function isShape(value: unknown): value is ImageShape {
  const { height, width, channels } = (value ?? {}) as Record<string, unknown>;
  const isCount = (size: unknown) => Number.isSafeInteger(size) && Number(size) > 0;
  return isCount(height) && isCount(width) && (channels === 1 || channels === 3);
}

function isScaling(value: unknown, shape: ImageShape): value is PixelScaling {
  const { mean, deviation, perImage } = (value ?? {}) as Record<string, unknown>;
  const isNumbers = (list: unknown, ...lengths: readonly number[]) =>
    Array.isArray(list) && list.every(Number.isFinite) && lengths.includes(list.length);
  return isNumbers(mean, shape.channels, imageBytes(shape)) &&
    isNumbers(deviation, shape.channels) && typeof perImage === "boolean";
}

/** Whether two sizes are the same, in whatever order their members were written. */
export function isSameShape(a: Partial<ImageShape>, b: ImageShape): boolean {
  return a.height === b.height && a.width === b.width && a.channels === b.channels;
}

/** `28 x 28 pixels, gray`, or `32 x 32 pixels, in colour`. */
export function shapeText({ height, width, channels }: ImageShape): string {
  return `${height} x ${width} pixels, ${channels === 1 ? "gray" : "in colour"}`;
}
