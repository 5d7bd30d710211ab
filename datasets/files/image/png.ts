import { Buffer } from "node:buffer";
import { Unzlib } from "fflate";
import type { Picture } from "../../image/picture.ts";
import { reasonOf } from "../ledger.ts";
import { damaged } from "./damaged.ts";
import { checkSize } from "./size.ts";

/** Bytes of the signature, and of the lengths, types and checksums around a chunk's data. */
const [SIGNATURE, AROUND] = [8, 12];
/** Numbers of a pixel by the kind of colours: gray, colours, palette, gray with alpha, colours with alpha. */
const NUMBERS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7: the first column and row of each pass, and its steps. */
const PASSES = [
  ...[[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4]],
  ...[[0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]],
];

/** What the header says. */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly kind: number;
  readonly isInterlaced: boolean;
}

/** The part of the decoder that is used. */
interface Decoder {
  readonly PNG: {
    readonly sync: { read(bytes: Buffer): { readonly data: Uint8Array } };
  };
}

/**
 * Decodes a PNG file of any kind: gray, colours or palette, 1 to 16 bits, interlaced or not. Checksums are
 * checked; 16 bits become 8; pixels that show through are laid on white; gamma and profiles are not looked
 * at.
 *
 * @throws {DataError} for images that are too large, and damaged data.
 */
export async function decodePng(bytes: Uint8Array, name: string): Promise<Picture> {
  const header = readHeader(bytes, name);
  const { height, width, kind } = header;
  checkUnpacked(bytes, rawBytes(header), name);
  const { PNG }: Decoder = (await import("pngjs")).default;
  let data: Uint8Array;
  try {
    data = PNG.sync.read(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)).data;
  } catch (cause) {
    throw damaged("PNG", name, reasonOf(cause), cause);
  }
  const isGray = kind === 0 || kind === 4 || (kind === 3 && hasNoColour(data));
  const channels = isGray ? 1 : 3;
  const pixels = new Uint8Array(height * width * channels);
  for (let i = 0, to = 0; i < data.length; i += 4) {
    const alpha = data[i + 3];
    for (let c = 0; c < channels; c++) {
      pixels[to++] = Math.round((data[i + c] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { pixels, shape: { height, width, channels } };
}

function hasNoColour(data: Uint8Array): boolean {
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] !== data[i + 1] || data[i] !== data[i + 2]) return false;
  }
  return true;
}

function readHeader(bytes: Uint8Array, name: string): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = SIGNATURE + 8;
  if (bytes.length < at + 17 || view.getUint32(8) !== 13 || typeAt(bytes, SIGNATURE) !== "IHDR") {
    throw damaged("PNG", name, "it does not start with its header");
  }
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, kind, , , interlace] = bytes.subarray(at + 8);
  if (!NUMBERS[kind] || ![1, 2, 4, 8, 16].includes(depth) || interlace > 1) {
    throw damaged("PNG", name, "its header makes no sense");
  }
  checkSize({ height, width }, name);
  return { width, height, depth, kind, isInterlaced: interlace === 1 };
}

/** Bytes of all lines with the byte of the filter before each. */
function rawBytes({ width, height, depth, kind, isInterlaced }: Header): number {
  const lines = (columns: number, rows: number) =>
    columns > 0 ? rows * (1 + Math.ceil(columns * NUMBERS[kind] * depth / 8)) : 0;
  if (!isInterlaced) return lines(width, height);
  return PASSES.reduce((sum, [x, y, dx, dy]) => {
    return sum + lines(Math.ceil((width - x) / dx), Math.max(0, Math.ceil((height - y) / dy)));
  }, 0);
}

/** Unpacks the pixels without keeping them, since the decoder would keep whatever comes out, by the last header. */
function checkUnpacked(bytes: Uint8Array, raw: number, name: string): void {
  let unpacked = 0;
  const inflate = new Unzlib((chunk) => {
    unpacked += chunk.length;
    if (unpacked > raw) throw new RangeError(`more than the ${raw} bytes of its pixels`);
  });
  try {
    let headers = 0;
    for (const { type, data } of chunksOf(bytes)) {
      if (type === "IHDR" && headers++ > 0) throw new RangeError("two headers");
      if (type === "IDAT") inflate.push(data as Uint8Array<ArrayBuffer>);
    }
  } catch (cause) {
    throw damaged("PNG", name, reasonOf(cause), cause);
  }
  if (unpacked < raw) throw damaged("PNG", name, `${unpacked} of the ${raw} bytes of its pixels`);
}

function* chunksOf(bytes: Uint8Array): Generator<{ type: string; data: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = SIGNATURE; at + AROUND <= bytes.length;) {
    const length = view.getUint32(at);
    const end = at + AROUND + length;
    if (end > bytes.length) throw new RangeError(`its end is missing from byte ${at} on`);
    const type = typeAt(bytes, at);
    if (type === "IEND") return;
    yield { type, data: bytes.subarray(at + 8, at + 8 + length) };
    at = end;
  }
  throw new RangeError("its end is missing");
}

function typeAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 8));
}
