/** The corners of floats, each by the interpreter and compiled. */
import { assertRows, type Row } from "./corners.ts";

const [inf, least, most, all] = [Infinity, -(2 ** 31), 2 ** 31 - 1, 2 ** 32 - 1];
const f = Math.fround;

Deno.test("NaN is neither equal nor in order", async () => {
  const pairs = [[NaN, 1], [1, NaN], [NaN, NaN], [NaN, inf], [-inf, NaN]];
  const rows = (result: number): Row[] => pairs.map(([a, b]): Row => [a, b, result]);
  for (const operator of ["==", "<", "<=", ">", ">="]) {
    await assertRows(`a ${operator} b`, ["f32", "f32"], "bool", rows(0));
    await assertRows(`!(a ${operator} b)`, ["f32", "f32"], "bool", rows(1));
  }
  await assertRows("a != b", ["f32", "f32"], "bool", rows(1));
  await assertRows("!(a != b)", ["f32", "f32"], "bool", rows(0));
  await assertRows("select(1.0, 2.0, a < b)", ["f32", "f32"], "f32", rows(1));
  await assertRows("select(a, b, b > 0.0)", ["f32", "f32"], "f32", [[3, NaN, 3], [NaN, 1, 1]]);
});

Deno.test("NaN goes through arithmetic; min, max and clamp may drop it", async () => {
  for (const expression of ["a + b", "a - b", "a * b", "a / b", "fma(a, b, 1.0)"]) {
    await assertRows(expression, ["f32", "f32"], "f32", [[NaN, 1, NaN], [1, NaN, NaN]]);
  }
  for (const expression of ["-a", "abs(a)", "floor(a)", "round(a)", "sqrt(a)", "a % 2.0"]) {
    await assertRows(expression, ["f32"], "f32", [[NaN, NaN]]);
  }
  await assertRows("min(a, b)", ["f32", "f32"], "f32", [[NaN, 1, [NaN, 1]], [1, NaN, [NaN, 1]]]);
  await assertRows("max(a, b)", ["f32", "f32"], "f32", [[NaN, 1, [NaN, 1]], [1, NaN, [NaN, 1]]]);
  await assertRows("clamp(a, 0.0, 1.0)", ["f32"], "f32", [[NaN, [NaN, 0, 1]]]);
  await assertRows("saturate(a)", ["f32"], "f32", [[NaN, [NaN, 0, 1]], [-inf, 0], [inf, 1]]);
});

Deno.test("floats become integers by truncation, within their range, NaN 0", async () => {
  await assertRows("i32(a)", ["f32"], "i32", [
    [NaN, 0],
    [inf, [most, 2147483520]],
    [-inf, least],
    [3e9, [most, 2147483520]],
    [-3e9, least],
    [2147483520, 2147483520],
    [-2147483648, least],
    [-0, 0],
    [0.99, 0],
    [-0.99, 0],
    [-1.5, -1],
    [1e-40, 0],
  ]);
  await assertRows("u32(a)", ["f32"], "u32", [
    [NaN, 0],
    [inf, [all, 4294967040]],
    [-inf, 0],
    [5e9, [all, 4294967040]],
    [-1, 0],
    [-0.5, 0],
    [4294967040, 4294967040],
    [2147483648, 2147483648],
    [2147483904, 2147483904],
    [3.75, 3],
  ]);
  await assertRows("bool(a)", ["f32"], "bool", [[NaN, 1], [0, 0], [-0, 0], [inf, 1], [0.5, 1]]);
});

Deno.test("integers become the nearest float, halves to even", async () => {
  const whole = [0, 1, 16777215, 16777216, 16777217, 16777219, 33554435, most, 2 ** 31 + 128];
  const great = [2 ** 31 + 129, 2 ** 31 + 384, 4294967167, 4294967168, 4294967169, all];
  await assertRows("f32(a)", ["u32"], "f32", [...whole, ...great].map((x): Row => [x, f(x)]));
  const signed = [...whole.slice(0, 8), -1, -16777217, -16777219, -33554435, least, least + 1];
  await assertRows("f32(a)", ["i32"], "f32", signed.map((x): Row => [x, f(x)]));
  await assertRows("f32(a)", ["bool"], "f32", [[0, 0], [1, 1]]);
  await assertRows("u32(f32(a))", ["u32"], "u32", [[16777217, 16777216], [12345678, 12345678]]);
});

Deno.test("infinities", async () => {
  await assertRows("a + b", ["f32", "f32"], "f32", [[inf, 1, inf], [inf, -inf, NaN], [
    3e38,
    3e38,
    inf,
  ]]);
  await assertRows("a * b", ["f32", "f32"], "f32", [[inf, 0, NaN], [-inf, 2, -inf], [
    -3e38,
    10,
    -inf,
  ]]);
  await assertRows("a / b", ["f32", "f32"], "f32", [
    [1, 0, inf],
    [-1, 0, -inf],
    [1, -0, -inf],
    [0, 0, NaN],
    [1, inf, 0],
    [inf, inf, NaN],
  ]);
  await assertRows("min(a, b)", ["f32", "f32"], "f32", [[inf, 1, 1], [-inf, 1, -inf]]);
  await assertRows("max(a, b)", ["f32", "f32"], "f32", [[inf, 1, inf], [-inf, 1, 1]]);
  await assertRows("sqrt(a)", ["f32"], "f32", [[inf, inf], [-1, NaN], [0, 0], [4, 2], [
    2,
    f(Math.SQRT2),
  ]]);
  for (const rounding of ["floor", "ceil", "round", "trunc"]) {
    await assertRows(`${rounding}(a)`, ["f32"], "f32", [[inf, inf], [-inf, -inf], [
      f(1e30),
      f(1e30),
    ]]);
  }
  await assertRows("a < b", ["f32", "f32"], "bool", [[-inf, inf, 1], [inf, inf, 0], [
    3e38,
    inf,
    1,
  ]]);
});

Deno.test("functions of the prelude at their ends", async () => {
  await assertRows("exp(a)", ["f32"], "f32", [
    [0, 1],
    [inf, inf],
    [-inf, 0],
    [200, inf],
    [-200, 0],
    [
      NaN,
      NaN,
    ],
  ]);
  await assertRows("log(a)", ["f32"], "f32", [[1, 0], [0, -inf], [inf, inf], [-1, NaN], [
    NaN,
    NaN,
  ]]);
  await assertRows("tanh(a)", ["f32"], "f32", [[inf, 1], [-inf, -1], [100, 1], [0, 0], [NaN, NaN]]);
  await assertRows("inverseSqrt(a)", ["f32"], "f32", [[inf, 0], [0, inf], [4, 0.5], [-1, NaN]]);
});

Deno.test("zero has two signs", async () => {
  await assertRows("-a", ["f32"], "f32", [[0, -0], [-0, 0], [inf, -inf]]);
  await assertRows("abs(a)", ["f32"], "f32", [[-0, 0], [-inf, inf]]);
  await assertRows("a * b", ["f32", "f32"], "f32", [[-1, 0, -0], [-0, -0, 0]]);
  await assertRows("a + b", ["f32", "f32"], "f32", [[-0, 0, 0], [-0, -0, -0]]);
  await assertRows("a == b", ["f32", "f32"], "bool", [[-0, 0, 1]]);
  await assertRows("a < b", ["f32", "f32"], "bool", [[-0, 0, 0]]);
  await assertRows("min(a, b)", ["f32", "f32"], "f32", [[-0, 0, [-0, 0]], [0, -0, [-0, 0]]]);
  await assertRows("ceil(a)", ["f32"], "f32", [[-0.5, [-0, 0]]]);
  await assertRows("sign(a)", ["f32"], "f32", [[-0, [-0, 0]], [-3, -1], [inf, 1]]);
  await assertRows("bitcast<u32>(a)", ["f32"], "u32", [[-0, 2 ** 31]]);
});

Deno.test("rounding is to even, and the others to their sides", async () => {
  await assertRows("round(a)", ["f32"], "f32", [
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [-0.5, [-0, 0]],
    [-1.5, -2],
    [-2.5, -2],
    [0.49999997, 0],
    [8388609, 8388609],
    [4194304.5, 4194304],
    [4194305.5, 4194306],
  ]);
  await assertRows("floor(a)", ["f32"], "f32", [[-0.5, -1], [2.75, 2], [-3, -3]]);
  await assertRows("trunc(a)", ["f32"], "f32", [[-2.75, -2], [2.75, 2]]);
  await assertRows("fract(a)", ["f32"], "f32", [[-0.25, 0.75], [2.75, 0.75], [-3, 0]]);
  await assertRows("a % b", ["f32", "f32"], "f32", [[5.5, 2, 1.5], [-5.5, 2, -1.5], [
    5.5,
    -2,
    1.5,
  ]]);
});
