/** Images from bytes beyond their reference: crops and flips by hand, what changes nothing, equal bits. */
import { assert, assertEquals } from "@std/assert";
import { type Device, images, openCpu, Random, tensor } from "../../../../engine/mod.ts";
import { device, onKinds } from "../../device.ts";

/** Draws that change nothing, but for those given by place. */
function drawn(changes: Readonly<Record<number, number>> = {}): number[] {
  return Object.assign([0, 0, 0, 1, 1, 1, 0, 0], changes);
}

/** An image of 2 x 3 gray pixels with bytes 1 to 6, by its draws, as bytes again. */
async function bytes(draws: number[]): Promise<number[]> {
  const x = tensor(device, Uint32Array.of(0x04030201, 0x0605), [1, 2]);
  const [mean, deviation] = [[0], [1 / 255]].map((data) => tensor(device, data));
  const pixels = { height: 2, width: 3, channels: 1 };
  return [...await images(x, tensor(device, [draws]), pixels, mean, deviation).data()].map(
    Math.round,
  );
}

onKinds("images() crops with a black border, and flips what was cropped", async () => {
  assertEquals(await bytes(drawn()), [1, 2, 3, 4, 5, 6]);
  assertEquals(await bytes(drawn({ 2: 1 })), [3, 2, 1, 6, 5, 4]);
  assertEquals(await bytes(drawn({ 0: 1, 1: -1 })), [0, 4, 5, 0, 0, 0]);
  assertEquals(await bytes(drawn({ 0: -1, 1: 2 })), [0, 0, 0, 3, 0, 0]);
  assertEquals(await bytes(drawn({ 0: 1, 1: -1, 2: 1 })), [5, 4, 0, 0, 0, 0]);
  assertEquals(await bytes(drawn({ 0: 2 })), [0, 0, 0, 0, 0, 0]);
});

onKinds("images() changes brightness, and contrast about the mean", async () => {
  assertEquals(await bytes(drawn({ 3: 2 })), [2, 4, 6, 8, 10, 12]);
  assertEquals(await bytes(drawn({ 3: 100 })), [100, 200, 255, 255, 255, 255]);
  assertEquals(await bytes(drawn({ 3: 2, 4: 0 })), [7, 7, 7, 7, 7, 7]);
  assertEquals(await bytes(drawn({ 3: 2, 4: 2 })), [0, 1, 5, 9, 13, 17]);
});

/** Images of three channels, each by its draws or none. */
function coloured(on: Device, draws: number[] | null, perImage: boolean, batch = 3) {
  const random = new Random(1);
  const words = Math.ceil(9 * 11 * 3 / 4);
  const x = Uint32Array.from(
    { length: batch * words },
    () => Math.floor(2 ** 32 * random.uniform()),
  );
  const [mean, deviation] = [[0.4, 0.5, 0.6], [0.2, 0.25, 0.3]].map((data) => tensor(on, data));
  const each = draws && tensor(on, Array.from({ length: batch }, () => draws));
  const pixels = { height: 9, width: 11, channels: 3 };
  return images(tensor(on, x, [batch, words]), each, pixels, mean, deviation, perImage).data();
}

onKinds(
  "images() with draws that change nothing gives the bits of images() without draws",
  async () => {
    for (const perImage of [false, true]) {
      assertEquals(
        await coloured(device, drawn(), perImage),
        await coloured(device, null, perImage),
      );
    }
  },
);

onKinds("images() turns hues: a third of a turn exchanges the channels in a circle", async () => {
  const x = tensor(device, Uint32Array.of(0x00c86432), [1, 1]);
  const [mean, deviation] = [[0, 0, 0], [1, 1, 1].map((one) => one / 255)];
  const turn = (part: number) => {
    const inputs = [tensor(device, [drawn({ 6: part })]), tensor(device, mean)] as const;
    const pixels = { height: 1, width: 1, channels: 3 };
    return images(x, inputs[0], pixels, inputs[1], tensor(device, deviation)).data();
  };
  assertEquals([...await turn(1 / 3)].map(Math.round), [200, 50, 100]);
  assertEquals([...await turn(-1 / 3)].map(Math.round), [100, 200, 50]);
  assertEquals([...await turn(1)].map(Math.round), [50, 100, 200]);
});

onKinds("images() standardizes an image of one colour to 0", async () => {
  const x = tensor(device, Uint32Array.of(0x07070707), [1, 1]);
  const [mean, deviation] = [[0.5], [0.5]].map((data) => tensor(device, data));
  const pixels = { height: 2, width: 2, channels: 1 };
  const y = await images(x, null, pixels, mean, deviation, true).data();
  y.forEach((value) => assert(Math.abs(value) < 1e-6, `${value}`));
});

Deno.test("images() gives the same bits for any number of threads", async () => {
  const all = async (threads: number) => {
    const on = await openCpu({ threads });
    try {
      return await coloured(on, [2, -3, 1, 1.3, 0.7, 1.4, 0.1, 0], true, 50);
    } finally {
      on.destroy();
    }
  };
  assertEquals(await all(3), await all(1));
});
