import { assertEquals } from "@std/assert";
import { measureColumns, NumberRows } from "../../../datasets/mod.ts";

Deno.test("NumberRows standardizes by what was measured; constant columns become 0", () => {
  const columns = ["a", "b"];
  const train = { columns, values: Float64Array.of(1, 7, 3, 7), labels: Uint32Array.of(0, 1) };
  const scaling = measureColumns(train);
  const values = Float64Array.of(2, 7, 5, 9, 1, 7);
  const test = { columns, values, labels: Uint32Array.of(1, 1, 0) };
  const [first, last] = new NumberRows(test, scaling).batches({ batch: 2 });
  assertEquals(first.inputs.x, { data: Float32Array.of(0, 0, 3, 0), shape: [2, 2] });
  assertEquals([...first.labels], [1, 1]);
  assertEquals(last.inputs.x, { data: Float32Array.of(-1, 0), shape: [1, 2] });
});

Deno.test("NumberRows gives each row once in a shuffled pass, with its label", () => {
  const values = Float64Array.from({ length: 20 }, (_, i) => i);
  const labels = Uint32Array.from({ length: 20 }, (_, i) => i % 3);
  const source = new NumberRows({ values, columns: ["a"], labels }, { mean: [0], deviation: [1] });
  const seen = [...source.batches({ batch: 6, shuffle: { seed: 1, epoch: 1 } })].flatMap(
    (batch) => {
      assertEquals(batch.labels, batch.rows.map((row) => row % 3));
      assertEquals([...batch.inputs.x.data], [...batch.rows]);
      return [...batch.rows];
    },
  );
  assertEquals(seen.toSorted((a, b) => a - b), [...labels.keys()]);
  assertEquals(source.steps(), 20);
});
