/**
 * Attention and its layer against PyTorch, and with dropout. The operation against its float64 reference
 * is in `ops_test.ts`.
 */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  apply,
  attention,
  backward,
  DropoutStream,
  MultiHeadAttention,
  multiply,
  Parameter,
  Random,
  ShapeError,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { readLayers } from "../../../golden/golden.ts";
import {
  assertClose,
  attentionPairs,
  descend,
  drawn,
  gradientOf,
  normal,
  parameter,
  place,
  turned,
  words,
} from "./support.ts";
import { device, onDevices, onKinds } from "../../device.ts";

const golden = readLayers();
onKinds("MultiHeadAttention equals PyTorch's values and gradients", async () => {
  const { attention: want } = golden;
  const at = place();
  const layer = new MultiHeadAttention(at, { width: 6, heads: want.heads });
  const pairs = attentionPairs(layer, want.parameters);
  assertEquals(pairs.map(([own]) => own), layer.parameters);
  for (const [own, values] of pairs) own.assign(turned(values));
  const x = parameter(at.ownTape, want.x), memory = parameter(at.ownTape, want.memory);
  const y = layer.forward(x, memory, words(want.lengths));
  assertClose(await y.data(), want.output.values, "y");
  descend(y, want.weights);
  assertClose(await gradientOf(x), want.gradient.values, "dx");
  assertClose(await gradientOf(memory), want.memory_gradient.values, "memory's gradient");
  for (const [own, values] of attentionPairs(layer, want.gradients)) {
    assertClose(await gradientOf(own), turned(values), `gradient of ${own.name}`);
  }
});

onKinds("attention() gives a row of padding alone zeros, and padding no say", async () => {
  const run = async (filling: number) => {
    const tape = new Tape("test");
    const values = normal(2, 3, 5, 8);
    // Rows 0 and 1 have 0 and 2 keys; what stands past them is garbage.
    values.fill(filling, 0, 40).fill(filling, 40 + 16, 80);
    const make = () => parameter(tape, { shape: [3, 5, 8], values: [...values] });
    const q = drawn(tape, 1, 3, 4, 8), k = make(), v = make();
    const y = attention(q, k, v, words([0, 2, 5]), { heads: 2 });
    backward(multiply(y, tensor(device, normal(3, 3, 4, 8), [3, 4, 8])));
    return [await y.data(), await gradientOf(q), await gradientOf(k), await gradientOf(v)];
  };
  const results = await run(NaN);
  assertEquals(results, await run(1));
  const [y, dq, dk, dv] = results;
  const zero = (values: Float32Array) => values.every((value) => value === 0);
  const other = (values: Float32Array) => values.every((value) => value !== 0);
  for (const each of [y, dq]) assert(zero(each.subarray(0, 32)) && other(each.subarray(32)));
  for (const each of [dk, dv]) {
    assert(zero(each.subarray(0, 40)) && zero(each.subarray(56, 80)));
    assert(other(each.subarray(40, 56)) && other(each.subarray(80)));
  }
});

onKinds("attention() bears scores that are far apart and far from 0", async () => {
  const keys = 150;
  const k = Float32Array.from({ length: keys }, (_, j) => j === 140 ? 1 : -j);
  const v = Float32Array.from({ length: keys }, (_, j) => j);
  const make = (values: Float32Array) => tensor(device, values, [1, values.length, 1]);
  const q = make(Float32Array.of(3000, -3000, 0));
  const y = attention(q, make(k), make(v), words([keys]));
  assertClose(await y.data(), [140, 149, (keys - 1) / 2], "y");
});

onDevices("attention() drops weights and keeps their mean", async () => {
  const stream = new DropoutStream(device, new Random(4));
  const q = tensor(device, normal(1, 2, 3, 8), [2, 3, 8]);
  const k = tensor(device, normal(2, 2, 40, 8), [2, 40, 8]);
  const v = tensor(device, normal(3, 2, 40, 8), [2, 40, 8]);
  const lengths = words([40, 17]);
  const want = await attention(q, k, v, lengths, { heads: 2 }).data();
  const runs = 400;
  const total = new Float64Array(want.length);
  const first = await attention(q, k, v, lengths, { heads: 2, dropout: { rate: 0.3, stream } })
    .data();
  assert(first.every((value, i) => value !== want[i]), "something of each mean is dropped");
  for (let run = 0; run < runs; run++) {
    const y = attention(q, k, v, lengths, { heads: 2, dropout: { rate: 0.3, stream } });
    (await y.data()).forEach((value, i) => total[i] += value / runs);
  }
  let error = 0;
  total.forEach((mean, i) => error = Math.max(error, Math.abs(mean - want[i])));
  assert(error < 0.12, `the mean over masks is ${error} off`);
});

onKinds("attention() drops the same weights for the gradient", async () => {
  const tape = new Tape("test");
  const q = drawn(tape, 1, 2, 9, 6), k = drawn(tape, 2, 2, 70, 6), v = drawn(tape, 3, 2, 70, 6);
  const lengths = words([70, 31]);
  const masked = (count: number) =>
    apply(attention.rule, [q, k, v, lengths, words([7, 11, count])], { heads: 2, rate: 0.4 })[0];
  const factors = tensor(device, normal(4, 2, 9, 6), [2, 9, 6]);
  const y = masked(13);
  backward(multiply(y, factors));
  // y is linear in v: what v's gradient says of v is what the same mask makes of it.
  const product = (a: Float32Array, b: Float32Array) => a.reduce((s, x, i) => s + x * b[i], 0);
  const want = product(await y.data(), await factors.data());
  assertAlmostEquals(product(await gradientOf(v), await v.data()), want, 1e-3);
  const other = product(await masked(14).data(), await factors.data());
  assert(Math.abs(other - want) > 1e-2, "another mask makes another y");
});

onDevices("attention() needs memory as its inputs do, no matrix of queries by keys", () => {
  const before = device.memory();
  const tape = new Tape("test");
  const time = 1024, heads = 4;
  device.scope(() => {
    const [q, k, v] = [1, 2, 3].map((seed) => drawn(tape, seed, 1, time, heads));
    device.resetPeak();
    backward(attention(q, k, v, words([time]), { heads }));
  });
  const most = device.memory().peak - before.live;
  assert(most < 40 * 4 * time * heads, `${most} bytes`);
});

onDevices("MultiHeadAttention starts with PyTorch's values", async () => {
  const { query, output } = new MultiHeadAttention(place(), { width: 64, heads: 4 });
  const bounds: [Parameter, number][] = [
    [query.weight, Math.sqrt(6 / 256)],
    [output.weight, 1 / 8],
    [query.bias!, 0],
    [output.bias!, 0],
  ];
  for (const [own, bound] of bounds) {
    const most = (await own.data()).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    assertAlmostEquals(most, bound, 0.002, own.name);
  }
});

Deno.test("heads that do not share the columns are refused", () => {
  for (const heads of [0, 4, 1.5]) {
    const error = assertThrows(
      () => new MultiHeadAttention(place(), { width: 6, heads }),
      ShapeError,
    );
    assertEquals(
      error.message,
      `Cannot share 6 columns among ${heads} heads: give a number of heads that divides the columns`,
    );
  }
});
