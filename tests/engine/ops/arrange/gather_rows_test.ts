import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  gatherRows,
  Random,
  recorded,
  type Shape,
  ShapeError,
  type Signal,
  sizeOf,
  tensor,
} from "../../../../engine/mod.ts";
import { device, onDevices, onKinds } from "../../device.ts";

/** Rows along an axis on the host: what the operation means. */
function rowsOf(words: Uint32Array, shape: Shape, rows: readonly number[], axis: number): number[] {
  const outer = sizeOf(shape.slice(0, axis)), inner = sizeOf(shape.slice(axis + 1));
  const all: number[] = [];
  for (let o = 0; o < outer; o++) {
    for (const row of rows) {
      const start = (o * shape[axis] + row) * inner;
      all.push(...words.subarray(start, start + inner));
    }
  }
  return all;
}

const samples: { shape: Shape; axis: number; rows: number[] }[] = [
  { shape: [1], axis: 0, rows: [0] },
  { shape: [9], axis: 0, rows: [8, 0, 3, 3] },
  { shape: [5, 3], axis: 0, rows: [] },
  { shape: [0, 3], axis: 0, rows: [] },
  { shape: [4, 0], axis: 0, rows: [1] },
  { shape: [2, 7, 9], axis: 1, rows: [6, 1, 4] },
  { shape: [2, 7, 68], axis: 1, rows: [0, 6] },
  { shape: [3, 5, 2, 4], axis: -2, rows: [1] },
  { shape: [130, 70], axis: 0, rows: Array.from({ length: 150 }, (_, i) => (7 * i) % 130) },
  { shape: [4, 6, 1100], axis: 0, rows: [3, 1] },
];

onKinds("gatherRows() takes rows of floats and of numbers alike, bit by bit", async () => {
  for (const { shape, axis, rows } of samples) {
    const random = new Random(3);
    const bits = Uint32Array.from({ length: sizeOf(shape) }, () => 2 ** 32 * random.uniform());
    const numbers = tensor(device, Uint32Array.from(rows));
    const at = axis < 0 ? axis + shape.length : axis;
    for (const values of [bits, new Float32Array(bits.buffer)]) {
      const x = tensor(device, values, shape);
      const y = gatherRows(x, numbers, { axis });
      assertEquals(y.shape, shape.with(at, rows.length));
      assertEquals(y.dtype, x.dtype);
      assertEquals([...await y.words()], rowsOf(bits, shape, rows, at), `${shape} at ${axis}`);
    }
  }
});

onDevices("gatherRows() follows its rows when it is replayed", async () => {
  const step = recorded(device, ({ x, rows }: Record<"x" | "rows", Signal>) => gatherRows(x, rows));
  const x = { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] };
  const run = async (
    ...rows: number[]
  ) => [...await step({ x, rows: { data: Uint32Array.from(rows), shape: [2] } }).data()];
  assertEquals(await run(2, 0), [5, 6, 1, 2]);
  assertEquals(await run(1, 2), [3, 4, 5, 6]);
  assertEquals(step.shapes, 1);
});

onDevices("gatherRows() refuses axes and rows that are not there", () => {
  const rows = tensor(device, Uint32Array.of(0, 1));
  const x = tensor(device, new Float32Array(6), [2, 3]);
  const none = tensor(device, new Float32Array(0), [2, 0]);
  for (
    const refused of [
      () => gatherRows(x, rows, { axis: 2 }),
      () => gatherRows(x, tensor(device, [0, 1])),
      () => gatherRows(x, tensor(device, Uint32Array.of(0, 1), [2, 1])),
      () => gatherRows(none, rows, { axis: 1 }),
    ]
  ) {
    const { message } = assertThrows(refused, ShapeError);
    assert(message.startsWith("Cannot gather rows "), message);
  }
});
