/**
 * Files of one image, decoded.
 *
 * @module
 */
import { gather } from "../../bytes.ts";
import { DataError } from "../../error.ts";
import { imageBytes, type ImageShape } from "../../image/images.ts";
import type { Picture } from "../../image/picture.ts";
import { readBytes } from "../ledger.ts";
import { decodeJpeg } from "./jpeg.ts";
import { decodePng } from "./png.ts";

/** What other image files start with. */
const OTHERS: ReadonlyArray<readonly [start: RegExp, name: string]> = [
  [/^GIF8/, "GIF"],
  [/^RIFF....WEBP/s, "WebP"],
  [/^BM/, "BMP"],
  [/^(II\*\0|MM\0\*)/, "TIFF"],
  [/^....ftyp(avif|avis)/s, "AVIF"],
  [/^....ftyp(hei|mif)/s, "HEIC"],
];

/** Whether the name of a file says that it is an image that can be read. */
export function isImageName(name: string): boolean {
  return /\.(png|jpe?g)$/i.test(name);
}

/**
 * Decodes a PNG or JPEG file, whichever its first bytes tell: gray as one channel, colours as three, 16 bits
 * as 8, and what shows through as white paper.
 *
 * @param name Name of the file in errors.
 * @throws {DataError} when it is neither, of a kind that is not read, too large, or damaged.
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<Picture> {
  if (bytes.length === 0) {
    throw new DataError(`Cannot read ${name}: it is empty, fetch it again or leave it out`);
  }
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xd8) return await decodeJpeg(bytes, name);
  if (a === 0x89 && b === 0x50 && c === 0x4e) return await decodePng(bytes, name);
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  const other = OTHERS.find(([pattern]) => pattern.test(start))?.[1];
  const state = other ? `it is ${other}, and PNG and JPEG are read` : "it is no PNG or JPEG";
  throw new DataError(`Cannot read ${name}: ${state}, convert it or leave it out`);
}

/**
 * Reads an image from a PNG or JPEG file: gray as one channel, colours as three.
 *
 * @throws {DataError} when it cannot be read.
 *
 * @example
 * ```ts
 * import { DataError } from "@associated/learning/data";
 * import { readImageFile } from "@associated/learning/files";
 *
 * const path = await Deno.makeTempFile({ suffix: ".png" });
 * const error = await readImageFile(path).catch((cause) => cause); // an empty file
 * console.assert(error instanceof DataError);
 * await Deno.remove(path);
 * ```
 */
export async function readImageFile(path: string): Promise<Picture> {
  return await decodeImage(await gather(readBytes(path, null)), path);
}

/** A size as people write it: height x width. */
export function sizeText({ height, width }: Pick<ImageShape, "height" | "width">): string {
  return `${height} x ${width}`;
}

/** Bytes that the images of a set may take: 4 GiB, as much as a typed array holds on every machine. */
const MOST_BYTES = 2 ** 32;

/**
 * Refuses sets of images that do not fit into memory.
 *
 * @throws {DataError} when they take more than 4 GiB.
 */
export function checkMemory(name: string, count: number, shape: ImageShape): void {
  const bytes = count * imageBytes(shape);
  if (bytes <= MOST_BYTES) return;
  const option = "resize";
  throw new DataError(
    `Cannot load ${name}: ${count} images of ${sizeText(shape)} x ${shape.channels} take ` +
      `${
        (bytes / 2 ** 30).toFixed(1)
      } GiB, and 4 GiB are the most, make them smaller with ${option}`,
    { option },
  );
}
