import { assert, assertEquals } from "@std/assert";
import type {
  DeclarationSyntax,
  ExpressionSyntax,
  StatementSyntax,
} from "../../../../../engine/device/cpu/wgsl/syntax.ts";
import { declarations, expression, module, refusal, statements } from "./parsed.ts";
import { written } from "./unparse.ts";

Deno.test("parse() passes over comments and blank characters", () => {
  const code =
    "/* a /* nested */ // \n still */ const // to the end */ /*\r\nx\u2028= \t1\u0085; //";
  assertEquals(declarations(code), declarations("const x = 1;"));
  const [{ at }] = module(code).declarations;
  assertEquals(at, { line: 2, column: 11 });
  assertEquals(declarations("//a\u2029const x = 1;"), declarations("const x = 1;"));
  assertEquals(declarations(""), []);
  assertEquals(declarations(";;"), []);
  assertEquals(
    refusal("const a = 1;\n  /* one /* two */\nconst b = 2;"),
    "`*/` expected, the comment that begins here has no end, line 2 of k.wgsl: /* one /* two */",
  );
});

Deno.test("parse() takes names of any script, but none that WGSL keeps", () => {
  const names = ["Δέλτα", "_a", "a_", "朝焼け", "f32", "constructor", "toString", "i", "e1"];
  for (const name of names) {
    assertEquals(written(expression(name)), name);
    assertEquals(statements(`${name} = 1; ${name}();`).length, 2);
  }
  const bad: [string, string][] = [
    ["__a", "`__a` cannot be a name, it begins with two `_`"],
    ["target", "`target` cannot be a name, WGSL reserves the word"],
    ["while", "the name of a `const` expected, found `while`"],
    ["_", "the name of a `const` expected, found `_`"],
    ["1", "the name of a `const` expected, found `1`"],
    ["a?", '"?" is not a character of WGSL'],
    ["a\u0000", '"\\u0000" is not a character of WGSL'],
    ["a💡", '"💡" is not a character of WGSL'],
    ['"a"', '"\\"" is not a character of WGSL'],
  ];
  for (const [name, reason] of bad) {
    const message = refusal(`const ${name} = 1;`);
    assert(message.startsWith(`${reason}, line 1`), message);
  }
});

Deno.test("parse() says where each node begins", () => {
  const code = "struct A {\n  a: f32,\n}\n\n@compute @workgroup_size(8)\nfn main() {\n" +
    "  x[1]. y +=\n    (a + b) * -c(2);\n}";
  const [struct, main] = module(code).declarations as [
    Extract<DeclarationSyntax, { kind: "struct" }>,
    Extract<DeclarationSyntax, { kind: "function" }>,
  ];
  const [assign] = main.body as Extract<StatementSyntax, { kind: "assign" }>[];
  const product = assign.value as Extract<ExpressionSyntax, { kind: "binary" }>;
  const sign = product.right as Extract<ExpressionSyntax, { kind: "unary" }>;
  const nodes = [struct, struct.members[0], struct.members[0].type, main];
  nodes.push(...main.attributes as never[], assign as never, assign.target as never);
  nodes.push(product as never, product.left as never, sign as never, sign.operand as never);
  assertEquals(
    nodes.map(({ at: { line, column } }) => `${line}:${column}`),
    "1:1 2:3 2:6 6:1 5:1 5:10 7:3 7:3 8:5 8:6 8:15 8:16".split(" "),
  );
});

Deno.test("parse() reads declarations", () => {
  const type = (name: string, ...parameters: unknown[]) => ({ name, parameters });
  const number = (value: number) => ({ kind: "number", value, suffix: "", float: false });
  const attribute = (name: string, ...given: unknown[]) => ({ name, arguments: given });
  const named = (name: string) => ({ kind: "name", name });
  const variable = (space: string, access: string, rest = {}) => ({
    kind: "variable",
    name: "a",
    type: type("T"),
    space,
    access,
    attributes: [],
    value: null,
    ...rest,
  });
  const cases: [string, unknown][] = [
    ["alias A = vec4<f32>;", { kind: "alias", name: "A", type: type("vec4", type("f32")) }],
    ["const a: u32 = 1;", { kind: "const", name: "a", type: type("u32"), value: number(1) }],
    ["const a = 1;", { kind: "const", name: "a", type: null, value: number(1) }],
    ["override a: bool;", { kind: "override", name: "a", type: type("bool"), value: null }],
    ["override a = 1;", { kind: "override", name: "a", type: null, value: number(1) }],
    ["var<storage> a: T;", variable("storage", "read")],
    ["var<storage, read> a: T;", variable("storage", "read")],
    ["var<uniform> a: T;", variable("uniform", "read_write")],
    ["var<workgroup> a: T;", variable("workgroup", "read_write")],
    ["var<private> a: T = 1;", variable("private", "read_write", { value: number(1) })],
    ["var<private> a = 1;", variable("private", "read_write", { type: null, value: number(1) })],
    [
      "@group(0) @binding(1,) var<storage, read_write,> a: T;",
      variable("storage", "read_write", {
        attributes: [attribute("group", number(0)), attribute("binding", number(1))],
      }),
    ],
    [
      "struct A { @align(16) @size(32) a: f32, b: atomic<u32> }",
      {
        kind: "struct",
        name: "A",
        members: [
          {
            name: "a",
            type: type("f32"),
            attributes: [attribute("align", number(16)), attribute("size", number(32))],
          },
          { name: "b", type: type("atomic", type("u32")), attributes: [] },
        ],
      },
    ],
    [
      "@must_use fn f(p: ptr<function, f32>,) -> vec2f { }",
      {
        kind: "function",
        name: "f",
        attributes: [attribute("must_use")],
        parameters: [
          { name: "p", type: type("ptr", type("function"), type("f32")), attributes: [] },
        ],
        result: type("vec2f"),
        body: [],
      },
    ],
    [
      "@compute @workgroup_size(8, N) fn main(@builtin(workgroup_id) g: vec3u) { }",
      {
        kind: "function",
        name: "main",
        attributes: [attribute("compute"), attribute("workgroup_size", number(8), named("N"))],
        parameters: [
          {
            name: "g",
            type: type("vec3u"),
            attributes: [attribute("builtin", named("workgroup_id"))],
          },
        ],
        result: null,
        body: [],
      },
    ],
  ];
  for (const [code, tree] of cases) {
    assertEquals(declarations(`diagnostic(off, derivative_uniformity); ${code};`), [tree] as never);
  }
});

Deno.test("parse() refuses modules when declarations are malformed or not supported", () => {
  const bad: [string, string][] = [
    ["enable f16;", "`enable` is not supported, kernels here have no extensions"],
    ["requires a;", "`requires` is not supported"],
    ["const_assert 1 < 2;", "`const_assert` is not supported"],
    ["const a = 1; diagnostic(off, b);", "`diagnostic` expected only before all declarations"],
    ["diagnostic(never, b);", "`error`, `warning`, `info` or `off` expected, found `never`"],
    ["x", "a declaration expected, found `x`"],
    ["let a = 1;", "a declaration expected, found `let`"],
    ["}", "a declaration expected, found `}`"],
    ["@compute", "a declaration expected, found the end of the kernel"],
    ["@group(0) alias A = f32;", "`@group` expected before a module's variable, found before"],
    [
      "@compute var<private> a: f32;",
      "`@compute` expected before a function, found before a module's",
    ],
    ["@id(1) override a = 1;", "`@id` is not supported, overrides are set by their names"],
    ["@vertex fn f() {}", "`@vertex` is not supported, only compute shaders run here"],
    ["@nothing fn f() {}", "`@nothing` is no attribute"],
    ["@compute @compute fn f() {}", "`@compute` is given twice"],
    ["@compute() fn f() {}", "an expression expected, found `)`"],
    ["@compute(1) fn f() {}", "`@compute` expects no arguments, found 1"],
    ["@workgroup_size fn f() {}", "`@workgroup_size` expects 1 to 3 arguments, found 0"],
    ["@workgroup_size(1, 1, 1, 1) fn f() {}", "expects 1 to 3 arguments, found 4"],
    ["fn f(@builtin(1) a: u32) {}", "the name of an input expected, found `1`"],
    ["@binding(1, 2) var<uniform> a: f32;", "`@binding` expects 1 argument, found 2"],
    ["@", "an attribute's name expected, found the end of the kernel"],
    ["struct A { }", "a member of `A` expected, found `}`"],
    ["struct A { a }", "`:` expected, found `}`"],
    ["struct A { a: f32; b: f32 }", "`,` or `}` expected, found `;`"],
    ["struct A { a: f32,, }", "the name of a member expected, found `,`"],
    ["struct A { a: 1 }", "a type expected, found `1`"],
    ["struct { }", "a structure's name expected, found `{`"],
    ["alias A = 1;", "a type expected, found `1`"],
    ["alias A = vec2<>;", "a type expected, found `>`"],
    ["alias A = vec2<f32;", "`;` expected after `vec2`, found `<`"],
    ["alias A: f32;", "`=` expected, found `:`"],
    ["const a;", "the value of `a` behind `=` expected, found `;`"],
    ["const a: f32;", "the value of `a` behind `=` expected, found `;`"],
    ["override a;", "the type or the value of `a` expected, found `;`"],
    ["const a = ;", "an expression expected, found `;`"],
    ["const a = 1", "`;` expected after `1`, found the end of the kernel"],
    ["var a: f32;", "`<storage>`, `<uniform>`, `<workgroup>` or `<private>` expected, found `a`"],
    ["var<function> a: f32;", "`storage`, `uniform`, `workgroup` or `private` expected"],
    ["var<storage, write> a: f32;", "`read` or `read_write` expected, found `write`"],
    ["var<private, read_write> a: f32;", "`>`, as `private` has no access mode, expected"],
    ["var<workgroup> a = 1;", "`:` and the type of `a` expected, found `=`"],
    ["var<private> a;", "`:` and the type of `a` expected, found `;`"],
    ["var<workgroup> a: f32 = 1;", "no value expected, `workgroup` variables have none"],
    ["fn f { }", "`(` expected, found `{`"],
    ["fn f(a) { }", "`:` expected, found `)`"],
    ["fn f(a: f32 b: f32) { }", "`,` or `)` expected, found `b`"],
    ["fn f() -> @location(0) f32 { }", "`@location` is not supported"],
    ["fn f() -> @builtin(position) vec4f { }", "found before a result"],
    ["fn f() -> { }", "a type expected, found `{`"],
    ["fn f();", "`{` expected, found `;`"],
    ["fn f() {", "`}` expected, found the end of the kernel"],
    ["fn 1() { }", "a function's name expected, found `1`"],
  ];
  for (const [code, reason] of bad) {
    const message = refusal(`\n${code}\n`);
    assert(message.includes(reason), `${code}: ${message}`);
    assert(/, line [23] of k\.wgsl/.test(message), message);
  }
});

Deno.test("parse() refuses kernels when they are nested too deep", () => {
  const deep: [string, string, string][] = [
    ["const a = ", "(", "1"],
    ["const a = ", "- ", "1"],
    ["const a = ", "f(", "1"],
    ["const a = ", "a[", "1"],
    ["alias a = ", "vec2<", "f32"],
    ["const a = ", "vec2<", "f32"],
    ["fn f() { ", "{", "}"],
    ["fn f() { ", "if a { } else ", "{ }"],
    ["fn f() { ", "loop { continuing {", "}"],
  ];
  for (const [before, opening, inside] of deep) {
    const message = refusal(before + opening.repeat(50_000) + inside);
    assert(/nested more than (200|127) levels deep|expected/.test(message), message);
  }
  const nested = (depth: number) => "(".repeat(depth) + "1" + ")".repeat(depth);
  assertEquals(written(expression(nested(150))), "1");
  assert(refusal(`const a = ${nested(300)};`).startsWith("it is nested more than 200 levels deep"));
});
