import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Given, refusal } from "./lowered.ts";

const bindings = `@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
`;

/** A kernel whose statements stand on line 4, after one line of declarations. */
function main(statements: string, declarations = ""): string {
  return `${declarations}\n${bindings}@compute @workgroup_size(8) fn main(${parameter}) { ${statements} }`;
}

const parameter = "@builtin(local_invocation_index) i: u32";

/** Checks why statements are refused, for each without what is behind the reason. */
function refuses(cases: Readonly<Record<string, string>>, declarations = ""): void {
  for (const [statements, reason] of Object.entries(cases)) {
    const message = refusal(main(statements, declarations));
    assertEquals(message.slice(0, message.lastIndexOf(", line ")), reason, statements);
  }
}

/** Checks why a whole kernel is refused. */
function refusesKernel(code: string, reason: string, given?: Given): void {
  const message = refusal(code, given);
  assertStringIncludes(message, `${reason}, line `);
}

Deno.test("lower() says the line of what it refuses", () => {
  assertEquals(
    refusal(`${bindings}@compute @workgroup_size(8)\nfn main() {\n  y[0] = 1u;\n}`),
    "f32 expected, found u32, line 5 of k.wgsl: y[0] = 1u;",
  );
});

Deno.test("lower() refuses entry points that are not as the kernel says", () => {
  refusesKernel("fn main() {}", '"main" is not an entry point for compute');
  refusesKernel(main(""), 'no function is called "other"', { entry: "other" });
  refusesKernel("@compute fn main() {}", "an entry point without @workgroup_size");
  refusesKernel("@compute @workgroup_size(0) fn main() {}", "a workgroup's size is 0");
  const entry = (name: string, type: string) =>
    `@compute @workgroup_size(8) fn main(@builtin(${name}) a: ${type}) {}`;
  refusesKernel(
    entry("subgroup_size", "u32"),
    "the built-in input subgroup_size is not supported",
  );
  refusesKernel(entry("workgroup_id", "u32"), "workgroup_id is vec3<u32>, not u32");
});

Deno.test("lower() refuses overrides without a value of their type", () => {
  const code = main("y[i] = f32(N);", "override N: u32;");
  refusesKernel(code, 'the override "N" is given no value');
  refusesKernel(code, 'no override is called "M"', { constants: { M: 1, N: 1 } });
  refusesKernel(code, 'the override "N" is u32 and cannot be 1.5', { constants: { N: 1.5 } });
  refusesKernel(code, 'the override "N" is u32 and cannot be -1', { constants: { N: -1 } });
  refusesKernel(main("", "override B: bool;"), 'the override "B" is bool and cannot be 2', {
    constants: { B: 2 },
  });
});

Deno.test("lower() refuses more workgroup memory than a thread has", () => {
  const declared = (length: number) =>
    `var<workgroup> a: array<f32, ${length}>; var<workgroup> b: u32;`;
  const code = (length: number) => main("a[i] = x[i]; b = 1u; y[i] = a[i];", declared(length));
  refusesKernel(code(16381), "workgroup memory takes 65552 bytes of the 65536 that there are");
  refusesKernel(code(16380).replace("b = 1u", "b = 1f"), "u32 expected, found f32");
});

Deno.test("lower() refuses bindings that are not as the kernel says", () => {
  const code = main("y[i] = x[i];");
  refusesKernel(code, 'binding 1 is only read by the kernel, but "y" is read_write', {
    reads: 2,
    writes: 0,
  });
  refusesKernel(code, 'binding 0 is written by the kernel, but "x" is read', {
    reads: 0,
    writes: 2,
  });
  refusesKernel(code, 'the kernel has no binding 1, which "y" wants', { writes: 0 });
  const other = (place: string, type = "f32") => `${place} var<storage, read> z: array<${type}>;`;
  const use = "y[i] = x[i] + z[i];";
  refusesKernel(
    main(use, other("@group(0) @binding(0)")),
    '"z" and "x" share binding 0',
  );
  refusesKernel(
    main(use, other("@group(1) @binding(0)")),
    '"z" is in group 1, but bindings are in group 0',
  );
  refusesKernel(main(use, other("@group(0)")), '"z" has no group and binding');
  const given = { reads: 2 };
  const bools = bindings.replace("binding(1)", "binding(2)") +
    `@group(0) @binding(1) var<storage, read> z: array<bool>;
@compute @workgroup_size(8) fn main() { if (z[0]) { y[0] = x[0]; } }`;
  refusesKernel(bools, '"z" holds bool, which bindings cannot', given);
  refusesKernel(
    bools.replace("array<bool>", "array<atomic<u32>>"),
    '"z" has atomics but is only read',
    given,
  );
});

Deno.test("lower() refuses uniforms that are not as the kernel says", () => {
  const code = main(
    "y[i] = u.a;",
    "struct U { a: f32 } @group(0) @binding(2) var<uniform> u: U;",
  );
  refusesKernel(code, "the kernel has no uniforms");
  const uniforms = { a: "u32" } as const;
  refusesKernel(code, "the kernel's uniforms are a: u32, but here a: f32", { uniforms });
  refusesKernel(main(""), "no uniform is declared at binding 2", { uniforms });
});

Deno.test("lower() refuses types that do not fit", () => {
  refuses({
    "let a: u32 = 1.0;": "u32 expected, found abstract float",
    "let a: u32 = -1;": "-1 is outside of u32",
    "let a = 5000000000;": "5000000000 is outside of i32",
    "y[i] = i;": "f32 expected, found u32",
    "y[i] = x[i] + i;": "f32 and u32 do not go together",
    "let a = 1 + true;": "abstract integer and bool do not go together",
    "let a = vec2f(1) + vec3f(2);": "+ is not for vec2<f32> and vec3<f32>",
    "let a = vec2u(1) & 1u;": "& is not for vec2<u32> and u32",
    "let a = !i;": "! is not for u32",
    "let a = -i;": "- is not for u32",
    "let a = ~x[i];": "~ is not for f32",
    "let a = i << 1.0;": "u32 expected, found abstract float",
    "if (i) { }": "a condition is bool, not u32",
    "y[x[i]] = 1;": "an index is an integer, not f32",
    "let a = i.x;": 'u32 has no member "x"',
    "let a = i[0];": "u32 has no elements",
    "let a = vec2f(1).z;": 'a vector of 2 has no components "z"',
    "let a = vec2f(1, 2, 3);": "a vector of 2 is made of 3 components",
    "let a = vec4f(1u);": "f32 expected, found u32",
    "let a = vec3f(vec2f());": "vec3<f32> cannot be made of vec2<f32>",
    "let a = array(1, true);": "abstract integer and bool do not go together",
    "let a = array<f32, 2>(1);": "array<f32, 2> is made of 2 values, not 1",
    "let a = bitcast<vec2f>(i);": "u32 cannot be cast to vec2<f32> by its bits",
    "switch x[i] { default: {} }": "a switch is over an integer, not f32",
    "switch i { case i, default: {} }": "a case is not a constant",
  });
});

Deno.test("lower() refuses built-in functions of other arguments", () => {
  refuses({
    "let a = select(1.0, 2u, true);": "abstract float and u32 do not go together",
    "let a = select(vec2f(), vec2f(), vec3<bool>());":
      "select() is for two values and a condition of one size",
    "let a = max(i, 1.0);": "u32 and abstract float do not go together",
    "let a = max(vec2f(), 1.0);": "max() is for arguments of one size",
    "let a = sin(i);": "sin() is not for u32",
    "let a = sqrt(i);": "sqrt() is not for u32",
    "let a = clamp(1.0, 2.0);": "clamp() takes 3 arguments",
    "let a = dot(1.0, 2.0);": "dot() is for two vectors of one size",
    "let a = any(i);": "any() is not for u32",
    "let a = atomicAdd(&y[i], 1);": "atomicAdd() is for atomics, not f32",
    "let a = atomicLoad(y[i]);": "atomicLoad() takes a pointer that is written with & at its place",
    "let a = arrayLength(&y[i]);": "arrayLength() is for arrays of run-time length, not f32",
  });
});

Deno.test("lower() refuses constant expressions without a value", () => {
  refuses({
    "let a = i << 32;": "integers of 32 bits are shifted by 32 or more",
    "let a = i / 0;": "an integer is divided by 0",
    "const a = 1.0 / 0.0;": "a constant expression has no finite value",
    "let a = 3e38f * 10f;": "a constant expression has no finite value",
    "const a = 9223372036854775807 + 1;": "an abstract integer is beyond 64 bits",
    "const a = -9223372036854775807 - 2;": "an abstract integer is beyond 64 bits",
    "const a = 1 << 63;": "an abstract integer is beyond 64 bits",
    "const a = 1 << 64;": "integers of 64 bits are shifted by 64 or more",
    "const a = abs(-9223372036854775807 - 1);": "an abstract integer is beyond 64 bits",
    "let a = 9007199254740993;": "9007199254740992 is outside of i32",
    "let a = bitcast<u32>(4294967296);": "4294967296 is outside of u32",
    "let a = bitcast<f32>(0xffffffff);": "4294967295 is outside of i32",
    "let a = u32(4294967296);": "4294967296 is outside of u32",
    "switch i { case 1: {} case 2, 1: {} default: {} }": "the case 1 is there twice",
    "let a = array(1, 2)[2];": "index 2 is outside of array<abstract integer, 2>",
    "const a = i;": 'the value of the constant "a" is not constant',
    "var a: array<f32, 0>;": "an array cannot have 0 elements",
  });
});

Deno.test("lower() refuses names that do not stand for what is wanted", () => {
  refuses({
    "y[i] = b;": '"b" is not declared',
    "b();": 'no function is called "b"',
    "i();": '"i" is not a function',
    "var a: b;": 'no type is called "b"',
    "let a = 1; let a = 2;": '"a" is declared twice',
    "let a = f;": '"f" is a function, not a value',
    "let a = f(1);": "f() takes 0 arguments, not 1",
    "let a = f();": "f() has no result",
    "let a = 1; a = 2;": "only variables and memory can be assigned to",
    "i = 2;": "only variables and memory can be assigned to",
    "x[i] = 2;": '"x" can only be read',
    "main(1);": 'the function "main" calls itself',
    "return 1;": "the function has no result",
  }, "fn f() {}");
  refuses(
    {
      "let a = f(i);": 'the function "f" calls itself',
      "let a = h();": 'the function "h" may end without a result',
      "let a = k;": '"k" is made of itself',
    },
    "fn f(i: u32) -> u32 { return f(i); } fn h() -> f32 { if (x[0] > 1) { return 1; } } const k = k;",
  );
});

Deno.test("lower() names what is outside of the subset", () => {
  refuses({
    "let a = mat2x2f();": "matrices (mat2x2f) are not supported",
    "var a: f16;": "16-bit floats (f16) are not supported",
    "var a: texture_2d<f32>;": "textures and samplers (texture_2d) are not supported",
    "let a = &y;": "pointers are supported only as arguments of built-in functions",
    "let a = subgroupAdd(i);": "the built-in function subgroupAdd() is not supported",
    "let a = frexp(x[i]);": "the built-in function frexp() is not supported",
    "let a = m[0];": "atomics are read with atomicLoad()",
    "m[0] = 1;": "atomics are written with atomicStore()",
    "var a: atomic<u32>;": "variables cannot be of type atomic<u32>",
    "let a = y;": "a value of array<f32> cannot be kept",
    "loop { let a = i; if (a > 2) { continue; } continuing { y[a] = 1; break if i > 2; } }":
      '"a" is used behind a continue, which is not supported',
  }, "var<workgroup> m: array<atomic<u32>, 2>;");
  refuses({
    "f(i);": "pointers are not supported as values or parameters",
  }, "fn f(p: ptr<function, u32>) {}");
});
