/** The corners of integers and booleans, each by the interpreter and compiled. */
import { assertRows, assertWords, type Row } from "./corners.ts";

const [least, most, all] = [-(2 ** 31), 2 ** 31 - 1, 2 ** 32 - 1];

Deno.test("integer division by 0, and of the least by -1", async () => {
  const signed: Row[] = [[7, 0, 7], [-7, 0, -7], [0, 0, 0], [least, -1, least], [least, 0, least]];
  await assertRows("a / b", ["i32", "i32"], "i32", [...signed, [-7, 2, -3], [7, -2, -3], [
    least,
    2,
    -(2 ** 30),
  ]]);
  await assertRows("a % b", ["i32", "i32"], "i32", [
    [7, 0, 0],
    [least, 0, 0],
    [least, -1, 0],
    [-7, 2, -1],
    [7, -2, 1],
    [least, 3, -2],
    [most, least, most],
  ]);
  await assertRows("a / b", ["u32", "u32"], "u32", [
    [7, 0, 7],
    [all, 0, all],
    [all, all, 1],
    [all - 1, all, 0],
    [all, 1, all],
    [all, 2, most],
    [2 ** 31, 3, 715827882],
    [4294967293, 65537, 65534],
  ]);
  await assertRows("a % b", ["u32", "u32"], "u32", [[7, 0, 0], [all, all, 0], [all, 10, 5], [
    3,
    all,
    3,
  ]]);
});

Deno.test("division by what is uniform or constant", async () => {
  for (
    const divisor of [
      1,
      2,
      3,
      5,
      7,
      10,
      49,
      98,
      103,
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
        await assertWords(body, [...quotients, ...rests], { x, size });
      }
    }
  }
});

Deno.test("signed division by what is uniform or constant", async () => {
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
      await assertWords(body, [...quotients, ...rests], { x, size: "16" });
    }
  }
});

Deno.test("shifts go by their amount modulo 32, signed ones keep the sign", async () => {
  const amounts: [number, number][] = [[31, 31], [32, 0], [33, 1], [64, 0], [all, 31]];
  for (const [amount, real] of amounts) {
    await assertRows("a << b", ["u32", "u32"], "u32", [[5, amount, (5 << real) >>> 0]]);
    await assertRows("a >> b", ["u32", "u32"], "u32", [[all, amount, all >>> real]]);
    await assertRows("a >> b", ["i32", "u32"], "i32", [[-9, amount, -9 >> real], [
      9,
      amount,
      9 >> real,
    ]]);
  }
  // By an amount that all lanes share.
  for (const [amount, real] of amounts) {
    const x = [1, 0x8000_0001, 77, all, amount];
    const wanted = x.slice(0, 4).map((word) => (word << real) >>> 0);
    for (const size of ["4", "1"]) {
      await assertWords("y[id.x] = x[id.x] << x[4];", wanted, {
        x,
        size,
        groups: [4 / Number(size), 1, 1],
      });
    }
  }
});

Deno.test("integers wrap", async () => {
  await assertRows("a + b", ["i32", "i32"], "i32", [[most, 1, least], [least, -1, most], [
    least,
    least,
    0,
  ]]);
  await assertRows("a + b", ["u32", "u32"], "u32", [[all, 1, 0], [all, all, all - 1]]);
  await assertRows("a - b", ["u32", "u32"], "u32", [[0, 1, all], [0, all, 1]]);
  await assertRows("a * b", ["i32", "i32"], "i32", [[most, most, 1], [least, -1, least], [
    65536,
    65536,
    0,
  ]]);
  await assertRows("a * b", ["u32", "u32"], "u32", [[all, all, 1], [65537, 65537, 131073]]);
  await assertRows("-a", ["i32"], "i32", [[least, least], [most, -most]]);
  await assertRows("abs(a)", ["i32"], "i32", [[least, least], [-5, 5]]);
  await assertRows("abs(a)", ["u32"], "u32", [[all, all]]);
  await assertRows("i32(a)", ["u32"], "i32", [[all, -1], [2 ** 31, least]]);
  await assertRows("u32(a)", ["i32"], "u32", [[-1, all], [least, 2 ** 31]]);
});

Deno.test("order of integers is that of their type", async () => {
  await assertRows("a < b", ["u32", "u32"], "bool", [[1, all, 1], [2 ** 31, 1, 0]]);
  await assertRows("a < b", ["i32", "i32"], "bool", [[1, -1, 0], [least, 1, 1]]);
  await assertRows("a >= b", ["u32", "u32"], "bool", [[2 ** 31, most, 1], [0, 0, 1]]);
  await assertRows("max(a, b)", ["u32", "u32"], "u32", [[1, all, all], [2 ** 31, most, 2 ** 31]]);
  await assertRows("min(a, b)", ["i32", "i32"], "i32", [[1, -1, -1], [least, most, least]]);
  await assertRows("clamp(a, 5u, 9u)", ["u32"], "u32", [[all, 9], [0, 5], [7, 7]]);
  await assertRows("clamp(a, -5, 9)", ["i32"], "i32", [[-100, -5], [100, 9], [-1, -1]]);
});

Deno.test("bits are counted and turned", async () => {
  for (const type of ["u32", "i32"] as const) {
    const top = type === "u32" ? 2 ** 31 : least, ones = type === "u32" ? all : -1;
    await assertRows("countLeadingZeros(a)", [type], type, [[0, 32], [1, 31], [top, 0], [ones, 0]]);
    await assertRows("countTrailingZeros(a)", [type], type, [[0, 32], [1, 0], [top, 31], [12, 2]]);
    await assertRows("countOneBits(a)", [type], type, [[0, 0], [ones, 32], [top, 1], [0x5555, 8]]);
    await assertRows("reverseBits(a)", [type], type, [[0, 0], [ones, ones], [1, top], [top, 1]]);
    await assertRows("firstTrailingBit(a)", [type], type, [[0, ones], [top, 31], [12, 2]]);
    await assertRows("extractBits(a, 4u, 8u)", [type], type, [[0x1234, 0x23], [
      0xf80,
      type === "u32" ? 0xf8 : -8,
    ]]);
    await assertRows("extractBits(a, 0u, 32u)", [type], type, [[ones, ones], [top, top]]);
    await assertRows("extractBits(a, 32u, 4u)", [type], type, [[ones, 0]]);
    await assertRows("extractBits(a, 5u, 0u)", [type], type, [[ones, 0]]);
    await assertRows("insertBits(a, b, 4u, 8u)", [type, type], type, [[0, ones, 0xff0], [
      0x1234,
      0,
      0x1004,
    ]]);
    await assertRows("insertBits(a, b, 0u, 32u)", [type, type], type, [[5, top, top]]);
    await assertRows("insertBits(a, b, 9u, 0u)", [type, type], type, [[5, ones, 5]]);
  }
  await assertRows("firstLeadingBit(a)", ["u32"], "u32", [[0, all], [all, 31], [1, 0], [
    0x500,
    10,
  ]]);
  await assertRows("firstLeadingBit(a)", ["i32"], "i32", [[0, -1], [-1, -1], [-2, 0], [least, 30], [
    most,
    30,
  ]]);
});

Deno.test("booleans", async () => {
  const table = (of: (a: boolean, b: boolean) => boolean): Row[] =>
    [[0, 0], [0, 1], [1, 0], [1, 1]].map(([a, b]): Row => [a, b, Number(of(a === 1, b === 1))]);
  const two = ["bool", "bool"] as const;
  await assertRows("a & b", two, "bool", table((a, b) => a && b));
  await assertRows("a && b", two, "bool", table((a, b) => a && b));
  await assertRows("a | b", two, "bool", table((a, b) => a || b));
  await assertRows("a || !b", two, "bool", table((a, b) => a || !b));
  await assertRows("a == b", two, "bool", table((a, b) => a === b));
  await assertRows("a != b", two, "bool", table((a, b) => a !== b));
  await assertRows("select(a, b, a)", two, "bool", table((a, b) => a ? b : a));
  await assertRows("all(vec2<bool>(a, b))", two, "bool", table((a, b) => a && b));
  await assertRows("any(vec3<bool>(a, b, false))", two, "bool", table((a, b) => a || b));
  await assertRows("u32(a) + u32(b)", two, "u32", [[1, 1, 2], [0, 1, 1]]);
  await assertRows("bool(a)", ["u32"], "bool", [[all, 1], [0, 0], [2, 1]]);
  await assertRows("bool(a)", ["i32"], "bool", [[-1, 1], [0, 0]]);
});

Deno.test("constants are computed as values are", async () => {
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
    await assertWords(`y[index] = ${expression};`, [result, result], { size: "2", before });
  }
});
