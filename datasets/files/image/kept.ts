/**
 * Pixels that were decoded, kept in the cache folder: a line of JSON, then the bytes.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Source } from "../../dataset.ts";
import { imageBytes, type ImageShape } from "../../image/images.ts";
import type { Picture, PixelSize } from "../../image/picture.ts";
import { defaultCacheDir, type FindOptions } from "../cache.ts";
import { reasonOf } from "../ledger.ts";
import { writeAll } from "../write.ts";

/** Where images are looked for, and their size. */
export interface ImageFindOptions extends FindOptions {
  /** Height and width to which all images are resized; their own where absent. */
  readonly resize?: PixelSize;
}

/** Grows when decoding gives other pixels than before. */
const FORMAT = 1;
const LINE_FEED = 10;
const LONGEST_HEAD = 4096;

/** The first line of a file of pixels. */
interface Head {
  readonly key: string;
  readonly shape: ImageShape;
  readonly bytes: number;
  readonly sha256: string;
}

/** What decides which pixels come out: the files, which of them is which row, and the size. */
export function pixelKey(
  sources: readonly Source[],
  names: readonly string[],
  resize?: PixelSize,
): string {
  const files = sources.map(({ sha256 }) => sha256);
  const size = resize ? [resize.height, resize.width] : null;
  return createHash("sha256").update(JSON.stringify([FORMAT, files, names, size])).digest("hex");
}

/** The file of a set: one for each size, which later pixels replace. */
function pathOf(set: string, options: ImageFindOptions): string {
  const { cacheDir = defaultCacheDir(), dataDir = "", resize } = options;
  const size = resize ? `-${resize.height}x${resize.width}` : "";
  const place = createHash("sha256").update(`${dataDir}\n${set}`).digest("hex").slice(0, 8);
  const name = set.slice(set.replace(/\/+$/, "").lastIndexOf("/") + 1).replaceAll(/[^\w.-]/g, "");
  return `${cacheDir}/pixels/${name.slice(0, 64)}${size}-${place}.bin`;
}

/** The pixels kept under a key; null where there are none, or others, or the file is damaged. */
export async function keptPixels(
  set: string,
  key: string,
  options: ImageFindOptions,
): Promise<Picture | null> {
  let file: Uint8Array<ArrayBuffer>;
  try {
    file = await Deno.readFile(pathOf(set, options));
  } catch {
    return null; // whatever is wrong with it, the images are decoded again
  }
  const end = file.subarray(0, LONGEST_HEAD).indexOf(LINE_FEED);
  const head = end < 0 ? null : readHead(new TextDecoder().decode(file.subarray(0, end)));
  const pixels = file.subarray(end + 1);
  if (head?.key !== key || head.bytes !== pixels.length) return null;
  if (head.sha256 !== createHash("sha256").update(pixels).digest("hex")) return null;
  return pixels.length % imageBytes(head.shape) === 0 ? { pixels, shape: head.shape } : null;
}

/** The first line of a file of pixels; null where it is none. */
function readHead(line: string): Head | null {
  try {
    const head: Head = JSON.parse(line);
    const { height, width, channels } = head.shape;
    return [height, width, channels].every((n) => Number.isSafeInteger(n) && n > 0) ? head : null;
  } catch {
    return null;
  }
}

/**
 * Keeps pixels under a key; the file takes its name only when it is whole.
 *
 * @returns A remark where it could not be written, since everything but the next start's speed is as before.
 */
export async function keepPixels(
  set: string,
  key: string,
  { pixels, shape }: Picture,
  options: ImageFindOptions,
): Promise<string[]> {
  let part: string | null = null;
  try {
    const path = pathOf(set, options);
    const dir = path.slice(0, path.lastIndexOf("/"));
    await Deno.mkdir(dir, { recursive: true });
    part = await Deno.makeTempFile({ dir, prefix: "pixels-", suffix: ".part" });
    const sha256 = createHash("sha256").update(pixels).digest("hex");
    const head: Head = { key, shape, bytes: pixels.length, sha256 };
    const file = await Deno.open(part, { write: true, truncate: true });
    try {
      await writeAll(file, new TextEncoder().encode(`${JSON.stringify(head)}\n`));
      await writeAll(file, pixels);
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(part, path);
    return [];
  } catch (cause) {
    if (part !== null) await Deno.remove(part).catch(() => {});
    return [`the decoded images could not be kept for the next time: ${reasonOf(cause)}`];
  }
}
