import { assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { zipSync } from "fflate";
import { IMAGE_SETS, loadImages } from "../../../../datasets/files/mod.ts";
import { digitsDataset } from "../../../../datasets/mod.ts";
import recorded from "../../../golden/images.json" with { type: "json" };
import { inFolder, refusal, utf8, write } from "../../support.ts";

const jpeg = (name: "baseline.jpg" | "gray.jpg") =>
  Uint8Array.from(atob(recorded[name].base64), (character) => character.charCodeAt(0));

Deno.test("loadImages() draws the same digits every time, whatever the seed of the run", async () => {
  const set = await loadImages("digits", { seed: 1 });
  const again = await loadImages("digits", { seed: 2 });
  assertEquals(again.sources, set.sources);
  const [{ bytes, sha256 }] = set.sources;
  assertEquals(bytes, 7000 * 785);
  const drawn = digitsDataset();
  const checksum = createHash("sha256");
  for (const { pixels, labels } of [drawn.train, drawn.test!]) {
    checksum.update(pixels).update(Uint8Array.from(labels));
  }
  assertEquals(sha256, checksum.digest("hex"));
});

const TINY = {
  "wnids.txt": utf8("n03\nn01\nn02\n"),
  "words.txt": utf8("n01\tcrane, a bird\nn02\tcrane, a machine\nn03\tcliff, drop\nn99\tother\n"),
  "train/n01/images/n01_10.JPEG": jpeg("baseline.jpg"),
  "train/n01/images/n01_9.JPEG": jpeg("gray.jpg"),
  "train/n01/n01_boxes.txt": utf8("n01_9.JPEG\t0\t0\t9\t9\n"),
  "train/n02/images/n02_0.JPEG": jpeg("gray.jpg"),
  "train/n03/images/n03_0.JPEG": jpeg("baseline.jpg"),
  "test/images/test_0.JPEG": utf8("no image, and not read"),
};
const PUBLISHED = {
  "val/val_annotations.txt": utf8("val_0.JPEG\tn03\t0\t0\t9\t9\nval_1.JPEG\tn01\t0\t0\t9\t9\n"),
  "val/images/val_0.JPEG": jpeg("baseline.jpg"),
  "val/images/val_1.JPEG": jpeg("gray.jpg"),
};
const SORTED = {
  "val/n03/val_0.JPEG": jpeg("baseline.jpg"),
  "val/n01/images/val_1.JPEG": jpeg("gray.jpg"),
};

Deno.test("loadImages() reads Tiny ImageNet as published and sorted, from folder and zip", () =>
  inFolder(async (folder) => {
    const within = (files: Readonly<Record<string, Uint8Array>>, root: string) =>
      Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${root}/${name}`, bytes]));
    const published = { ...TINY, ...PUBLISHED };
    await write(folder, {
      ...within(published, "a/tiny-imagenet/tiny-imagenet-200"),
      ...within({ ...TINY, ...SORTED }, "b/tiny-imagenet-200"),
      "c/tiny-imagenet-200.zip": zipSync(within(published, "tiny-imagenet-200")),
    });
    const sets = [];
    for (const place of ["a", "b", "c"]) {
      const options = { seed: 1, dataDir: `${folder}/${place}`, cacheDir: `${folder}/cache` };
      const { sources: _, ...set } = await loadImages("tiny_imagenet", options);
      sets.push(set);
    }
    const [set, ...others] = sets;
    for (const other of others) assertEquals(other, set);
    assertEquals(set.classes, ["crane, a bird (n01)", "crane, a machine (n02)", "cliff"]);
    assertEquals(set.train.shape, { height: 9, width: 11, channels: 3 });
    assertEquals(set.train.labels, Uint32Array.of(0, 0, 1, 2));
    assertEquals(set.test!.labels, Uint32Array.of(0, 2));
    const [red, green, blue] = set.train.pixels; // n01_9, which is gray
    assertEquals([green, blue], [red, red]);
    assertEquals(set.notes, [
      "test are the validation images, as the labels of the test images are not published",
      "train is a subset: 4 of 100,000 rows",
      "test is a subset: 2 of 10,000 rows",
      "3 of the 200 classes",
    ]);
  }));

Deno.test("loadImages() refuses a Tiny ImageNet that lacks something", () =>
  inFolder(async (folder) => {
    const load = async (files: Readonly<Record<string, Uint8Array>>) => {
      await Deno.remove(`${folder}/tiny-imagenet-200`, { recursive: true }).catch(() => {});
      await write(`${folder}/tiny-imagenet-200`, { ...TINY, ...PUBLISHED, ...files });
      const options = { seed: 1, dataDir: folder, cacheDir: folder };
      return await refusal(folder, () => loadImages("tiny_imagenet", options));
    };
    assertEquals(
      await load({ "val/images/val_7.JPEG": jpeg("gray.jpg") }),
      "Cannot load tiny_imagenet: val_annotations.txt says nothing of val/images/val_7.JPEG, " +
        "put the published files there",
    );
    assertEquals(
      await load({ "train/n04/images/n04_0.JPEG": jpeg("gray.jpg") }),
      "Cannot load tiny_imagenet: train/n04/images/n04_0.JPEG is of the class n04, which wnids.txt " +
        "does not have, put the published files there",
    );
    assertEquals(
      await load({ "wnids.txt": utf8("n01\nn02\nn03\nn04\nn05\n") }),
      "Cannot load tiny_imagenet: tiny-imagenet-200 has no training image of n04, n05, " +
        "put them there or take these lines out of wnids.txt",
    );
    const message = await load({ "val/images/val_1.JPEG": jpeg("gray.jpg").slice(0, 99) });
    assertEquals(
      message.startsWith(
        "Cannot read tiny-imagenet-200/val/images/val_1.JPEG: its JPEG data is damaged or cut off",
      ),
      true,
      message,
    );
  }));

Deno.test("loadImages() says what is missing and where to put it", () =>
  inFolder(async (folder) => {
    const load = (name: string, options: Record<string, unknown>) =>
      refusal(folder, () => loadImages(name, { seed: 1, ...options }));
    assertEquals(
      await load("mnist", { cacheDir: folder, offline: true }),
      "Cannot load mnist offline: mnist/train-images-idx3-ubyte.gz is missing, put " +
        "https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz there, or give " +
        "dataDir a folder that holds mnist/train-images-idx3-ubyte",
    );
    assertEquals(
      await load("cifar100", { dataDir: folder }),
      "Cannot load cifar100: FOLDER holds none of cifar100/cifar-100-binary/{train.bin," +
        "cifar-100-binary.tar.gz} cifar-100-binary/{train.bin,cifar-100-binary.tar.gz} " +
        "cifar100/{train.bin,cifar-100-binary.tar.gz} cifar-100/{train.bin,cifar-100-binary.tar.gz} " +
        "{train.bin,cifar-100-binary.tar.gz}, put one there or leave dataDir out to download",
    );
  }));

Deno.test("loadImages() refuses an unknown name with the nearest one", () =>
  inFolder(async (folder) => {
    const names = IMAGE_SETS.map(({ name }) => name).join(", ");
    const load = (name: string, options = {}) =>
      refusal(folder, () => loadImages(name, { seed: 1, ...options }));
    assertEquals(
      await load("cifar-10"),
      "Cannot load cifar-10: no data set of that name, did you mean cifar10",
    );
    assertEquals(
      await load("imagenet21k"),
      `Cannot load imagenet21k: no data set of that name, choose ${names} or a folder of images`,
    );
    await Deno.writeTextFile(`${folder}/a.csv`, "a,b\n");
    assertEquals(
      await load(`${folder}/a.csv`),
      "Cannot load a.csv: it is no folder, and its name ends in none of .zip .tar .tar.gz .tgz, " +
        `choose ${names} or a folder of images`,
    );
    assertEquals(
      await load("digits", { testData: folder }),
      "Cannot load digits with test data of its own: it brings its test, leave testData out",
    );
  }));
