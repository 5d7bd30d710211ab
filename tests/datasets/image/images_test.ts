import { assertEquals } from "@std/assert";
import { type Images, selectImages, splitImages } from "../../../datasets/mod.ts";

const SHAPE = { height: 1, width: 2, channels: 3 };

/** Images whose bytes are all their row number. */
function numbered(count: number): Images {
  const pixels = Uint8Array.from({ length: count * 6 }, (_, i) => Math.floor(i / 6));
  return { pixels, shape: SHAPE, labels: Uint32Array.from({ length: count }, (_, i) => i % 3) };
}

Deno.test("selectImages() takes rows in any order, also twice or none", () => {
  const some = selectImages(numbered(9), Uint32Array.of(8, 1, 8));
  assertEquals([...some.pixels], [8, 1, 8].flatMap((row) => Array(6).fill(row)));
  assertEquals(some.labels, Uint32Array.of(2, 1, 2));
  assertEquals(selectImages(numbered(2), new Uint32Array()).pixels.length, 0);
});

Deno.test("splitImages() keeps images and labels together, the same share of each class", () => {
  const { train, validation } = splitImages(numbered(90), 1);
  assertEquals([train.labels.length, validation.labels.length], [81, 9]);
  for (const { pixels, labels, shape } of [train, validation]) {
    assertEquals(shape, SHAPE);
    labels.forEach((label, i) => assertEquals(label, pixels[6 * i] % 3));
    for (const label of [0, 1, 2]) {
      assertEquals(labels.filter((other) => other === label).length, labels.length / 3);
    }
  }
});
