/** The formats of images, for `fuzz.ts`. */
import { createHash } from "node:crypto";
import { pieces } from "../datasets/bytes.ts";
import { Crc32 } from "../datasets/crc.ts";
import type { Member } from "../datasets/files/archive.ts";
import { readCifar } from "../datasets/files/image/cifar.ts";
import { decodeImage } from "../datasets/files/image/decode.ts";
import { readIdxSet } from "../datasets/files/image/idx.ts";
import { keepPixels, keptPixels } from "../datasets/files/image/kept.ts";
import { loadImages } from "../datasets/files/mod.ts";
import { makeIdx, makePng } from "./datasets/files/image/support.ts";
import { makeTar, utf8 } from "./datasets/support.ts";
import type { Target } from "./fuzz.ts";
import recorded from "./golden/images.json" with { type: "json" };

const RECORDED = Object.values(recorded).map(({ base64 }) =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
);
const isPng = ([first]: Uint8Array) => first === 0x89;
const SHAPE = { height: 2, width: 2, channels: 1 };
const IDX_IMAGES = makeIdx([3, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const IDX_LABELS = makeIdx([3], [0, 1, 2]);
const CIFAR = { name: "cifar10", labelBytes: 1, classes: 10, files: { "data_batch_1.bin": "" } };
const RECORD = 3073;
const LETTERS = utf8("abcdefgh");

/** Readers of images; `folder` is for archives that are read from files, and for their pixels. */
export function imageTargets(folder: string): readonly Target[] {
  const dots = ["left/0", "left/1", "left/2", "right/0", "right/1", "right/2"];
  const files = dots.map((name, i) => ({ name: `${name}.png`, bytes: makePng(SHAPE, [i]) }));
  return [
    { name: "image", seeds: RECORDED, read: (bytes) => decodeImage(bytes, "a.png") },
    {
      name: "PNG with right checksums",
      seeds: RECORDED.filter(isPng),
      read: (bytes) => decodeImage(withChecksums(bytes), "a.png"),
    },
    idx("idx of images", IDX_IMAGES, (bytes) => [bytes, IDX_LABELS]),
    idx("idx of labels", IDX_LABELS, (bytes) => [IDX_IMAGES, bytes]),
    {
      name: "CIFAR",
      seeds: [new Uint8Array(2 * RECORD).fill(7)],
      read: (bytes) => readCifar(members({ "data_batch_1.bin": bytes }), "a", CIFAR),
    },
    {
      name: "kept pixels",
      seeds: [kept(LETTERS.length), kept(0)],
      isJson: true,
      read: async (bytes) => {
        await keepPixels("a", "key", { pixels: LETTERS, shape: SHAPE }, { cacheDir: folder });
        const [{ name }] = [...Deno.readDirSync(`${folder}/pixels`)]
          .filter(({ name }) => name.startsWith("a-"));
        await Deno.writeFile(`${folder}/pixels/${name}`, bytes);
        await keptPixels("a", "key", { cacheDir: folder });
      },
    },
    {
      name: "archive of images",
      seeds: [makeTar(files)],
      read: async (bytes) => {
        await Deno.writeFile(`${folder}/images.tar`, bytes);
        await loadImages(`${folder}/images.tar`, { cacheDir: folder, seed: 1 });
      },
    },
  ];
}

/** A file of kept pixels, which hold so many of the letters. */
function kept(bytes: number): Uint8Array {
  const pixels = LETTERS.subarray(0, bytes);
  const sha256 = createHash("sha256").update(pixels).digest("hex");
  const head = utf8(`${JSON.stringify({ key: "key", shape: SHAPE, bytes, sha256 })}\n`);
  return Uint8Array.from([...head, ...pixels]);
}

function idx(name: string, seed: Uint8Array, both: (bytes: Uint8Array) => Uint8Array[]): Target {
  const read = (bytes: Uint8Array) => {
    const [images, labels] = both(bytes);
    const files = { "train-images-idx3-ubyte": images, "train-labels-idx1-ubyte": labels };
    return readIdxSet(members(files), "mnist", "a");
  };
  return { name, seeds: [seed], read };
}

async function* members(files: Readonly<Record<string, Uint8Array>>): AsyncGenerator<Member> {
  for (const [name, bytes] of Object.entries(files)) {
    await Promise.resolve();
    yield { name, label: `a/${name}`, size: bytes.length, chunks: () => pieces(bytes) };
  }
}

/** The same bytes with the checksums of all chunks put right, so that damage reaches what reads the chunks. */
function withChecksums(bytes: Uint8Array): Uint8Array {
  const mended = bytes.slice();
  const view = new DataView(mended.buffer);
  for (let at = 8; at + 12 <= mended.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > mended.length) break;
    view.setUint32(end, new Crc32().add(mended.subarray(at + 4, end)).value);
    at = end + 4;
  }
  return mended;
}
