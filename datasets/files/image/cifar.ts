import { createHash } from "node:crypto";
import { gather } from "../../bytes.ts";
import { DataError } from "../../error.ts";
import { type Images, type ImageShape, joinImages } from "../../image/images.ts";
import { baseName, type Member } from "../archive.ts";
import { missing, type Parts } from "../published.ts";
import { alteredNote } from "./altered.ts";

const SHAPE: ImageShape = { height: 32, width: 32, channels: 3 };
const PLANE = SHAPE.height * SHAPE.width;

/** The form of a binary set of Krizhevsky (2009). */
export interface CifarLayout {
  /** Name of the set. */
  readonly name: string;
  /** Bytes before the pixels of a record; the last of them is the class. */
  readonly labelBytes: number;
  /** Number of classes. */
  readonly classes: number;
  /** Published SHA-256 of the files, by their names. */
  readonly files: Readonly<Record<string, string>>;
}

/** Whether a path is that of a file of the set, at most one folder down. */
export function isCifarFile(name: string, { files }: Pick<CifarLayout, "files">): boolean {
  const parts = name.split("/");
  return parts.length <= 2 && parts.at(-1)! in files;
}

/**
 * Reads the binary files of CIFAR: records of labels and 3072 bytes, all red ones first. Files with `test` in
 * their names are to test on.
 */
export async function readCifar(
  members: AsyncIterable<Member>,
  place: string,
  layout: CifarLayout,
): Promise<Parts<Images>> {
  const batches = new Map<string, Images>();
  const altered: string[] = [];
  for await (const member of members) {
    const file = baseName(member.name);
    const bytes = await gather(member.chunks());
    batches.set(file, readRecords(bytes, member.label, layout));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    if (sha256 !== layout.files[file]) altered.push(file);
  }
  const part = (isTest: boolean): Images => {
    const names = Object.keys(layout.files).filter((file) => file.includes("test") === isTest);
    const found = names.flatMap((file) => batches.get(file) ?? []);
    return found.length ? joinImages(found) : missing(layout.name, names[0], place);
  };
  return { train: part(false), test: part(true), unlabelled: null, notes: alteredNote(altered) };
}

function readRecords(bytes: Uint8Array, name: string, layout: CifarLayout): Images {
  const { labelBytes, classes } = layout;
  const length = labelBytes + 3 * PLANE;
  const count = bytes.length / length;
  if (count === 0 || !Number.isInteger(count)) {
    throw new DataError(
      `Cannot read ${name}: its ${bytes.length} bytes are no whole number of records of ${length}, ` +
        `the last one is cut off at byte ${bytes.length}, fetch it again`,
    );
  }
  const pixels = new Uint8Array(count * 3 * PLANE);
  const labels = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const at = i * length + labelBytes;
    labels[i] = bytes[at - 1];
    if (labels[i] >= classes) {
      throw new DataError(
        `Cannot read ${name}: record ${i + 1} has the class ${labels[i]} at byte ${at - 1} and ` +
          `${layout.name} 0 to ${classes - 1}, fetch it again`,
      );
    }
    for (let channel = 0; channel < 3; channel++) {
      for (let p = 0; p < PLANE; p++) {
        pixels[3 * (i * PLANE + p) + channel] = bytes[at + channel * PLANE + p];
      }
    }
  }
  return { pixels, shape: SHAPE, labels };
}
