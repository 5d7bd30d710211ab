import { DataError } from "../../error.ts";
import type { Picture } from "../../image/picture.ts";
import { reasonOf } from "../ledger.ts";
import { damaged } from "./damaged.ts";
import { checkSize } from "./size.ts";

/** Memory that the decoder may take, in MiB: some 25 bytes a pixel. */
const MOST_MEMORY = 1024;

/** Kinds of JPEG that are not read, by the markers of their frames. */
const UNREAD: Readonly<Record<number, string>> = {
  0xc3: "a lossless",
  ...Object.fromEntries([0xc5, 0xc6, 0xc7].map((marker) => [marker, "a hierarchical"])),
  ...Object.fromEntries([0xc9, 0xca, 0xcb].map((marker) => [marker, "an arithmetic-coded"])),
  ...Object.fromEntries([0xcd, 0xce, 0xcf].map((marker) => [marker, "an arithmetic-coded"])),
};

/** What the decoder needs to know before it starts. */
interface Frame {
  readonly height: number;
  readonly width: number;
  /** Numbers of a pixel: 1 gray, 3 colours, 4 inks. */
  readonly components: number;
  /** Whether the three components are red, green and blue instead of YCbCr. */
  readonly isRgb: boolean;
}

/**
 * Decodes a JPEG file, baseline or progressive: gray, YCbCr or RGB, and the inks of Adobe's files (CMYK,
 * YCCK) as colours without a profile. Orientation (EXIF) is not looked at, as in PyTorch's data sets.
 *
 * @throws {DataError} for other kinds, images that are too large, and damaged data.
 */
export async function decodeJpeg(bytes: Uint8Array, name: string): Promise<Picture> {
  const { height, width, components, isRgb } = readFrame(bytes, name);
  const { default: jpeg } = await import("jpeg-js");
  const pixels = new Uint8Array(height * width * (components === 1 ? 1 : 3));
  try {
    const { data, ...found } = jpeg.decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      maxMemoryUsageInMB: MOST_MEMORY,
      ...(isRgb && { colorTransform: false }),
    });
    // The decoder passes over more than is done here, and may find another frame.
    if (found.height !== height || found.width !== width) throw new RangeError("two sizes");
    if (components === 1) pixels.forEach((_, i) => pixels[i] = data[3 * i]);
    else pixels.set(data);
  } catch (cause) {
    throw damaged("JPEG", name, reasonOf(cause), cause);
  }
  return { pixels, shape: { height, width, channels: components === 1 ? 1 : 3 } };
}

/** Reads the markers up to the frame, which says how large the image is. */
function readFrame(bytes: Uint8Array, name: string): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  /** How Adobe's marker says that components become colours: 0 not, 1 YCbCr, 2 YCCK; null without one. */
  let transform: number | null = null;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) throw damaged("JPEG", name, `no marker at byte ${at}`);
    const marker = bytes[at + 1];
    if (marker === 0xff) { // a byte that fills up
      at++;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker === 0xda || marker === 0xd9) break;
    if (at + 2 + length > bytes.length) break;
    const kind = UNREAD[marker];
    if (kind) throw refused(name, `it is ${kind} JPEG`);
    if (marker >= 0xc0 && marker <= 0xc2) return frameAt(view, at + 4, transform, name);
    const isAdobe = marker === 0xee && length >= 14 &&
      String.fromCharCode(...bytes.subarray(at + 4, at + 9)) === "Adobe";
    if (isAdobe) transform = bytes[at + 15];
    at += 2 + length;
  }
  throw damaged("JPEG", name, "it ends before its image");
}

function frameAt(view: DataView, at: number, transform: number | null, name: string): Frame {
  if (at + 6 > view.byteLength) throw damaged("JPEG", name, "it ends before its image");
  const [precision, components] = [view.getUint8(at), view.getUint8(at + 5)];
  const [height, width] = [view.getUint16(at + 1), view.getUint16(at + 3)];
  if (precision !== 8) throw refused(name, `it has ${precision} bits a number`);
  if (components === 2 || components > 4) throw refused(name, `it has ${components} components`);
  if (components === 4 && transform === null) {
    throw refused(name, "it has four components and no Adobe marker that says which");
  }
  checkSize({ height, width }, name);
  if (at + 6 + 3 * components > view.byteLength) {
    throw damaged("JPEG", name, "it ends before its image");
  }
  const ids = Array.from({ length: components }, (_, i) => view.getUint8(at + 6 + 3 * i));
  const isRgb = components === 3 &&
    (transform === 0 || String.fromCharCode(...ids) === "RGB");
  return { height, width, components, isRgb };
}

function refused(name: string, state: string): DataError {
  return new DataError(
    `Cannot read ${name}: ${state}, save it as a baseline or progressive JPEG of 8 bits, or as PNG`,
  );
}
