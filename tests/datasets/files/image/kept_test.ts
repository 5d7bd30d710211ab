import { assertEquals, assertMatch } from "@std/assert";
import { loadImages } from "../../../../datasets/files/mod.ts";
import { inFolder, write } from "../../support.ts";
import { makePng } from "./support.ts";

const SHAPE = { height: 1, width: 1, channels: 3 };
const dot = (red: number) => makePng(SHAPE, [red, 0, 0]);
const FILES = {
  "train/a/1.png": dot(1),
  "train/b/2.png": dot(2),
  "test/a/3.png": dot(3),
  "test/b/4.png": dot(4),
};

/** A folder of images, a cache folder, and what loads the one by the other. */
async function withSet(
  action: (set: {
    place: string;
    cache: string;
    load: (resize?: { height: number; width: number }) => Promise<number[]>;
    kept: () => Promise<string[]>;
  }) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const [place, cache] = [`${folder}/set`, `${folder}/cache`];
    await write(place, FILES);
    const load = async (resize?: { height: number; width: number }) => {
      const { train, test } = await loadImages(place, { seed: 1, cacheDir: cache, resize });
      return [train, test!].flatMap(({ pixels }) => [...pixels].filter((_, i) => i % 3 === 0));
    };
    const kept = async () => {
      const names: string[] = [];
      for await (const { name } of Deno.readDir(`${cache}/pixels`)) names.push(name);
      return names.sort();
    };
    await action({ place, cache, load, kept });
  });
}

/** Changes the last byte of the file of pixels, which is red of no image. */
async function spoil(path: string, change: (bytes: Uint8Array) => Uint8Array): Promise<void> {
  await Deno.writeFile(path, change(await Deno.readFile(path)));
}

Deno.test("decoded images are kept, and read from what was kept", () =>
  withSet(async ({ cache, load, kept }) => {
    assertEquals(await load(), [1, 2, 3, 4]);
    const [name, ...more] = await kept();
    assertMatch(name, /^set-[0-9a-f]{8}\.bin$/);
    assertEquals(more, []);
    // That the file is read shows by its time: it is written anew only where it is wrong.
    const path = `${cache}/pixels/${name}`;
    await Deno.utime(path, 1000, 1000);
    assertEquals(await load(), [1, 2, 3, 4]);
    assertEquals((await Deno.stat(path)).mtime, new Date(1_000_000));
  }));

Deno.test("kept images that are damaged, cut off or of other files are made anew", () =>
  withSet(async ({ place, cache, load, kept }) => {
    await load();
    const path = `${cache}/pixels/${(await kept())[0]}`;
    const whole = await Deno.readFile(path);
    const damages: ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.with(bytes.length - 1, 7),
      (bytes) => bytes.slice(0, -1),
      (bytes) => bytes.slice(10),
      () => new Uint8Array(),
      () => new Uint8Array(5000),
    ];
    for (const damage of damages) {
      await spoil(path, damage);
      assertEquals(await load(), [1, 2, 3, 4]);
      assertEquals(await Deno.readFile(path), whole);
    }
    await write(place, { "train/b/2.png": dot(9) });
    assertEquals(await load(), [1, 9, 3, 4]);
    await Deno.rename(`${place}/test/a/3.png`, `${place}/test/b/5.png`);
    assertEquals(await load(), [1, 9, 4, 3]);
    assertEquals((await kept()).length, 1);
  }));

Deno.test("images are kept for each size, and no half file stays behind", () =>
  withSet(async ({ load, kept }) => {
    await load();
    assertEquals(await load({ height: 1, width: 2 }), [1, 1, 2, 2, 3, 3, 4, 4]);
    assertEquals(await load(), [1, 2, 3, 4]);
    // Sorted without the checksum of the folder, which is another in each run.
    const names = (await kept()).map((name) => name.replace(/-[0-9a-f]{8}(?=\.bin)/, ""));
    assertEquals(names.sort(), ["set-1x2.bin", "set.bin"]);
  }));

Deno.test("images that cannot be kept are loaded all the same, and it is said", () =>
  withSet(async ({ place, cache }) => {
    await Deno.writeTextFile(cache, "a file where the folder belongs");
    const { train, notes } = await loadImages(place, { seed: 1, cacheDir: cache });
    assertEquals(train.labels, Uint32Array.of(0, 1));
    assertEquals(notes.length, 1);
    assertMatch(notes[0], /^the decoded images could not be kept for the next time: /);
  }));
