import { agrees } from "./agrees.ts";

const before = "@group(0) @binding(1) var<storage, read_write> v: array<vec4u>;";
const value = "vec4u(x[id.x % 256u], id.x, 7u, x[id.x * 3u % 256u])";

Deno.test("emit() stores vectors at distances that are known late, those that fit and no others", () => {
  // With 64 invocations a group and 3 groups some lanes are behind the end, 64 vectors on.
  for (const m of [1, 3, 5]) agrees(`v[id.x * u.m] = ${value};`, { before, m });
  agrees(`v[(id.x * 29u + u.m) % 64u] = ${value};`, { before });
  // The last vector fits, one that would begin in it does not.
  agrees(`v[63u + id.x * u.m] = ${value};`, { before });
  agrees(`v[id.x * u.m - 1u] = ${value};`, { before });
});

Deno.test("emit() stores vectors of the lanes that are active", () => {
  agrees(`if (x[id.x % 256u] % 3u > 0u) { v[id.x * u.m % 64u] = ${value}; }`, { before });
  agrees(`if (id.x < u.n) { v[id.x * u.m] = ${value}; }`, { before, n: 21, m: 2 });
  const loop = `for (var k = 0u; k < id.x % 4u; k++) { v[id.x * u.m + k] = ${value}; }`;
  agrees(loop, { before, m: 4 });
});
