/** Convolutions beyond their reference: bits, memory, the ways to compute them. */
import { assert, assertEquals } from "@std/assert";
import {
  averagePool,
  backward,
  batchNorm,
  conv2d,
  type ConvOptions,
  type Device,
  maxPool,
  openCpu,
  Parameter,
  Random,
  type Shape,
  type Signal,
  sizeOf,
  slice,
  sum,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices, onKinds, play } from "../../device.ts";

function values(seed: number, shape: Shape): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
}

const drawn = (on: Device, seed: number, shape: Shape) => tensor(on, values(seed, shape), shape);

/** Result and gradients of a convolution. */
async function results(on: Device, shapes: readonly Shape[], options: ConvOptions) {
  const tape = new Tape("test");
  const inputs = shapes.map((shape, i) =>
    new Parameter(on, tape, `input ${i}`, shape, values(i, shape))
  );
  const y = conv2d(inputs[0], inputs[1], inputs[2], options);
  backward(sum(y));
  return [await y.data(), ...await Promise.all(inputs.map((x) => (x.gradient as Signal).data()))];
}

const cases: readonly (readonly [shapes: Shape[], options: ConvOptions])[] = [
  [[[5, 14, 11, 32], [3, 3, 32, 40], [40]], { padding: 1, activation: "relu" }],
  [[[9, 15, 13, 8], [3, 3, 8, 70], [70]], { stride: 2, padding: "same" }],
  [[[3, 17, 16, 5], [5, 5, 5, 6], [6]], { padding: 2, activation: "sigmoid" }],
  [[[7, 9, 9, 20], [1, 1, 20, 33], [33]], {}],
];

/** One whose windows at each second pixel are summed by fewer products on processors. */
const strided = [[[33, 16, 16, 16], [3, 3, 16, 24], [24]], { stride: 2, padding: "same" }] as const;

onDevices("conv2d() agrees with the kernels of all kinds", async (device) => {
  for (const [shapes, options] of cases) {
    const want = await results(play({ kind: "gpu" }, device), shapes, options);
    for (const kind of ["software", "cpu"] as const) {
      const got = await results(play({ kind }, device), shapes, options);
      want.forEach((values, i) => {
        const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        values.forEach((value, e) =>
          assert(Math.abs(got[i][e] - value) <= 5e-6 * scale, `${kind}, result ${i}, element ${e}`)
        );
      });
    }
  }
});

onKinds("conv2d(), pooling and batchNorm() of no images leave gradients of 0", async (device) => {
  const tape = new Tape("test");
  const parameter = (name: string, shape: Shape) =>
    new Parameter(device, tape, name, shape, values(1, shape));
  const learned = [[3, 3, 12, 16], [16], [16], [16]].map((shape, i) => parameter(`${i}`, shape));
  const x = parameter("x", [0, 8, 8, 12]);
  const y = conv2d(x, learned[0], learned[1], { padding: 1, activation: "relu" });
  const normal = batchNorm(y, learned[2], learned[3]);
  backward(sum(averagePool(maxPool(normal, { size: 2 }), { size: 2 })));
  assertEquals((x.gradient as Signal).shape, x.shape);
  for (const each of learned) {
    const gradient = await (each.gradient as Signal).data();
    assert(gradient.length === each.size && gradient.every((value) => value === 0), each.name);
  }
});

Deno.test("conv2d(), pooling and batchNorm() give the same bits for any number of threads", async () => {
  const all = async (threads: number) => {
    const on = await openCpu({ threads });
    try {
      const found: Float32Array[] = [];
      for (const [shapes, options] of [...cases, strided]) {
        found.push(...await results(on, shapes, options));
      }
      const x = drawn(on, 1, [6, 30, 30, 20]);
      const norm = batchNorm(x, drawn(on, 2, [20]), drawn(on, 3, [20]));
      for (const y of [norm, maxPool(x, { size: 3 }), averagePool(x, { size: 3, stride: 2 })]) {
        found.push(await y.data());
      }
      return found;
    } finally {
      on.destroy();
    }
  };
  assertEquals(await all(3), await all(1));
});

onDevices("conv2d() holds the windows of some images at a time", async () => {
  const on = play({ kind: "cpu" }, device);
  const x = drawn(on, 1, [64, 16, 16, 32]), weight = drawn(on, 2, [5, 5, 32, 4]);
  const before = on.memory().live;
  on.resetPeak();
  const y = conv2d(x, weight, null, { padding: 2 });
  const { live, peak } = on.memory();
  const windows = 4 * 64 * 256 * 800;
  assert(live - before < windows / 100, `${live - before} bytes stay`);
  assert(peak - before < windows / 10, `${peak - before} of ${windows} bytes`);
  await y.data();
});

onDevices("conv2d() gives an image the same results among many and alone", async () => {
  const on = play({ kind: "cpu" }, device);
  // 513 windows are a block and one window, whose sums are computed in parts.
  const x = drawn(on, 1, [513, 3, 3, 64]), weight = drawn(on, 2, [3, 3, 64, 4]);
  const bias = drawn(on, 3, [4]);
  const last = slice(x, 0, 512, 513), options = { activation: "tanh" } as const;
  const many = await conv2d(x, weight, bias, options).data();
  const alone = await conv2d(last, weight, bias, options).data();
  assertEquals([...many.slice(-4)], [...alone]);
});
