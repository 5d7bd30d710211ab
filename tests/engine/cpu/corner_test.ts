/** The corners of the language, each by the interpreter and compiled. */
import { assertEquals } from "@std/assert";
import { assertRows, type Row, words } from "./corners.ts";

const [inf, least, most, all] = [Infinity, -(2 ** 31), 2 ** 31 - 1, 2 ** 32 - 1];
const f = Math.fround;

/** Asserts what is in y after a body ran in each way. */
function assertWords(
  body: string,
  wanted: readonly number[],
  options: Parameters<typeof words>[1] = {},
): void {
  for (const [name, y] of words(body, { y: wanted.length, ...options })) {
    assertEquals(y, [...wanted], `${name}: ${body}`);
  }
}

Deno.test("NaN is neither equal nor in order", () => {
  const pairs = [[NaN, 1], [1, NaN], [NaN, NaN], [NaN, inf], [-inf, NaN]];
  const rows = (result: number): Row[] => pairs.map(([a, b]): Row => [a, b, result]);
  for (const operator of ["==", "<", "<=", ">", ">="]) {
    assertRows(`a ${operator} b`, ["f32", "f32"], "bool", rows(0));
    assertRows(`!(a ${operator} b)`, ["f32", "f32"], "bool", rows(1));
  }
  assertRows("a != b", ["f32", "f32"], "bool", rows(1));
  assertRows("!(a != b)", ["f32", "f32"], "bool", rows(0));
  assertRows("select(1.0, 2.0, a < b)", ["f32", "f32"], "f32", rows(1));
  assertRows("select(a, b, b > 0.0)", ["f32", "f32"], "f32", [[3, NaN, 3], [NaN, 1, 1]]);
});

Deno.test("NaN goes through arithmetic; min, max and clamp may drop it", () => {
  for (const expression of ["a + b", "a - b", "a * b", "a / b", "fma(a, b, 1.0)"]) {
    assertRows(expression, ["f32", "f32"], "f32", [[NaN, 1, NaN], [1, NaN, NaN]]);
  }
  for (const expression of ["-a", "abs(a)", "floor(a)", "round(a)", "sqrt(a)", "a % 2.0"]) {
    assertRows(expression, ["f32"], "f32", [[NaN, NaN]]);
  }
  assertRows("min(a, b)", ["f32", "f32"], "f32", [[NaN, 1, [NaN, 1]], [1, NaN, [NaN, 1]]]);
  assertRows("max(a, b)", ["f32", "f32"], "f32", [[NaN, 1, [NaN, 1]], [1, NaN, [NaN, 1]]]);
  assertRows("clamp(a, 0.0, 1.0)", ["f32"], "f32", [[NaN, [NaN, 0, 1]]]);
  assertRows("saturate(a)", ["f32"], "f32", [[NaN, [NaN, 0, 1]], [-inf, 0], [inf, 1]]);
});

Deno.test("floats become integers by truncation, within their range, NaN 0", () => {
  assertRows("i32(a)", ["f32"], "i32", [
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
  assertRows("u32(a)", ["f32"], "u32", [
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
  assertRows("bool(a)", ["f32"], "bool", [[NaN, 1], [0, 0], [-0, 0], [inf, 1], [0.5, 1]]);
});

Deno.test("integers become the nearest float, halves to even", () => {
  const whole = [0, 1, 16777215, 16777216, 16777217, 16777219, 33554435, most, 2 ** 31 + 128];
  const great = [2 ** 31 + 129, 2 ** 31 + 384, 4294967167, 4294967168, 4294967169, all];
  assertRows("f32(a)", ["u32"], "f32", [...whole, ...great].map((x): Row => [x, f(x)]));
  const signed = [...whole.slice(0, 8), -1, -16777217, -16777219, -33554435, least, least + 1];
  assertRows("f32(a)", ["i32"], "f32", signed.map((x): Row => [x, f(x)]));
  assertRows("f32(a)", ["bool"], "f32", [[0, 0], [1, 1]]);
  assertRows("u32(f32(a))", ["u32"], "u32", [[16777217, 16777216], [12345678, 12345678]]);
});

Deno.test("infinities", () => {
  assertRows("a + b", ["f32", "f32"], "f32", [[inf, 1, inf], [inf, -inf, NaN], [3e38, 3e38, inf]]);
  assertRows("a * b", ["f32", "f32"], "f32", [[inf, 0, NaN], [-inf, 2, -inf], [-3e38, 10, -inf]]);
  assertRows("a / b", ["f32", "f32"], "f32", [
    [1, 0, inf],
    [-1, 0, -inf],
    [1, -0, -inf],
    [0, 0, NaN],
    [1, inf, 0],
    [inf, inf, NaN],
  ]);
  assertRows("min(a, b)", ["f32", "f32"], "f32", [[inf, 1, 1], [-inf, 1, -inf]]);
  assertRows("max(a, b)", ["f32", "f32"], "f32", [[inf, 1, inf], [-inf, 1, 1]]);
  assertRows("sqrt(a)", ["f32"], "f32", [[inf, inf], [-1, NaN], [0, 0], [4, 2], [
    2,
    f(Math.SQRT2),
  ]]);
  for (const rounding of ["floor", "ceil", "round", "trunc"]) {
    assertRows(`${rounding}(a)`, ["f32"], "f32", [[inf, inf], [-inf, -inf], [f(1e30), f(1e30)]]);
  }
  assertRows("a < b", ["f32", "f32"], "bool", [[-inf, inf, 1], [inf, inf, 0], [3e38, inf, 1]]);
});

Deno.test("functions of the prelude at their ends", () => {
  assertRows("exp(a)", ["f32"], "f32", [[0, 1], [inf, inf], [-inf, 0], [200, inf], [-200, 0], [
    NaN,
    NaN,
  ]]);
  assertRows("log(a)", ["f32"], "f32", [[1, 0], [0, -inf], [inf, inf], [-1, NaN], [NaN, NaN]]);
  assertRows("tanh(a)", ["f32"], "f32", [[inf, 1], [-inf, -1], [100, 1], [0, 0], [NaN, NaN]]);
  assertRows("inverseSqrt(a)", ["f32"], "f32", [[inf, 0], [0, inf], [4, 0.5], [-1, NaN]]);
});

Deno.test("zero has two signs", () => {
  assertRows("-a", ["f32"], "f32", [[0, -0], [-0, 0], [inf, -inf]]);
  assertRows("abs(a)", ["f32"], "f32", [[-0, 0], [-inf, inf]]);
  assertRows("a * b", ["f32", "f32"], "f32", [[-1, 0, -0], [-0, -0, 0]]);
  assertRows("a + b", ["f32", "f32"], "f32", [[-0, 0, 0], [-0, -0, -0]]);
  assertRows("a == b", ["f32", "f32"], "bool", [[-0, 0, 1]]);
  assertRows("a < b", ["f32", "f32"], "bool", [[-0, 0, 0]]);
  assertRows("min(a, b)", ["f32", "f32"], "f32", [[-0, 0, [-0, 0]], [0, -0, [-0, 0]]]);
  assertRows("ceil(a)", ["f32"], "f32", [[-0.5, [-0, 0]]]);
  assertRows("sign(a)", ["f32"], "f32", [[-0, [-0, 0]], [-3, -1], [inf, 1]]);
  assertRows("bitcast<u32>(a)", ["f32"], "u32", [[-0, 2 ** 31]]);
});

Deno.test("rounding is to even, and the others to their sides", () => {
  assertRows("round(a)", ["f32"], "f32", [
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
  assertRows("floor(a)", ["f32"], "f32", [[-0.5, -1], [2.75, 2], [-3, -3]]);
  assertRows("trunc(a)", ["f32"], "f32", [[-2.75, -2], [2.75, 2]]);
  assertRows("fract(a)", ["f32"], "f32", [[-0.25, 0.75], [2.75, 0.75], [-3, 0]]);
  assertRows("a % b", ["f32", "f32"], "f32", [[5.5, 2, 1.5], [-5.5, 2, -1.5], [5.5, -2, 1.5]]);
});

Deno.test("integer division by 0, and of the least by -1", () => {
  const signed: Row[] = [[7, 0, 7], [-7, 0, -7], [0, 0, 0], [least, -1, least], [least, 0, least]];
  assertRows("a / b", ["i32", "i32"], "i32", [...signed, [-7, 2, -3], [7, -2, -3], [
    least,
    2,
    -(2 ** 30),
  ]]);
  assertRows("a % b", ["i32", "i32"], "i32", [
    [7, 0, 0],
    [least, 0, 0],
    [least, -1, 0],
    [-7, 2, -1],
    [7, -2, 1],
    [least, 3, -2],
    [most, least, most],
  ]);
  assertRows("a / b", ["u32", "u32"], "u32", [
    [7, 0, 7],
    [all, 0, all],
    [all, all, 1],
    [all - 1, all, 0],
    [all, 1, all],
    [all, 2, most],
    [2 ** 31, 3, 715827882],
    [4294967293, 65537, 65534],
  ]);
  assertRows("a % b", ["u32", "u32"], "u32", [[7, 0, 0], [all, all, 0], [all, 10, 5], [3, all, 3]]);
});

Deno.test("division by what is uniform or constant", () => {
  for (
    const divisor of [
      1,
      2,
      3,
      5,
      7,
      10,
      641,
      65535,
      65537,
      most,
      2 ** 31,
      2 ** 31 + 1,
      all - 1,
      all,
    ]
  ) {
    const values = [
      0,
      1,
      2,
      divisor - 1,
      divisor,
      Math.min(2 * divisor, all),
      most,
      2 ** 31,
      all - 1,
      all,
    ];
    const quotients = values.map((x) => Math.floor(x / divisor));
    const rests = values.map((x) => x % divisor);
    for (const by of [`${divisor}u`, "x[10]"]) {
      const body = `if (index >= 10u) { return; }
        y[index] = x[index] / ${by}; y[index + 10u] = x[index] % ${by};`;
      const x = [...values, divisor];
      for (const size of ["16", "64", "10"]) {
        assertWords(body, [...quotients, ...rests], { x, size });
      }
    }
  }
});

Deno.test("signed division by what is uniform or constant", () => {
  for (const divisor of [1, -1, 2, -2, 3, -7, 1000, most, least]) {
    const values = [0, 1, -1, 7, -7, 1000, -1000, most, least, least + 1];
    const quotients = values.map((x) => Math.trunc(x / divisor) >>> 0);
    const rests = values.map((x) => (x % divisor) >>> 0);
    for (
      const by of [divisor === least ? "i32(-2147483648)" : `${divisor}i`, "bitcast<i32>(x[10])"]
    ) {
      const body = `if (index >= 10u) { return; }
        let a = bitcast<i32>(x[index]);
        y[index] = bitcast<u32>(a / ${by}); y[index + 10u] = bitcast<u32>(a % ${by});`;
      const x = [...values, divisor].map((each) => each >>> 0);
      assertWords(body, [...quotients, ...rests], { x, size: "16" });
    }
  }
});

Deno.test("shifts go by their amount modulo 32, signed ones keep the sign", () => {
  const amounts: [number, number][] = [[31, 31], [32, 0], [33, 1], [64, 0], [all, 31]];
  for (const [amount, real] of amounts) {
    assertRows("a << b", ["u32", "u32"], "u32", [[5, amount, (5 << real) >>> 0]]);
    assertRows("a >> b", ["u32", "u32"], "u32", [[all, amount, all >>> real]]);
    assertRows("a >> b", ["i32", "u32"], "i32", [[-9, amount, -9 >> real], [9, amount, 9 >> real]]);
  }
  // By an amount that all lanes share.
  for (const [amount, real] of amounts) {
    const x = [1, 0x8000_0001, 77, all, amount];
    const wanted = x.slice(0, 4).map((word) => (word << real) >>> 0);
    for (const size of ["4", "1"]) {
      assertWords("y[id.x] = x[id.x] << x[4];", wanted, {
        x,
        size,
        groups: [4 / Number(size), 1, 1],
      });
    }
  }
});

Deno.test("integers wrap", () => {
  assertRows("a + b", ["i32", "i32"], "i32", [[most, 1, least], [least, -1, most], [
    least,
    least,
    0,
  ]]);
  assertRows("a + b", ["u32", "u32"], "u32", [[all, 1, 0], [all, all, all - 1]]);
  assertRows("a - b", ["u32", "u32"], "u32", [[0, 1, all], [0, all, 1]]);
  assertRows("a * b", ["i32", "i32"], "i32", [[most, most, 1], [least, -1, least], [
    65536,
    65536,
    0,
  ]]);
  assertRows("a * b", ["u32", "u32"], "u32", [[all, all, 1], [65537, 65537, 131073]]);
  assertRows("-a", ["i32"], "i32", [[least, least], [most, -most]]);
  assertRows("abs(a)", ["i32"], "i32", [[least, least], [-5, 5]]);
  assertRows("abs(a)", ["u32"], "u32", [[all, all]]);
  assertRows("i32(a)", ["u32"], "i32", [[all, -1], [2 ** 31, least]]);
  assertRows("u32(a)", ["i32"], "u32", [[-1, all], [least, 2 ** 31]]);
});

Deno.test("order of integers is that of their type", () => {
  assertRows("a < b", ["u32", "u32"], "bool", [[1, all, 1], [2 ** 31, 1, 0]]);
  assertRows("a < b", ["i32", "i32"], "bool", [[1, -1, 0], [least, 1, 1]]);
  assertRows("a >= b", ["u32", "u32"], "bool", [[2 ** 31, most, 1], [0, 0, 1]]);
  assertRows("max(a, b)", ["u32", "u32"], "u32", [[1, all, all], [2 ** 31, most, 2 ** 31]]);
  assertRows("min(a, b)", ["i32", "i32"], "i32", [[1, -1, -1], [least, most, least]]);
  assertRows("clamp(a, 5u, 9u)", ["u32"], "u32", [[all, 9], [0, 5], [7, 7]]);
  assertRows("clamp(a, -5, 9)", ["i32"], "i32", [[-100, -5], [100, 9], [-1, -1]]);
});

Deno.test("bits are counted and turned", () => {
  for (const type of ["u32", "i32"] as const) {
    const top = type === "u32" ? 2 ** 31 : least, ones = type === "u32" ? all : -1;
    assertRows("countLeadingZeros(a)", [type], type, [[0, 32], [1, 31], [top, 0], [ones, 0]]);
    assertRows("countTrailingZeros(a)", [type], type, [[0, 32], [1, 0], [top, 31], [12, 2]]);
    assertRows("countOneBits(a)", [type], type, [[0, 0], [ones, 32], [top, 1], [0x5555, 8]]);
    assertRows("reverseBits(a)", [type], type, [[0, 0], [ones, ones], [1, top], [top, 1]]);
    assertRows("firstTrailingBit(a)", [type], type, [[0, ones], [top, 31], [12, 2]]);
    assertRows("extractBits(a, 4u, 8u)", [type], type, [[0x1234, 0x23], [
      0xf80,
      type === "u32" ? 0xf8 : -8,
    ]]);
    assertRows("extractBits(a, 0u, 32u)", [type], type, [[ones, ones], [top, top]]);
    assertRows("extractBits(a, 32u, 4u)", [type], type, [[ones, 0]]);
    assertRows("extractBits(a, 5u, 0u)", [type], type, [[ones, 0]]);
    assertRows("insertBits(a, b, 4u, 8u)", [type, type], type, [[0, ones, 0xff0], [
      0x1234,
      0,
      0x1004,
    ]]);
    assertRows("insertBits(a, b, 0u, 32u)", [type, type], type, [[5, top, top]]);
    assertRows("insertBits(a, b, 9u, 0u)", [type, type], type, [[5, ones, 5]]);
  }
  assertRows("firstLeadingBit(a)", ["u32"], "u32", [[0, all], [all, 31], [1, 0], [0x500, 10]]);
  assertRows("firstLeadingBit(a)", ["i32"], "i32", [[0, -1], [-1, -1], [-2, 0], [least, 30], [
    most,
    30,
  ]]);
});

Deno.test("booleans", () => {
  const table = (of: (a: boolean, b: boolean) => boolean): Row[] =>
    [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]): Row => [a, b, Number(of(a === 1, b === 1))]);
  const two = ["bool", "bool"] as const;
  assertRows("a & b", two, "bool", table((a, b) => a && b));
  assertRows("a && b", two, "bool", table((a, b) => a && b));
  assertRows("a | b", two, "bool", table((a, b) => a || b));
  assertRows("a || !b", two, "bool", table((a, b) => a || !b));
  assertRows("a == b", two, "bool", table((a, b) => a === b));
  assertRows("a != b", two, "bool", table((a, b) => a !== b));
  assertRows("select(a, b, a)", two, "bool", table((a, b) => a ? b : a));
  assertRows("all(vec2<bool>(a, b))", two, "bool", table((a, b) => a && b));
  assertRows("any(vec3<bool>(a, b, false))", two, "bool", table((a, b) => a || b));
  assertRows("u32(a) + u32(b)", two, "u32", [[1, 1, 2], [0, 1, 1]]);
  assertRows("bool(a)", ["u32"], "bool", [[all, 1], [0, 0], [2, 1]]);
  assertRows("bool(a)", ["i32"], "bool", [[-1, 1], [0, 0]]);
});

Deno.test("constants are computed as values are", () => {
  const folded: [expression: string, result: number][] = [
    ["min(3u, 5u)", 3],
    ["max(3u, 5u)", 5],
    ["clamp(9u, 2u, 7u)", 7],
    ["bitcast<u32>(min(-3i, 5i))", 2 ** 32 - 3],
    ["u32(clamp(4.5, -256.0, 256.0) * 2.0)", 9],
    ["u32(max(1.5, 2.5) + min(0.25, 0.75) * 4.0)", 3],
    ["u32(round(2.5) + round(3.5))", 6],
    ["bitcast<u32>(-7i / 2i)", 2 ** 32 - 3],
    ["bitcast<u32>(-7i % 4i)", 2 ** 32 - 3],
    ["countLeadingZeros(1u)", 31],
    ["reverseBits(1u)", 2 ** 31],
    ["bitcast<u32>(-9i >> 1u)", 2 ** 32 - 5],
    ["bitcast<u32>(f32(16777217u))", 0x4b80_0000],
    ["select(1u, 2u, 1.0 < 2.0)", 2],
  ];
  const before = "override N: u32 = 3u; override M: u32 = 5u;";
  const overridden: [expression: string, result: number][] = [
    ["min(N, M)", 3],
    ["max(N, M) * 2u", 10],
    ["N / M + N % M", 3],
  ];
  for (const [expression, result] of [...folded, ...overridden]) {
    assertWords(`y[index] = ${expression};`, [result, result], { size: "2", before });
  }
});
