/**
 * LSTM against PyTorch, over all kernel variants, replayed; the layer's first values. The
 * operation against its float64 reference is in `ops_test.ts`.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  add,
  backward,
  type Device,
  lstm,
  multiply,
  Parameter,
  Random,
  ShapeError,
  type Signal,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import { Lstm } from "../../../../engine/nn/lstm.ts";
import { Place } from "../../../../engine/nn/module.ts";
import { type LstmGolden, type Named, readLayers } from "../../../golden/golden.ts";
import { device, onDevices, onKinds, play, processors } from "../../device.ts";

/** PyTorch's matrices of both directions, transposed to ours: `[directions, columns, rows]`. */
function matrices(named: Named, name: string): { shape: number[]; data: Float64Array } {
  const parts = ["", "_reverse"].map((end) => named[`${name}_l0${end}`]).filter((part) => part);
  const [rows, columns] = parts[0].shape;
  const data = parts.flatMap(({ values }) =>
    Array.from(
      { length: values.length },
      (_, i) => values[i % rows * columns + Math.floor(i / rows)],
    )
  );
  return { shape: [parts.length, columns, rows], data: Float64Array.from(data) };
}

/** PyTorch's two biases, which add up, of both directions. */
function biases(named: Named, combine: (a: number, b: number) => number) {
  const data = ["", "_reverse"].flatMap((end) => {
    const [a, b] = ["ih", "hh"].map((name) => named[`bias_${name}_l0${end}`]);
    return a ? a.values.map((value, i) => combine(value, b.values[i])) : [];
  });
  const columns = named.bias_ih_l0.shape[0];
  return { shape: [data.length / columns, columns], data: Float64Array.from(data) };
}

function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const allowed = 5e-6 + 5e-5 * Math.abs(want[i]);
    assert(Math.abs(got[i] - want[i]) <= allowed, `${what} ${i}: ${got[i]}, not ${want[i]}`);
  }
}

async function checkGolden(on: Device, golden: LstmGolden): Promise<void> {
  const tape = new Tape("test");
  const parameter = (name: string, { shape, data }: { shape: number[]; data: Float64Array }) =>
    new Parameter(on, tape, name, shape, new Float32Array(data));
  const recorded = ({ shape, values }: { shape: number[]; values: number[] }) => ({
    shape,
    data: Float64Array.from(values),
  });
  const x = parameter("x", recorded(golden.x));
  const weights = {
    inputWeight: parameter("inputWeight", matrices(golden.parameters, "weight_ih")),
    recurrentWeight: parameter("recurrentWeight", matrices(golden.parameters, "weight_hh")),
    bias: parameter("bias", biases(golden.parameters, (a, b) => a + b)),
  };
  const { h_0, c_0 } = golden.initial;
  const initial = h_0
    ? { h: parameter("h", recorded(h_0)), c: parameter("c", recorded(c_0)) }
    : undefined;
  const lengths = tensor(on, Uint32Array.from(golden.lengths));
  const { y, h, c } = lstm(x, weights, lengths, initial);
  const { outputs, h_n, c_n } = golden.results;
  assertClose(await y.data(), outputs.values, "y");
  assertClose(await h.data(), h_n.values, "h");
  assertClose(await c.data(), c_n.values, "c");
  const terms = ([[y, "outputs"], [h, "h_n"], [c, "c_n"]] as const).map(([output, name]) =>
    sum(multiply(output, tensor(on, golden.weights[name].values, output.shape)))
  );
  backward(terms.reduce((a, b) => add(a, b)));
  const gradient = (of: Tensor) => ((of as Parameter).gradient as Signal).data();
  assertClose(await gradient(x), golden.gradient.values, "dx");
  const { gradients } = golden;
  const { inputWeight, recurrentWeight, bias } = weights;
  assertClose(await gradient(inputWeight), matrices(gradients, "weight_ih").data, "dW");
  assertClose(await gradient(recurrentWeight), matrices(gradients, "weight_hh").data, "dR");
  assertClose(await gradient(bias), biases(gradients, (a) => a).data, "db");
  if (!initial) return;
  assertClose(await gradient(initial.h), golden.initial_gradients.h_0.values, "dh");
  assertClose(await gradient(initial.c), golden.initial_gradients.c_0.values, "dc");
}

const layers = readLayers();
for (const name of ["lstm", "lstm_initial", "bilstm", "bilstm_initial"] as const) {
  onKinds(`lstm() equals PyTorch's on ${name}`, (on) => checkGolden(on, layers[name]));
}

interface Sizes {
  batch: number;
  time: number;
  hidden: number;
  lengths: number[];
}

/** A computation of results and gradients of a layer with random values, and all of them. */
function trial(on: Device, { batch, time, hidden, lengths }: Sizes, used: string) {
  const random = new Random(batch);
  const draw = (name: string, ...shape: number[]) => {
    const stream = random.fork(name);
    const size = shape.reduce((a, b) => a * b);
    return tensor(on, Float64Array.from({ length: size }, () => stream.normal()), shape);
  };
  const place = new Place(on, new Tape("test"), "layer", random);
  const layer = new Lstm(place, { inputs: 5, hidden, bidirectional: true });
  const x = draw("x", batch, time, 5);
  const initial = { h: draw("h0", 2, batch, hidden), c: draw("c0", 2, batch, hidden) };
  const end = tensor(on, Uint32Array.from(lengths));
  const factors = {
    y: draw("y", batch, time, 2 * hidden),
    h: draw("h", 2, batch, hidden),
    c: draw("c", 2, batch, hidden),
  };
  return (): Tensor[] => {
    const out = layer.forward(x, end, initial);
    const terms = (["y", "h", "c"] as const).filter((name) => used.includes(name))
      .map((name) => sum(multiply(out[name], factors[name])));
    backward(terms.reduce((a, b) => add(a, b)));
    return [out.y, out.h, out.c, ...layer.parameters.map(({ gradient }) => gradient as Signal)];
  };
}

function read(tensors: readonly Tensor[]): Promise<Float32Array[]> {
  return Promise.all(tensors.map((tensor) => tensor.data()));
}

onDevices(
  "lstm() gives the same with all kinds of kernel, at all heights of a block",
  async (device) => {
    // Each height is a kernel of its own, which drivers compile slowly.
    const batches = device === processors ? [1, 2, 3, 4, 5, 8, 11, 13] : [3, 13];
    for (const batch of batches) {
      const lengths = Array.from({ length: batch }, (_, n) => (n * 2 + 3) % 5);
      const sizes = { batch, time: 4, hidden: 133, lengths };
      const a = await read(trial(play({ kind: "software" }, device), sizes, "yhc")());
      for (const kind of ["gpu", "cpu"] as const) {
        const b = await read(trial(play({ kind }, device), sizes, "yhc")());
        a.forEach((values, i) => assertClose(b[i], values, `${kind}, ${batch} rows, result ${i}`));
      }
    }
  },
);

onKinds("lstm() takes an output that reaches no loss as one of gradient 0", async () => {
  const sizes = { batch: 3, time: 4, hidden: 6, lengths: [4, 0, 2] };
  const gradients = async (used: string) => (await read(trial(device, sizes, used)())).slice(3);
  const parts = [await gradients("y"), await gradients("h"), await gradients("c")];
  (await gradients("yhc")).forEach((values, i) => {
    const total = values.map((_, e) => parts[0][i][e] + parts[1][i][e] + parts[2][i][e]);
    assertClose(total, values, `gradient ${i}, element`);
  });
});

onKinds("lstm() gives the same bits when it is replayed", async (on) => {
  const sizes = { batch: 9, time: 5, hidden: 20, lengths: [5, 4, 3, 2, 1, 0, 5, 4, 3] };
  const step = trial(on, sizes, "yhc");
  const want = await read(step());
  const recording = on.record(step);
  assertEquals(await read(recording.result), want);
  recording.replay();
  assertEquals(await read(recording.result), want);
});

onKinds("lstm() does not depend on padding", async () => {
  const shape = [2, 3, 4];
  const random = new Random(3);
  const place = new Place(device, new Tape("test"), "layer", random);
  const layer = new Lstm(place, { inputs: 4, hidden: 5, bidirectional: true });
  const lengths = tensor(device, Uint32Array.of(1, 2));
  const run = (padding: number) => {
    const padded = Float64Array.from({ length: 24 }, (_, i) => {
      const token = Math.floor(i / 4);
      return token % 3 < (token < 3 ? 1 : 2) ? Math.sin(i) : padding;
    });
    const { y, h, c } = layer.forward(tensor(device, padded, shape), lengths);
    return read([y, h, c]);
  };
  const [y, ...states] = await run(0);
  assertEquals([y, ...states], await run(1e3));
  assertEquals([...y.subarray(10, 30)], new Array(20).fill(0));
  assertEquals([...y.subarray(50)], new Array(10).fill(0));
  assert(y.subarray(0, 10).every((value) => value !== 0));
});

Deno.test("lstm() refuses an initial state of another batch", () => {
  const place = new Place(device, new Tape("test"), "layer", new Random(1));
  const layer = new Lstm(place, { inputs: 2, hidden: 3 });
  const state = tensor(device, new Float32Array(9), [1, 3, 3]);
  const error = assertThrows(
    () =>
      layer.forward(
        tensor(device, new Float32Array(8), [2, 2, 2]),
        tensor(device, Uint32Array.of(1, 2)),
        {
          h: state,
          c: state,
        },
      ),
    ShapeError,
  );
  assert(error.message.includes("initial state is [1, 3, 3] and must be [1, 2, 3]"), error.message);
});

const moment = (values: Float32Array, power: number) =>
  values.reduce((total, value) => total + value ** power, 0) / values.length;

Deno.test("Lstm draws PyTorch's first values by default", async () => {
  const place = new Place(device, new Tape("test"), "layer", new Random(1));
  const layer = new Lstm(place, { inputs: 30, hidden: 64, bidirectional: true });
  assertEquals(layer.parameters.map(({ shape }) => [...shape]), [[2, 30, 256], [2, 64, 256], [
    2,
    256,
  ]]);
  const [inputWeight, recurrentWeight, bias] = await read(layer.parameters);
  for (const weight of [inputWeight, recurrentWeight]) {
    assert(weight.every((value) => Math.abs(value) <= 1 / 8));
    assert(Math.abs(moment(weight, 2) * 3 * 64 - 1) < 0.05);
  }
  assert(bias.some((value) => Math.abs(value) > 1 / 8));
  assert(Math.abs(moment(bias, 2) * 3 * 64 / 2 - 1) < 0.2);
});

Deno.test("Lstm draws the published systems' first values when they are asked for", async () => {
  const place = new Place(device, new Tape("test"), "layer", new Random(1));
  const layer = new Lstm(place, { inputs: 50, hidden: 16, bidirectional: true }, "faithful");
  const [inputWeight, recurrentWeight, bias] = await read(layer.parameters);
  assert(bias.every((value) => value === 0));
  assert(Math.abs(moment(inputWeight, 2) * 50 / 2 - 1) < 0.1);
  for (let a = 0; a < 32; a++) {
    for (let b = a - a % 16; b <= a; b++) {
      const [x, y] = [a, b].map((row) => recurrentWeight.subarray(row * 64, row * 64 + 64));
      const product = x.reduce((total, value, k) => total + value * y[k], 0);
      assert(Math.abs(product - (a === b ? 1 : 0)) < 1e-5, `rows ${a} and ${b}: ${product}`);
    }
  }
});
