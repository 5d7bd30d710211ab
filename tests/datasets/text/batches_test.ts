import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import {
  type Batch,
  Batches,
  type BatchOptions,
  type Encoded,
  RandomStream,
  TextRows,
  type Tokens,
} from "../../../datasets/mod.ts";

/** Texts of the given lengths; token k of text i is 1000 (i + 1) + k. */
function made(lengths: number[]): Encoded {
  const offsets = new Uint32Array(lengths.length + 1);
  lengths.forEach((length, i) => offsets[i + 1] = offsets[i] + length);
  const tokens = Uint32Array.from(
    lengths.flatMap((length, i) => Array.from({ length }, (_, k) => 1000 * (i + 1) + k)),
  );
  return { tokens, offsets, labels: Uint32Array.from(lengths, (_, i) => i % 3) };
}

const random = new RandomStream(1, "lengths");
const SET = made(Array.from({ length: 103 }, () => 1 + random.below(50)));

/** The words of a batch as they entered at a block, counted from 0. */
function wordsOf({ inputs, size }: Batch, block = 0) {
  const [tokens, lengths] = block
    ? [inputs[`${block}/tokens`], inputs[`${block}/lengths`]]
    : [inputs.x, inputs.lengths];
  const time = tokens.shape[1];
  assertEquals([tokens.shape, lengths.shape], [[size, time], [size]]);
  const numbers = ({ data }: Batch["inputs"][string]) => {
    assert(data instanceof Uint32Array);
    return data;
  };
  return { tokens: numbers(tokens), lengths: numbers(lengths), time };
}

function check(set: Encoded, batch: Batch, block = 0): void {
  const { tokens, lengths, time } = wordsOf(batch, block);
  const { labels, rows, size } = batch;
  assertEquals([tokens.length, lengths.length, labels.length, rows.length], [
    size * time,
    size,
    size,
    size,
  ]);
  rows.forEach((row, i) => {
    assertEquals(labels[i], set.labels[row]);
    const line = [...tokens.subarray(i * time, (i + 1) * time)];
    const words = [...set.tokens.subarray(set.offsets[row], set.offsets[row] + lengths[i])];
    assertEquals(line, [...words, ...new Array(time - lengths[i]).fill(0)]);
  });
}

Deno.test("Batches() gives every row once, right-padded, the last batch shorter", () => {
  for (const bucket of [1, 4]) {
    for (const shuffle of [undefined, { seed: 1, epoch: 0 }]) {
      const batches = new Batches(SET, { batch: 8, bucket, shuffle });
      const all = [...batches];
      assertEquals(all.length, batches.length);
      for (const batch of all) check(SET, batch);
      const sizes = all.map(({ size }) => size).sort((a, b) => a - b);
      assertEquals(sizes, [7, ...new Array(12).fill(8)]);
      const rows = all.flatMap(({ rows }) => [...rows]).sort((a, b) => a - b);
      assertEquals(rows, [...SET.labels.keys()]);
    }
  }
});

Deno.test("Batches() keeps the order of the rows where nothing is shuffled", () => {
  const rows = [...new Batches(SET, { batch: 10 })].flatMap(({ rows }) => [...rows]);
  assertEquals(rows, [...SET.labels.keys()]);
});

Deno.test("Batches() rounds the time up to a multiple, but not over maxLen", () => {
  const times = (lengths: number[], options: Partial<BatchOptions>) =>
    [...new Batches(made(lengths), { batch: 1, ...options })].map((batch) => wordsOf(batch).time);
  assertEquals(times([1, 8, 9, 30], {}), [8, 8, 16, 32]);
  assertEquals(times([1, 8, 9, 30], { maxLen: 12 }), [8, 8, 12, 12]);
  assertEquals(times([1, 8, 9, 30], { multipleOf: 1 }), [1, 8, 9, 30]);
  assertEquals(times([1, 8, 9, 30], { fixedTime: 20 }), [20, 20, 20, 20]);
  for (const batch of new Batches(SET, { batch: 4, fixedTime: 20 })) check(SET, batch);
  for (const batch of new Batches(SET, { batch: 4, maxLen: 5 })) {
    check(SET, batch);
    assert(wordsOf(batch).lengths.every((length) => length <= 5));
  }
});

Deno.test("Batches() depends on seed and epoch alone", () => {
  const order = (seed: number, epoch: number) =>
    [...new Batches(SET, { batch: 8, bucket: 3, shuffle: { seed, epoch } })]
      .flatMap(({ rows }) => [...rows]);
  assertEquals(order(1, 2), order(1, 2));
  assertNotEquals(order(1, 2), order(1, 3));
  assertNotEquals(order(1, 2), order(2, 2));
});

Deno.test("Batches() goes on at start with the very batches of the whole pass", () => {
  const options = { batch: 8, bucket: 3, shuffle: { seed: 1, epoch: 4 } };
  const whole = [...new Batches(SET, options)];
  assertEquals([...new Batches(SET, { ...options, start: 5 })], whole.slice(5));
  assertEquals([...new Batches(SET, { ...options, start: whole.length })], []);
});

Deno.test("Batches() pads less with bucket, and not by showing short texts first", () => {
  const padding = (bucket: number) => {
    const shuffle = { seed: 1, epoch: 0 };
    const batches = [...new Batches(SET, { batch: 8, bucket, shuffle })].map((b) => wordsOf(b));
    const padded = batches.map(({ tokens }) => tokens.filter((id) => id === 0).length);
    return { total: padded.reduce((a, b) => a + b), times: batches.map(({ time }) => time) };
  };
  const sorted = padding(13);
  assert(sorted.total < padding(1).total / 2);
  assertNotEquals(sorted.times, sorted.times.toSorted((a, b) => a - b));
});

Deno.test("Batches.shapes() tells the shapes that come", () => {
  const batches = new Batches(SET, { batch: 8, bucket: 3, shuffle: { seed: 1, epoch: 0 } });
  const met = new Set([...batches].map((batch) => `${batch.size}x${wordsOf(batch).time}`));
  assertEquals(new Set(batches.shapes().map((shape) => shape.join("x"))), met);
  assertEquals(batches.shapes().length, met.size);
});

Deno.test("Batches() refuses numbers out of range", () => {
  for (
    const bad of [{ batch: 0 }, { batch: 2.5 }, { maxLen: 0 }, { multipleOf: -1 }, { bucket: 0 }]
  ) {
    assertThrows(() => new Batches(SET, { batch: 8, ...bad }), RangeError, "give an integer of 1");
  }
});

/** Texts with a side input at block 2 and one at block 4, which some rows lack. */
function withSides(): Encoded {
  const lengths = (count: number, least: number) =>
    Array.from({ length: count }, () => least + random.below(20));
  const side = (): Tokens => {
    const { tokens, offsets } = made(lengths(57, 0).map((length) => Math.max(length - 8, 0)));
    return { tokens, offsets };
  };
  return { ...made(lengths(57, 1)), sides: [undefined, side(), undefined, side()] };
}

Deno.test("Batches() gathers side inputs, each with a time of its own, and rows without words", () => {
  const set = withSides();
  let empty = 0;
  for (const shuffle of [undefined, { seed: 2, epoch: 1 }]) {
    for (const batch of new Batches(set, { batch: 4, bucket: 3, shuffle })) {
      check(set, batch);
      const names = ["x", "lengths", "1/tokens", "1/lengths", "3/tokens", "3/lengths"];
      assertEquals(Object.keys(batch.inputs), names);
      for (const block of [1, 3]) {
        const side = wordsOf(batch, block);
        check({ ...set.sides![block]!, labels: set.labels }, batch, block);
        const own = [...batch.rows].map((row) => {
          const { offsets } = set.sides![block]!;
          return offsets[row + 1] - offsets[row];
        });
        assertEquals([...side.lengths], own);
        assertEquals(side.time, Math.max(8, Math.ceil(Math.max(...own) / 8) * 8));
        empty += own.filter((length) => length === 0).length;
      }
    }
  }
  assert(empty > 0);
});

Deno.test("Batches() gives a side input of empty rows a time of 1 or more", () => {
  const side = { tokens: new Uint32Array(0), offsets: new Uint32Array(3) };
  const set = { ...made([3, 2]), sides: [undefined, side] };
  const [batch] = new Batches(set, { batch: 2, multipleOf: 1 });
  const { x: _, lengths: __, ...entered } = batch.inputs;
  assertEquals(entered, {
    "1/tokens": { data: new Uint32Array(2), shape: [2, 1] },
    "1/lengths": { data: new Uint32Array(2), shape: [2] },
  });
  const [alone] = new Batches(made([3]), { batch: 1 });
  assertEquals(Object.keys(alone.inputs), ["x", "lengths"]);
});

Deno.test("Batches() sorts all rows where bucket is Infinity", () => {
  const options = { batch: 8, shuffle: { seed: 1, epoch: 0 } };
  const all = Math.ceil(SET.labels.length / 8);
  const rows = (bucket: number) =>
    [...new Batches(SET, { ...options, bucket })].flatMap(({ rows }) => [...rows]);
  assertEquals(rows(Infinity), rows(all));
  assert(rows(1).join() !== rows(all).join());
});

Deno.test("Batches() sorts by the words of texts and side inputs together", () => {
  const set = { ...made([1, 9, 2, 8]), sides: [undefined, made([20, 1, 3, 9])] };
  const rows = [...new Batches(set, { batch: 2, bucket: 2 })].flatMap(({ rows }) => [...rows]);
  // 5, 10, 17 and 21 words; the longest come first where nobody learns.
  assertEquals(rows, [3, 0, 2, 1]);
});

Deno.test("Batches.padding() is the share of positions without words of the batches", () => {
  const sets = [SET, withSides(), made([8, 8]), { ...made([]), sides: [undefined, made([])] }];
  const shuffle = { seed: 1, epoch: 1 };
  for (const set of sets) {
    for (const options of [{}, { bucket: 5 }, { maxLen: 11 }, { fixedTime: 20 }, { shuffle }]) {
      let positions = 0;
      let words = 0;
      for (const batch of new Batches(set, { batch: 8, ...options })) {
        for (const block of [0, ...(set.sides ?? []).flatMap((side, i) => side ? [i] : [])]) {
          const { tokens, lengths } = wordsOf(batch, block);
          positions += tokens.length;
          words += lengths.reduce((a, b) => a + b, 0);
        }
      }
      const share = new Batches(set, { batch: 8, ...options }).padding();
      assertAlmostEquals(share, positions ? 1 - words / positions : 0, 1e-12);
      assert(share >= 0 && share <= 1);
    }
  }
  assertEquals(new Batches(made([8, 8]), { batch: 2 }).padding(), 0);
  assert(
    new Batches(SET, { batch: 8, bucket: 13 }).padding() <
      new Batches(SET, { batch: 8 }).padding() / 2,
  );
});

Deno.test("TextRows cuts the passes that learning and predicting ask for", () => {
  const rows = new TextRows(SET, { maxLen: 20, window: 3 });
  assertEquals(rows.labels, SET.labels);
  const shuffle = { seed: 3, epoch: 2 };
  const same = (pass: Iterable<Batch>, options: Omit<BatchOptions, "batch">) =>
    assertEquals([...pass], [...new Batches(SET, { batch: 8, maxLen: 20, ...options })]);
  same(rows.batches({ batch: 8, shuffle }), { shuffle, bucket: 3 });
  same(rows.batches({ batch: 8, shuffle, start: 4 }), { shuffle, bucket: 3, start: 4 });
  same(rows.batches({ batch: 8 }), {});
  same(rows.batches({ batch: 8, anyOrder: true }), { bucket: Infinity });
  // Who learns must not see short texts first.
  same(rows.batches({ batch: 8, shuffle, anyOrder: true }), { shuffle, bucket: 3 });
  const plain = [...new TextRows(SET).batches({ batch: 8, shuffle })];
  assertEquals(plain, [...new Batches(SET, { batch: 8, shuffle })]);
  assertEquals(rows.batches({ batch: 8 }).length, 13);
});

Deno.test("TextRows.steps() counts the words that have entered by a block", () => {
  const side = ({ tokens, offsets }: Encoded): Tokens => ({ tokens, offsets });
  const sides = [undefined, side(made([0, 4, 6])), undefined, side(made([1, 0, 0]))];
  const set = { ...made([3, 9, 5]), sides };
  const steps = (maxLen?: number) => {
    const rows = new TextRows(set, { maxLen });
    return [0, 1, 2, 3, 4].map((block) => rows.steps(block));
  };
  assertEquals(steps(), [17, 27, 27, 28, 28]);
  // Side inputs are taken as they are.
  assertEquals(steps(4), [11, 21, 21, 22, 22]);
  assertEquals(new TextRows(made([2, 3])).steps(2), 5);
});

Deno.test("TextRows takes a share of the words of shuffled rows for unknown ones, others in each epoch", () => {
  const tokens = Uint32Array.from({ length: 4000 }, (_, i) => 2 + i % 7);
  const offsets = Uint32Array.from({ length: 401 }, (_, i) => 10 * i);
  const side = { tokens: tokens.slice(), offsets };
  const set = { tokens, offsets, labels: new Uint32Array(400), sides: [undefined, side] };
  const rows = new TextRows(set, { dropWords: 0.25 });
  const pass = (epoch: number, start = 0) =>
    [...rows.batches({ batch: 40, shuffle: { seed: 1, epoch }, start })]
      .map(({ inputs }) => [...inputs.x.data, ...inputs["1/tokens"].data]);
  const first = pass(1);
  const all = first.flat();
  const unknown = all.filter((id) => id === 1).length / 8000;
  assert(Math.abs(unknown - 0.25) < 0.03, `${unknown}`);
  assertEquals(all.filter((id) => id === 0).length, 2 * 400 * 6); // padding stays padding
  assertEquals(pass(1, 3), first.slice(3));
  assert(JSON.stringify(pass(2)) !== JSON.stringify(first));
  // Evaluation reads texts as they are.
  const whole = [...rows.batches({ batch: 40, anyOrder: true })];
  assert(whole.every(({ inputs }) => !inputs.x.data.includes(1)));
  assertEquals(set.tokens.includes(1), false);
});
