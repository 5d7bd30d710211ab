import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  constant,
  fromRows,
  heNormalTruncated,
  type Initializer,
  kaimingNormal,
  normal,
  orthogonal,
  pytorchDefault,
  Random,
  type Shape,
  ShapeError,
  sizeOf,
  uniform,
  xavierUniform,
  zeros,
} from "../../../engine/mod.ts";

/** Mean and deviation of what an initializer draws. */
function drawn(
  initializer: Initializer,
  shape: Shape,
): { values: Float32Array; deviation: number } {
  const values = initializer(shape, sizeOf(shape), new Random(2));
  const mean = values.reduce((total, x) => total + x, 0) / values.length;
  assert(Math.abs(mean) < 0.02, `mean ${mean}`);
  const squares = values.reduce((total, x) => total + (x - mean) ** 2, 0);
  return { values, deviation: Math.sqrt(squares / values.length) };
}

Deno.test("initializers draw with the deviation of their formula from the fan-in of [inputs, outputs]", () => {
  const shape = [100, 200];
  const cases: [string, Initializer, number, number?][] = [
    ["uniform", uniform(0.3), 0.3 / Math.sqrt(3), 0.3],
    ["normal", normal(0.5), 0.5],
    ["xavierUniform", xavierUniform(), Math.sqrt(2 / 300), Math.sqrt(6 / 300)],
    ["kaimingNormal", kaimingNormal(), Math.sqrt(2 / 100)],
    ["kaimingNormal(50)", kaimingNormal(50), Math.sqrt(2 / 50)],
    ["heNormalTruncated", heNormalTruncated(), 0.8796 * Math.sqrt(2 / 100), 2 * Math.sqrt(2 / 100)],
    ["pytorchDefault", pytorchDefault(), 0.1 / Math.sqrt(3), 0.1],
    ["pytorchDefault(25)", pytorchDefault(25), 0.2 / Math.sqrt(3), 0.2],
  ];
  for (const [name, initializer, want, bound = Infinity] of cases) {
    const { values, deviation } = drawn(initializer, shape);
    assert(Math.abs(deviation / want - 1) < 0.02, `${name}: ${deviation} and should be ${want}`);
    assert(values.every((x) => Math.abs(x) <= bound * (1 + 1e-6)), `${name} beyond ${bound}`);
  }
});

Deno.test("initializers repeat themselves when given the same stream", () => {
  for (const initializer of [normal(), orthogonal(), heNormalTruncated()]) {
    const [a, b, c] = [4, 4, 5].map((seed) => initializer([6, 5], 30, new Random(seed)));
    assertEquals(a, b);
    assert(a.some((x, i) => x !== c[i]));
  }
});

Deno.test("orthogonal() makes rows or columns orthonormal, whichever are fewer", () => {
  for (const [rows, columns] of [[5, 5], [4, 9], [9, 4]]) {
    const values = orthogonal()([rows, columns], rows * columns, new Random(3));
    const byRow = rows <= columns;
    const [count, length] = byRow ? [rows, columns] : [columns, rows];
    const at = (i: number, k: number) => byRow ? values[i * columns + k] : values[k * columns + i];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let product = 0;
        for (let k = 0; k < length; k++) product += at(i, k) * at(j, k);
        assert(Math.abs(product - Number(i === j)) < 1e-6, `${rows} ${columns}: ${i} ${j}`);
      }
    }
  }
});

Deno.test("constant(), zeros() and fromRows() give what they were told", () => {
  assertEquals(constant(3)([2], 2, new Random(1)), Float32Array.of(3, 3));
  assertEquals(zeros()([2], 2, new Random(1)), Float32Array.of(0, 0));
  assertEquals(fromRows(Float32Array.of(1, 2))([2, 1], 2, new Random(1)), Float32Array.of(1, 2));
  assertThrows(
    () => fromRows(new Float32Array(3))([2, 2], 4, new Random(1)),
    ShapeError,
    "Cannot fill a parameter of shape [2, 2]: 3 values were given where it takes 4",
  );
  assertThrows(() => xavierUniform()([3], 3, new Random(1)), ShapeError, "fan-in");
});
