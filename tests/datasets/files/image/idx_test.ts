import { assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import { isIdxName } from "../../../../datasets/files/image/idx.ts";
import { loadImages, loadTestImages } from "../../../../datasets/files/mod.ts";
import { inFolder, refusal, write } from "../../support.ts";
import { makeIdx } from "./support.ts";

const PIXELS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

/** Three images of 2 x 2 and a test of one, in MNIST's four files. */
function files(change: Readonly<Record<string, Uint8Array>> = {}): Record<string, Uint8Array> {
  return {
    "train-images-idx3-ubyte": makeIdx([3, 2, 2], PIXELS),
    "train-labels-idx1-ubyte": makeIdx([3], [7, 2, 7]),
    "t10k-images-idx3-ubyte": makeIdx([1, 2, 2], [9, 8, 7, 6]),
    "t10k-labels-idx1-ubyte": makeIdx([1], [2]),
    ...change,
  };
}

/** Loads these files from a folder; the refusal where it is refused. */
async function load(
  all: Readonly<Record<string, Uint8Array>>,
  name?: string,
): Promise<Awaited<ReturnType<typeof loadImages>> | string> {
  let set: Awaited<ReturnType<typeof loadImages>> | undefined;
  let message = "";
  await inFolder(async (folder) => {
    await write(name ? `${folder}/${name}` : folder, all);
    const options = { seed: 1, dataDir: folder };
    const open = async () => set = await loadImages(name ?? folder, name ? options : { seed: 1 });
    if (await open().catch(() => null)) return;
    message = await refusal(folder, open);
  });
  return set ?? message;
}

Deno.test("loadImages() reads a folder of idx files, with the labels that occur as classes", async () => {
  const packed = Object.fromEntries(
    Object.entries(files()).map(([name, bytes]) => [`${name}.gz`, gzipSync(bytes)]),
  );
  for (const all of [files(), packed]) {
    const { classes, train, test } = await load(all) as Awaited<ReturnType<typeof loadImages>>;
    assertEquals(classes, ["2", "7"]);
    const shape = { height: 2, width: 2, channels: 1 };
    const pixels = Uint8Array.from(PIXELS);
    assertEquals(train, { pixels, shape, labels: Uint32Array.of(1, 0, 1) });
    assertEquals(test!.labels, Uint32Array.of(0));
  }
});

Deno.test("loadImages() holds out a part of a folder of idx files without a test", async () => {
  const count = 40;
  const all = {
    "train-images-idx3-ubyte": makeIdx([count, 1, 1], Array.from({ length: count }, (_, i) => i)),
    "train-labels-idx1-ubyte": makeIdx([count], Array.from({ length: count }, (_, i) => i % 2)),
  };
  const { train, test, notes } = await load(all) as Awaited<ReturnType<typeof loadImages>>;
  assertEquals([train.labels.length, test!.labels.length], [36, 4]);
  assertEquals([...test!.labels].sort(), [0, 0, 1, 1]);
  assertEquals(notes, [
    "test is 4 of 40 images held out by seed 1, the same share of each class",
  ]);
});

Deno.test("isIdxName() knows the spellings that sets have", () => {
  const names = [
    ...["train-images-idx3-ubyte", "t10k-labels-idx1-ubyte.gz", "train-images.idx3-ubyte"],
    ...["emnist-letters-test-images-idx3-ubyte.gz", "raw/train-labels-idx1-ubyte"],
  ];
  for (const name of names) assertEquals(isIdxName(name), true, name);
  for (const name of ["train-images-idx3-ubyte.gz.sha256", "train.csv", "images-idx3-ubyte"]) {
    assertEquals(isIdxName(name), false, name);
  }
});

Deno.test("loadImages() refuses idx files by name and byte", async () => {
  const images = "train-images-idx3-ubyte";
  const labels = "train-labels-idx1-ubyte";
  const whole = makeIdx([3, 2, 2], PIXELS);
  const cases: [Record<string, Uint8Array>, string][] = [
    [
      { [images]: whole.slice(0, 20) },
      `${images}: it says 3 x 2 x 2, which is 12 bytes from byte 16 on, and is cut off after 4`,
    ],
    [
      { [images]: makeIdx([3, 2, 2], [...PIXELS, 13]) },
      `${images}: it says 3 x 2 x 2, which is 12 bytes from byte 16 on, and goes on after 13`,
    ],
    [{ [images]: whole.slice(0, 9) }, `${images}: its header is cut off at byte 9`],
    [
      { [images]: makeIdx([4294967295, 60000, 60000], []) },
      `${images}: it says 4294967295 x 60000 x 60000, which is 15461882262000000000 bytes from ` +
      `byte 16 on, and is cut off after 0`,
    ],
    [
      { [images]: Uint8Array.of(0x50, 0x4b, 3, 4, 5) },
      `${images}: it does not start with the two zeros of an idx file at byte 0`,
    ],
    [
      { [images]: Uint8Array.of(0, 0, 13, 1, 0, 0, 0, 0) },
      `${images}: its numbers are of type 13 at byte 2, only bytes (type 8) are read`,
    ],
    [{ [labels]: makeIdx([2], [7, 2]) }, `${labels}: it has 2 labels and ${images} 3 images`],
    [{ [labels]: whole }, `${labels}: it holds 3 x 2 x 2 numbers, not a list of labels`],
    [{ [images]: makeIdx([3], [1, 2, 3]) }, `${images}: it holds 3 numbers, not images of bytes`],
    [
      { [images]: makeIdx([0, 2, 2], []), [labels]: makeIdx([0], []) },
      `${images}: it has no images`,
    ],
  ];
  for (const [change, state] of cases) {
    assertEquals(await load(files(change)), `Cannot read ${state}, fetch it again`);
  }
  const without = files();
  delete without["t10k-labels-idx1-ubyte"];
  assertEquals(
    await load(without),
    "Cannot load FOLDER: FOLDER holds no t10k-labels file, put the whole set there",
  );
  assertEquals(
    await load(files({ "t10k-labels-idx1-ubyte": makeIdx([1], [3]) })),
    "Cannot read FOLDER: label 1 is 3, which its training part does not have, leave its image out",
  );
  assertEquals(
    await load(files({ [labels]: makeIdx([3], [2, 2, 2]) })),
    'Cannot use FOLDER: all 3 images have the class "2", give images of two classes or more',
  );
  const packed = gzipSync(whole);
  assertEquals(
    await load({ ...without, [`${images}.gz`]: packed, [images]: packed.slice(0, 8) }),
    `Cannot read ${images}: it does not start with the two zeros of an idx file at byte 0, ` +
      `fetch it again`,
  );
});

/** Ten images of a pixel, one of each class, and a test of one. */
const TEN = files({
  "train-images-idx3-ubyte": makeIdx([10, 1, 1], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
  "train-labels-idx1-ubyte": makeIdx([10], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]),
  "t10k-images-idx3-ubyte": makeIdx([1, 1, 1], [3]),
});

Deno.test("loadImages() reads MNIST by its name, and says that it is not the published one", async () => {
  const set = await load(TEN, "mnist") as Awaited<ReturnType<typeof loadImages>>;
  assertEquals(set.classes, [..."0123456789"]);
  assertEquals([...set.train.labels], [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  assertEquals(set.notes, [
    "train is a subset: 10 of 60,000 rows",
    "test is a subset: 1 of 10,000 rows",
    "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, train-images-idx3-ubyte, " +
    "train-labels-idx1-ubyte are not the published bytes: changed or cut, or a lossy copy",
  ]);
  const fashion = await load(TEN, "fashion_mnist") as Awaited<ReturnType<typeof loadImages>>;
  assertEquals([fashion.classes[7], fashion.notes.length], ["Sneaker", 2]);
  assertEquals(
    await load({ ...TEN, "t10k-labels-idx1-ubyte": makeIdx([1], [10]) }, "mnist"),
    "Cannot load mnist: label 1 of its test part is 10 and its classes are 0 to 9, fetch it again",
  );
});

Deno.test("loadTestImages() reads the test part of idx files, in the colours of a model", () =>
  inFolder(async (folder) => {
    await write(folder, files());
    const shape = { height: 2, width: 2, channels: 3 };
    const known = { name: "the model", classes: ["7", "2"], shape };
    const { images } = await loadTestImages(folder, known);
    assertEquals([images.shape, images.labels], [shape, Uint32Array.of(1)]);
    assertEquals(images.pixels, Uint8Array.of(9, 9, 9, 8, 8, 8, 7, 7, 7, 6, 6, 6));
    const wide = { ...known, shape: { ...shape, width: 4 } };
    assertEquals(
      await refusal(folder, () => loadTestImages(folder, wide)),
      "Cannot load FOLDER: its images are 2 x 2 and those of the model 2 x 4, " +
        "give one size for all with resize",
    );
    const resized = await loadTestImages(folder, wide, { resize: { height: 2, width: 4 } });
    assertEquals(resized.images.pixels.length, 24);
  }));
