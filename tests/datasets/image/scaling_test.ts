import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type Images, measureScaling, RandomStream } from "../../../datasets/mod.ts";

function randomImages(count: number): Images {
  const random = new RandomStream(1, "scaling");
  const shape = { height: 3, width: 5, channels: 3 };
  const pixels = Uint8Array.from({ length: count * 45 }, (_, i) => random.below(50) + 90 * (i % 3));
  return { pixels, shape, labels: new Uint32Array(count) };
}

Deno.test("measureScaling() gives mean and deviation of each channel", () => {
  const images = randomImages(7);
  const { mean, deviation, perImage } = measureScaling(images);
  assertEquals(perImage, false);
  for (const channel of [0, 1, 2]) {
    const x = [...images.pixels].filter((_, i) => i % 3 === channel).map((byte) => byte / 255);
    const average = x.reduce((a, b) => a + b) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - average) ** 2, 0) / x.length;
    assertAlmostEquals(mean[channel], average, 1e-14);
    assertAlmostEquals(deviation[channel], Math.sqrt(variance), 1e-14);
  }
});

Deno.test("measureScaling() gives each pixel a mean of its own where that is asked for", () => {
  const images = randomImages(7);
  const { mean, deviation, perImage } = measureScaling(images, { perPixel: true, perImage: true });
  assertEquals([mean.length, deviation, perImage], [45, [1, 1, 1], true]);
  const sum = [0, 1, 2, 3, 4, 5, 6].reduce((sum, i) => sum + images.pixels[45 * i + 44], 0);
  assertAlmostEquals(mean[44], sum / 7 / 255, 1e-14);
});

Deno.test("measureScaling() gives a channel of one value the deviation 1", () => {
  const pixels = new Uint8Array(12).fill(77);
  const shape = { height: 2, width: 2, channels: 3 };
  const { mean, deviation } = measureScaling({ pixels, shape, labels: Uint32Array.of(0) });
  assertEquals([mean[1], deviation], [77 / 255, [1, 1, 1]]);
  const none = { pixels: new Uint8Array(), shape, labels: new Uint32Array() };
  assertThrows(() => measureScaling(none), RangeError, "Cannot measure pixels: there is no image");
});
