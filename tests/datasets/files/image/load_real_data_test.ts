import { assert, assertEquals } from "@std/assert";
import { loadImages } from "../../../../datasets/files/mod.ts";
import { inFolder, realData } from "../../support.ts";

Deno.test("loadImages() reads the real MNIST, whose bytes are the published ones", async () => {
  const dataDir = realData();
  if (!dataDir) return;
  const { train, test, notes } = await loadImages("mnist", { seed: 1, dataDir });
  assertEquals([train.labels.length, test!.labels.length], [60_000, 10_000]);
  assertEquals(train.shape, { height: 28, width: 28, channels: 1 });
  assertEquals([...train.labels.slice(0, 5), ...test!.labels.slice(0, 3)], [
    5,
    0,
    4,
    1,
    9,
    7,
    2,
    1,
  ]);
  assertEquals(notes, []);
});

Deno.test("loadImages() reads the real Tiny ImageNet, from the zip and from what was kept", () =>
  inFolder(async (cacheDir) => {
    const dataDir = realData();
    if (!dataDir) return;
    const options = { seed: 1, dataDir, cacheDir, resize: { height: 8, width: 8 } };
    const set = await loadImages("tiny_imagenet", options);
    assertEquals([set.train.labels.length, set.test!.labels.length], [10_000, 1_000]);
    assertEquals(set.train.shape, { height: 8, width: 8, channels: 3 });
    assertEquals([set.classes.length, set.classes[0]], [20, "bullfrog"]);
    for (const label of set.classes.keys()) {
      assertEquals(set.train.labels.filter((other) => other === label).length, 500);
    }
    const kept = await loadImages("tiny_imagenet", options);
    assert(kept.train.pixels.every((byte, i) => byte === set.train.pixels[i]));
    assert(kept.test!.pixels.every((byte, i) => byte === set.test!.pixels[i]));
    assertEquals([kept.sources, kept.notes], [set.sources, set.notes]);
  }));
