/** LSTM layers by wide tiles: they are taken where they pay, and give the bits of narrow ones. */
import { assert, assertEquals } from "@std/assert";
import {
  add,
  backward,
  type Device,
  lstm,
  multiply,
  openCpu,
  Parameter,
  Random,
  type Signal,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import { onDevices, play } from "../../device.ts";

interface Sizes {
  readonly batch: number;
  readonly time: number;
  readonly hidden: number;
  readonly directions: number;
}

/** What a layer with random values gives: its outputs and all gradients. */
async function results(device: Device, { batch, time, hidden, directions }: Sizes) {
  const random = new Random(batch + hidden), tape = new Tape("test");
  const draw = (name: string, shape: readonly number[], scale: number) => {
    const stream = random.fork(name), size = shape.reduce((a, b) => a * b);
    return Float32Array.from({ length: size }, () => scale * stream.normal());
  };
  const parameter = (name: string, ...shape: number[]) =>
    new Parameter(device, tape, name, shape, draw(name, shape, 0.3));
  const x = parameter("x", batch, time, 5);
  const inputWeight = parameter("inputs", directions, 5, 4 * hidden);
  const recurrentWeight = parameter("recurrent", directions, hidden, 4 * hidden);
  const bias = parameter("bias", directions, 4 * hidden);
  const h = parameter("h", directions, batch, hidden),
    c = parameter("c", directions, batch, hidden);
  // None, some and all steps, neighbours of different lengths.
  const lengths = Uint32Array.from({ length: batch }, (_, n) => n * 5 % (time + 1));
  const weights = { inputWeight, recurrentWeight, bias };
  const out = lstm(x, weights, tensor(device, lengths), { h, c });
  const loss = (of: Tensor, name: string) =>
    sum(multiply(of, tensor(device, draw(`of ${name}`, of.shape, 1), of.shape)));
  backward(add(loss(out.y, "y"), add(loss(out.h, "h"), loss(out.c, "c"))));
  const parameters = [x, inputWeight, recurrentWeight, bias, h, c];
  const all = [out.y, out.h, out.c, ...parameters.map(({ gradient }) => gradient as Signal)];
  return await Promise.all(all.map((each) => each.data()));
}

/** Whether a body runs steps of an LSTM by wide tiles. */
async function isWide(device: Device, body: () => Promise<unknown>): Promise<boolean> {
  const entries = new Set<string>();
  const { run } = device;
  device.run = (kernel, dispatch) => {
    if (kernel.name === "lstm" || kernel.name === "lstm_gradient") entries.add(kernel.entry);
    run.call(device, kernel, dispatch);
  };
  await body();
  device.run = run;
  assertEquals(entries.size, 1, [...entries].join());
  return entries.has("wide");
}

const names = ["y", "h", "c", "dx", "dW", "dR", "db", "dh", "dc"];

Deno.test("lstm() by wide tiles gives the bits of narrow ones, over all edges and on any number of threads", async () => {
  for (const threads of [1, 3]) {
    const device = await openCpu({ threads });
    // Rows over a tile of 4 or 6, over a stretch of 16 tiles; units over a panel; terms over a span.
    for (const [batch, hidden] of [[4, 32], [6, 64], [7, 48], [13, 70], [22, 133], [99, 36]]) {
      for (const directions of [1, 2]) {
        const sizes = { batch, time: 4, hidden, directions };
        const what = `${batch} rows, ${hidden} units, ${directions} directions`;
        device.choices.set("vectors", "128");
        const narrow = await results(device, sizes);
        device.choices.set("vectors", "256");
        const wide = await results(device, sizes);
        for (const [i, values] of narrow.entries()) {
          const at = values.findIndex((value, k) => !Object.is(value, wide[i][k]));
          assert(at < 0, `${what}: ${names[i]} ${at} is ${wide[i][at]} and not ${values[at]}`);
        }
      }
    }
    device.destroy();
  }
});

onDevices("lstm() by wide tiles gives nearly what the kernels of software give", async (device) => {
  const sizes = { batch: 11, time: 3, hidden: 41, directions: 2 };
  const want = await results(play({ kind: "software" }, device), sizes);
  const got = await results(play({ kind: "cpu", vectorBits: 256 }, device), sizes);
  for (const [i, values] of want.entries()) {
    values.forEach((value, k) => {
      const away = Math.abs(got[i][k] - value);
      assert(away <= 5e-6 + 5e-5 * Math.abs(value), `${names[i]} ${k}: ${got[i][k]}, not ${value}`);
    });
  }
});

Deno.test("lstm() takes wide tiles where vectors are joined, rows fill one and terms a span", async () => {
  const device = await openCpu({ threads: 1 });
  const taken = async (vectors: string, batch: number, hidden: number) => {
    device.choices.set("vectors", vectors);
    return await isWide(device, () => results(device, { batch, time: 2, hidden, directions: 1 }));
  };
  assertEquals(await taken("256", 2, 32), true);
  assertEquals(await taken("128", 2, 32), false);
  assertEquals(await taken("256", 1, 32), false);
  assertEquals(await taken("256", 2, 31), false);
  device.destroy();
});
