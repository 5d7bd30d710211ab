/** Kernels at their limits compile; those beyond are refused with a line, however long they are. */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { compile } from "../../../../engine/device/cpu/compile.ts";
import { workgroupRange } from "../../../../engine/device/cpu/layout.ts";
import { openCpu } from "../../../../engine/device/cpu.ts";
import { KernelError } from "../../../../engine/error.ts";
import { Kernel } from "../../../../engine/mod.ts";
import { limits } from "../../../../engine/device/cpu/limits.ts";

const main = (body: string, size = "8") =>
  `@compute @workgroup_size(${size})
fn main(@builtin(local_invocation_index) i: u32) { ${body} }`;

const count = (length: number) => Array.from({ length }, (_, i) => i);
const list = (length: number, item: (i: number) => string, between = "\n") =>
  count(length).map(item).join(between);

function kernel(code: string): Kernel {
  const binding = "@group(0) @binding(0) var<storage, read_write> y: array<u32>;\n";
  return new Kernel({ name: "k", code: binding + code, reads: 0, writes: 1 });
}

/** Compiles a kernel that the runtime takes. */
function accepts(code: string): void {
  const { bytes } = compile(kernel(code), {
    relaxed: true,
    shared: false,
    workgroup: workgroupRange(1),
  });
  assert(WebAssembly.validate(bytes), code.slice(0, 200));
}

/** Checks why a kernel is refused; messages are short. */
function refuses(code: string, reason: string): void {
  const run = () =>
    compile(kernel(code), { relaxed: true, shared: false, workgroup: workgroupRange(1) });
  const { message } = assertThrows(run, KernelError, undefined, code.slice(0, 200));
  assert(/, line \d+ of k\.wgsl: ./.test(message), message);
  assert(message.length < 800, message);
  assertStringIncludes(message, reason);
}

/** Kernels that grow, how far they may, and why not further. */
const growing: readonly [(n: number) => string, most: number, reason: string][] = [
  [
    (n) => `struct S { ${list(n, (k) => `m${k}: u32`, ", ")} }` + main("var s: S; y[i] = s.m0;"),
    limits.members,
    "members of `S` expected",
  ],
  [
    (n) =>
      `fn f(${list(n, (k) => `p${k}: u32`, ", ")}) -> u32 { return p0; }` +
      main(`y[i] = f(${list(n, () => "i", ", ")});`),
    limits.parameters,
    "parameters of `f` expected",
  ],
  [
    (n) =>
      main(`switch i { case ${list(n - 1, (k) => `${k}u`, ", ")}: { y[i] = 1u; } default: {} }`),
    limits.selectors,
    "numbers of cases expected",
  ],
  [
    (n) => main(`switch i { ${list(n - 1, (k) => `case ${k}: { y[i] = ${k}u; }`)} default: {} }`),
    limits.selectors,
    "numbers of cases expected",
  ],
  [
    (n) => main("if (i > 3u) {".repeat(n) + "y[i] = 1u;" + "}".repeat(n)),
    limits.braces,
    "braces are nested more than 127 levels deep",
  ],
  [
    (n) => main(`var a: ${"array<".repeat(n)}u32${", 1>".repeat(n)}; y[i] = a${"[0]".repeat(n)};`),
    limits.composites,
    "types are more than 15 levels deep in one another",
  ],
  [
    (n) =>
      list(n, (k) => `struct S${k + 1} { m: ${k ? `S${k}` : "u32"} }`) +
      main(`var s: S${n}; y[i] = s${".m".repeat(n)};`),
    limits.composites,
    "types are more than 15 levels deep in one another",
  ],
  [
    (n) => main(`var a: array<u32, ${n}>; a[i] = 1u; y[i] = a[y[i]];`),
    2048,
    "a value of array<u32, 2049> takes 8196 bytes, more than 8192",
  ],
  [
    (n) => main(`var a: array<bool, ${n}>; a[3] = i > 2u; y[i] = u32(a[3]);`),
    8192,
    "a value of array<bool, 8193> takes 8193 bytes, more than 8192",
  ],
  [
    (n) => main(list(n, (k) => `var v${k} = vec4u(i); { y[i] += v${k}.y; }`)),
    512,
    'memory of the function "main" takes 8208 bytes of the 8192 that there are',
  ],
  [
    (n) =>
      list(n, (k) => `var<private> p${k} = vec4u(1u);`) + main(list(n, (k) => `y[i] += p${k}.x;`)),
    512,
    "private memory takes 8208 bytes of the 8192 that there are",
  ],
  [
    (n) =>
      list(n, (k) => `var<workgroup> w${k}: array<u32, 1024>;`) +
      main(list(n, (k) => `w${k}[i] = i; y[i] += w${k}[7u - i];`)),
    16,
    "workgroup memory takes 69632 bytes of the 65536 that there are",
  ],
  [
    (n) =>
      list(
        n,
        (k) => `fn f${k}(i: u32) -> u32 { var a: array<u32, 2048>; a[i] = 1u; return a[i * 3u]; }`,
      ) +
      main(list(n, (k) => `y[i] += f${k}(i);`)),
    8,
    "memory for arrays of an invocation takes 73728 bytes of the 65536 that there are",
  ],
  [
    (n) => main("y[i] = 1u; workgroupBarrier(); y[i] += 1u;", `${n}`),
    limits.invocations,
    "a workgroup has 1025 invocations, more than 1024",
  ],
  [
    (n) => main(`y[i] = i ${list(n, (k) => `+ (i ^ ${k}u)`, " ")};`),
    limits.operators,
    "513 operators in a row, more than 512",
  ],
  [
    (n) => main(`if (y[0] > i ${list(n, (k) => `&& y[${k}] != i`, " ")}) { y[i] = 1u; }`),
    limits.operators - 1,
    "513 operators in a row, more than 512",
  ],
  [
    (n) => main(`y[i] = u32(f32(i) ${list(n, (k) => `* f32(y[${k}])`, " ")});`),
    limits.operators,
    "513 operators in a row, more than 512",
  ],
  [
    (n) =>
      list(n, (k) => `fn f${k + 1}(i: u32) -> u32 { return ${k ? `f${k}(i)` : "i"} + 1u; }`) +
      main(`y[i] = f${n}(i);`),
    99,
    "it is more than 300 levels deep, calls and names included",
  ],
  [
    (n) => list(n, (k) => `const c${k + 1} = ${k ? `c${k}` : "1u"} + 1u;`) + main(`y[i] = c${n};`),
    149,
    "it is more than 300 levels deep, calls and names included",
  ],
];

Deno.test("compile() takes kernels up to their limits, and refuses them beyond with a line", () => {
  for (const [code, most, reason] of growing) {
    accepts(code(most));
    refuses(code(most + 1), reason);
  }
});

Deno.test("compile() refuses kernels that are far too long as quickly as others", () => {
  const deep = "it is more than 300 levels deep, calls and names included";
  for (const [code, most] of growing) if (most < 1024) refuses(code(most + 2000), "");
  const calls = list(
    60,
    (k) => `fn f${k + 1}(i: u32) -> u32 { return ${k ? `f${k}(i) + f${k}(i + 1u)` : "i"}; }`,
  );
  refuses(calls + main("y[i] = f60(i);"), "it is more than 262144 expressions and statements");
  const lengths = list(
    60,
    (k) => `fn f${k + 1}() -> u32 { return ${k ? `f${k}() + f${k}()` : "arrayLength(&y)"}; }`,
  );
  refuses(lengths + main("y[i] = f60();"), "it is more than 262144 expressions and statements");
  refuses(main(`y[i] = y${".x".repeat(50_000)};`), deep);
  refuses(main(list(9000, (k) => `y[i + ${k}u] = i;`)), "and WebAssembly has at most 50000");
  const row = list(400, () => "1", " + ");
  const nested = "-(1 + ".repeat(60) + "1" + ")".repeat(60);
  refuses(main(`let a = ${nested.replaceAll("1", row)};`), deep);
});

Deno.test("compile() takes many early returns, and nested structures that are large", () => {
  const returns = list(2500, (k) => `if (i == ${k}u) { return ${k + 3}u; }`);
  accepts(`fn f(i: u32) -> u32 { ${returns} return 0u; }` + main("y[i] = f(i);"));
  const members = (k: number) => list(20, (j) => `m${j}: ${k ? `S${k}` : "u32"}`, ", ");
  const structs = (n: number) => list(n, (k) => `struct S${k + 1} { ${members(k)} }`);
  accepts(
    structs(6) + `@group(0) @binding(1) var<storage, read_write> z: S6;` + main("y[i] = 1u;"),
  );
  refuses(structs(9) + main("var s: S9; y[i] = 1u;"), "a type takes ");
  refuses(structs(3) + main("var s: S3; y[i] = 1u;"), "a value of S3 takes 32000 bytes");
});

Deno.test("a device says what its compiler takes", async () => {
  const device = await openCpu({ threads: 1 });
  const { maxInvocations, workgroupMemory, maxBinding } = device.traits;
  device.destroy();
  assertEquals(
    [maxInvocations, workgroupMemory, maxBinding],
    [limits.invocations, limits.workgroupBytes, limits.typeBytes],
  );
});

Deno.test("messages quote what is around the place in a long line, and short names", () => {
  const run = (code: string) =>
    assertThrows(
      () => compile(kernel(code), { relaxed: true, shared: false, workgroup: workgroupRange(1) }),
      KernelError,
    )
      .message;
  const long = run(
    main(`${" ".repeat(9)}y[i] = i;`.repeat(3000) + "y[i] = nothing;" + "y[i] = i;".repeat(9000)),
  );
  assertStringIncludes(long, '"nothing" is not declared, line 3 of k.wgsl: ... ');
  assertStringIncludes(long, "y[i] = nothing;y[i] = i;");
  assert(long.length < 400, long);
  const name = "n".repeat(300_000);
  assert(run(main(`y[i] = ${name};`)).length < 800);
  assert(run(main(`y[i] = ${"9".repeat(300_000)};`)).length < 800);
  assertEquals(
    run(main("  y[i] = nothing;")),
    `Cannot compile kernel "k": "nothing" is not declared, line 3 of k.wgsl: fn main(@builtin(local_invocation_index) i: u32) {   y[i] = nothing; }`,
  );
});
