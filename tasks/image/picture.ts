/**
 * Images as PNG, for reports.
 *
 * @module
 */
import { deflateSync } from "node:zlib";
import { imageBytes, type Images, type ImageShape } from "../../datasets/mod.ts";
import { Crc32 } from "../../datasets/crc.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** An image of a set as the `src` of an HTML image. */
export function pictureOf({ pixels, shape }: Images, row: number): string {
  const bytes = imageBytes(shape);
  return dataUrl(encodePng(pixels.subarray(row * bytes, (row + 1) * bytes), shape));
}

/** A PNG file as the `src` of an HTML image. */
export function dataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${png.toBase64()}`;
}

/**
 * The bytes of a PNG file (8 bits a channel, gray or RGB, rows unfiltered; ISO/IEC 15948).
 *
 * @param pixels `[height, width, channels]`, row-major.
 */
export function encodePng(
  pixels: Uint8Array,
  { height, width, channels }: ImageShape,
): Uint8Array<ArrayBuffer> {
  const line = width * channels;
  const rows = new Uint8Array(height * (line + 1)); // each row begins with its filter, 0 for none
  for (let row = 0; row < height; row++) {
    rows.set(pixels.subarray(row * line, (row + 1) * line), row * (line + 1) + 1);
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  header.setUint8(8, 8);
  header.setUint8(9, channels === 1 ? 0 : 2);
  const parts = [
    SIGNATURE,
    chunk("IHDR", new Uint8Array(header.buffer)),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array()),
  ];
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** A chunk: its length, its type, its data, and the checksum of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, new Crc32().add(bytes.subarray(4, 8 + data.length)).value);
  return bytes;
}
