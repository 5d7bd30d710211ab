import { assertEquals } from "@std/assert";
import { gzipSync } from "fflate";
import { concat } from "../../../../datasets/bytes.ts";
import { loadImages } from "../../../../datasets/files/mod.ts";
import { inFolder, makeTar, refusal, write } from "../../support.ts";

/** A record: labels, then the red, green and blue bytes. */
function record(labels: readonly number[], red: number, green: number, blue: number): Uint8Array {
  const planes = [red, green, blue].map((value) => new Uint8Array(1024).fill(value));
  planes[0][1] = 99; // the second pixel of the first row
  return concat([Uint8Array.from(labels), ...planes]);
}

const BATCHES = {
  "data_batch_1.bin": concat([3, 9, 8, 7, 6, 5].map((label) => record([label], label, 2, 3))),
  "data_batch_2.bin": concat([4, 2, 1, 0].map((label) => record([label], label, 8, 9))),
  "test_batch.bin": record([1], 10, 11, 12),
};

const CIFAR_NOTES = [
  "train is a subset: 10 of 50,000 rows",
  "test is a subset: 1 of 10,000 rows",
  "data_batch_1.bin, data_batch_2.bin, test_batch.bin are not the published bytes: " +
  "changed or cut, or a lossy copy",
];

Deno.test("loadImages() reads CIFAR-10 from its folder, and says that it is not the published one", () =>
  inFolder(async (folder) => {
    await write(`${folder}/cifar10/cifar-10-batches-bin`, { ...BATCHES, "readme.html": "x" });
    const { classes, train, test, notes } = await loadImages("cifar10", {
      seed: 1,
      dataDir: folder,
    });
    assertEquals([classes.length, classes[3], classes[9]], [10, "cat", "truck"]);
    assertEquals(train.labels, Uint32Array.of(3, 9, 8, 7, 6, 5, 4, 2, 1, 0));
    assertEquals(train.shape, { height: 32, width: 32, channels: 3 });
    assertEquals(train.pixels.slice(0, 6), Uint8Array.of(3, 2, 3, 99, 2, 3));
    assertEquals(train.pixels.slice(6 * 3072, 6 * 3072 + 3), Uint8Array.of(4, 8, 9));
    assertEquals([test!.labels, test!.pixels.at(-1)], [Uint32Array.of(1), 12]);
    assertEquals(notes, CIFAR_NOTES);
  }));

Deno.test("loadImages() reads CIFAR-10 from the official archive, whatever the order in it", () =>
  inFolder(async (folder) => {
    const names = ["test_batch.bin", "data_batch_2.bin", "data_batch_1.bin"] as const;
    const files = names.map((name) => ({
      name: `cifar-10-batches-bin/${name}`,
      bytes: BATCHES[name],
    }));
    await write(folder, { "cifar-10-binary.tar.gz": gzipSync(makeTar(files)) });
    const set = await loadImages("cifar10", { seed: 1, cacheDir: folder, offline: true });
    assertEquals([...set.train.labels], [3, 9, 8, 7, 6, 5, 4, 2, 1, 0]);
    assertEquals(set.sources.length, 1);
    const half = await loadImages("cifar10", {
      ...{ seed: 1, dataDir: folder, resize: { height: 16, width: 8 } },
    });
    assertEquals(half.train.shape, { height: 16, width: 8, channels: 3 });
    assertEquals(half.train.pixels.length, 10 * 16 * 8 * 3);
  }));

Deno.test("loadImages() reads CIFAR-100 by its fine classes", () =>
  inFolder(async (folder) => {
    const all = Array.from({ length: 100 }, (_, i) => record([i % 20, 99 - i], 1, 2, 3));
    const files = { "train.bin": concat(all), "test.bin": record([0, 0], 4, 5, 6) };
    await write(`${folder}/cifar-100-binary`, files);
    const { classes, train, test } = await loadImages("cifar100", { seed: 1, dataDir: folder });
    assertEquals([classes.length, classes[99], classes[0]], [100, "worm", "apple"]);
    assertEquals([train.labels[0], train.labels[99], ...test!.labels], [99, 0, 0]);
    assertEquals(train.pixels.slice(0, 6), Uint8Array.of(1, 2, 3, 99, 2, 3));
  }));

Deno.test("loadImages() refuses CIFAR files by name and byte", () =>
  inFolder(async (folder) => {
    const load = async (files: Readonly<Record<string, Uint8Array>>) => {
      await write(folder, { ...BATCHES, ...files });
      return await refusal(folder, () => loadImages("cifar10", { seed: 1, dataDir: folder }));
    };
    assertEquals(
      await load({ "data_batch_1.bin": BATCHES["data_batch_1.bin"].slice(0, 5000) }),
      "Cannot read data_batch_1.bin: its 5000 bytes are no whole number of records of 3073, " +
        "the last one is cut off at byte 5000, fetch it again",
    );
    assertEquals(
      await load({ "data_batch_1.bin": new Uint8Array() }),
      "Cannot read data_batch_1.bin: its 0 bytes are no whole number of records of 3073, " +
        "the last one is cut off at byte 0, fetch it again",
    );
    assertEquals(
      await load({ "data_batch_1.bin": concat([record([3], 1, 2, 3), record([10], 4, 5, 6)]) }),
      "Cannot read data_batch_1.bin: record 2 has the class 10 at byte 3073 and cifar10 0 to 9, " +
        "fetch it again",
    );
    await Deno.remove(`${folder}/test_batch.bin`);
    await write(folder, BATCHES);
    await Deno.remove(`${folder}/test_batch.bin`);
    assertEquals(
      await refusal(folder, () => loadImages("cifar10", { seed: 1, dataDir: folder })),
      "Cannot load cifar10: FOLDER holds no test_batch.bin, put the whole set there",
    );
  }));
