/** The corners of flow and memory, each by the interpreter and compiled. */
import { assert, assertEquals } from "@std/assert";
import { words } from "./corners.ts";

type Options = NonNullable<Parameters<typeof words>[1]>;

/** Asserts what is in y after a body ran in each way. */
function assertWords(body: string, wanted: readonly number[], options: Options = {}): void {
  for (const [name, y] of words(body, { y: wanted.length, ...options })) {
    assertEquals(y, [...wanted], `${name}, size ${options.size}: ${body}`);
  }
}

const count = (length: number) => Array.from({ length }, (_, i) => i);
const far = [64, 65, 79, 100, 1000, 2 ** 29, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31];
const last = 2 ** 32 - 1;
const sizes = ["1", "4", "6", "16", "64"];
/** A place that compilers do not know. */
const place = (n: number) => `let n = ${n - 1}u + groups.x;`;

Deno.test("loads out of range give a word of the buffer or 0", () => {
  const x = count(64).map((i) => 100 + i);
  const indices = ["n", "n + index", "n + index * 3u", "n - index", "n ^ (index * 5u)"];
  for (const index of indices) {
    for (const n of [...far, last]) {
      for (const [name, y] of words(`${place(n)} y[index] = x[${index}];`, { size: "8", x })) {
        const wrong = y.find((word) => word !== 0 && !x.includes(word));
        assertEquals(wrong, undefined, `x[${index}] of ${n} (${name})`);
      }
    }
  }
});

Deno.test("loads of vectors out of range give what the buffer has", () => {
  for (const length of [64, 68, 100]) {
    const x = count(length).map((i) => 100 + i);
    for (const n of [14, 15, 16, 24, 25, 1000, 2 ** 28 - 1, 2 ** 28, last - 8]) {
      const body = `${place(n)} let v = v4[n + index]; let w = v4[n ^ index];
        y[4u * index] = v.x; y[4u * index + 1u] = v.w; y[4u * index + 2u] = w.y; y[4u * index + 3u] = v4[n].z;`;
      // The same binding as vectors.
      const before = "@group(0) @binding(0) var<storage, read> v4: array<vec4u>;";
      for (const size of ["1", "4", "8"]) {
        for (const [name, y] of words(body, { size, x, y: 32, before })) {
          const wrong = y.find((word) => word !== 0 && !x.includes(word));
          assertEquals(wrong, undefined, `v4[${n}] of ${length} words (${name}, size ${size})`);
        }
      }
    }
  }
});

Deno.test("stores out of range change nothing", () => {
  const cases = [
    ...far.flatMap((n) =>
      ["n", "n + index", "n + index * 7u", "n + (index ^ 3u)"].map((at) => [n, at] as const)
    ),
    [last, "n"],
    [last, "n - index"],
  ] as const;
  for (const [n, index] of cases) {
    for (const size of ["1", "4", "16"]) {
      const body = `${
        place(n)
      } y[${index}] = 7u; z[${index}] = 8u; if (index != 1u) { y[${index}] = 9u; }`;
      for (const [name, y, z] of words(body, { size, y: 64, z: 64 })) {
        const changed = [...y, ...z].findIndex((word) => word !== 0);
        assertEquals(changed, -1, `${name}: ${index} of ${n} by ${size}`);
      }
    }
  }
});

Deno.test("stores that are partly out of range store the rest", () => {
  for (const size of sizes) {
    const groups = [Math.ceil(120 / Number(size)), 1, 1] as const;
    assertWords("y[id.x] = id.x + 1u;", count(100).map((i) => i + 1), { size, groups });
    assertWords("y[id.x - 3u] = id.x;", count(99).map((i) => i + 3), { size, groups });
    const thirds = count(100).map((i) => i % 3 ? 0 : i / 3 + 1);
    assertWords("y[id.x * 3u] = id.x + 1u;", thirds, { size, groups });
  }
});

Deno.test("loops over the end of a buffer", () => {
  for (const size of ["1", "8", "64"]) {
    const own = count(64).map((i) => i < Number(size) ? 1 : 0);
    // Every load past the end is 0 or a word of x, which are all 0 here; each store past it vanishes.
    const sum = "for (var k = 0u; k < 100u; k++) { s += x[k + index] + 1u; }";
    assertWords(`var s = 0u; ${sum} y[index] = s;`, own.map((one) => 100 * one), { size });
    const strided = "for (var k = 0u; k < 100u; k++) { s += x[k * 5u + index * 64u] + 1u; }";
    assertWords(`var s = 0u; ${strided} y[index] = s;`, own.map((one) => 100 * one), { size });
    const stores = "for (var k = 0u; k < 40u; k++) { y[k * 3u + index] = 1u; }";
    const wanted = count(66).map((i) => size === "1" && i % 3 ? 0 : 1);
    assertWords(stores, wanted, { size });
    const lastly = "for (var k = 90u; k > 40u; k--) { y[k + index] = k; }";
    if (size === "1") assertWords(lastly, count(64).map((i) => i > 40 ? i : 0), { size });
  }
});

Deno.test("atomics out of range change nothing", () => {
  const before = "// atomic y", nothing = new Array<number>(64).fill(0);
  for (const n of far) {
    for (const name of ["atomicAdd", "atomicMax", "atomicStore", "atomicExchange", "atomicOr"]) {
      const result = name === "atomicStore" ? "" : "_ = ";
      const body = `${place(n)} ${result}${name}(&y[n + index], 7u); ${result}${name}(&y[n], 7u);`;
      assertWords(body, nothing, { size: "4", before });
    }
    const swap = `_ = atomicCompareExchangeWeak(&y[${n}u + index], 0u, 7u);`;
    assertWords(swap, nothing, { size: "4", before });
  }
  assertWords(`${place(last)} atomicAdd(&y[n], 7u);`, nothing, { size: "4", before });
});

Deno.test("arrays of a workgroup keep to themselves", () => {
  const before =
    "var<workgroup> a: array<u32, 4>; var<workgroup> b: array<u32, 4>; var<workgroup> c: u32;";
  for (const n of far) {
    for (const size of ["4", "6", "64"]) {
      const body = `${place(n)}
        b[n + index] = 99u; b[n] = 98u;
        workgroupBarrier();
        if (index < 4u) { y[index] = a[index] + b[index] + c; }
        if (index == 0u) { y[4] = b[n] & 1u; }`;
      for (const [name, y] of words(body, { size, before, y: 5 })) {
        assertEquals(y.slice(0, 4), [0, 0, 0, 0], `${name}, ${n} by ${size}`);
      }
    }
  }
});

Deno.test("arrays of an invocation keep to themselves", () => {
  for (const n of far) {
    for (const size of ["1", "4", "6", "64"]) {
      const body = `${place(n)}
        var a = array<u32, 4>(); var b = array<u32, 4>(); var c = array<u32, 4>();
        a[x[0]] = 0u; c[x[0]] = 0u;
        b[n + index] = 99u; b[n * (index + 1u)] = 98u;
        if (index < 8u) { y[index] = a[index & 3u] + c[index & 3u]; }`;
      assertWords(body, [0, 0, 0, 0, 0, 0, 0, 0], { size });
    }
  }
});

Deno.test("components of vectors by an index out of range are components", () => {
  for (const n of [3, 4, 100, 2 ** 31, 2 ** 32 - 1]) {
    const body = `var v = vec3u(5u, 6u, 7u); let w = v; ${place(n)}
      y[2u * index] = v[n + index]; v[n] = 9u; y[2u * index + 1u] = w.x + w.y + w.z;`;
    for (const [name, y] of words(body, { size: "4" })) {
      y.forEach((word, i) => assert(i % 2 ? word === 18 : [0, 5, 6, 7].includes(word), name));
    }
  }
});

Deno.test("a grid without workgroups runs nothing", () => {
  for (const groups of [[0, 1, 1], [3, 0, 1], [3, 3, 0]] as const) {
    assertWords("y[index] = 1u;", [0, 0, 0, 0], { groups });
  }
});

Deno.test("workgroups of all shapes know their invocations", () => {
  const shapes = [[1, 1, 1], [3, 1, 1], [5, 3, 1], [4, 2, 1], [2, 3, 5], [8, 2, 2], [1, 7, 1], [
    1,
    1,
    6,
  ], [16, 4, 1]];
  for (const [sx, sy, sz] of shapes) {
    const [gx, gy, gz] = [2, 3, 2], size = sx * sy * sz;
    const wanted: number[] = [];
    for (const g of count(gx * gy * gz)) {
      for (const i of count(size)) {
        const [x, y, z] = [i % sx, Math.floor(i / sx) % sy, Math.floor(i / (sx * sy))];
        const [a, b, c] = [g % gx, Math.floor(g / gx) % gy, Math.floor(g / (gx * gy))];
        wanted.push(x + 100 * y + 10000 * z + 1000000 * (a * sx + x + b * sy + y + c * sz + z));
      }
    }
    const body = `let g = (group.z * groups.y + group.y) * groups.x + group.x;
      y[g * ${size}u + index] = local.x + 100u * local.y + 10000u * local.z +
        1000000u * (id.x + id.y + id.z);`;
    assertWords(body, wanted, { size: `${sx}, ${sy}, ${sz}`, groups: [gx, gy, gz] });
  }
});

Deno.test("early returns, in several workgroups, leave the others alone", () => {
  for (const size of ["1", "3", "4", "6", "16", "30", "64"]) {
    const groups = [Math.ceil(50 / Number(size)), 1, 1] as const;
    const wanted = count(50).map((i) => i >= 41 ? 0 : i % 3 === 1 ? 1 : i % 5 === 0 ? 2 : i + 10);
    const body = `let i = id.x;
      if (i >= 41u) { return; }
      if (i % 3u == 1u) { y[i] = 1u; return; }
      for (var k = 0u; k < 5u; k++) { if (i % 5u == 0u && k == 3u) { y[i] = 2u; return; } }
      y[i] = i + 10u;`;
    assertWords(body, wanted, { size, groups });
  }
});

Deno.test("barriers in loops", () => {
  for (const size of [1, 2, 6, 16, 33, 64, 100]) {
    const before = `var<workgroup> t: array<u32, ${size}>;`;
    // Each turn adds the neighbour's number, as it was before the turn.
    const body = `t[index] = index;
      workgroupBarrier();
      for (var k = 0u; k < 3u; k++) {
        let other = t[(index + 1u) % ${size}u];
        workgroupBarrier();
        t[index] += other;
        workgroupBarrier();
      }
      y[index] = t[index];`;
    let wanted = count(size);
    for (let k = 0; k < 3; k++) wanted = wanted.map((own, i) => own + wanted[(i + 1) % size]);
    assertWords(body, wanted, { size: `${size}`, before });
  }
});

Deno.test("workgroup memory begins as zeros in every workgroup", () => {
  for (const size of ["2", "8", "64"]) {
    assertWords(`if (index == 0u) { y[group.x] = t; t = 5u; }`, [0, 0, 0, 0], {
      size,
      groups: [4, 1, 1],
      before: "var<workgroup> t: u32;",
    });
  }
});

Deno.test("switch: several selectors, default in the middle, none that fits", () => {
  for (const size of ["1", "8", "64"]) {
    const groups = [Math.ceil(8 / Number(size)), 1, 1] as const;
    const body = `if (id.x >= 8u) { return; }
      var v = 0u;
      switch i32(id.x) - 2 {
        case -2, 3: { v = 1u; }
        default: { v = 2u; if (id.x == 4u) { break; } v += 10u; }
        case 1 { v = 3u; }
        case 5: {}
      }
      y[id.x] = v;`;
    assertWords(body, [1, 12, 12, 3, 2, 1, 12, 0], { size, groups });
  }
});

Deno.test("atomics where lanes part", () => {
  for (const size of ["1", "4", "6", "16", "64"]) {
    const groups = [Math.ceil(60 / Number(size)), 1, 1] as const;
    const body = `let i = id.x;
      if (i >= 60u) { return; }
      if (i % 3u == 0u) { atomicAdd(&y[0], 1u); }
      for (var k = 0u; k < i % 4u; k++) { atomicAdd(&y[1], i); }
      atomicMax(&y[2], i ^ 5u);
      if (i == 17u) { atomicStore(&y[3], 9u); }
      if (i % 2u == 1u) { let old = atomicAdd(&y[4], 1u); atomicOr(&y[5], 1u << old); }
      atomicSub(&y[6], i);
      if (i > 50u) { atomicMin(&y[7], i); }`;
    const numbers = count(60),
      sum = (of: (i: number) => number) => numbers.reduce((s, i) => s + of(i), 0);
    const wanted = [
      20,
      sum((i) => i * (i % 4)),
      Math.max(...numbers.map((i) => i ^ 5)),
      9,
      30,
      2 ** 30 - 1,
      2 ** 32 - sum((i) => i),
      51,
    ];
    const y = [0, 0, 0, 0, 0, 0, 0, 2 ** 32 - 1];
    assertWords(body, wanted, { size, groups, before: "// atomic y", y });
  }
});

Deno.test("compare and exchange gives what was there", () => {
  const body = `let first = atomicCompareExchangeWeak(&y[index], index, 100u);
    let second = atomicCompareExchangeWeak(&y[index], index, 200u);
    z[index] = first.old_value * 4u + u32(first.exchanged) * 2u + u32(second.exchanged);`;
  for (const [name, y, z] of words(body, { y: [0, 1, 7, 3], z: 4, before: "// atomic y" })) {
    assertEquals([y, z], [[100, 100, 7, 100], [2, 6, 28, 14]], name);
  }
});

Deno.test("operands of && and || run only where they must", () => {
  for (const size of ["1", "4", "16"]) {
    const groups = [16 / Number(size), 1, 1] as const;
    const before = `var<private> calls: u32;
      fn tell(answer: bool) -> bool { calls += 1u; return answer; }`;
    const body = `let odd = id.x % 2u == 1u;
      if ((tell(odd) && tell(id.x > 5u)) || tell(id.x == 2u)) { calls += 100u; }
      y[id.x] = calls;`;
    const wanted = count(16).map((i) => {
      const odd = i % 2 === 1;
      return (odd ? (i > 5 ? 2 : 3) : 2) + (odd && i > 5 || i === 2 ? 100 : 0);
    });
    assertWords(body, wanted, { size, groups, before });
  }
});

Deno.test("expressions take variables as they are at their place", () => {
  const before = `var<private> p: u32 = 1u;
    fn next() -> u32 { p = p * 10u; return p; }`;
  assertWords(
    `y[0] = p + next() + p; y[1] = next() - p; let a = p; p = 7u; y[2] = a + p;
     var v = vec2u(1u, 2u); v = v.yx; v.x += v.y; y[3] = v.x * 10u + v.y;
     var b = array<u32, 2>(p, next()); p = 3u; y[4] = b[0] * 1000u + b[1]; y[5] = p;`,
    [21, 0, 107, 31, 7070, 3],
    { size: "1", before },
  );
});
