/** The corners of constants and names, each by the interpreter and compiled. */
import { assertRows, assertWords } from "./corners.ts";

Deno.test("abstract integers have 64 bits", async () => {
  const cases: [string, number][] = [
    ["(9007199254740993 - 9007199254740992)", 1],
    ["(0x7fffffffffffffff % 1000)", 807],
    ["(9223372036854775807 / 3 / 1000000000000)", 3074457],
    ["((1 << 62) >> 40)", 4194304],
    ["((123456789012345678 ^ 0x1234567) & 0xfffff)", 243241],
    ["(~9007199254740993 + 9007199254740999)", 5],
    ["(-9223372036854775807 - 1 + 9223372036854775807 + 4)", 3],
    ["select(1, 2, 9007199254740993 > 9007199254740992)", 2],
    ["select(1, 2, 9007199254740993 == 9007199254740992)", 1],
    ["max(9007199254740993, 9007199254740992) - 9007199254740990", 3],
    ["clamp(5, 9007199254740993, 9007199254740994) - 9007199254740990", 3],
    ["abs(-9007199254740993) - 9007199254740990", 3],
    ["sign(-9007199254740993) + 5", 4],
    ["(vec2(9007199254740993, 7) - vec2(9007199254740990, 4)).x", 3],
  ];
  for (const [text, value] of cases) {
    await assertRows(`u32(${text})`, ["u32"], "u32", [[0, value]]);
    await assertWords(`const c = ${text}; y[0] = c;`, [value]);
  }
});

Deno.test("abstract integers become the nearest float, rounded once", async () => {
  const cases: [string, number][] = [
    ["9007199254740993", 9007199254740992],
    ["9223372036854775807", 2 ** 63],
    // A double of it is a tie, which the integer is past.
    ["0x4000004000000001", 0x40000080 * 2 ** 32],
    ["0x4000004000000000", 2 ** 62],
    ["0x400000bfffffffff", 0x40000080 * 2 ** 32],
    ["-0x4000004000000001", -0x40000080 * 2 ** 32],
  ];
  for (const [text, value] of cases) {
    await assertRows(`f32(${text})`, ["u32"], "f32", [[0, value]]);
    await assertRows(`(bitcast<f32>(a) + ${text})`, ["u32"], "f32", [[0, value]]);
  }
});

Deno.test("bitcast() takes an abstract integer as a u32 where that is asked for", async () => {
  await assertRows("bitcast<u32>(0xffffffff)", ["u32"], "u32", [[0, 4294967295]]);
  await assertRows("bitcast<u32>(-1)", ["u32"], "u32", [[0, 4294967295]]);
  await assertRows("bitcast<i32>(0xffffffffu)", ["u32"], "i32", [[0, -1]]);
  await assertRows("bitcast<vec2<u32>>(vec2(0x80000000, 3)).x", ["u32"], "u32", [[0, 2147483648]]);
  await assertRows("bitcast<f32>(0x40000000)", ["u32"], "f32", [[0, 2]]);
});

Deno.test("private variables have the type of their first value", async () => {
  const before = `var<private> a = 1u; var<private> b = vec3(2, 3, 4); var<private> c = 1.5;
    const d = a0 + 5; const a0 = 7; var<private> e = array(d, 9); var<private> f = true;`;
  const body =
    "b.y += 1; e[x[0]] += 2; y[0] = a; y[1] = u32(b.x + b.y + e[0]); y[2] = u32(c * 2f) + u32(f);";
  for (const size of ["1", "4"]) await assertWords(body, [1, 20, 4], { before, size });
});

Deno.test("a continuing block has names of its own, and sees those of the body", async () => {
  const body = `var i = 0u;
    loop {
      var a = i + index;
      let b = 2u;
      if (i > 3u) { break; }
      y[4u * index] += a;
      continuing { let a = a + 600u; i += 1u; var b = b * 2u; b += 1u; y[4u * index + 1u] = a + b; }
    }
    loop {
      var a = 1u;
      continuing { var a = 7u; a += 1u; y[4u * index + 2u] = a; break if a == 8u; }
    }
    y[4u * index + 3u] = i;`;
  await assertWords(body, [6, 608, 8, 4, 10, 609, 8, 4], { size: "2" });
});

Deno.test("a pointer may be taken for nothing, and undone", async () => {
  const before = "var<private> p = 3u; var<workgroup> w: array<u32, 4>;";
  const body = `_ = &x; _ = &x[index]; _ = &p; _ = &w; var v = vec4u(5u); _ = &v; _ = &y;
    *&p += 1u; (*&v).y = p; *&y[0] = v.y + *&x[1];`;
  await assertWords(body, [11], { before, size: "1", x: [0, 7] });
});
