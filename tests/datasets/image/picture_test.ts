import { assert, assertEquals } from "@std/assert";
import { fitPicture, resizeImages } from "../../../datasets/mod.ts";
import recorded from "../../golden/resize.json" with { type: "json" };

Deno.test("resizeImages() gives PyTorch's bilinear values with antialiasing, rounded", () => {
  for (const { shape: [height, width, channels], size, values } of recorded.cases) {
    const count = height * width * channels;
    const pixels = Uint8Array.from(
      { length: 2 * count },
      (_, i) => (i * 73 + (i * i) % 91 * 37) % 256,
    );
    const images = { pixels, shape: { height, width, channels }, labels: Uint32Array.of(3, 1) };
    const resized = resizeImages(images, { height: size[0], width: size[1] });
    assertEquals(resized.shape, { height: size[0], width: size[1], channels });
    assertEquals([resized.labels, resized.pixels.length], [images.labels, values.length]);
    values.forEach((value, i) => {
      assert(Math.abs(resized.pixels[i] - value) <= 0.501, `${resized.pixels[i]} ${value}`);
    });
  }
});

Deno.test("resizeImages() leaves images alone that have the size", () => {
  const shape = { height: 1, width: 2, channels: 1 };
  const images = { pixels: Uint8Array.of(1, 2), shape, labels: Uint32Array.of(0) };
  assert(resizeImages(images, { height: 1, width: 2 }) === images);
});

Deno.test("fitPicture() changes channels and size", () => {
  const gray = { pixels: Uint8Array.of(0, 100), shape: { height: 1, width: 2, channels: 1 } };
  assertEquals(
    fitPicture(gray, { height: 2, width: 2, channels: 3 }).pixels,
    Uint8Array.of(0, 0, 0, 100, 100, 100, 0, 0, 0, 100, 100, 100),
  );
  const shape = { height: 1, width: 3, channels: 3 };
  const colours = { pixels: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255), shape };
  const [red, green, blue] = fitPicture(colours, { ...shape, channels: 1 }).pixels;
  assertEquals([red, green, blue], [76, 150, 29]);
});
