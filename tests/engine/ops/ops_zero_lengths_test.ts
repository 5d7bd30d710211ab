/** Rows of no words, some or all: what each operation and layer over time makes of them. */
import { assert, assertEquals } from "@std/assert";
import {
  add,
  attention,
  backward,
  embeddingMean,
  EncoderLayer,
  joinRows,
  Lstm,
  maskedMean,
  multiply,
  normal,
  Parameter,
  Place,
  Random,
  rowIndex,
  type Signal,
  sizeOf,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../engine/mod.ts";
import { device, onKinds } from "../device.ts";

const time = 4, width = 12;
/** Some rows are empty, all are, or there are none. */
const cases = [[0, 4, 0, 1, 3], [0, 0, 0, 0, 0], []];

const words = (values: readonly number[]) => tensor(device, Uint32Array.from(values));
const gradientOf = (x: Tensor) => ((x as Parameter).gradient as Signal).data();
const zero = (values: Float32Array) => values.every((value) => value === 0);
const finite = (values: Float32Array) => values.every(Number.isFinite);

/** Normal values, or others where there are no words. */
function drawn(tape: Tape, seed: number, lengths: readonly number[], filling?: number): Parameter {
  const random = new Random(seed);
  const values = Float32Array.from(
    { length: lengths.length * time * width },
    () => random.normal(),
  );
  lengths.forEach((length, n) => {
    if (filling === undefined) return;
    values.fill(filling, (n * time + length) * width, (n + 1) * time * width);
  });
  return new Parameter(device, tape, `x ${seed}`, [lengths.length, time, width], values);
}

/** The rows of `[batch, ...]` without words, or those with some, one after the other. */
function rowsOf(values: Float32Array, lengths: readonly number[], empty: boolean): Float32Array {
  const size = values.length / lengths.length;
  return Float32Array.from(
    lengths.flatMap((length, n) =>
      (length === 0) === empty ? [...values.subarray(n * size, (n + 1) * size)] : []
    ),
  );
}

onKinds("maskedMean() of no words is 0 and has no gradient, whatever stands there", async () => {
  for (const lengths of cases) {
    const x = drawn(new Tape("test"), 1, lengths, NaN);
    const y = maskedMean(x, words(lengths));
    backward(sum(multiply(y, y)));
    for (const values of [await y.data(), await gradientOf(x)]) {
      assert(finite(values) && zero(rowsOf(values, lengths, true)));
      assert(!rowsOf(values, lengths, false).length || !zero(values));
    }
  }
});

onKinds("embeddingMean() of no words is 0 and changes no row", async () => {
  for (const lengths of cases) {
    const ids = Uint32Array.from({ length: lengths.length * time }, (_, i) => i);
    const rows = Math.max(ids.length, 1);
    const values = Float32Array.from({ length: rows * 3 }, (_, i) => 1 + i);
    const table = new Parameter(device, new Tape("test"), "table", [rows, 3], values);
    const numbers = tensor(device, ids, [lengths.length, time]);
    const index = tensor(device, rowIndex(ids));
    const y = embeddingMean(table, numbers, index, words(lengths), { update: "dense" });
    backward(sum(y));
    assert(zero(rowsOf(await y.data(), lengths, true)));
    const used = (await gradientOf(table)).filter((value) => value !== 0).length;
    assertEquals(used, 3 * lengths.reduce((total, length) => total + length, 0));
  }
});

/** A layer, its input, first state and results, and the state's gradients as they enter at its end. */
function runLstm(lengths: readonly number[], bidirectional: boolean, height = time) {
  const place = new Place(device, new Tape("test"), "layer", new Random(3));
  const layer = new Lstm(place, { inputs: width, hidden: 7, bidirectional });
  const shape = [bidirectional ? 2 : 1, lengths.length, 7];
  const initial = {
    h: place.parameter("h", shape, normal()),
    c: place.parameter("c", shape, normal()),
  };
  const x = place.parameter("x", [lengths.length, height, width], normal());
  const { y, h, c } = layer.forward(x, words(lengths), initial);
  const slope = (name: string) => {
    const values = normal()(shape, sizeOf(shape), place.random.fork(name));
    return tensor(device, values, shape);
  };
  const slopes = { h: slope("slope of h"), c: slope("slope of c") };
  backward(add(sum(y), add(sum(multiply(h, slopes.h)), sum(multiply(c, slopes.c)))));
  return { layer, x, initial, y, h, c, slopes };
}

onKinds("Lstm hands the state of a row of no words on, and its gradient back", async () => {
  for (const lengths of cases) {
    for (const bidirectional of [false, true]) {
      const { layer, x, initial, y, h, c, slopes } = runLstm(lengths, bidirectional);
      assert(zero(rowsOf(await y.data(), lengths, true)));
      assert(zero(rowsOf(await gradientOf(x), lengths, true)));
      for (const each of layer.parameters) assert(finite(await gradientOf(each)), each.name);
      const all = Array.from({ length: bidirectional ? 2 : 1 }, () => lengths).flat();
      const handed: [Tensor, Tensor][] = [[h, initial.h], [c, initial.c]];
      for (const [got, want] of handed) {
        const [a, b] = [await got.data(), await want.data()];
        assertEquals(rowsOf(a, all, true), rowsOf(b, all, true));
      }
      for (const name of ["h", "c"] as const) {
        const [a, b] = [await gradientOf(initial[name]), await slopes[name].data()];
        assertEquals(rowsOf(a, all, true), rowsOf(b, all, true));
        assert(finite(a));
      }
      if (lengths.every((length) => length === 0)) {
        for (const each of layer.parameters) assert(zero(await gradientOf(each)), each.name);
      }
    }
  }
});

onKinds("Lstm hands states on where not even padding is left", async () => {
  const { initial, y, h, c } = runLstm([0, 0, 0], true, 0);
  assertEquals(y.shape, [3, 0, 14]);
  assertEquals(await h.data(), await initial.h.data());
  assertEquals(await c.data(), await initial.c.data());
});

onKinds("attention() to no keys gives zeros and no gradient, in some rows or all", async () => {
  for (const lengths of cases) {
    const tape = new Tape("test");
    const q = drawn(tape, 1, lengths), k = drawn(tape, 2, lengths, NaN);
    const v = drawn(tape, 3, lengths, NaN);
    const y = attention(q, k, v, words(lengths), { heads: 3 });
    backward(sum(multiply(y, y)));
    for (const values of [y.data(), gradientOf(q), gradientOf(k), gradientOf(v)]) {
      assert(finite(await values) && zero(rowsOf(await values, lengths, true)));
    }
  }
});

onKinds("EncoderLayer of no words gives finite rows, that depend on no other", async () => {
  for (const norm of ["pre", "post"] as const) {
    for (const lengths of cases) {
      const place = new Place(device, new Tape("test"), "layer", new Random(3));
      const layer = new EncoderLayer(place, { width, heads: 3, hidden: 10, norm });
      const x = drawn(place.ownTape, 6, lengths);
      const y = layer.forward(x, words(lengths), false);
      backward(sum(multiply(y, y)));
      for (const each of [x, ...layer.parameters]) assert(finite(await gradientOf(each)));
      const values = await y.data();
      assert(finite(values));
      if (!lengths.length) continue;
      const alone = drawn(place.ownTape, 6, lengths.map(() => 0));
      const want = await layer.forward(alone, words(lengths.map(() => 0)), false).data();
      const [a, b] = [values, want].map((each) => rowsOf(each, lengths, true));
      a.forEach((value, i) => assert(Math.abs(value - b[i]) < 1e-5));
    }
  }
});

onKinds("joinRows() of no words at all is a batch of no words", async () => {
  for (const lengths of cases.slice(1)) {
    const tape = new Tape("test");
    const rows = (seed: number) => ({
      x: drawn(tape, seed, lengths, NaN),
      lengths: words(lengths),
    });
    const a = rows(1);
    const joined = joinRows(a, rows(2));
    assert(zero(await joined.x.data()));
    assertEquals([...await joined.lengths.words()], lengths);
    backward(sum(maskedMean(joined.x, joined.lengths)));
    assert(zero(await gradientOf(a.x)));
  }
});
