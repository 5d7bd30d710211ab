/** The corners of flow, each by the interpreter and compiled. */
import { assertEquals } from "@std/assert";
import { assertWords, words } from "./corners.ts";

const count = (length: number) => Array.from({ length }, (_, i) => i);

Deno.test("loops whose counters begin at the lane", async () => {
  for (const size of [1, 4, 6, 8, 16, 30, 64]) {
    for (const [end, step] of [[20, 1], [61, 8], [64, size], [3, 1], [size, 4]]) {
      const turns = count(64).map((i) => i >= size ? 0 : Math.max(0, Math.ceil((end - i) / step)));
      const body = `var turns = 0u;
        for (var k = index; k < ${end}u; k += ${step}u) { turns++; z[k] = k + 1u; }
        y[index] = turns;`;
      for (const [name, y, z] of await words(body, { size: `${size}`, y: 64, z: 64 })) {
        assertEquals(y, turns, `${name}: by ${size} to ${end} by ${step}`);
        const stored = count(64).map((k) =>
          k < end && count(size).some((i) => k >= i && (k - i) % step === 0) ? k + 1 : 0
        );
        assertEquals(z, stored, `${name}: by ${size} to ${end} by ${step}`);
      }
    }
  }
});

Deno.test("a grid without workgroups runs nothing", async () => {
  for (const groups of [[0, 1, 1], [3, 0, 1], [3, 3, 0]] as const) {
    await assertWords("y[index] = 1u;", [0, 0, 0, 0], { groups });
  }
});

Deno.test("workgroups of all shapes know their invocations", async () => {
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
    await assertWords(body, wanted, { size: `${sx}, ${sy}, ${sz}`, groups: [gx, gy, gz] });
  }
});

Deno.test("early returns, in several workgroups, leave the others alone", async () => {
  for (const size of ["1", "3", "4", "6", "16", "30", "64"]) {
    const groups = [Math.ceil(50 / Number(size)), 1, 1] as const;
    const wanted = count(50).map((i) => i >= 41 ? 0 : i % 3 === 1 ? 1 : i % 5 === 0 ? 2 : i + 10);
    const body = `let i = id.x;
      if (i >= 41u) { return; }
      if (i % 3u == 1u) { y[i] = 1u; return; }
      for (var k = 0u; k < 5u; k++) { if (i % 5u == 0u && k == 3u) { y[i] = 2u; return; } }
      y[i] = i + 10u;`;
    await assertWords(body, wanted, { size, groups });
  }
});

Deno.test("barriers in loops", async () => {
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
    await assertWords(body, wanted, { size: `${size}`, before });
  }
});

Deno.test("workgroup memory begins as zeros in every workgroup", async () => {
  for (const size of ["2", "8", "64"]) {
    await assertWords(`if (index == 0u) { y[group.x] = t; t = 5u; }`, [0, 0, 0, 0], {
      size,
      groups: [4, 1, 1],
      before: "var<workgroup> t: u32;",
    });
  }
});

Deno.test("switch: several selectors, default in the middle, none that fits", async () => {
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
    await assertWords(body, [1, 12, 12, 3, 2, 1, 12, 0], { size, groups });
  }
});

Deno.test("atomics where lanes part", async () => {
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
    await assertWords(body, wanted, { size, groups, before: "// atomic y", y });
  }
});

Deno.test("compare and exchange gives what was there", async () => {
  const body = `let first = atomicCompareExchangeWeak(&y[index], index, 100u);
    let second = atomicCompareExchangeWeak(&y[index], index, 200u);
    z[index] = first.old_value * 4u + u32(first.exchanged) * 2u + u32(second.exchanged);`;
  for (const [name, y, z] of await words(body, { y: [0, 1, 7, 3], z: 4, before: "// atomic y" })) {
    assertEquals([y, z], [[100, 100, 7, 100], [2, 6, 28, 14]], name);
  }
});

Deno.test("operands of && and || run only where they must", async () => {
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
    await assertWords(body, wanted, { size, groups, before });
  }
});

Deno.test("expressions take variables as they are at their place", async () => {
  const before = `var<private> p: u32 = 1u;
    fn next() -> u32 { p = p * 10u; return p; }`;
  await assertWords(
    `y[0] = p + next() + p; y[1] = next() - p; let a = p; p = 7u; y[2] = a + p;
     var v = vec2u(1u, 2u); v = v.yx; v.x += v.y; y[3] = v.x * 10u + v.y;
     var b = array<u32, 2>(p, next()); p = 3u; y[4] = b[0] * 1000u + b[1]; y[5] = p;`,
    [21, 0, 107, 31, 7070, 3],
    { size: "1", before },
  );
});
