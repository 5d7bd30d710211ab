/** Places in counted loops: constants are added and multiplied modulo 2^32. */
import { agrees } from "./agrees.ts";

const sizes = ["1", "4", "6", "16", "64"];

/** Sums x at a place for k from 1 to 32, and stores to another buffer at the same place. */
function sums(place: string, before = ""): void {
  const sum = `var s = 0u;
    for (var k = 1u; k < 33u; k++) { ${before} s = s * 3u + x[${place}]; }
    y[id.x] = s;`;
  agrees(sum, { groups: [1, 1, 1], sizes });
  const stores = `for (var k = 1u; k < 33u; k++) { ${before} y[${place}] = k; }`;
  agrees(stores, { groups: [1, 1, 1], sizes: ["1"] });
}

Deno.test("emit() takes places before the counter of a loop", () => {
  sums("k - 1u");
  sums("u32(i32(k) - 1)");
  sums("i32(k) - 1");
  sums("(k - 1u) * 4u");
  sums("((k - 1u) << 2u) + 3u");
  sums("k + 4294967295u");
  sums("k * 2u - 2u + local.x");
  sums("j * 4u", "let j = k - 1u;");
  sums("j + 7u", "let j = k - 8u;");
  sums("u32(j)", "let j = i32(k) - 1;");
  sums("(k - 1u) * u.m");
});

Deno.test("emit() takes places whose constants come back around", () => {
  sums("(k + 1073741824u) * 4u");
  sums("(j + 3221225472u) * 4u", "let j = k + 1073741823u;");
  sums("j * 8u - 8u", "let j = k + 536870912u;");
  sums("(j << 3u) - 8u", "let j = k + 536870912u;");
  sums("j * u.m - 7u * 1073741824u", "let j = k + 1073741824u;");
  sums("j * 4294967295u + 40u", "let j = k;");
});

Deno.test("emit() takes places of one loop that lie far apart", () => {
  const far = [0, 1, 8388607, 8388608, 16777216, 1073741823, 1073741824, 2147483648, 4294967295];
  for (const offset of far) {
    // What is stored past the end is nowhere.
    agrees(
      `for (var k = 1u; k < 33u; k++) { y[k] = k; y[k + ${offset}u] = k + 100u; y[k + 2u] += 7u; }`,
      { groups: [1, 1, 1], sizes: ["1"] },
    );
    agrees(
      `for (var k = 0u; k < 8u; k++) { y[id.x + 8u * k + 8u + ${offset}u] = x[id.x + k]; }`,
      { groups: [1, 1, 1], sizes: ["8"] },
    );
  }
});

Deno.test("emit() stores vectors of lanes that lie apart, those that fit and no others", () => {
  const before = "@group(0) @binding(1) var<storage, read_write> v: array<vec4u>;";
  const value = "vec4u(x[id.x + k], k, id.x, x[k] * 3u)";
  for (const first of ["0u", "u.m", "40u", "60u", "4294967295u"]) {
    for (const turns of [1, 3]) {
      for (const between of ["", "if (x[id.x] > 500u) "]) {
        agrees(
          `for (var k = 0u; k < ${turns}u; k++) { ${between} { v[3u * id.x + k + ${first}] = ${value}; } }`,
          { before, groups: [1, 1, 1], sizes: ["4", "8", "16", "64", "13"] },
        );
      }
    }
  }
  // Lanes that are far apart, or whose order is turned.
  agrees(`for (var k = 0u; k < 2u; k++) { v[20000u * id.x + k] = ${value}; }`, {
    before,
    sizes: ["4", "16"],
  });
  agrees(`for (var k = 0u; k < 2u; k++) { v[40u - 2u * id.x + k] = ${value}; }`, {
    before,
    sizes: ["4", "16"],
    groups: [1, 1, 1],
  });
});

Deno.test("emit() stores one word where the lanes share its place, whatever they make of its value", () => {
  // The same for each lane, which only running it shows.
  const same = "x[select(0u, 1u, x[id.x] > 5000u)]";
  const value = `${same} + k`;
  for (const place of ["k * 4u", "k", "u.m + 2u * k", "k * 4u + 4294967295u"]) {
    agrees(`for (var k = 0u; k < 12u; k++) { y[${place}] = ${value}; }`, {
      groups: [1, 1, 1],
      sizes,
    });
  }
  const before = "var<workgroup> s: array<u32, 8>;";
  const shared = `s[0] = ${same}; workgroupBarrier();
    for (var k = 0u; k < 8u; k++) { y[id.x * 8u + k] = s[k]; }`;
  agrees(shared, { groups: [1, 1, 1], sizes, before });
});
