import { assertEquals } from "@std/assert";
import { selectNumbers, splitNumbers } from "../../../datasets/mod.ts";

const LABELS = Uint32Array.from({ length: 40 }, (_, i) => i % 2);
const VALUES = Float64Array.from({ length: 120 }, (_, i) => i);
const NUMBERS = { values: VALUES, columns: ["a", "b", "c"], labels: LABELS };

Deno.test("selectNumbers() takes rows in any order", () => {
  const some = selectNumbers(NUMBERS, Uint32Array.of(5, 2));
  assertEquals(some.values, Float64Array.of(15, 16, 17, 6, 7, 8));
  assertEquals([some.labels, some.columns], [Uint32Array.of(1, 0), NUMBERS.columns]);
});

Deno.test("splitNumbers() keeps rows and labels together", () => {
  const { train, validation } = splitNumbers(NUMBERS, 1);
  assertEquals([train.labels.length, validation.labels.length], [36, 4]);
  for (const { values, labels } of [train, validation]) {
    labels.forEach((label, i) => assertEquals(label, (values[3 * i] / 3) % 2));
  }
});
