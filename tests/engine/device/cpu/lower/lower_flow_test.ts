import { assertEquals } from "@std/assert";
import { body, type Given } from "./lowered.ts";

function check(main: string, want: string, declarations = "", given: Given = {}): void {
  assertEquals(body(main, declarations, given), want.trim());
}

Deno.test("lower() inlines functions, with returns where they are", () => {
  check(
    `y[i] = f(x[i]) + f(2);`,
    `
x'2: f32 = load x[local.x]
b: f32 = x'2 * x'2
store y[local.x] = (b + 1.0) + 5.0`,
    `fn f(a: f32) -> f32 { let b = a * a; return b + 1; }`,
  );
  check(
    `y[i] = f(x[i]);`,
    `
x'2: f32 = load x[local.x]
f: f32 = 0.0
if x'2 > 0.0
  f = x'2
else
  f = -x'2
store y[local.x] = f`,
    `fn f(a: f32) -> f32 { if (a > 0) { return a; } return -a; }`,
  );
  check(
    `y[i] = f(i);`,
    `
f: f32 = 0.0
block f'2
  block exit
    k: u32 = 0u
    loop
      if !(k < local.x)
        leave exit
      x'2: f32 = load x[k]
      if x'2 > 1.0
        x'3: f32 = load x[k]
        f = x'3
        leave f'2
      k = k + 1u
  f = 0.0
store y[local.x] = f`,
    `fn f(n: u32) -> f32 {
  for (var k = 0u; k < n; k++) { if (x[k] > 1) { return x[k]; } }
  return 0;
}`,
  );
  check(
    `if (i > 3) { return; }
y[i] = 1;
if (i == 2) { return; }
y[i + 1] = 2;`,
    `
if local.x <= 3u
  store y[local.x] = 1.0
  if local.x != 2u
    store y[local.x + 1u] = 2.0`,
  );
});

Deno.test("lower() tells loops that count", () => {
  check(
    `for (var k = 0u; k < u.n; k += 2) { y[k] = 1; }`,
    `
block exit
  k: u32 = 0u
  loop k < u.0, += 2u
    if !(k < u.0)
      leave exit
    store y[k] = 1.0
    k = k + 2u`,
    `struct U { n: u32 }
@group(0) @binding(2) var<uniform> u: U;`,
    { "uniforms": { "n": "u32" } },
  );
  check(
    `for (var k = 0; 8 > k; k++) { y[k] = 1; }`,
    `
block exit
  k: i32 = 0
  loop k < 8, += 1
    if !(8 > k)
      leave exit
    store y[bitcast<u32>(k)] = 1.0
    k = k + 1`,
  );
  check(
    `for (var k = 0u; k < i; k++) { if (k == 3) { continue; } y[k] = 1; }`,
    `
block exit
  k: u32 = 0u
  loop k < local.x, += 1u
    if !(k < local.x)
      leave exit
    if k != 3u
      store y[k] = 1.0
    k = k + 1u`,
  );
  check(
    `for (var k = 0u; k < i; k++) { if (k == 5) { break; } y[k] = 1; }`,
    `
block exit
  k: u32 = 0u
  loop
    if !(k < local.x)
      leave exit
    if k == 5u
      leave exit
    store y[k] = 1.0
    k = k + 1u`,
  );
  check(
    `for (var k = 0u; k < u32(x[i]); k++) { y[k] = 1; }`,
    `
block exit
  k: u32 = 0u
  loop
    x'2: f32 = load x[local.x]
    if !(k < u32(min(x'2, 4294967000.0)))
      leave exit
    store y[k] = 1.0
    k = k + 1u`,
  );
  check(
    `for (var k = 0u; k <= i; k++) { y[k] = 1; }`,
    `
block exit
  k: u32 = 0u
  loop
    if !(k <= local.x)
      leave exit
    store y[k] = 1.0
    k = k + 1u`,
  );
  check(
    `var n = i;
for (var k = 0u; k < n; k++) { y[k] = 1; n -= 1; }`,
    `
n: u32 = local.x
block exit
  k: u32 = 0u
  loop
    if !(k < n)
      leave exit
    store y[k] = 1.0
    n = n - 1u
    k = k + 1u`,
  );
  check(
    `for (var k = 0u; k < i; k++) { y[k] = 1; k += 1; }`,
    `
block exit
  k: u32 = 0u
  loop
    if !(k < local.x)
      leave exit
    store y[k] = 1.0
    k = k + 1u
    k = k + 1u`,
  );
});

Deno.test("lower() has one form for all other loops and for switch", () => {
  check(
    `var n = i;
while (n > 0) { n /= 2; y[n] = 1; }`,
    `
n: u32 = local.x
block exit
  loop
    if !(n > 0u)
      leave exit
    n = n / 2u
    store y[n] = 1.0`,
  );
  check(
    `var n = i;
loop {
  if (n == 7) { continue; }
  y[n] = 1;
  continuing { n += 1; break if n > 9; }
}`,
    `
n: u32 = local.x
block exit
  loop
    if n != 7u
      store y[n] = 1.0
    n = n + 1u
    if n > 9u
      leave exit`,
  );
  check(
    `switch i {
  case 1, 2: { y[i] = 1; }
  case 3: { if (x[i] > 0) { break; } y[i] = 2; }
  default: { y[i] = 3; }
}`,
    `
if (local.x == 1u) | (local.x == 2u)
  store y[local.x] = 1.0
else
  if local.x == 3u
    x'2: f32 = load x[local.x]
    if !(x'2 > 0.0)
      store y[local.x] = 2.0
  else
    store y[local.x] = 3.0`,
  );
});

Deno.test("lower() folds constants and overrides, and drops what they switch off", () => {
  check(
    `switch N { case 1: { y[i] = 1; } default: { y[i] = 3; } }`,
    `
store y[local.x] = 1.0`,
    `override N: u32 = 1;`,
  );
  check(
    `y[i] = select(x[i], 1.0, N > 2) + clamp(x[i], 0, 1);`,
    `
x'2: f32 = load x[local.x]
store y[local.x] = 1.0 + min(max(x'2, 0.0), 1.0)`,
    `override N = 3;`,
  );
  check(
    `y[i] = f32(countOneBits(7u)) + sqrt(2.0);`,
    `
store y[local.x] = 4.4142137`,
  );
  check(
    `if (N > 2) { y[i] = 1; } else { y[i] = x[i]; }
while (N < 2) { y[0] = 1; }`,
    `
x'2: f32 = load x[local.x]
store y[local.x] = x'2`,
    `override N: u32;`,
    { "constants": { "N": 2 } },
  );
  check(
    `y[i] = x[i] * 1 - 0 + 0;
y[(i * 1 + 0) / 1 + (i & 0)] = 0.1;`,
    `
x'2: f32 = load x[local.x]
store y[local.x] = x'2 + 0.0
store y[local.x] = 0.1`,
  );
  check(
    `let a = x[0];
let b = x[i] * a;
if (b > 0) { }`,
    `
`,
  );
});

Deno.test("lower() has atomics and barriers as statements", () => {
  check(
    `let r = atomicCompareExchangeWeak(&m[i], 0, 4);
if (r.exchanged) { y[i] = f32(r.old_value); }
atomicAdd(&m[2], 1u);
atomicStore(&m[3], atomicLoad(&m[1]));
workgroupBarrier();`,
    `
workgroup m[4]
m'2: u32 = atomic compareExchange m[local.x] 0u, 4u
r.exchanged: bool = m'2 == 0u
if r.exchanged
  store y[local.x] = f32(m'2)
atomic add m[2u] 1u
m'3: u32 = atomic load m[1u]
atomic store m[3u] m'3
barrier`,
    `var<workgroup> m: array<atomic<u32>, 4>;`,
  );
  check(
    `let all = workgroupUniformLoad(&n);
y[i] = f32(all);
storageBarrier();`,
    `
workgroup n[1]
barrier
n'2: u32 = uniform load n[0u]
barrier
store y[local.x] = f32(n'2)
barrier`,
    `var<workgroup> n: u32;`,
  );
});
