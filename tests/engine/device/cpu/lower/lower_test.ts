import { assertEquals } from "@std/assert";
import { body, type Given } from "./lowered.ts";

function check(main: string, want: string, declarations = "", given: Given = {}): void {
  assertEquals(body(main, declarations, given), want.trim());
}

Deno.test("lower() reads and writes words, constants of an index last", () => {
  check(
    `y[i] = x[i] * 2.0;`,
    `
x'2: f32 = load x[local.x]
store y[local.x] = x'2 * 2.0`,
  );
  check(
    `y[i + 1] = x[4 * (i + 2)] + x[3 + i];`,
    `
x'2: f32 = load x[(local.x * 4u) + 8u]
x'3: f32 = load x[local.x + 3u]
store y[local.x + 1u] = x'2 + x'3`,
  );
  check(
    `let j = i32(i) - 1;
y[i] = x[j + 3];`,
    `
j: i32 = bitcast<i32>(local.x) - 1
x'2: f32 = load x[bitcast<u32>(j) + 3u]
store y[local.x] = x'2`,
  );
  check(
    `y[i] += x[2 * i];
y[i + 3] -= 1;`,
    `
y'2: f32 = load y[local.x]
x'2: f32 = load x[local.x * 2u]
store y[local.x] = y'2 + x'2
y'3: f32 = load y[local.x + 3u]
store y[local.x + 3u] = y'3 - 1.0`,
  );
  check(
    `y[x_at(i)] += 1;`,
    `
x'2: f32 = load x[local.x]
index: u32 = u32(min(x'2, 4294967000.0))
y'2: f32 = load y[index]
store y[index] = y'2 + 1.0`,
    `fn x_at(i: u32) -> u32 { return u32(x[i]); }`,
  );
  check(
    `y[i] = tile[i].y;
tile[i + 1].z = 1;
flag = i > 2;
if (flag) { y[0] = 1; }`,
    `
workgroup tile[16]
workgroup flag[1]
tile'2: f32 = load tile[(local.x * 4u) + 1u]
store y[local.x] = tile'2
store tile[(local.x * 4u) + 6u] = 1.0
store flag[0u] = select(0u, 1u, local.x > 2u)
flag'2: u32 = load flag[0u]
if flag'2 != 0u
  store y[0u] = 1.0`,
    `var<workgroup> tile: array<vec3f, 4>;
var<workgroup> flag: bool;`,
  );
  check(
    `let s = p[i];
y[i] = s.b.y + s.c;
p[i].b = vec3f(1);
p[1] = S(1, vec3f(2), 3, 4);`,
    `
s.b.x, s.b.y, s.b.z, s.c, s.d: f32 = load p[(local.x * 12u) + 4u]
store y[local.x] = s.b.y + s.c
store p[(local.x * 12u) + 4u] = 1.0, 1.0, 1.0
store p[12u] = 1.0
store p[16u] = 2.0, 2.0, 2.0, 3.0, 4.0`,
    `struct S { a: f32, b: vec3f, c: f32, d: f32 }
@group(0) @binding(2) var<storage, read_write> p: array<S>;`,
    { "writes": 2 },
  );
  check(
    `y[i] = f32(arrayLength(&x));
y[1] = f32(arrayLength(&s.v));`,
    `
store y[local.x] = f32(length(x / 1))
store y[1u] = f32((length(s / 1) - 2u) / 2u)`,
    `struct S { a: f32, v: array<vec2f> }
@group(0) @binding(2) var<storage, read_write> s: S;`,
    { "writes": 2 },
  );
});

Deno.test("lower() takes vectors and structures apart", () => {
  check(
    `var v = vec2f(x[i], 1);
v = v.yx;
y[i] = v.x - v.y;`,
    `
x'2: f32 = load x[local.x]
v.x: f32 = x'2
v.y: f32 = 1.0
t: f32 = v.x
v.x = v.y
v.y = t
store y[local.x] = v.x - v.y`,
  );
  check(
    `var s: S;
s.b.y = x[i];
let t = s;
s.a = 2;
y[i] = t.b.y + t.a + s.a;`,
    `
s.a: f32 = 0.0
x'2: f32 = load x[local.x]
t.a: f32 = s.a
s.a = 2.0
store y[local.x] = (x'2 + t.a) + s.a`,
    `struct S { a: f32, b: vec2f }`,
  );
  check(
    `var v = vec3f(x[i]);
v[i] = 2;
y[i] = v[i] + v[1];`,
    `
x'2: f32 = load x[local.x]
v.x: f32 = x'2
v.y: f32 = x'2
v.z: f32 = x'2
v.x = select(v.x, 2.0, local.x == 0u)
v.y = select(v.y, 2.0, local.x == 1u)
v.z = select(v.z, 2.0, local.x == 2u)
store y[local.x] = select(select(v.z, v.y, local.x == 1u), v.x, local.x == 0u) + v.y`,
  );
  check(
    `y[i] = dot(vec3f(x[i]), vec3f(1, 2, 3)) + length(vec2f(x[0], x[1]));`,
    `
x'2: f32 = load x[local.x]
x'3: f32 = load x[0u]
x'4: f32 = load x[1u]
store y[local.x] = ((x'2 + (x'2 * 2.0)) + (x'2 * 3.0)) + sqrt((x'3 * x'3) + (x'4 * x'4))`,
  );
  check(
    `let v = (x[i] + 1) * vec2f(2, 3);
y[i] = v.x + v.y;`,
    `
x'2: f32 = load x[local.x]
t: f32 = x'2 + 1.0
v.x: f32 = t * 2.0
v.y: f32 = t * 3.0
store y[local.x] = v.x + v.y`,
  );
});

Deno.test("lower() keeps arrays in variables unless an index is not constant", () => {
  check(
    `var t = array<f32, 4>(1, 2, 3, x[i]);
t[1] = 5;
y[i] = t[1] + t[3];`,
    `
x'2: f32 = load x[local.x]
store y[local.x] = 5.0 + x'2`,
  );
  check(
    `var t = array<vec2f, 2>();
t[i].y = 5;
y[i] = t[1 - i].x;`,
    `
local t[4]
store t[0u] = 0.0, 0.0, 0.0, 0.0
store t[(local.x * 2u) + 1u] = 5.0
t'2: f32 = load t[(1u - local.x) * 2u]
store y[local.x] = t'2`,
  );
  check(
    `let t = array(1.0, x[i]);
y[i] = t[i] + t[i + 1];`,
    `
local t[2]
x'2: f32 = load x[local.x]
store t[0u] = 1.0, x'2
t'2: f32 = load t[local.x]
t'3: f32 = load t[local.x + 1u]
store y[local.x] = t'2 + t'3`,
  );
  check(
    `y[i] = table[i] + table[1];`,
    `
local table[3]
store table[0u] = 1.0, 2.0, 3.5
table'2: f32 = load table[local.x]
store y[local.x] = table'2 + 2.0`,
    `const table = array(1, 2, 3.5);`,
  );
  check(
    `t[i] = 1;
y[i] = t[0];`,
    `
local t[2]
store t[0u] = 0.0, 0.0
store t[local.x] = 1.0
t'2: f32 = load t[0u]
store y[local.x] = t'2`,
    `var<private> t: array<f32, 2>;`,
  );
});

Deno.test("lower() evaluates in order, and what may be skipped only where it matters", () => {
  check(
    `if (x[i] > 0 && i > 2) { y[i] = 1; }`,
    `
x'2: f32 = load x[local.x]
if (x'2 > 0.0) & (local.x > 2u)
  store y[local.x] = 1.0`,
  );
  check(
    `if (i > 2 && x[i] > 0) { y[i] = 1; }`,
    `
both: bool = local.x > 2u
if both
  x'2: f32 = load x[local.x]
  both = x'2 > 0.0
if both
  store y[local.x] = 1.0`,
  );
  check(
    `if (i == 0 || f(i)) { y[i] = 1; }`,
    `
either: bool = local.x == 0u
if !either
  store y[0u] = 0.0
  either = local.x > 3u
if either
  store y[local.x] = 1.0`,
    `fn f(i: u32) -> bool { y[0] = 0; return i > 3; }`,
  );
  check(
    `n += 1;
y[i] = n * add(2) + n;`,
    `
n: f32 = 3.0
n = n + 1.0
t: f32 = n
n = n + 2.0
store y[local.x] = (t * n) + n`,
    `var<private> n: f32 = 3;
fn add(a: f32) -> f32 { n += a; return n; }`,
  );
});
