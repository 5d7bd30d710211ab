/** Compiled kernels against the interpreter: what lanes share, where they part, where they meet. */
import { assertEquals, assertThrows } from "@std/assert";
import { Kernel, KernelError } from "../../../../../engine/mod.ts";
import { runCompiled, runInterpreted } from "../run.ts";
import { agrees, assertSame, head } from "./agrees.ts";

Deno.test("emit() returns early in the lanes past the end", () => {
  agrees("if (id.x >= u.n) { return; } y[id.x] = x[id.x] + id.x;");
  agrees("if (id.x >= u.n) { return; } y[id.x] = x[id.x] + id.x;", { n: 0 });
  agrees("if (id.x * 3u > u.n) { return; } if (x[id.x] > 500u) { return; } y[id.x] = 7u;");
});

Deno.test("emit() parts lanes in conditions and joins them again", () => {
  agrees(`
    var v = x[id.x];
    if (v % 2u == 0u) { v = v / 2u; if (v > 200u) { v += 1000u; } else { v += 5u; } } else { v = 3u * v; }
    y[id.x] = v;`);
  agrees(`
    var v = 1u;
    if (u.n > 50u) { v = 2u; if (x[id.x] > 300u) { v = 3u; } }
    y[id.x] = v;`);
});

Deno.test("emit() runs loops that lanes leave at different turns", () => {
  agrees("var s = 0u; for (var k = 0u; k < x[id.x] % 17u; k++) { s += k * id.x; } y[id.x] = s;");
  agrees(`
    var s = 0u;
    for (var k = 0u; k < 40u; k++) {
      if (x[id.x] % 5u == k % 7u) { continue; }
      if (s > x[id.x]) { break; }
      s += k;
    }
    y[id.x] = s;`);
  agrees(`
    var v = x[id.x]; var turns = 0u;
    loop { if (v <= 1u) { break; } if (v % 2u == 0u) { v /= 2u; } else { v = 3u * v + 1u; } turns++; }
    y[id.x] = turns;`);
  agrees(`
    var s = 0u;
    for (var i = 0u; i < 5u; i++) {
      for (var j = i; j < 9u; j++) { if (j == x[id.x] % 9u) { break; } if (i * j == x[id.x] % 11u) { return; } s += j; }
    }
    y[id.x] = s;`);
  agrees("var i = 0u; while (i < 9u) { i += 1u + (x[id.x] & 1u); } y[id.x] = i;");
  agrees("var i = 3u; loop { y[id.x] = i; continuing { i += id.x + 1u; break if i > 50u; } }");
});

Deno.test("emit() returns from functions at different places", () => {
  const before = `
    fn sign(v: u32) -> u32 { if (v < 300u) { return 1u; } if (v < 600u) { if (v % 2u == 0u) { return 2u; } } return 3u; }
    fn first(v: u32) -> u32 { for (var k = 1u; k < 20u; k++) { if (v % (k + 2u) == 0u) { return k; } } return 99u; }`;
  agrees("y[id.x] = sign(x[id.x]) + 10u * sign(x[id.x] / 2u);", { before });
  agrees("y[id.x] = first(x[id.x]); if (first(id.x) > 3u) { y[id.x] += 1u; }", { before });
});

Deno.test("emit() switches", () => {
  agrees(`
    var v = 0u;
    switch x[id.x] % 5u { case 0u: { v = 10u; } case 1u, 2u: { v = 20u; if (id.x % 2u == 0u) { break; } v = 25u; } default: { v = 30u; } }
    switch u.m { case 7u: { v += 1u; } default: { v += 2u; } }
    y[id.x] = v;`);
});

Deno.test("emit() reads and writes what is shared, in a row, strided and scattered", () => {
  agrees("y[id.x] = x[u.m] + x[3] + x[id.x + 5u] + x[2u * id.x % 256u] + x[x[id.x] % 256u];");
  agrees("y[255u - id.x] = x[id.x]; ", { groups: [2, 1, 1] });
  agrees("if (id.x == 5u) { y[0] = 1u; } if (id.x < 3u) { y[id.x + 10u] = 2u; }");
  agrees("y[id.x] = x[id.x * 2u] + 1000u * x[id.x * 2u + 1u];", { groups: [2, 1, 1] });
});

Deno.test("emit() takes vectors of two and four words apart and puts them together", () => {
  const own = (type: string, body: string, size: string) => {
    const code = `
      struct Uniforms { n: u32 }
      @group(0) @binding(0) var<storage, read> x: array<${type}>;
      @group(0) @binding(1) var<storage, read_write> y: array<${type}>;
      @group(0) @binding(2) var<uniform> u: Uniforms;
      @compute @workgroup_size(${size}) fn main(@builtin(global_invocation_id) id: vec3u) {
        let i = id.x; if (i >= u.n) { return; } ${body} }`;
    const kernel = new Kernel({ name: "test", code, reads: 1, writes: 1, uniforms: { n: "u32" } });
    const words = (from: number) => Uint32Array.from({ length: 256 }, (_, i) => from + i);
    const run = {
      kernel,
      bindings: [words(0), words(9000), Uint32Array.of(29, 0, 0, 0)],
      groups: [3, 1, 1] as const,
    };
    assertSame(runCompiled(run), runInterpreted(run), `${type} ${body} by ${size}`);
  };
  for (const size of ["64", "4", "8", "16", "5"]) {
    for (const type of ["vec4u", "vec2u"]) {
      own(type, "y[i] = x[i] + 1u;", size);
      own(type, "y[28u - i] = x[i];", size);
    }
    own("vec4u", "y[i] = x[28u - i].wzyx;", size);
    own("vec4u", "y[(i * 5u) % 29u] = x[i];", size);
    own("vec4u", "y[i].z = x[i].x + x[i].w;", size);
    own("vec4u", "if (x[i].x % 8u == 0u) { y[i] = x[i / 2u] * x[i].yyyy; }", size);
    own("vec4u", "var v = x[i]; v[i % 4u] = 7u; y[i] = v;", size);
  }
});

Deno.test("emit() keeps what is read and written inside of the bindings", () => {
  agrees("y[id.x] = 5u; y[id.x + 4000000000u] = 6u; y[id.x * 1000u] = 3u;", {
    groups: [4, 1, 1],
    sizes: ["64"],
  });
  const code =
    `${head} @compute @workgroup_size(8) fn main(@builtin(global_invocation_id) id: vec3u) {
    for (var k = 0u; k < u.n; k++) { y[id.x + k * 100u] = 1u; } }`;
  const kernel = new Kernel({
    name: "test",
    code,
    reads: 1,
    writes: 1,
    uniforms: { n: "u32", m: "u32" },
  });
  const bindings = [new Uint32Array(64), new Uint32Array(256), Uint32Array.of(1000, 0, 0, 0)];
  const run = { kernel, bindings, groups: [1, 1, 1] as const };
  assertSame(runCompiled(run), runInterpreted(run), code);
});

Deno.test("emit() takes counted loops to their last turn, however they count", () => {
  for (const n of [0, 1, 2, 5, 63, 64, 100]) {
    agrees("var s = 0u; for (var k = 0u; k < u.n; k++) { s += x[k] * x[id.x + k]; } y[id.x] = s;", {
      n,
      groups: [1, 1, 1],
    });
    agrees("var s = 0u; for (var k = index; k < u.n; k += 8u) { s += x[k]; } y[id.x] = s;", { n });
    agrees("var s = 0u; for (var k = index; k < u.n; k += 8u) { y[k] = x[k] + 1u; }", {
      n,
      groups: [1, 1, 1],
    });
    agrees(
      "var s = 0u; for (var k = u.m; k < u.n; k += u.m) { let p = 2u * k; s += x[p + 1u] + x[p] + u.m * k; } y[id.x] = s;",
      { n },
    );
    agrees(
      "var s = 0u; for (var k = 0u; k < u.n; k += u.m) { if (x[k] > 500u) { s += x[k]; } else if (x[id.x] > 500u) { s += 1u; } } y[id.x] = s;",
      { n },
    );
    agrees(
      "var s = 0; for (var k = -5; k < i32(u.n) - 8; k++) { s += k * i32(x[id.x]); } y[id.x] = u32(s);",
      { n },
    );
  }
  agrees(
    "var s = 0u; for (var k = 0u; k < 10u; k += u.m) { s += 1u; if (s > 20u) { break; } } y[id.x] = s;",
    { m: 0 },
  );
});

Deno.test("emit() counts to ends that were computed, and shifts by what was read", () => {
  agrees(`
    let start = u.m * 3u; let end = start + u.n;
    var s = 0u;
    for (var k = start + index; k < end; k += 8u) { s += x[k]; }
    y[id.x] = s + (x[id.x] << x[4]);`);
});

Deno.test("emit() lets chunks return at different times behind a barrier", () => {
  const before = "var<workgroup> t: array<u32, 128>;";
  agrees(
    `
    for (var v = 1u; v <= 16u; v *= 2u) { t[index] = v + id.y; workgroupBarrier(); workgroupBarrier(); }
    if (t[index ^ 1u] > 16u) { if (local.y > 0u) { return; } }
    y[(64u * group.x + index) % 256u] = t[index];`,
    { before, sizes: ["16, 4", "16, 5", "8, 8"] },
  );
});

Deno.test("emit() gives invocations arrays of their own", () => {
  agrees(`
    var a: array<u32, 5>;
    for (var k = 0u; k < 5u; k++) { a[k] = x[id.x + k] % 7u; }
    a[x[id.x] % 5u] += 100u;
    if (x[id.x] > 500u) { a[u.m % 5u] = 9u; a[id.x % 5u] = 8u; }
    var s = 0u;
    for (var k = 0u; k < 5u; k++) { s = 10u * s + a[k]; }
    y[id.x] = s;`);
});

Deno.test("emit() meets at barriers, also where a workgroup is several chunks", () => {
  const before = "var<workgroup> t: array<u32, 128>; var<workgroup> total: u32;";
  const sizes = ["64", "8", "13", "30", "16, 4", "8, 8", "5, 3, 2"];
  agrees(
    "t[index] = x[id.x]; workgroupBarrier(); y[group.x * 64u + index] = t[index ^ 1u] + t[0];",
    {
      before,
      sizes: ["64", "16", "16, 4", "8, 8"],
    },
  );
  agrees(
    `
    var mine = x[(id.x + 64u * id.y) % 256u];
    t[index] = mine;
    workgroupBarrier();
    for (var step = 32u; step > 0u; step /= 2u) {
      if (index < step) { t[index] += t[index + step]; }
      workgroupBarrier();
    }
    if (index == 0u) { total = t[0]; }
    workgroupBarrier();
    if (mine > 300u) { return; }
    y[(group.x * 64u + index) % 256u] = mine + total;`,
    { before, sizes },
  );
  agrees(
    `
    if (group.x == 1u) { return; }
    var s = index; var k = 0u;
    loop {
      if (k >= u.m) { break; }
      t[index] = s + k; k += 1u;
      workgroupBarrier();
      s += t[(index + 1u) % 4u];
      workgroupBarrier();
    }
    y[group.x * 64u + index] = s;`,
    { before, sizes: ["64", "8", "16, 4"] },
  );
});

Deno.test("emit() refuses barriers that some invocations do not reach", () => {
  const code = `${head} var<workgroup> t: array<u32, 64>;
    @compute @workgroup_size(64) fn main(@builtin(local_invocation_index) index: u32) {
      if (index < 3u) { workgroupBarrier(); }
      y[index] = t[index];
    }`;
  const kernel = new Kernel({
    name: "lost",
    code,
    reads: 1,
    writes: 1,
    uniforms: { n: "u32", m: "u32" },
  });
  const run = { kernel, bindings: [], groups: [1, 1, 1] as const };
  const error = assertThrows(() => runCompiled(run), KernelError);
  assertEquals(
    /^Cannot compile kernel "lost": .*barrier.*, line 8 of lost.wgsl: /.test(error.message),
    true,
    error.message,
  );
});

Deno.test("emit() runs atomics lane by lane", () => {
  const before = "var<workgroup> t: array<atomic<u32>, 8>;";
  agrees(
    `
    if (x[id.x] > 200u) { atomicAdd(&t[x[id.x] % 8u], 1u); atomicMax(&t[0], id.x); }
    workgroupBarrier();
    if (index < 8u) { y[8u * group.x + index] = atomicLoad(&t[index]); }`,
    { before },
  );
});

Deno.test("emit() knows its place on grids of three axes", () => {
  const place = "((group.z * groups.y + group.y) * groups.x + group.x)";
  for (const sizes of [["1"], ["2, 2"], ["3, 1, 2"], ["1, 4"], ["4, 2, 1"]]) {
    agrees(`y[${place} * 8u + index] = local.x + 10u * local.y + 100u * local.z + 1000u * id.y;`, {
      sizes,
      groups: [2, 3, 4],
    });
  }
});

Deno.test("emit() computes integers and floats as WGSL says", () => {
  for (const v of ["x[id.x]", "x[id.x] * 4294967u", "u.m * 77u", "id.x"]) {
    agrees(
      `let v = ${v}; y[id.x] = v / (x[id.x + 1u] % 13u) + v % (x[id.x + 2u] % 5u) + v / u.m + v % 8u + v / 10u;`,
    );
    agrees(
      `let v = i32(${v}) - 400; y[id.x] = u32(v / (i32(x[id.x + 1u] % 13u) - 6) + v % (i32(x[id.x + 2u] % 5u) - 2) + v / 3 + v % -7);`,
    );
    agrees(
      `let v = ${v}; y[id.x] = (v << (id.x % 37u)) ^ (v >> u.m) ^ (v << 3u) ^ countOneBits(v) ^ countLeadingZeros(v) ^ reverseBits(v) ^ countTrailingZeros(v);`,
    );
    agrees(
      `let v = i32(${v}) - 300; y[id.x] = u32(abs(v) + min(v, 5) * max(v, 2) + (v >> 2u) + select(0, 1, v < 9) + clamp(v, -3, 7));`,
    );
    agrees(
      `let f = f32(${v}) / 8.0 - 20.25; y[id.x] = bitcast<u32>(floor(f) + ceil(f) - trunc(f) + round(f) + abs(f) + min(f, 2.5) + max(f, -1.0) + sqrt(abs(f))) ^ u32(f) ^ u32(i32(f) + 1000) ^ u32(f > 2.0);`,
    );
  }
});
