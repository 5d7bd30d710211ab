/** Blocks of image layers: what their bridges read, what they cost, and which statistics they use. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  activation,
  type ActivationName,
  activationNames,
  conv2d,
  detach,
  type Features,
  full,
  maxPool,
  Place,
  Random,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { ImageEncoder } from "../../../models/image/image_encoder.ts";
import { conv, dense, type ImageLayer, pool, residual } from "../../../models/image/layers.ts";
import { TORCH_NORM } from "../../../models/image/parts.ts";
import { device, onDevices } from "../../engine/device.ts";
import { scattered } from "./options.ts";

function encoderOf(
  layers: readonly ImageLayer[],
  input: readonly number[],
  { bridgePool = 0, batchNorm = false, activation = "relu" as ActivationName } = {},
): ImageEncoder {
  const place = new Place(device, new Tape("block"), "block", new Random(1));
  return new ImageEncoder(place, {
    layers,
    input,
    bridgePool,
    side: null,
    style: {
      activation,
      batchNorm,
      norm: TORCH_NORM,
      padding: 1,
      residual: "once",
      first: {},
    },
  });
}

/** Numbers of a shape that are no pattern. */
function drawn(...shape: number[]): Features {
  const size = shape.reduce((product, one) => product * one, 1);
  const values = Float32Array.from(scattered(5, size), (byte) => byte / 128 - 1);
  return { x: tensor(device, values, shape), rows: {}, shared: {} };
}

onDevices("a bridge reads means of parts that cover the image", async () => {
  for (const [size, side, want] of [[8, 4, 4], [7, 4, 4], [14, 4, 4], [4, 4, 4], [3, 4, 3]]) {
    const encoder = encoderOf([], [size, size, 2], { bridgePool: side });
    assertEquals(encoder.width, want * want * 2);
    const even = encoder.pool({ x: full(device, [1, size, size, 2], 3), rows: {}, shared: {} });
    assert((await even.data()).every((mean) => Math.abs(mean - 3) < 1e-5));
    for (let pixel = 0; pixel < size * size; pixel++) {
      const one = new Float32Array(size * size * 2);
      one[2 * pixel] = 1;
      const x = tensor(device, one, [1, size, size, 2]);
      const means = await encoder.pool({ x, rows: {}, shared: {} }).data();
      assert(
        means.some((mean, i) => i % 2 === 0 && mean > 0),
        `pixel ${pixel} of ${size} is not read`,
      );
      assert(means.every((mean, i) => i % 2 === 0 || mean === 0), "channels stay apart");
    }
  }
});

for (const name of activationNames) {
  onDevices(`${name}: pooling may come before it where the results are the same`, async () => {
    const encoder = encoderOf([conv(5), pool, pool], [8, 8, 3], { activation: name });
    const [weight, bias] = encoder.parameters;
    const { x } = drawn(3, 8, 8, 3);
    const after = activation(name, new Place(device, new Tape("other"), "other", new Random(1)));
    const sums = conv2d(x, detach(weight), detach(bias), { padding: 1 });
    const want = maxPool(maxPool(detach(after.forward(sums)), { size: 2 }), { size: 2 });
    const got = encoder.forward({ x, rows: {}, shared: {} }, false).x;
    const wanted = await want.data();
    (await got.data()).forEach((y, i) => assertAlmostEquals(y, wanted[i], 1e-6));
  });
}

onDevices("a bridge reads halves and quarters of an image as exact means", async () => {
  const x = tensor(device, Float32Array.from({ length: 16 }, (_, i) => i), [1, 4, 4, 1]);
  const encoder = encoderOf([], [4, 4, 1], { bridgePool: 2 });
  assertEquals([...await encoder.pool({ x, rows: {}, shared: {} }).data()], [2.5, 4.5, 10.5, 12.5]);
});

Deno.test("layers know their sizes and cost before they run", () => {
  const sizes = (layers: ImageLayer[], input: readonly number[]) => encoderOf(layers, input).out.x;
  assertEquals(sizes([conv(5), conv(6, 2)], [7, 5, 3]), [4, 3, 6]);
  assertEquals(sizes([conv(5), pool], [7, 5, 3]), [3, 2, 5]);
  assertEquals(sizes([residual(4, 2), residual(4)], [8, 8, 3]), [4, 4, 4]);
  assertEquals(sizes([dense(9)], [4, 4, 2]), [9]);
  const cost = (layers: ImageLayer[], input: readonly number[]) =>
    encoderOf(layers, input).multiplyAdds();
  assertEquals(cost([conv(5), conv(6, 2)], [8, 8, 3]), 64 * 27 * 5 + 16 * 45 * 6);
  assertEquals(cost([residual(4, 2)], [8, 8, 3]), 16 * (27 * 4 + 36 * 4 + 3 * 4));
  assertEquals(cost([pool, dense(9)], [4, 4, 2]), 8 * 9);
});

for (const layers of [[conv(4), pool, conv(6, 2)], [residual(5, 2)], [dense(7)]]) {
  const kinds = layers.map(({ kind }) => kind).join(", ");
  onDevices(
    `${kinds}: batches move the running statistics, and these serve prediction`,
    async () => {
      const encoder = encoderOf(layers, [6, 6, 3], { batchNorm: true });
      const statistics = encoder.parameters.filter((p) => encoder.learning(p) === "statistic");
      assert(statistics.length >= 2 && statistics.every(({ tape }) => tape === null));
      const state = async () =>
        (await Promise.all(statistics.map((p) => p.data()))).map(String).join();
      const input = drawn(4, 6, 6, 3), before = await state();
      const still = await encoder.forward(input, false).x.data();
      assertEquals(await state(), before);
      for (let i = 0; i < 80; i++) encoder.forward(input, true);
      assert(await state() !== before);
      const trained = await encoder.forward(input, true).x.data();
      const served = await encoder.forward(input, false).x.data();
      assert(String(served) !== String(still));
      // After many equal batches the running statistics are the batch's, but for the unbiased variance.
      const size = Math.sqrt(trained.reduce((sum, y) => sum + y * y, 0));
      const error = Math.sqrt(trained.reduce((sum, y, i) => sum + (y - served[i]) ** 2, 0));
      assert(error < 0.2 * size, `off by ${error} of ${size}`);
    },
  );
}
