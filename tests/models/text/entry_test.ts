/** Which words go to the device, and as what they enter the blocks. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  detach,
  embedding,
  type EntryUse,
  type Features,
  forPrediction,
  forTraining,
  type HostInput,
  Parameter,
  rowIndex,
  ShapeError,
  type Signal,
  signalsOf,
  Tape,
  tensor,
} from "../../../engine/mod.ts";
import { lengthsOf, segmentOf, TextEntry } from "../../../models/mod.ts";
import { device, onDevices } from "../../engine/device.ts";

/** A text and side inputs of the second and the twelfth block; word 0 is none. */
const inputs = {
  x: numbers([3, 1, 1, 0], 2, 2),
  lengths: numbers([2, 1], 2),
  "1/tokens": numbers([5, 4, 4, 0], 2, 2),
  "1/lengths": numbers([2, 1], 2),
  "11/tokens": numbers([2, 2], 2, 1),
  "11/lengths": numbers([1, 1], 2),
};

/** Rows of the table of each block. */
const ROWS = Array.from({ length: 12 }, () => 6);

function numbers(values: readonly number[], ...shape: number[]): HostInput {
  return { data: Uint32Array.from(values), shape };
}

/** The index of the rows that some words name, as it is sent. */
function indexOf({ data }: HostInput): HostInput {
  const index = rowIndex(data as Uint32Array, 0);
  return { data: index, shape: [index.length] };
}

const indices = {
  index: indexOf(inputs.x),
  "1/index": indexOf(inputs["1/tokens"]),
  "11/index": indexOf(inputs["11/tokens"]),
};

Deno.test("TextEntry sends an index of the words to those blocks alone that learn", () => {
  const entry = new TextEntry(ROWS);
  assertEquals(entry.host(inputs, forPrediction), inputs);
  assertEquals(entry.host(inputs, forTraining), { ...inputs, ...indices });
  const only = (...blocks: number[]): EntryUse["learns"] => (block) => blocks.includes(block);
  assertEquals(entry.host(inputs, { ...forPrediction, learns: only(0) }), {
    ...inputs,
    index: indices.index,
  });
  assertEquals(entry.host(inputs, { ...forPrediction, learns: only(1) }), {
    ...inputs,
    "1/index": indices["1/index"],
  });
  const { x, lengths } = inputs;
  assertEquals(entry.host({ x, lengths }, forTraining), { x, lengths, index: indices.index });
});

Deno.test("TextEntry leaves out what enters below the first block that runs", () => {
  const entry = new TextEntry(ROWS);
  const { x: _, lengths: __, ...sides } = inputs;
  const eleventh = { "11/tokens": sides["11/tokens"], "11/lengths": sides["11/lengths"] };
  assertEquals(entry.host(inputs, { ...forPrediction, first: 1 }), sides);
  const { index: ___, ...indexed } = indices;
  assertEquals(entry.host(inputs, { ...forTraining, first: 1 }), { ...sides, ...indexed });
  assertEquals(entry.host(inputs, { ...forPrediction, first: 2 }), eleventh);
  assertEquals(entry.host(inputs, { ...forTraining, first: 11 }), {
    ...eleventh,
    "11/index": indices["11/index"],
  });
  assertEquals(entry.host(inputs, { ...forTraining, first: 12 }), {});
});

Deno.test("TextEntry leaves out what enters from the block on that does not run", () => {
  const entry = new TextEntry(ROWS);
  const { x, lengths } = inputs;
  assertEquals(entry.host(inputs, { ...forPrediction, end: 1 }), { x, lengths });
  const { "11/tokens": _, "11/lengths": __, ...below } = inputs;
  assertEquals(entry.host(inputs, { ...forPrediction, end: 11 }), below);
  assertEquals(entry.host(inputs, { ...forPrediction, first: 1, end: 1 }), {});
});

Deno.test("TextEntry refuses words that have no row, of the text and of side inputs", () => {
  assertThrows(
    () => new TextEntry([3]).host({ x: inputs.x, lengths: inputs.lengths }, forTraining),
    ShapeError,
    "Cannot read word 3 at place 0 of block 1: its table has 3 rows, number the words by the " +
      "vocabulary of the model",
  );
  assertThrows(
    () => new TextEntry([6, 5]).host(inputs, forPrediction),
    ShapeError,
    "Cannot read word 5 at place 0 of block 2: its table has 5 rows",
  );
});

onDevices("TextEntry makes features of words: a row an example but for the indices", () => {
  const signals = signalsOf(device, { ...inputs, ...indices });
  const { x, rows, shared } = new TextEntry(ROWS).features(signals);
  assert(x === signals.x);
  const named = ["lengths", "1/tokens", "1/lengths", "11/tokens", "11/lengths"] as const;
  assertEquals(Object.keys(rows).toSorted(), [...named].toSorted());
  for (const name of named) assert(rows[name] === signals[name], name);
  assertEquals(Object.keys(shared).toSorted(), ["1/index", "11/index", "index"]);
  for (const [name, signal] of Object.entries(shared)) {
    assert(signal === signals[name as keyof typeof signals]);
  }
  const features: Features<Signal> = { x, rows, shared };
  assert(lengthsOf(features) === signals.lengths);
  assertEquals(segmentOf(features, 1), {
    tokens: signals["1/tokens"],
    lengths: signals["1/lengths"],
    index: signals["1/index"],
    vectors: undefined,
  });
  assertEquals([segmentOf(features, 0), segmentOf(features, 2)], [undefined, undefined]);
  assertThrows(
    () => lengthsOf({ x, rows: {}, shared }),
    ShapeError,
    "Cannot encode a text: the lengths of its rows are missing, pass lengths",
  );
});

onDevices("TextEntry joins words that enter above to features from below", () => {
  const h = tensor(device, [[1, 2], [3, 4]]), lengths = tensor(device, new Uint32Array([1, 2]));
  const below: Features<Signal> = { x: h, rows: { lengths, h }, shared: {} };
  const { "1/tokens": tokens, "1/lengths": words } = signalsOf(device, inputs);
  const index = tensor(device, indices["1/index"].data);
  const sent = { "1/tokens": tokens, "1/lengths": words, "1/index": index };
  const { x, rows, shared } = new TextEntry(ROWS).features(sent, below);
  assert(x === h && rows.lengths === lengths && rows.h === h);
  assert(rows["1/tokens"] === tokens && rows["1/lengths"] === words);
  assertEquals(Object.keys(rows).length, 4);
  assertEquals([Object.keys(shared), shared["1/index"] === index], [["1/index"], true]);
  assertEquals(new TextEntry(ROWS).features({}, below), below);
});

onDevices(
  "TextEntry with one table for all hands on the vectors of side words, untrained",
  async () => {
    const values = Float32Array.from({ length: 12 }, (_, i) => i);
    const table = new Parameter(device, new Tape("block 1"), "table", [6, 2], values);
    const signals = signalsOf(device, inputs);
    const { rows } = new TextEntry(ROWS, { shared: table }).features(signals);
    const vectors = Object.keys(rows).filter((name) => name.endsWith("vectors"));
    assertEquals(vectors.toSorted(), ["1/vectors", "11/vectors"]);
    assertEquals(rows["1/vectors"].shape, [2, 2, 2]);
    assertEquals([...await rows["1/vectors"].data()].slice(0, 6), [10, 11, 8, 9, 8, 9]);
    assertEquals(rows["1/vectors"].tape, null);
    const own = await embedding(detach(table), signals["11/tokens"]).data();
    assertEquals(await rows["11/vectors"].data(), own);
  },
);
