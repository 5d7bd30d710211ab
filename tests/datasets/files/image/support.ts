import { zlibSync } from "fflate";
import { concat } from "../../../../datasets/bytes.ts";
import { Crc32 } from "../../../../datasets/crc.ts";
import type { ImageShape } from "../../../../datasets/mod.ts";
import { utf8 } from "../../support.ts";

/** Four bytes, the greatest first. */
export function word(value: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** A chunk of a PNG file, with its checksum. */
export function pngChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = concat([utf8(type), data]);
  return concat([word(data.length), body, word(new Crc32().add(body).value)]);
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);

/** Kinds of colours by channels. */
const KINDS: Readonly<Record<number, number>> = { 1: 0, 2: 4, 3: 2, 4: 6 };

/** A PNG file of 8 bits; the bytes are repeated where there are too few, and the chunks put before its pixels. */
export function makePng(
  { height, width, channels }: ImageShape,
  bytes: readonly number[],
  { kind = KINDS[channels], chunks = [] as readonly Uint8Array[] } = {},
): Uint8Array<ArrayBuffer> {
  const line = width * channels;
  const raw = new Uint8Array(height * (line + 1));
  for (let i = 0; i < height * line; i++) {
    raw[Math.floor(i / line) * (line + 1) + 1 + (i % line)] = bytes[i % bytes.length];
  }
  const header = concat([word(width), word(height), Uint8Array.of(8, kind, 0, 0, 0)]);
  const parts = [pngChunk("IHDR", header), ...chunks, pngChunk("IDAT", zlibSync(raw))];
  return concat([SIGNATURE, ...parts, pngChunk("IEND", new Uint8Array())]);
}

/** An idx file of bytes. */
export function makeIdx(
  sizes: readonly number[],
  data: ArrayLike<number>,
): Uint8Array<ArrayBuffer> {
  return concat([
    Uint8Array.of(0, 0, 8, sizes.length),
    ...sizes.map(word),
    Uint8Array.from(data),
  ]);
}
