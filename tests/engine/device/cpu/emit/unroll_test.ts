/** Loops that are written out, and constant places in workgroup memory. */
import { assert, assertEquals } from "@std/assert";
import { unrolled } from "../../../../../engine/device/cpu/emit/unroll.ts";
import { lower } from "../../../../../engine/device/cpu/lower/lower.ts";
import { walk } from "../../../../../engine/device/cpu/walk.ts";
import { parse } from "../../../../../engine/device/cpu/wgsl/parser.ts";
import { agrees } from "./agrees.ts";

const before = `
  var<workgroup> panel: array<u32, 512>;
  var<workgroup> tile: array<u32, 128>;
  var<workgroup> one: u32;`;
const sizes = ["1", "4", "6", "8", "13", "16", "64"];

Deno.test("emit() reads and writes constant places of workgroup memory", () => {
  const bodies = [
    "panel[index] = x[id.x]; panel[index + 64u] = x[id.x + 1u]; y[id.x] = panel[index] + 3u * panel[64u + index];",
    "panel[2u * index] = x[id.x]; panel[2u * index + 1u] = 5u; y[id.x] = panel[2u * index] + panel[2u * index + 1u];",
    "if (id.x >= u.n) { return; } tile[index] = id.x; tile[64u + index] = 9u; y[id.x] = tile[index] + tile[64u + index];",
    "if (x[id.x] > 500u) { tile[index] = 7u; } else { tile[index + 64u] = 8u; } y[id.x] = tile[index] + tile[index + 64u];",
    // Past an end, a load gives some word and a store does nothing.
    "tile[index + 100u] = 3u; tile[index + 128u] = 4u; y[id.x] = tile[index] + panel[index];",
  ];
  for (const body of bodies) agrees(body, { before, sizes });
  agrees("tile[3] = x[group.x]; one = tile[3] + 1u; y[id.x] = one + tile[3] + panel[511];", {
    before,
    sizes: ["1", "4", "16"],
  });
});

/** A loop over rows around one that can be written out. */
const rows = (inner: string, rest = "") => `
  for (var r = 0u; r < 8u; r++) { panel[64u * r + index] = x[(id.x + r) % 256u]; }
  var s = 1u;
  for (var k = u.m; k < u.n; k++) {
    ${inner}
    ${rest}
  }
  y[id.x] = s;`;

Deno.test("emit() writes out loops of few turns, which do the same", () => {
  const inners = [
    "for (var r = 0u; r < 8u; r++) { s = s * 3u + panel[64u * r + index] * x[k + r]; }",
    "for (var r = 0u; r < 8u; r += 3u) { s += panel[64u * r + index] ^ x[2u * k + r]; }",
    "for (var r = 1i; r < 8i; r++) { let at = u32(r) * 64u + index; s += panel[at] + at; panel[at] = s; }",
    "for (var r = 0u; r < 8u; r++) { let at = s % 8u + r; s += panel[64u * r + index] + at; s ^= at; }",
    "for (var r = 0u; r < 8u; r++) { let twice = r * u.m; s += panel[64u * r + index] * twice + x[twice + k]; }",
    "for (var r = 0u; r < 8u; r++) { tile[index] = s + r; s = tile[index] * 5u + tile[64u + index]; }",
    "for (var r = 0u; r < 8u; r++) { let v = x[k + r]; tile[index] += v; s += v * (r + v) + tile[index]; }",
    "for (var r = 3u; r < 3u; r++) { s += tile[index]; }",
    "for (var r = 0u; r < 9u; r++) { panel[64u * r + index] = s; s += r; }",
    "for (var r = 0u; r < 100u; r++) { s += panel[64u * (r % 8u) + index] * r; }",
    "for (var r = 0u; r < 8u; r++) { if (s % 2u == 0u) { s += panel[64u * r + index]; } else { s += 3u; } }",
  ];
  const some = { before, sizes: ["6", "16", "64"], groups: [1, 1, 1] as const };
  for (const inner of inners) {
    for (const n of [7, 8, 20]) agrees(rows(inner), { ...some, n });
  }
  // Out of range, where a load gives some word.
  const past =
    "for (var r = 0u; r < 8u; r++) { s += min(x[k + r], 1u) * 0u + panel[64u * r + index]; }";
  agrees(rows(past), { ...some, n: 300 });
  agrees(rows(inners[0], inners[1]), { ...some, n: 20 });
});

Deno.test("unrolled() makes the counter a constant in each turn, and leaves other loops alone", () => {
  const code = (inner: string) => `
    @group(0) @binding(0) var<storage, read_write> y: array<f32>;
    var<workgroup> tile: array<f32, 64>;
    @compute @workgroup_size(16) fn main(@builtin(local_invocation_id) local: vec3u) { ${inner} }`;
  const bodyOf = (inner: string) => {
    const kernel = { name: "test", code: code(inner), entry: "main", reads: 0, writes: 1 };
    const whole = { ...kernel, uniforms: [], constants: {}, key: inner };
    return lower(parse(whole), whole).body;
  };
  const kinds = (inner: string) => {
    const found: string[] = [];
    walk(unrolled(bodyOf(inner)), ({ kind }) => found.push(kind));
    return found;
  };
  const turn = "tile[16u * r + local.x] = y[r] + f32(r);";
  assertEquals(
    kinds(`for (var r = 0u; r < 4u; r++) { ${turn} }`),
    new Array(4).fill(["load", "store"]).flat(),
  );
  for (
    const left of [
      // Too many turns, a number of turns that is not known, and nothing that becomes constant.
      `for (var r = 0u; r < 129u; r++) { ${turn} }`,
      `for (var r = 0u; r < u32(y[0]); r++) { ${turn} }`,
      "for (var r = 0u; r < 4u; r++) { y[r] = 1.0; }",
      `for (var r = 0u; r < 4u; r++) { if (y[r] > 0.0) { ${turn} } }`,
    ]
  ) {
    assert(kinds(left).includes("loop"), left);
  }
});
