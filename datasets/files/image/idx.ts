/**
 * The idx format of MNIST (LeCun): two zeros, the type of the numbers, the number of axes, the sizes of the
 * axes as big-endian 32-bit integers, and the numbers.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { gather } from "../../bytes.ts";
import { DataError } from "../../error.ts";
import type { Images } from "../../image/images.ts";
import { baseName, type Member } from "../archive.ts";
import { gunzip } from "../gzip.ts";
import { missing } from "../published.ts";
import { checkMemory } from "./decode.ts";

/** The type that stands for unsigned bytes. */
const BYTES = 0x08;

const NAME =
  /^(?:.*\/)?(?:[\w-]*-)?(train|t10k|test)[-_](images|labels)[-._]idx[134][-_]ubyte(\.gz)?$/;

/** Whether a path is that of an idx file of a set: `train-images-idx3-ubyte`, packed by gzip or not, ... */
export function isIdxName(name: string): boolean {
  return NAME.test(name);
}

/** Images with their numbers, as the files give them. */
export interface IdxParts {
  /** Images to train on. */
  readonly train: Images;
  /** Images to test on, where there are some. */
  readonly test: Images | null;
  /** SHA-256 of the unpacked files, by their names without `.gz`. */
  readonly checksums: ReadonlyMap<string, string>;
}

/** An idx file. */
interface Idx {
  readonly name: string;
  readonly sizes: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * Reads the idx files of a set; the labels are the numbers in the files. Where a file is there packed and
 * unpacked, the unpacked one is read.
 *
 * @param members Files for which {@linkcode isIdxName} holds.
 * @param name Name of the set in errors.
 * @param place Its folder in errors.
 */
export async function readIdxSet(
  members: AsyncIterable<Member>,
  name: string,
  place: string,
): Promise<IdxParts> {
  const files = new Map<string, Idx>();
  const checksums = new Map<string, string>();
  for await (const member of members) {
    const [, part, kind, packed] = NAME.exec(member.name) ?? [];
    const key = `${part === "train" ? "train" : "test"} ${kind}`;
    if (files.has(key)) continue;
    const chunks = packed ? gunzip(member.chunks(), member.label) : member.chunks();
    const bytes = await gather(chunks);
    const file = baseName(member.name).replace(/\.gz$/, "");
    checksums.set(file, createHash("sha256").update(bytes).digest("hex"));
    files.set(key, parseIdx(bytes, member.label));
  }
  const pair = (part: string): Images | null => {
    const [images, labels] = ["images", "labels"].map((kind) => files.get(`${part} ${kind}`));
    if (!images && !labels) return null;
    const file = (kind: string) => `${part === "test" ? "t10k" : part}-${kind} file`;
    return joined(
      images ?? missing(name, file("images"), place),
      labels ?? missing(name, file("labels"), place),
    );
  };
  const train = pair("train") ?? missing(name, "train-images file", place);
  const test = pair("test");
  checkMemory(name, train.labels.length + (test?.labels.length ?? 0), train.shape);
  return { train, test, checksums };
}

/**
 * Reads an idx file of unsigned bytes.
 *
 * @param name Name of the file in errors.
 * @throws {DataError} where it is no idx file, or its length is not the one that it says.
 */
function parseIdx(bytes: Uint8Array, name: string): Idx {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < 4 || view.getUint16(0) !== 0) {
    throw fault(name, "it does not start with the two zeros of an idx file at byte 0");
  }
  const [type, axes] = [bytes[2], bytes[3]];
  if (type !== BYTES) {
    throw fault(name, `its numbers are of type ${type} at byte 2, only bytes (type 8) are read`);
  }
  const start = 4 + 4 * axes;
  if (bytes.length < start) throw fault(name, `its header is cut off at byte ${bytes.length}`);
  const sizes = Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  const expected = sizes.reduce((a, b) => a * b, 1);
  const found = bytes.length - start;
  if (found !== expected) {
    const size = sizes.join(" x ");
    const state = found < expected ? "is cut off" : "goes on";
    throw fault(
      name,
      `it says ${size}, which is ${expected} bytes from byte ${start} on, and ${state} after ${found}`,
    );
  }
  return { name, sizes, data: Uint8Array.from(bytes.subarray(start)) };
}

/** Images and their labels, checked against each other. */
function joined(images: Idx, labels: Idx): Images {
  const [count, height, width, channels = 1] = images.sizes;
  const isGood = images.sizes.length >= 3 && images.sizes.length <= 4 && height > 0 && width > 0 &&
    (channels === 1 || channels === 3);
  if (!isGood) {
    throw fault(images.name, `it holds ${images.sizes.join(" x ")} numbers, not images of bytes`);
  }
  if (labels.sizes.length !== 1) {
    throw fault(labels.name, `it holds ${labels.sizes.join(" x ")} numbers, not a list of labels`);
  }
  if (labels.sizes[0] !== count) {
    throw fault(
      labels.name,
      `it has ${labels.sizes[0]} labels and ${images.name} ${count} images`,
    );
  }
  if (count === 0) throw fault(images.name, "it has no images");
  const shape = { height, width, channels };
  return { pixels: images.data, shape, labels: Uint32Array.from(labels.data) };
}

function fault(name: string, state: string): DataError {
  return new DataError(`Cannot read ${name}: ${state}, fetch it again`);
}
