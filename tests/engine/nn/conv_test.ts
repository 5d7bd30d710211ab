/** Layers for images: first values, running statistics, folding, replay. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  activation,
  activationNames,
  backward,
  BatchNorm,
  Conv2d,
  ConvNorm,
  detach,
  type Device,
  multiply,
  normal,
  type Parameter,
  Place,
  Random,
  recorded,
  ShapeError,
  type Signal,
  sizeOf,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { device, onDevices, onKinds } from "../device.ts";

const place = (seed = 1) => new Place(device, new Tape("net"), "net", new Random(seed));

function drawn(seed: number, ...shape: number[]): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: sizeOf(shape) }, () => random.normal());
}

const images = (seed: number, ...shape: number[]) => tensor(device, drawn(seed, ...shape), shape);

function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const allowed = 1e-5 * Math.max(1, Math.abs(want[i]));
    assert(
      Math.abs(got[i] - want[i]) <= allowed,
      `${what}, element ${i}: ${got[i]}, not ${want[i]}`,
    );
  }
}

/** Overwrites a layer's affine part and running statistics with what training might have left. */
function train(norm: BatchNorm): void {
  const columns = norm.weight.size;
  norm.weight.assign(drawn(11, columns));
  norm.bias.assign(drawn(12, columns));
  device.write(norm.running.mean.storage, drawn(13, columns));
  device.write(norm.running.variance.storage, drawn(14, columns).map((x) => 0.1 + x * x));
}

const gradientOf = (parameter: Parameter) => (parameter.gradient as Signal).data();

onDevices("Conv2d draws PyTorch's first values, from the elements of a window", async () => {
  const { weight, bias } = new Conv2d(place(), { inputs: 4, outputs: 60, size: [3, 5] });
  assertEquals([weight.name, bias!.name], ["net.weight", "net.bias"]);
  assertEquals([weight.shape, bias!.shape], [[3, 5, 4, 60], [60]]);
  for (const values of [await weight.data(), await bias!.data()]) {
    const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assert(greatest <= 1 / Math.sqrt(60) && greatest > 0.9 / Math.sqrt(60), `${greatest}`);
  }
  const plain = new Conv2d(place(), { inputs: 4, outputs: 6, size: 3, bias: false });
  assertEquals(plain.parameters.map(({ name }) => name), ["net.weight"]);
});

onDevices("Conv2d and BatchNorm apply any activation as if it came after", async () => {
  const x = images(1, 2, 5, 4, 3);
  for (const name of activationNames) {
    const own = place(), after = activation(name, own);
    const sizes = { inputs: 3, outputs: 6, size: 3, padding: 1 };
    const conv = new Conv2d(place(), { ...sizes, activation: name });
    const plain = new Conv2d(place(), sizes);
    assertEquals(conv.parameters.length, 2 + Number(name === "prelu"));
    assertClose(
      await conv.forward(x).data(),
      await after.forward(detach(plain.forward(x))).data(),
      `convolution with ${name}`,
    );
    for (const training of [true, false]) {
      const norm = new BatchNorm(place(), 3, { activation: name });
      const bare = new BatchNorm(place(), 3);
      for (const each of [norm, bare]) train(each);
      assertEquals(norm.parameters.length, 2 + Number(name === "prelu"));
      assertClose(
        await norm.forward(x, training).data(),
        await after.forward(detach(bare.forward(x, training))).data(),
        `normalization with ${name}`,
      );
    }
  }
});

/** Mean and unbiased variance of each column in float64. */
function momentsOf(values: Float32Array, columns: number): { mean: number[]; variance: number[] } {
  const rows = values.length / columns;
  const column = (c: number) => Array.from({ length: rows }, (_, i) => values[i * columns + c]);
  const mean = Array.from({ length: columns }, (_, c) => column(c).reduce((a, b) => a + b) / rows);
  const variance = mean.map((m, c) =>
    column(c).reduce((total, value) => total + (value - m) ** 2, 0) / (rows - 1)
  );
  return { mean, variance };
}

onKinds("BatchNorm moves its running statistics with each batch, replayed ones too", async () => {
  const columns = 5, momentum = 0.3;
  const norm = new BatchNorm(place(), columns, { momentum });
  const step = recorded(device, ({ x }) => sum(norm.forward(x)));
  const want = { mean: new Array(columns).fill(0), variance: new Array(columns).fill(1) };
  for (let batch = 0; batch < 4; batch++) {
    const shape = [3, 7, 9, columns];
    const data = drawn(batch, ...shape).map((value) => 3 * value + batch);
    step({ x: { data, shape } });
    const moments = momentsOf(data, columns);
    for (const name of ["mean", "variance"] as const) {
      want[name] = want[name].map((old, c) => old + momentum * (moments[name][c] - old));
      assertClose(await norm.running[name].data(), want[name], `${name} after batch ${batch}`);
    }
  }
  assertEquals(step.shapes, 1);
});

onKinds("BatchNorm leaves its running statistics when it does not train", async () => {
  const norm = new BatchNorm(place(), 4);
  train(norm);
  const state = () => Promise.all([norm.running.mean.data(), norm.running.variance.data()]);
  const before = await state();
  const x = images(2, 6, 4);
  const y = await norm.forward(x, false).data();
  assertEquals(await state(), before);
  const [values, weight, bias] = [x, norm.weight, norm.bias].map((each) => each.data());
  const [mean, variance] = before;
  const [v, w, b] = [await values, await weight, await bias];
  const want = v.map((value, i) =>
    (value - mean[i % 4]) / Math.sqrt(variance[i % 4] + 1e-5) * w[i % 4] + b[i % 4]
  );
  assertClose(y, want, "result");
  await norm.forward(x).data();
  assert((await state())[0].some((value, i) => value !== before[0][i]));
});

onKinds("BatchNorm takes one row and none, and keeps its statistics finite", async () => {
  const norm = new BatchNorm(place(), 3);
  norm.bias.assign(Float32Array.of(1, 2, 3));
  assertClose(await norm.forward(images(1, 1, 3)).data(), [1, 2, 3], "one row");
  const before = await norm.running.mean.data();
  assertEquals((await norm.forward(tensor(device, new Float32Array(0), [0, 3])).data()).length, 0);
  assertEquals(await norm.running.mean.data(), before);
  assert((await norm.running.variance.data()).every((value) => Number.isFinite(value)));
});

onKinds("BatchNorm is exact where the mean is large beside the deviation", async () => {
  const columns = 3, rows = 1000;
  const data = drawn(5, rows, columns).map((value) => Math.fround(4096 + value / 16));
  const norm = new BatchNorm(place(), columns);
  const y = await norm.forward(tensor(device, data, [rows, columns])).data();
  const { mean, variance } = momentsOf(data, columns);
  const want = data.map((value, i) =>
    (value - mean[i % columns]) / Math.sqrt(variance[i % columns] * (rows - 1) / rows + 1e-5)
  );
  for (let i = 0; i < y.length; i++) assert(Math.abs(y[i] - want[i]) < 0.02, `${y[i]}, ${want[i]}`);
});

/** Results and gradients of a layer's parameters. */
async function resultsOf(layer: ConvNorm, y: Tensor): Promise<Float32Array[]> {
  backward(sum(multiply(y, images(9, ...y.shape))));
  const gradients = layer.parameters.map(gradientOf);
  return [await y.data(), ...await Promise.all(gradients)];
}

onKinds("ConvNorm folds its running statistics into the convolution", async () => {
  for (const activation of ["none", "relu", "leakyrelu"] as const) {
    for (const bias of [false, true]) {
      const options = { inputs: 3, outputs: 7, size: 3, stride: 2, padding: 1, bias, activation };
      const layer = new ConvNorm(place(), options);
      train(layer.norm);
      assertEquals(layer.parameters.length, bias ? 4 : 3);
      const x = images(3, 2, 6, 5, 3);
      const plain = await resultsOf(layer, layer.norm.forward(layer.conv.forward(x), false));
      const folded = await resultsOf(layer, layer.forward(x, false));
      plain.forEach((values, i) => assertClose(folded[i], values, `${activation}, result ${i}`));
    }
  }
});

onDevices("BatchNorm does not fold into a convolution with an activation", () => {
  const conv = new Conv2d(place(), { inputs: 1, outputs: 2, size: 3, activation: "relu" });
  const error = assertThrows(
    () => new BatchNorm(place(), 2).folded(conv, images(1, 1, 3, 3, 1)),
    ShapeError,
  );
  assertEquals(
    error.message,
    "Cannot fold batch_norm into a convolution with activation relu: " +
      "give the activation to the normalization",
  );
});

/** A step of a small network of images, and what it leaves. */
function trial(on: Device) {
  const own = new Place(on, new Tape("net"), "net", new Random(4));
  const first = new ConvNorm(own.at("first"), {
    inputs: 9,
    outputs: 32,
    size: 3,
    padding: 1,
    activation: "relu",
    initializer: normal(0.1),
  });
  const second = new Conv2d(own.at("second"), { inputs: 32, outputs: 32, size: 3, padding: 1 });
  const third = new Conv2d(own.at("third"), { inputs: 32, outputs: 10, size: 3, stride: 2 });
  const x = tensor(on, drawn(6, 4, 16, 12, 9), [4, 16, 12, 9]);
  const factors = tensor(on, drawn(7, 4, 7, 5, 10), [4, 7, 5, 10]);
  const parameters = [first, second, third].flatMap((layer) => layer.parameters);
  return (): Tensor[] => {
    const y = third.forward(second.forward(first.forward(x)));
    backward(sum(multiply(y, factors)));
    const { mean, variance } = first.norm.running;
    return [y, mean, variance, ...parameters.map(({ gradient }) => gradient as Signal)];
  };
}

const read = (tensors: readonly Tensor[]) => Promise.all(tensors.map((each) => each.data()));

onKinds("Conv2d and BatchNorm give the same bits when they are replayed", async (on) => {
  const eager = trial(on);
  await read(eager());
  const want = await read(eager());
  const recording = on.record(trial(on));
  await read(recording.result);
  recording.replay();
  assertEquals(await read(recording.result), want);
});
