/** The ends of buffers and arrays, each by the interpreter and compiled. */
import { assert, assertEquals } from "@std/assert";
import { assertWords, words } from "./corners.ts";

const count = (length: number) => Array.from({ length }, (_, i) => i);
const far = [64, 65, 79, 100, 1000, 2 ** 29, 2 ** 30 - 1, 2 ** 30, 2 ** 31 - 1, 2 ** 31];
const last = 2 ** 32 - 1;
const sizes = ["1", "4", "6", "16", "64"];
/** A place that compilers do not know. */
const place = (n: number) => `let n = ${n - 1}u + groups.x;`;

Deno.test("loads out of range give a word of the buffer or 0", async () => {
  const x = count(64).map((i) => 100 + i);
  const indices = ["n", "n + index", "n + index * 3u", "n - index", "n ^ (index * 5u)"];
  for (const index of indices) {
    for (const n of [...far, last]) {
      for (
        const [name, y] of await words(`${place(n)} y[index] = x[${index}];`, { size: "8", x })
      ) {
        const wrong = y.find((word) => word !== 0 && !x.includes(word));
        assertEquals(wrong, undefined, `x[${index}] of ${n} (${name})`);
      }
    }
  }
});

Deno.test("loads of vectors out of range give what the buffer has", async () => {
  for (const length of [64, 68, 100]) {
    const x = count(length).map((i) => 100 + i);
    for (const n of [14, 15, 16, 24, 25, 1000, 2 ** 28 - 1, 2 ** 28, last - 8]) {
      const body = `${place(n)} let v = v4[n + index]; let w = v4[n ^ index];
        y[4u * index] = v.x; y[4u * index + 1u] = v.w; y[4u * index + 2u] = w.y; y[4u * index + 3u] = v4[n].z;`;
      // The same binding as vectors.
      const before = "@group(0) @binding(0) var<storage, read> v4: array<vec4u>;";
      for (const size of ["1", "4", "8"]) {
        for (const [name, y] of await words(body, { size, x, y: 32, before })) {
          const wrong = y.find((word) => word !== 0 && !x.includes(word));
          assertEquals(wrong, undefined, `v4[${n}] of ${length} words (${name}, size ${size})`);
        }
      }
    }
  }
});

Deno.test("stores out of range change nothing", async () => {
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
      for (const [name, y, z] of await words(body, { size, y: 64, z: 64 })) {
        const changed = [...y, ...z].findIndex((word) => word !== 0);
        assertEquals(changed, -1, `${name}: ${index} of ${n} by ${size}`);
      }
    }
  }
});

Deno.test("stores that are partly out of range store the rest", async () => {
  for (const size of sizes) {
    const groups = [Math.ceil(120 / Number(size)), 1, 1] as const;
    await assertWords("y[id.x] = id.x + 1u;", count(100).map((i) => i + 1), { size, groups });
    await assertWords("y[id.x - 3u] = id.x;", count(99).map((i) => i + 3), { size, groups });
    const thirds = count(100).map((i) => i % 3 ? 0 : i / 3 + 1);
    await assertWords("y[id.x * 3u] = id.x + 1u;", thirds, { size, groups });
  }
});

Deno.test("loops over the end of a buffer", async () => {
  for (const size of ["1", "8", "64"]) {
    const own = count(64).map((i) => i < Number(size) ? 1 : 0);
    // Every load past the end is 0 or a word of x, which are all 0 here; each store past it vanishes.
    const sum = "for (var k = 0u; k < 100u; k++) { s += x[k + index] + 1u; }";
    await assertWords(`var s = 0u; ${sum} y[index] = s;`, own.map((one) => 100 * one), { size });
    const strided = "for (var k = 0u; k < 100u; k++) { s += x[k * 5u + index * 64u] + 1u; }";
    await assertWords(`var s = 0u; ${strided} y[index] = s;`, own.map((one) => 100 * one), {
      size,
    });
    const stores = "for (var k = 0u; k < 40u; k++) { y[k * 3u + index] = 1u; }";
    const wanted = count(66).map((i) => size === "1" && i % 3 ? 0 : 1);
    await assertWords(stores, wanted, { size });
    const lastly = "for (var k = 90u; k > 40u; k--) { y[k + index] = k; }";
    if (size === "1") await assertWords(lastly, count(64).map((i) => i > 40 ? i : 0), { size });
  }
});

Deno.test("atomics out of range change nothing", async () => {
  const before = "// atomic y", nothing = new Array<number>(64).fill(0);
  for (const n of far) {
    for (const name of ["atomicAdd", "atomicMax", "atomicStore", "atomicExchange", "atomicOr"]) {
      const result = name === "atomicStore" ? "" : "_ = ";
      const body = `${place(n)} ${result}${name}(&y[n + index], 7u); ${result}${name}(&y[n], 7u);`;
      await assertWords(body, nothing, { size: "4", before });
    }
    const swap = `_ = atomicCompareExchangeWeak(&y[${n}u + index], 0u, 7u);`;
    await assertWords(swap, nothing, { size: "4", before });
  }
  await assertWords(`${place(last)} atomicAdd(&y[n], 7u);`, nothing, { size: "4", before });
});

Deno.test("arrays of a workgroup keep to themselves", async () => {
  const before =
    "var<workgroup> a: array<u32, 4>; var<workgroup> b: array<u32, 4>; var<workgroup> c: u32;";
  for (const n of far) {
    for (const size of ["4", "6", "64"]) {
      const body = `${place(n)}
        b[n + index] = 99u; b[n] = 98u;
        workgroupBarrier();
        if (index < 4u) { y[index] = a[index] + b[index] + c; }
        if (index == 0u) { y[4] = b[n] & 1u; }`;
      for (const [name, y] of await words(body, { size, before, y: 5 })) {
        assertEquals(y.slice(0, 4), [0, 0, 0, 0], `${name}, ${n} by ${size}`);
      }
    }
  }
});

Deno.test("arrays of an invocation keep to themselves", async () => {
  for (const n of far) {
    for (const size of ["1", "4", "6", "64"]) {
      const body = `${place(n)}
        var a = array<u32, 4>(); var b = array<u32, 4>(); var c = array<u32, 4>();
        a[x[0]] = 0u; c[x[0]] = 0u;
        b[n + index] = 99u; b[n * (index + 1u)] = 98u;
        if (index < 8u) { y[index] = a[index & 3u] + c[index & 3u]; }`;
      await assertWords(body, [0, 0, 0, 0, 0, 0, 0, 0], { size });
    }
  }
});

Deno.test("vectors in arrays of an invocation keep to themselves", async () => {
  for (const n of [...far, last - 9, 2, 3]) {
    for (const size of ["1", "4", "6", "16"]) {
      const body = `${place(n)}
        var a = array<vec4u, 2>(); var b = array<vec4u, 2>(); var c = array<vec4u, 2>();
        a[x[0]] = vec4u(); c[x[0]] = vec4u();
        let v = b[n + index] + b[n].wzyx;
        b[n + index] = vec4u(99u); b[n].y = 98u;
        if (index < 8u) { y[index] = dot(a[index & 1u] + c[index & 1u] + v, vec4u(1u)); }`;
      await assertWords(body, [0, 0, 0, 0, 0, 0, 0, 0], { size });
    }
  }
});

Deno.test("places that go down", async () => {
  const x = count(64).map((i) => 100 + i);
  for (const size of [1, 4, 6, 16, 32]) {
    const wanted = count(64).map((i) => i <= 40 && i > 40 - size ? 143 - i : 0);
    const body = `let down = -bitcast<i32>(index) + 40;
      y[down] = x[u32(-(down - 40)) + 3u];`;
    await assertWords(body, wanted, { size: `${size}`, x });
    const loop = `var s = 0u;
      for (var k = 0u; k < 8u; k++) { s = s * 3u + x[40u - k - index]; }
      y[40u - index] = s;`;
    const sum = (i: number) => count(8).reduce((s, k) => Math.imul(s, 3) + x[40 - k - i], 0) >>> 0;
    const sums = count(64).map((i) => i <= 40 && i > 40 - size ? sum(40 - i) : 0);
    await assertWords(loop, sums, { size: `${size}`, x });
  }
});

Deno.test("neighbours at the end of a buffer", async () => {
  const x = count(64).map((i) => i + 1);
  for (const size of ["1", "4", "16"]) {
    for (const [from, to] of [[0, 60], [0, 64], [40, 70], [55, 80]]) {
      const body = `var s = 0u;
        for (var k = ${from}u; k < ${to}u; k++) {
          let p = k + index;
          let a = x[p]; let b = x[p + 1u]; let c = x[p + 7u];
          s += min(a, 64u) + min(b, 64u) + min(c, 64u);
          if (max(a, max(b, c)) > 64u) { s = 1000000u; }
          y[p] = 5u; y[p + 2u] = 5u;
        }
        z[index] = s;`;
      for (const [name, y, z] of await words(body, { size, x, y: 64, z: 16 })) {
        const lanes = Number(size);
        const stored = count(64).map((i) => i >= from && i < to + 1 + lanes ? 5 : 0);
        assertEquals(y, stored, `${name}: ${from} to ${to} by ${size}`);
        // What is not inside may be any word of x, or 0.
        count(lanes).forEach((lane) => {
          const places = count(to - from).flatMap((k) => [0, 1, 7].map((d) => from + k + lane + d));
          const known = places.filter((at) => at < 64).reduce((sum, at) => sum + x[at], 0);
          const open = places.filter((at) => at >= 64).length;
          assert(z[lane] >= known && z[lane] <= known + 64 * open, `${name}: ${z[lane]}, ${known}`);
        });
      }
    }
  }
});

Deno.test("components of vectors by an index out of range are components", async () => {
  for (const n of [3, 4, 100, 2 ** 31, 2 ** 32 - 1]) {
    const body = `var v = vec3u(5u, 6u, 7u); let w = v; ${place(n)}
      y[2u * index] = v[n + index]; v[n] = 9u; y[2u * index + 1u] = w.x + w.y + w.z;`;
    for (const [name, y] of await words(body, { size: "4" })) {
      y.forEach((word, i) => assert(i % 2 ? word === 18 : [0, 5, 6, 7].includes(word), name));
    }
  }
});

Deno.test("comparisons where places wrap around between two lanes", async () => {
  const starts = [last - 1, last - 5, 2 ** 31 - 3, 2 ** 31 - 9];
  for (const start of starts) {
    for (const size of [4, 8, 16, 30, 64]) {
      for (
        const [compare, holds] of [
          ["p < 5u", (p: number) => p < 5],
          ["!(p >= 5u)", (p: number) => p < 5],
          ["bitcast<i32>(p) < -2147483640", (p: number) => (p | 0) < -2147483640],
          ["7u > p && p < 100u", (p: number) => p < 7],
        ] as const
      ) {
        const wanted = count(64).map((i) => i < size && holds((start + i) % 2 ** 32) ? 1 : 0);
        const body = `${place(start)} let p = n + index; if (${compare}) { y[index] = 1u; }`;
        await assertWords(body, wanted, { size: `${size}` });
        const early = `${
          place(start)
        } let p = n + index; if (!(${compare})) { return; } y[index] = 1u;`;
        await assertWords(early, wanted, { size: `${size}` });
      }
    }
  }
});
