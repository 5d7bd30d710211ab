/** Places outside of arrays that are parts of a buffer, each by the interpreter and compiled. */
import { assertWords } from "./corners.ts";

const far = [3, 4, 100, 2 ** 29, 2 ** 30, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 2, 2 ** 32 - 1];
const first = 7, last = 9;

/** The same binding as structures that begin and end with a number, which is to stay. */
const parts = `struct Part { head: u32, cells: array<u32, 3>, tail: u32 }
  @group(0) @binding(1) var<storage, read_write> p: array<Part>;`;
const own = [first, 1, 1, 1, last];

/** A place that compilers do not know. */
const place = (n: number) => `let n = ${n - 1}u + groups.x;`;

Deno.test("a store outside of an array in a structure does nothing", async () => {
  const y = [...own, ...own, ...own, ...own, ...own, ...own];
  for (const n of far) {
    for (const at of ["n", "i32(n)", "n + local.y", "bitcast<i32>(n)"]) {
      const body = `${place(n)} p[index].cells[${at}] = 50u; p[index].cells[${at}] += 5u;
        for (var k = 0u; k < 3u; k++) { p[index].cells[k + n] = 60u + k; }`;
      const wanted = y.slice();
      // Those of the loop that come back around from the greatest integers are inside.
      for (let i = 0; i < 4; i++) {
        for (let k = 0; k < 3; k++) {
          const inside = (k + n) % 2 ** 32;
          if (inside < 3) wanted[5 * i + 1 + inside] = 60 + k;
        }
      }
      await assertWords(body, wanted, { size: "4", y, before: parts });
    }
  }
});

Deno.test("stores by lane stay in their arrays", async () => {
  const y = Array.from({ length: 60 }, (_, i) => own[i % 5]);
  for (const size of [4, 6, 12]) {
    const body = "p[index].cells[index] = 50u; p[11u - index].cells[i32(index) - 3] = 60u;";
    const wanted = y.slice();
    for (let i = 0; i < size; i++) if (i < 3) wanted[5 * i + 1 + i] = 50;
    for (let i = 0; i < size; i++) if (i >= 3 && i < 6) wanted[5 * (11 - i) + 1 + i - 3] = 60;
    await assertWords(body, wanted, { size: `${size}`, y, before: parts });
  }
});

Deno.test("a store past the components of a vector does nothing", async () => {
  const before = "@group(0) @binding(1) var<storage, read_write> v: array<vec4u, 4>;";
  const y = new Array<number>(16).fill(0);
  for (const n of [4, ...far.slice(1)]) {
    const body = `${
      place(n)
    } v[index][n] = 1u; v[1][n + index] += 1u; v[n][1] = 2u; v[n] = vec4u(3u);`;
    const wanted = y.slice();
    for (let i = 0; i < 4; i++) if ((n + i) % 2 ** 32 < 4) wanted[4 + (n + i) % 2 ** 32] = 1;
    if (n % 2 ** 30) await assertWords(body, wanted, { size: "4", y, before });
  }
});

Deno.test("a store outside of an array in an array does nothing, in all memories", async () => {
  const before =
    `var<workgroup> w: array<array<u32, 2>, 4>; var<private> q: array<array<u32, 2>, 2>;
    struct Part { head: u32, cells: array<vec2u, 2>, tail: u32 }`;
  const count = "dot(vec4u(w[0][0], w[0][1], w[1][0], w[1][1]), vec4u(1u))";
  for (const n of [2, 3, 100, 2 ** 31, 2 ** 32 - 1]) {
    const body = `${place(n)}
      var a: array<array<u32, 2>, 2>; var s: Part; s.head = 3u;
      w[index][n] = 5u; q[index & 1u][n] = 5u; a[index & 1u][n] = 5u; s.cells[n].y = 5u; s.cells[n] = vec2u(6u);
      workgroupBarrier();
      y[index] = ${count} + q[0][0] + q[0][1] + q[1][0] + q[1][1] + a[0][0] + a[0][1] + a[1][0] + a[1][1];
      y[4u + index] = s.head + s.tail + s.cells[x[0]].x + s.cells[0].y + s.cells[1].x + s.cells[1].y;`;
    for (const size of ["4", "32"]) {
      const extra = size === "32" ? "if (index >= 4u) { return; }" : "";
      const text = body.replace("y[index] =", `${extra} y[index] =`);
      await assertWords(text, [0, 0, 0, 0, 3, 3, 3, 3], { size, before });
    }
  }
});

Deno.test("a store at a constant place that is outside does nothing", async () => {
  const y = [...own, ...own];
  const body = `let three = 3u; let back = -1; let far = 0x40000000u;
    p[0].cells[three] = 50u; p[1].cells[back] = 50u; v[far] = vec4u(1u); p[back].tail = 3u;`;
  const before = `${parts} @group(0) @binding(1) var<storage, read_write> v: array<vec4u>;`;
  const one = body.replace("v[far] = vec4u(1u);", "");
  await assertWords(one, y, { size: "4", y, before: parts });
  const vectors = before.replace(parts, "");
  await assertWords("let far = 0x40000000u; v[far] = vec4u(1u);", y, {
    size: "4",
    y,
    before: vectors,
  });
});

Deno.test("atomics outside of an array in a structure do nothing", async () => {
  const before = `struct Part { head: atomic<u32>, cells: array<atomic<u32>, 3>, tail: atomic<u32> }
    @group(0) @binding(1) var<storage, read_write> p: array<Part>;`;
  const y = [...own, ...own, ...own, ...own];
  for (const n of far) {
    const body = `${place(n)} atomicAdd(&p[index].cells[n], 1u); atomicStore(&p[0].cells[n], 70u);
      _ = atomicExchange(&p[index].cells[i32(n)], 80u);
      _ = atomicCompareExchangeWeak(&p[index].cells[n], 9u, 90u);`;
    await assertWords(body, y, { size: "4", y, before });
  }
});

Deno.test("a buffer that is shorter than its type is not left", async () => {
  const before = "@group(0) @binding(1) var<storage, read_write> long: array<u32, 1000>;";
  const y = Array.from({ length: 64 }, (_, i) => i < 60 ? 0 : 5);
  for (const size of ["4", "64"]) {
    const body =
      `if (index < 4u) { long[index + 60u] = 5u; } long[index + 64u] = 6u; long[900] = 7u;
      for (var k = 64u; k < 1100u; k++) { long[k + index] = long[k] + 8u; }`;
    await assertWords(body, y, { size, before });
  }
});
