/** Images that enter at blocks above the first. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { full, Place, Random, ShapeError, Tape } from "../../../engine/mod.ts";
import { SideImage } from "../../../models/image/side_image.ts";
import { device, onDevices } from "../../engine/device.ts";

function side(image: readonly number[], features: readonly number[]): SideImage {
  const place = new Place(device, new Tape("side"), "side", new Random(1));
  return new SideImage(place, image, features, {});
}

onDevices("an image is added to features of any stride of it", async () => {
  const halves = (size: number, up: boolean) => up ? Math.ceil(size / 2) : Math.floor(size / 2);
  for (const up of [false, true]) {
    for (const [height, width] of [[28, 28], [32, 32], [64, 64], [20, 28], [224, 224]]) {
      let [down, across] = [height, width];
      for (let i = 0; i < 4; i++) {
        const own = side([height, width, 3], [down, across, 5]);
        const image = full(device, [2, height, width, 3], 1);
        const x = full(device, [2, down, across, 5], -7);
        const y = own.joined({ x, rows: { image }, shared: {} });
        assertEquals(y.shape, x.shape);
        assert((await y.data()).every((value) => value >= -7), "relu comes before the sum");
        [down, across] = [halves(down, up), halves(across, up)];
      }
    }
  }
});

Deno.test("an image of no stride of the features is refused, and features without images", () => {
  assertThrows(
    () => side([8, 8, 3], [5, 3, 2]),
    ShapeError,
    "Cannot add an image of [8, 8, 3] to features of [5, 3, 2]: no stride of its windows gives as " +
      "many pixels, give images of another size",
  );
  const x = full(device, [1, 4, 4, 2], 0);
  assertThrows(
    () => side([8, 8, 3], [4, 4, 2]).joined({ x, rows: {}, shared: {} }),
    ShapeError,
    "Cannot encode features beside their images: there are none, pass them as rows.image",
  );
});
