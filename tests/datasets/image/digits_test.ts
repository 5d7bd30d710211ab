import { assert, assertEquals } from "@std/assert";
import { createHash } from "node:crypto";
import { DIGIT_WAYS } from "../../../datasets/image/digit_strokes.ts";
import { drawDigits } from "../../../datasets/image/digits.ts";
import { digitsDataset, type Images } from "../../../datasets/mod.ts";

const sha256 = ({ pixels, labels }: Images) =>
  createHash("sha256").update(pixels).update(Uint8Array.from(labels)).digest("hex");

Deno.test("digitsDataset() draws the same 6,000 and 1,000 images every time", () => {
  const { classes, train, test } = digitsDataset();
  assertEquals(classes, [..."0123456789"]);
  assertEquals([train.labels.length, test!.labels.length], [6000, 1000]);
  assertEquals(train.shape, { height: 28, width: 28, channels: 1 });
  assertEquals(train.pixels.length, 6000 * 784);
  for (const digit of classes.keys()) {
    assertEquals(train.labels.filter((label) => label === digit).length, 600);
  }
  assertEquals(sha256(train), "2b95544240d725569be7d74663134e8d3bf32d34a33ab07c63020590e14fc072");
  assertEquals(sha256(test!), "1acf3c332f12f31783850479339c16edb62001f96a18227313294d1272d4c1d4");
});

Deno.test("drawDigits() draws no image twice, and ink on paper in each", () => {
  const { pixels } = drawDigits(7, "some", 500);
  const seen = new Set<string>();
  for (let i = 0; i < 500; i++) {
    const image = pixels.subarray(i * 784, (i + 1) * 784);
    seen.add(image.join());
    const ink = image.filter((byte) => byte > 100).length;
    assert(ink >= 8 && ink < 784 / 2, `image ${i} has ink in ${ink} pixels`);
  }
  assertEquals(seen.size, 500);
});

Deno.test("DIGIT_WAYS has two ways or more for each digit, of strokes within their box", () => {
  assertEquals(DIGIT_WAYS.length, 10);
  for (const ways of DIGIT_WAYS) {
    assert(ways.length >= 2);
    for (const stroke of ways.flat()) {
      assert(stroke.length >= 2);
      for (const value of stroke.flat()) assert(value >= 0 && value <= 1, `${stroke}`);
    }
  }
});
