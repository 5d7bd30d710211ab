/** Barriers of workgroups that are several chunks: who reaches them, and what is loaded between two. */
import { assertEquals, assertThrows } from "@std/assert";
import { KernelError } from "../../../../../engine/error.ts";
import { Kernel } from "../../../../../engine/mod.ts";
import { compile } from "../../../../../engine/device/cpu/compile.ts";
import { workgroupRange } from "../../../../../engine/device/cpu/layout.ts";
import { agrees, head } from "./agrees.ts";

const before = "var<workgroup> t: array<u32, 128>; var<workgroup> flag: u32;";
const sizes = ["64", "30", "16, 4", "5, 3, 2", "8", "1"];

/** Says that the first of a workgroup writes a number from 0 to 3 to `flag`, which all then read. */
const vote = `if (index == 0u) { flag = x[group.x] % 4u; }
    let f = workgroupUniformLoad(&flag);`;

Deno.test("workgroupUniformLoad() gives a number that a whole workgroup shares", () => {
  const sum = "t[index] = x[id.x]; workgroupBarrier();";
  for (
    const rest of [
      `if (f > 1u) { ${sum} y[id.x] = t[0] + t[1]; }`,
      `if (f > 1u) { return; } ${sum} y[id.x] = t[0] + t[1];`,
      `for (var k = 0u; k < f; k++) { ${sum} y[id.x] += t[k] + 1u; workgroupBarrier(); }`,
      `var k = 0u; loop { if (k > f) { break; } ${sum} y[id.x] += t[k]; k++; workgroupBarrier(); }`,
      `var k = 0u; while (k < f) { k++; if (k == 2u) { continue; } ${sum} y[id.x] += t[k]; workgroupBarrier(); }`,
      `switch f { case 0u: { y[id.x] = 1u; } case 1u, 2u: { ${sum} y[id.x] = t[0]; } default: { return; } }
       workgroupBarrier(); y[id.x] += t[1];`,
      `let all = f == 2u; if (all && u.m > 3u) { ${sum} y[id.x] = t[0]; }`,
    ]
  ) {
    agrees(`${vote} ${rest}`, { before, sizes });
  }
});

Deno.test("workgroupUniformLoad() reads members, vectors and booleans, at places that are shared", () => {
  const own = `struct S { a: u32, b: vec2u, c: bool }
    var<workgroup> s: S; var<workgroup> v: array<vec3u, 4>; ${before}`;
  agrees(
    `if (index == 0u) { s = S(x[0] % 3u, vec2u(x[1], x[2]) % 5u, x[3] > 300u); v[u.m % 4u].y = 2u; }
    let b = workgroupUniformLoad(&s.b);
    let all = workgroupUniformLoad(&s);
    let w = workgroupUniformLoad(&v[(u.m + group.x) % 4u]);
    if (all.c) { t[index] = 1u; workgroupBarrier(); y[id.x] = t[0]; workgroupBarrier(); }
    for (var k = 0u; k < b.x + b.y + w.y; k++) { t[index] = k; workgroupBarrier(); y[id.x] += t[all.a]; workgroupBarrier(); }`,
    { before: own, sizes },
  );
});

const some = "a barrier is reached by some invocations of a workgroup only";

/** Why a body is refused; the body stands on a line of its own. */
function refusal(body: string, size = "64"): string {
  const code = `${head}${before}
    fn stop(i: u32) -> bool { return x[i] > 4u; }
    @compute @workgroup_size(${size}) fn main(@builtin(local_invocation_index) index: u32) {
      ${body}
    }`;
  const uniforms = { n: "u32", m: "u32" } as const;
  const kernel = new Kernel({ name: "lost", code, reads: 1, writes: 1, uniforms });
  const { message } = assertThrows(
    () => compile(kernel, { relaxed: true, shared: false, workgroup: workgroupRange(1) }),
    KernelError,
    undefined,
    body,
  );
  const line = code.slice(0, code.indexOf(body)).split("\n").length;
  const end = `, line ${line} of lost.wgsl: ${body.split("\n")[0].trim()}`;
  assertEquals(message.slice(-end.length), end);
  return message.slice(0, -end.length).replace('Cannot compile kernel "lost": ', "");
}

Deno.test("emit() refuses barriers that some invocations reach and others do not", () => {
  assertEquals(refusal("if (y[index] > 3u) { workgroupBarrier(); }"), some);
  assertEquals(refusal("if (y[0] > 3u) { workgroupBarrier(); }"), some);
  assertEquals(refusal("if (t[0] > 3u) { _ = workgroupUniformLoad(&flag); }"), some);
  assertEquals(
    refusal("switch x[index] { case 1u: { workgroupBarrier(); } default: {} }"),
    some,
  );
  assertEquals(
    refusal("let f = workgroupUniformLoad(&t[index]); if (f > 1u) { workgroupBarrier(); }"),
    some,
  );
});

Deno.test("emit() refuses barriers in loops that do not end for all at once", () => {
  const loop = "a barrier is in a loop that some invocations leave before others";
  const turn = "{ workgroupBarrier(); }";
  assertEquals(refusal(`for (var i = 0u; i < y[index]; i++) ${turn}`), loop);
  assertEquals(refusal(`for (var i = index; i < u.n; i += 8u) ${turn}`), loop);
  assertEquals(refusal(`for (var i = 0u; i < y[0]; i++) ${turn}`), loop);
  assertEquals(refusal(`while (t[0] > 3u) ${turn}`), loop);
  assertEquals(refusal("loop { workgroupBarrier(); if (stop(index)) { break; } }"), loop);
  assertEquals(refusal("loop { workgroupBarrier(); continuing { break if stop(index); } }"), loop);
  assertEquals(refusal("loop { if (stop(index)) { return; } workgroupBarrier(); }"), loop);
  assertEquals(
    refusal(
      "for (var i = 0u; i < 4u; i++) { for (var k = 0u; k < y[index]; k++) { workgroupBarrier(); } }",
    ),
    loop,
  );
});

Deno.test("emit() refuses barriers behind what some invocations have left", () => {
  assertEquals(refusal("if (stop(index)) { return; } workgroupBarrier();"), some);
  assertEquals(
    refusal("for (var i = 0u; i < 4u; i++) { if (stop(index)) { continue; } workgroupBarrier(); }"),
    some,
  );
  assertEquals(
    refusal(
      "switch u.n { case 1u: { if (stop(index)) { break; } workgroupBarrier(); } default: {} }",
    ),
    some,
  );
});

Deno.test("emit() lets all meet again where those that left have joined", () => {
  agrees(
    `for (var i = 0u; i < 4u; i++) {
      for (var k = 0u; k < x[id.x] % 5u; k++) { if (x[k] > 600u) { break; } t[index] += k; }
      switch x[id.x] % 3u { case 1u: { if (x[index] > 500u) { break; } t[index] += 3u; } default: {} }
      workgroupBarrier();
      y[id.x] += t[index ^ 1u];
      workgroupBarrier();
    }`,
    { before, sizes: ["64", "16, 4"] },
  );
});
