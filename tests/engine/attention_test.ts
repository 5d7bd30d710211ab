/**
 * Attention, its layer, a Transformer's encoder layer and positions: against PyTorch, with dropout,
 * replayed. The operation against its float64 reference is in `ops_test.ts`.
 */
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  apply,
  attention,
  backward,
  type Device,
  DropoutStream,
  EncoderLayer,
  MultiHeadAttention,
  multiply,
  Parameter,
  Place,
  Random,
  recorded,
  ShapeError,
  type Signal,
  SinusoidalPositions,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../engine/mod.ts";
import { type EncoderGolden, type Named, readLayers, type Recorded } from "../golden/golden.ts";
import { device, onDevices, onKinds } from "./device.ts";

const golden = readLayers();
const place = (seed = 1) => new Place(device, new Tape("net"), "net", new Random(seed));
const words = (values: readonly number[]) => tensor(device, Uint32Array.from(values));
const gradientOf = async (x: Tensor) => await ((x as Parameter).gradient as Signal).data();

function normal(seed: number, ...shape: number[]): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
}

function parameter(tape: Tape, { shape, values }: Recorded): Parameter {
  return new Parameter(device, tape, "x", shape, Float32Array.from(values));
}

/** A parameter of normal values; the seed is its own. */
function drawn(tape: Tape, seed: number, ...shape: number[]): Parameter {
  return parameter(tape, { shape, values: [...normal(seed, ...shape)] });
}

function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const allowed = 1e-5 + 5e-5 * Math.abs(want[i]);
    assert(Math.abs(got[i] - want[i]) <= allowed, `${what} ${i}: ${got[i]}, not ${want[i]}`);
  }
}

/** PyTorch's `[out, in]` as ours, or a vector as it stands. */
function turned({ shape: [rows, columns], values }: Recorded): Float32Array {
  if (columns === undefined) return Float32Array.from(values);
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** A third of a matrix or vector that PyTorch keeps for queries, keys and values together. */
function third({ shape: [rows, ...rest], values }: Recorded, part: number): Recorded {
  const length = values.length / 3;
  return { shape: [rows / 3, ...rest], values: values.slice(part * length, (part + 1) * length) };
}

/** Our parameters of attention with PyTorch's values for each. */
function attentionPairs(layer: MultiHeadAttention, named: Named, prefix = "") {
  const parts = [layer.query, layer.key, layer.value].flatMap(({ weight, bias }, part) =>
    [
      [weight, third(named[`${prefix}in_proj_weight`], part)],
      [bias!, third(named[`${prefix}in_proj_bias`], part)],
    ] as const
  );
  const { weight, bias } = layer.output;
  return [
    ...parts,
    [weight, named[`${prefix}out_proj.weight`]],
    [bias!, named[`${prefix}out_proj.bias`]],
  ] as (readonly [Parameter, Recorded])[];
}

/** The same of an encoder layer. */
function encoderPairs(layer: EncoderLayer, named: Named) {
  const rest = [
    [layer.expand, "linear1"],
    [layer.contract, "linear2"],
    [layer.norms[0], "norm1"],
    [layer.norms[1], "norm2"],
  ] as const;
  return [
    ...attentionPairs(layer.attention, named, "self_attn."),
    ...rest.flatMap(([{ weight, bias }, name]) =>
      [[weight, named[`${name}.weight`]], [bias!, named[`${name}.bias`]]] as const
    ),
  ];
}

/** Takes gradients of the sum of `y` times its weights. */
function descend(y: Tensor, weights: Recorded): void {
  backward(sum(multiply(y, tensor(device, weights.values, weights.shape))));
}

onKinds("MultiHeadAttention equals PyTorch's values and gradients", async () => {
  const { attention: want } = golden;
  const at = place();
  const layer = new MultiHeadAttention(at, { width: 6, heads: want.heads });
  const pairs = attentionPairs(layer, want.parameters);
  assertEquals(pairs.map(([own]) => own), layer.parameters);
  for (const [own, values] of pairs) own.assign(turned(values));
  const x = parameter(at.tape, want.x), memory = parameter(at.tape, want.memory);
  const y = layer.forward(x, memory, words(want.lengths));
  assertClose(await y.data(), want.output.values, "y");
  descend(y, want.weights);
  assertClose(await gradientOf(x), want.gradient.values, "dx");
  assertClose(await gradientOf(memory), want.memory_gradient.values, "memory's gradient");
  for (const [own, values] of attentionPairs(layer, want.gradients)) {
    assertClose(await gradientOf(own), turned(values), `gradient of ${own.name}`);
  }
});

async function checkEncoder(want: EncoderGolden): Promise<void> {
  const { heads, norm, activation } = want;
  const at = place();
  const layer = new EncoderLayer(at, { width: 6, hidden: 8, heads, norm, activation });
  const pairs = encoderPairs(layer, want.parameters);
  assertEquals(pairs.map(([own]) => own), layer.parameters);
  for (const [own, values] of pairs) own.assign(turned(values));
  const x = parameter(at.tape, want.x);
  const y = layer.forward(x, words(want.lengths), false);
  assertClose(await y.data(), want.output.values, "y");
  descend(y, want.weights);
  assertClose(await gradientOf(x), want.gradient.values, "dx");
  for (const [own, values] of encoderPairs(layer, want.gradients)) {
    assertClose(await gradientOf(own), turned(values), `gradient of ${own.name}`);
  }
}

onKinds("EncoderLayer equals PyTorch's, norms after", () => checkEncoder(golden.encoder_post));
onKinds("EncoderLayer equals PyTorch's, norms before", () => checkEncoder(golden.encoder_pre));

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

/** A layer that drops, and an input for it; the same for the same seed. */
function layerOf(seed: number, norm: "pre" | "post") {
  const at = place(seed);
  const layer = new EncoderLayer(at, { width: 12, heads: 3, hidden: 20, dropout: 0.2, norm });
  return { layer, x: drawn(at.tape, 5, 2, 7, 12) };
}

onDevices("EncoderLayer draws new masks when a recorded step is replayed", async () => {
  for (const norm of ["pre", "post"] as const) {
    const replayed = layerOf(3, norm), fresh = layerOf(3, norm);
    const run = ({ layer, x }: typeof fresh, lengths: Signal) => {
      const y = layer.forward(x, lengths);
      backward(multiply(y, y));
      return [y, ...[x, ...layer.parameters].map(({ gradient }) => gradient as Signal)];
    };
    const step = recorded(device, ({ lengths }: { lengths: Signal }) => run(replayed, lengths));
    const seen = new Set<string>();
    for (const lengths of [[7, 3], [1, 0], [7, 3]]) {
      const got = step({ lengths: { data: Uint32Array.from(lengths), shape: [2] } });
      const want = run(fresh, words(lengths));
      for (const [i, each] of got.entries()) {
        const values = await each.data();
        assert(values.every(Number.isFinite));
        assertEquals(values, await want[i].data());
      }
      seen.add((await got[0].data()).join());
      for (const own of [fresh.x, ...fresh.layer.parameters]) own.gradient = null;
    }
    assertEquals(seen.size, 3);
    for (const { stream } of replayed.layer.dropouts) {
      assertEquals((await stream.state.words())[2], 3);
    }
  }
});

onDevices("EncoderLayer drops nothing when it does not train", async () => {
  const { layer, x } = layerOf(8, "post");
  const run = async (training: boolean) => await layer.forward(x, words([7, 3]), training).data();
  assertEquals(await run(false), await run(false));
  assertNotEquals(await run(true), await run(false));
  assertNotEquals(await run(true), await run(true));
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

onDevices(
  "SinusoidalPositions adds sines and cosines of each token's place",
  async (on: Device) => {
    const positions = new SinusoidalPositions(on, 9, 5);
    const x = normal(1, 2, 4, 5);
    const y = await positions.forward(tensor(on, x, [2, 4, 5])).data();
    const want = x.map((value, at) => {
      const c = at % 5, t = Math.floor(at / 5) % 4;
      const angle = t * Math.exp(-Math.log(10_000) * 2 * Math.floor(c / 2) / 5);
      return value + (c % 2 ? Math.cos(angle) : Math.sin(angle));
    });
    assertClose(y, want, "y");
    const long = tensor(on, normal(1, 1, 9, 5), [1, 9, 5]);
    assertEquals(positions.forward(long).shape, [1, 9, 5]);
    for (const shape of [[1, 10, 5], [1, 9, 4], [9, 5]]) {
      assertThrows(() => positions.forward(tensor(on, normal(1, ...shape), shape)), ShapeError);
    }
  },
);
