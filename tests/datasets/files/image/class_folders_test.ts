import { assertEquals } from "@std/assert";
import { zipSync } from "fflate";
import { loadImages, loadTestImages } from "../../../../datasets/files/mod.ts";
import { inFolder, makeTar, refusal, write } from "../../support.ts";
import { makePng } from "./support.ts";

const SHAPE = { height: 2, width: 2, channels: 3 };

/** A PNG file of one colour. */
const dot = (red: number, shape = SHAPE) =>
  makePng(shape, shape.channels === 3 ? [red, 5, 6] : [red]);

const FILES = {
  "train/dog/b.png": dot(20),
  "train/cat/a.png": dot(10),
  "train/cat/more/c.PNG": dot(11),
  "val/cat/d.png": dot(30),
  "val/dog/e.png": dot(31),
};

/** The red bytes of the first pixels. */
const reds = ({ pixels }: { readonly pixels: Uint8Array }) => {
  return [...pixels].filter((_, i) => i % 12 === 0);
};

Deno.test("loadImages() reads folders by class alike from folder, zip and tar", () =>
  inFolder(async (folder) => {
    const litter = { "train/cat/.DS_Store": "x", "__MACOSX/train/cat/a.png": "x" };
    const loose = { "README.md": "x", "train/classes.txt": "cat" };
    await write(`${folder}/pets`, { ...FILES, ...litter, ...loose });
    await write(folder, {
      "pets.zip": zipSync(FILES),
      "pets.tar": makeTar(Object.entries(FILES).map(([name, bytes]) => ({ name, bytes }))),
      "wrapped.zip": zipSync(Object.fromEntries(
        Object.entries(FILES).map(([name, bytes]) => [`pets/${name}`, bytes]),
      )),
    });
    for (const place of ["pets", "pets.zip", "pets.tar", "wrapped.zip"]) {
      const set = await loadImages(`${folder}/${place}`, { seed: 1, cacheDir: folder });
      assertEquals(set.classes, ["cat", "dog"]);
      assertEquals([reds(set.train), set.train.labels], [[10, 11, 20], Uint32Array.of(0, 0, 1)]);
      assertEquals([reds(set.test!), set.test!.labels], [[30, 31], Uint32Array.of(0, 1)]);
      assertEquals(set.train.shape, SHAPE);
      const notes = place === "pets"
        ? [`not read in ${folder}/pets: README.md, train/classes.txt`]
        : [];
      assertEquals(set.notes, notes);
    }
  }));

Deno.test("loadImages() tells of folders of classes without images", () =>
  inFolder(async (folder) => {
    await write(`${folder}/pets`, { ...FILES, "train/bird/.DS_Store": "x" });
    await Deno.mkdir(`${folder}/pets/val/fish`);
    const { classes, notes } = await loadImages(`${folder}/pets`, { seed: 1, cacheDir: folder });
    assertEquals(classes, ["cat", "dog"]);
    assertEquals(notes, [`no images in ${folder}/pets: train/bird, val/fish`]);
  }));

Deno.test("loadImages() reads test/ where there is val/ too, and says so", () =>
  inFolder(async (folder) => {
    await write(folder, { ...FILES, "Test/cat/1.jpg": dot(50), "Test/dog/2.jpeg": dot(51) });
    const { test, notes } = await loadImages(folder, { seed: 1, cacheDir: `${folder}/.cache` });
    assertEquals(reds(test!), [50, 51]);
    assertEquals(notes, [`not read in ${folder}: val`]);
  }));

Deno.test("loadImages() reads a class that is called train", () =>
  inFolder(async (folder) => {
    const names = Array.from({ length: 40 }, (_, i) => `${i % 2 ? "train" : "ship"}/${i}.png`);
    await write(folder, Object.fromEntries(names.map((name, i) => [name, dot(i)])));
    const { classes, train } = await loadImages(folder, { seed: 1, cacheDir: `${folder}/.cache` });
    assertEquals([classes, train.labels.length], [["ship", "train"], 36]);
  }));

Deno.test("loadImages() holds out a tenth of folders without parts, the same share of each class", () =>
  inFolder(async (folder) => {
    const names = Array.from({ length: 40 }, (_, i) => `${i % 2 ? "odd" : "even"}/${i}.png`);
    await write(folder, Object.fromEntries(names.map((name, i) => [name, dot(i)])));
    const load = (seed: number) => loadImages(folder, { seed, cacheDir: `${folder}/.cache` });
    const { classes, train, test, notes } = await load(1);
    assertEquals([classes, train.labels.length, test!.labels.length], [["even", "odd"], 36, 4]);
    for (const part of [train, test!]) {
      reds(part).forEach((red, i) => assertEquals(red % 2, part.labels[i]));
    }
    assertEquals(notes, [
      "test is 4 of 40 images held out by seed 1, the same share of each class",
    ]);
    assertEquals((await load(1)).test, test);
    assertEquals(reds((await load(2)).test!).join() === reds(test!).join(), false);
  }));

Deno.test("loadImages() takes gray images as one channel unless one of them is in colours", () =>
  inFolder(async (folder) => {
    const gray = { ...SHAPE, channels: 1 };
    const files = Object.fromEntries(
      Object.keys(FILES).map((name, i) => [name, dot(40 + i, gray)]),
    );
    await write(folder, files);
    const load = () => loadImages(folder, { seed: 1, cacheDir: `${folder}/.cache` });
    const { train } = await load();
    assertEquals(train.shape, gray);
    await write(folder, { "val/dog/e.png": dot(7) });
    const mixed = await load();
    assertEquals(mixed.train.shape, SHAPE);
    assertEquals(mixed.train.pixels.slice(0, 3), Uint8Array.from([0, 1, 2], () => train.pixels[0]));
    assertEquals(mixed.test!.pixels.slice(-3), Uint8Array.of(7, 5, 6));
  }));

Deno.test("loadImages() wants one size, or makes it", () =>
  inFolder(async (folder) => {
    await write(folder, { ...FILES, "val/dog/e.png": dot(9, { ...SHAPE, width: 3 }) });
    const load = (resize?: { height: number; width: number }) =>
      loadImages(folder, { seed: 1, cacheDir: `${folder}/.cache`, resize });
    assertEquals(
      await refusal(folder, load),
      "Cannot load FOLDER: its images have several sizes, train/cat/a.png is 2 x 2 and " +
        "val/dog/e.png 2 x 3, give one for all with resize",
    );
    const { train, test } = await load({ height: 4, width: 1 });
    assertEquals(train.shape, { height: 4, width: 1, channels: 3 });
    assertEquals(test!.pixels.slice(-3), Uint8Array.of(9, 5, 6));
  }));

Deno.test("loadImages() reads test images from another place, of the classes of the first", () =>
  inFolder(async (folder) => {
    await write(`${folder}/a`, { "cat/1.png": dot(1), "dog/2.png": dot(2) });
    await write(`${folder}/b`, { "dog/3.png": dot(3) });
    await write(`${folder}/c`, { "cow/3.png": dot(3) });
    const load = (test: string) =>
      loadImages(`${folder}/a`, { seed: 1, cacheDir: folder, testData: `${folder}/${test}` });
    const { train, test, sources } = await load("b");
    assertEquals([reds(train), reds(test!), test!.labels], [[1, 2], [3], Uint32Array.of(1)]);
    assertEquals(sources.length, 3);
    assertEquals(
      await refusal(folder, () => load("c")),
      'Cannot read c: cow/3.png is of the class "cow" and a has only cat, dog, ' +
        "put it in the folder of its class or leave it out",
    );
    const known = { name: "the model", classes: ["cow", "dog"], shape: SHAPE };
    const { images } = await loadTestImages(`${folder}/b`, known, { cacheDir: folder });
    assertEquals(images.labels, Uint32Array.of(1));
  }));

Deno.test("loadImages() refuses folders that are none of images by class", () =>
  inFolder(async (folder) => {
    const load = async (files: Readonly<Record<string, string | Uint8Array>>) => {
      let message = "";
      await inFolder(async (place) => {
        await write(place, files);
        message = await refusal(place, () => loadImages(place, { seed: 1, cacheDir: folder }));
      });
      return message;
    };
    assertEquals(
      await load({ ...FILES, "train/cat/notes.txt": "x" }),
      "Cannot read FOLDER: train/cat/notes.txt lies among the images and its name ends in none " +
        "of .png .jpg .jpeg, convert it or take it away",
    );
    assertEquals(
      await load({ ...FILES, "train/cat/z.png": "no image" }),
      "Cannot read train/cat/z.png: it is no PNG or JPEG, convert it or leave it out",
    );
    assertEquals(
      await load({ "cat/a.png": dot(1), "cat/b.png": dot(2) }),
      'Cannot use FOLDER: all 2 images have the class "cat", give images of two classes or more',
    );
    assertEquals(
      await load({ ...FILES, "val/cow/a.png": dot(1) }),
      'Cannot read FOLDER: val/cow/a.png is of the class "cow" and train has only cat, dog, ' +
        "put it in the folder of its class or leave it out",
    );
    const none: Record<string, Uint8Array>[] = [{}, { "a.png": dot(1) }];
    for (const files of none) {
      assertEquals(
        await load(files),
        "Cannot read FOLDER: it holds no images by class, put them into train/CLASS/ and " +
          "test/CLASS/, or into CLASS/",
      );
    }
  }));

Deno.test("loadImages() names the broken image in an archive", () =>
  inFolder(async (folder) => {
    const broken = dot(3).slice(0, 50);
    await write(folder, { "pets.zip": zipSync({ ...FILES, "train/dog/x.png": broken }) });
    const message = await refusal(folder, () => {
      return loadImages(`${folder}/pets.zip`, { seed: 1, cacheDir: folder });
    });
    assertEquals(
      message.startsWith(
        "Cannot read pets.zip: train/dog/x.png: its PNG data is damaged or cut off",
      ),
      true,
      message,
    );
  }));
