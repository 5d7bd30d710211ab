import { assertEquals, assertThrows } from "@std/assert";
import {
  backward,
  embedding,
  embeddingMean,
  multiply,
  Parameter,
  type RowGradient,
  rowIndex,
  ShapeError,
  type Signal,
  sum,
  Tape,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices } from "../../device.ts";

Deno.test("rowIndex() lists each distinct row with its positions, in order", () => {
  const index = [...rowIndex(Uint32Array.of(7, 3, 7, 0, 3, 7))];
  assertEquals(index.length, 3 * 6 + 2);
  assertEquals(index[0], 3);
  assertEquals(index.slice(1, 4), [7, 3, 0]);
  assertEquals(index.slice(7, 11), [0, 3, 5, 6]);
  assertEquals(index.slice(14), [0, 2, 5, 1, 4, 3]);
});

Deno.test("rowIndex() leaves the row of padding out, and all rows when there is nothing else", () => {
  const index = [...rowIndex(Uint32Array.of(0, 3, 0, 5), 0)];
  assertEquals([index[0], ...index.slice(1, 3)], [2, 3, 5]);
  assertEquals(index.slice(5, 8), [0, 1, 2]);
  assertEquals(index.slice(10, 12), [1, 3]);
  assertEquals(rowIndex(Uint32Array.of(0, 0), 0)[0], 0);
  assertEquals([...rowIndex(new Uint32Array(0))], [0, 0]);
});

/** Gradients of a table [5, 2] looked up with weights 1, 2, 3, ... */
function gradientOf(ids: Uint32Array, update: "sparse" | "dense", padding?: number) {
  const table = new Parameter(device, new Tape("test"), "table", [5, 2], new Float32Array(10));
  const index = tensor(device, rowIndex(ids, padding));
  const y = embedding(table, tensor(device, ids), index, { update });
  const weights = Float32Array.from({ length: y.size }, (_, i) => i + 1);
  backward(sum(multiply(y, tensor(device, weights, y.shape))));
  return table.gradient!;
}

onDevices(
  "embedding() sums the gradient of each used row, zero past the last, when sparse",
  async () => {
    const { index, values } = gradientOf(Uint32Array.of(4, 1, 4), "sparse") as RowGradient;
    assertEquals(values.shape, [3, 2]);
    assertEquals([...await values.data()], [1 + 5, 2 + 6, 3, 4, 0, 0]);
    assertEquals([...(await index.words()).slice(0, 3)], [2, 4, 1]);
  },
);

onDevices("embedding() scatters the same sums into the whole table when dense", async () => {
  const gradient = gradientOf(Uint32Array.of(4, 1, 4), "dense") as Signal;
  assertEquals([...await gradient.data()], [0, 0, 3, 4, 0, 0, 0, 0, 6, 8]);
});

onDevices("embedding() gives the row of padding no gradient", async () => {
  const dense = gradientOf(Uint32Array.of(0, 2, 0), "dense", 0) as Signal;
  assertEquals([...await dense.data()], [0, 0, 0, 0, 3, 4, 0, 0, 0, 0]);
  const { values } = gradientOf(Uint32Array.of(0, 2, 0), "sparse", 0) as RowGradient;
  assertEquals([...await values.data()], [3, 4, 0, 0, 0, 0]);
});

onDevices("embedding() and its means predict without an index, and name it to learn", async () => {
  const tape = new Tape("test");
  const table = new Parameter(device, tape, "table", [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6));
  const ids = tensor(device, Uint32Array.of(2, 0, 1, 1), [2, 2]);
  const lengths = tensor(device, Uint32Array.of(2, 0));
  const rowsOf = () => embedding(table, ids);
  const meansOf = () => embeddingMean(table, ids, undefined, lengths);
  const [rows, means] = tape.pause(() => [rowsOf(), meansOf()]);
  assertEquals([...await rows.data()], [5, 6, 1, 2, 3, 4, 3, 4]);
  assertEquals([...await means.data()], [3, 4, 0, 0]);
  for (const [name, look] of [["embedding", rowsOf], ["embedding_mean", meansOf]] as const) {
    const error = assertThrows(() => backward(sum(look())), ShapeError);
    assertEquals(
      error.message,
      `Cannot take the gradient of ${name} [2, 2] in [3, 2]: it was computed without an index, ` +
        "pass rowIndex(ids) as the index to learn, or pause the tape to predict",
    );
  }
});
