/** How images enter nets. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { forPrediction, forTraining, ShapeError, signalsOf, tensor } from "../../../engine/mod.ts";
import { ImageEntry } from "../../../models/mod.ts";
import { onDevices } from "../../engine/device.ts";
import { entering, scattered } from "./options.ts";

const pixels = {
  height: 2,
  width: 2,
  channels: 3,
  mean: [0.5, 0.25, 0],
  deviation: [0.5, 0.25, 1],
  perImage: false,
};

onDevices("images enter as bytes and are scaled by channels", async (device) => {
  const bytes = scattered(3, 24);
  const entry = new ImageEntry(device, pixels);
  const { x, rows } = entry.features(signalsOf(device, { x: entering(bytes, 2) }));
  assertEquals(x.shape, [2, 2, 2, 3]);
  const got = await x.data();
  bytes.forEach((byte, i) => {
    const want = (byte / 255 - pixels.mean[i % 3]) / pixels.deviation[i % 3];
    assert(Math.abs(got[i] - want) < 1e-5, `element ${i} is ${got[i]} and should be ${want}`);
  });
  assertEquals(rows, {});
});

onDevices(
  "images change as it is drawn, and travel on for blocks that read them too",
  async (device) => {
    const bytes = scattered(3, 12);
    const flip = { data: Float32Array.of(0, 0, 1, 1, 1, 1, 0, 0), shape: [1, 8] };
    const entry = new ImageEntry(device, pixels, true);
    const plain = entry.features(signalsOf(device, { x: entering(bytes, 1) }));
    const flipped = entry.features(signalsOf(device, { x: entering(bytes, 1), draws: flip }));
    const [a, b] = [await plain.x.data(), await flipped.x.data()];
    const mirrored = [3, 4, 5, 0, 1, 2, 9, 10, 11, 6, 7, 8].map((i) => a[i]);
    assertEquals([...b], mirrored);
    assert(flipped.rows.image === flipped.x);
  },
);

onDevices("features of a block enter in place of images", (device) => {
  const entry = new ImageEntry(device, pixels, true);
  const inputs = { x: entering(scattered(3, 12), 1) };
  assertEquals(entry.host(inputs, forPrediction), inputs);
  assertEquals(entry.host(inputs, { ...forTraining, first: 1 }), {});
  const below = { x: tensor(device, [[1]]), rows: {}, shared: {} };
  assert(entry.features({}, below) === below);
  assertThrows(
    () => entry.features({}),
    ShapeError,
    "Cannot read images: their bytes are missing, pass x",
  );
});
