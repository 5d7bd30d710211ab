/** Weights of attention to look at, lengths of texts, and what else an encoder layer can be asked for. */
import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  attention,
  attentionWeights,
  backward,
  constant,
  detach,
  EncoderLayer,
  matmul,
  MultiHeadAttention,
  multiply,
  normal,
  Parameter,
  Place,
  Random,
  reshape,
  ShapeError,
  type Signal,
  Tape,
  type Tensor,
  tensor,
  transpose,
  xavierUniform,
} from "../../../../engine/mod.ts";
import { device, onDevices, onKinds } from "../../device.ts";

const place = (seed = 1) => new Place(device, new Tape("net"), "net", new Random(seed));
const words = (values: readonly number[]) => tensor(device, Uint32Array.from(values));
const gradientOf = (x: Parameter) => (x.gradient as Signal).data();
const drawn = (at: Place, name: string, ...shape: number[]) => at.parameter(name, shape, normal());

function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const allowed = 1e-5 + 5e-5 * Math.abs(want[i]);
    assert(Math.abs(got[i] - want[i]) <= allowed, `${what} ${i}: ${got[i]}, not ${want[i]}`);
  }
}

/** The means that weights `[batch, heads, queries, keys]` make of values, as `attention` lays them. */
function means(weights: Tensor, v: Tensor): Tensor {
  const [batch, heads, queries, keys] = weights.shape, width = v.shape[2];
  const values = transpose(reshape(v, [batch, keys, heads, width / heads]), [0, 2, 1, 3]);
  return reshape(transpose(matmul(weights, values), [0, 2, 1, 3]), [batch, queries, width]);
}

onKinds("MultiHeadAttention.weights() are those that forward() means values by", async () => {
  const at = place();
  const layer = new MultiHeadAttention(at, { width: 6, heads: 3, dropout: 0.5 });
  const x = drawn(at, "x", 3, 4, 6), memory = drawn(at, "memory", 3, 5, 6);
  const lengths = words([0, 2, 5]);
  const weights = layer.weights(x, memory, lengths);
  assertEquals(weights.shape, [3, 3, 4, 5]);
  assertEquals([weights.tape, at.ownTape.length], [null, 0]);
  const y = layer.output.forward(means(weights, layer.value.forward(memory)));
  const want = layer.forward(x, memory, lengths, false);
  assertClose(await y.data(), await want.data(), "y");
  const values = await weights.data();
  for (let row = 0; row < 3 * 3 * 4; row++) {
    const length = [0, 2, 5][Math.floor(row / 12)];
    const own = values.subarray(5 * row, 5 * row + 5);
    assertAlmostEquals(own.reduce((a, b) => a + b, 0), length ? 1 : 0, 1e-6);
    assert(own.every((weight, j) => j < length ? weight > 0 : weight === 0), `${own}`);
  }
});

onKinds(
  "attentionWeights() asks nothing of keys that do not count, however scores lie",
  async () => {
    const q = tensor(device, [[[1e4], [-1e4]]]);
    const k = tensor(device, [[[3], [1], [NaN], [Infinity]]]);
    assertEquals([...await attentionWeights(q, k, words([2])).data()], [1, 0, 0, 0, 0, 1, 0, 0]);
    assertEquals([...await attentionWeights(q, k, words([0])).data()], new Array(8).fill(0));
  },
);

onDevices("attentionWeights() refuses heads that do not share the columns, and no batch", () => {
  const q = tensor(device, new Float32Array(12), [1, 2, 6]);
  const flat = tensor(device, new Float32Array(12), [2, 6]);
  for (const heads of [0, 4]) {
    assertThrows(() => attentionWeights(q, q, words([2]), heads), ShapeError, "Cannot weigh");
  }
  assertThrows(() => attentionWeights(q, flat, words([2])), ShapeError, "Cannot weigh");
  for (const scale of [0, -1, NaN, Infinity]) {
    assertThrows(() => attentionWeights(q, q, words([2]), 2, scale), ShapeError, "a scale of");
  }
  assertThrows(() => attentionWeights(q, q, words([2, 2])), ShapeError);
});

/** Values and gradients of attention one way or another. */
async function run(time: number, lengths: readonly number[], fused: boolean, scale?: number) {
  const at = place(time);
  const [q, k, v] = ["q", "k", "v"].map((name) => drawn(at, name, lengths.length, time, 4));
  const y = fused
    ? attention(q, k, v, words(lengths), { heads: 2, scale })
    : means(attentionWeights(q, k, words(lengths), 2, scale), v);
  const factors = drawn(
    new Place(device, new Tape("factors"), "net", new Random(1)),
    "y",
    ...y.shape,
  );
  backward(multiply(y, tensor(device, await factors.data(), y.shape)));
  return [await y.data(), ...await Promise.all([q, k, v].map(gradientOf))];
}

const cases = [[1, [1, 0, 1], undefined], [512, [512, 511, 1], 0.2]] as const;
for (const [time, lengths, scale] of cases) {
  onKinds(
    `attention() over ${time} equals the product with its weights, and so backwards`,
    async () => {
      const want = await run(time, lengths, false, scale);
      (await run(time, lengths, true, scale)).forEach((values, i) =>
        assertClose(values, want[i], "yqkv"[i])
      );
    },
  );
}

onDevices("EncoderLayer.weights() are of what its attention takes", async () => {
  for (const norm of ["pre", "post"] as const) {
    const at = place();
    const layer = new EncoderLayer(at, { width: 6, heads: 2, hidden: 8, norm });
    const x = drawn(at, "x", 2, 4, 6), lengths = words([3, 4]);
    const weights = await layer.weights(x, lengths).data();
    assertEquals(at.ownTape.length, 0);
    const normed = layer.norms[0].forward(x);
    const [own, other] = norm === "pre" ? [normed, x] : [x, normed];
    assertEquals(weights, await layer.attention.weights(own, own, lengths).data());
    const wrong = await layer.attention.weights(other, other, lengths).data();
    assert(weights.some((value, i) => Math.abs(value - wrong[i]) > 1e-3));
  }
});

onKinds("EncoderLayer normalizes its output once more where asked", async () => {
  const options = { width: 6, heads: 2, hidden: 8, norm: "pre" } as const;
  const [plain, layer] = [false, true].map((finalNorm) =>
    new EncoderLayer(place(), { ...options, finalNorm })
  );
  assertEquals(plain.finalNorm, null);
  const { finalNorm, parameters } = layer;
  assertEquals(parameters.slice(plain.parameters.length), finalNorm!.parameters);
  assertEquals(finalNorm!.parameters.map(({ name }) => name), [
    "net/final norm.weight",
    "net/final norm.bias",
  ]);
  finalNorm!.bias.assign(Float32Array.from({ length: 6 }, (_, i) => i));
  const x = tensor(device, normal()([2, 3, 6], 36, new Random(4)), [2, 3, 6]);
  const [sums, y] = [plain, layer].map((each) => each.forward(x, words([3, 2]), false));
  assertClose(await y.data(), await finalNorm!.forward(detach(sums)).data(), "y");
  assert((await sums.data()).some((value) => Math.abs(value) > 2));
  backward(multiply(y, y));
  for (const each of parameters) assert((await gradientOf(each)).every(Number.isFinite), each.name);
});

onDevices("EncoderLayer draws all its matrices as told, and its vectors as ever", async () => {
  const options = { width: 32, heads: 4, hidden: 96 };
  const layer = new EncoderLayer(place(), { ...options, initializer: xavierUniform() });
  const { query, key, value, output } = layer.attention;
  const maps = [query, key, value, output, layer.expand, layer.contract];
  for (const { weight } of maps) {
    const bound = Math.sqrt(6 / (weight.shape[0] + weight.shape[1]));
    const most = (await weight.data()).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    assert(most <= bound && most > 0.98 * bound, `${weight.name}: ${most}, not ${bound}`);
  }
  const usual = new EncoderLayer(place(), options);
  const ones = new EncoderLayer(place(), { ...options, initializer: constant(1) });
  for (const [i, parameter] of ones.parameters.entries()) {
    const got = await parameter.data();
    const want = await usual.parameters[i].data();
    assertEquals(got, parameter.shape.length === 2 ? want.fill(1) : want, parameter.name);
  }
});
