import { assertEquals, assertThrows } from "@std/assert";
import { KernelError } from "../../../../../engine/error.ts";
import { declarations, expression, refusal, statements } from "./parsed.ts";
import { written } from "./unparse.ts";

Deno.test("parse() binds operators as WGSL", () => {
  const trees: [string, string][] = [
    ["a + b * c - d", "((a + (b * c)) - d)"],
    ["a / b * c % d", "(((a / b) * c) % d)"],
    ["a - b - c", "((a - b) - c)"],
    ["-a * -b", "((-a) * (-b))"],
    ["- -a", "(-(-a))"],
    ["a - -1", "(a - (-1))"],
    ["!a && !b && c", "(((!a) && (!b)) && c)"],
    ["a < b || c + 1 >= d", "((a < b) || ((c + 1) >= d))"],
    ["a == b && c != d", "((a == b) && (c != d))"],
    ["(a || b) && c", "((a || b) && c)"],
    ["a & b & c", "((a & b) & c)"],
    ["a | (b & ~c)", "(a | (b & (~c)))"],
    ["a ^ -b ^ c", "((a ^ (-b)) ^ c)"],
    ["a << b", "(a << b)"],
    ["a << b == c >> d", "((a << b) == (c >> d))"],
    ["(a << b) + c", "((a << b) + c)"],
    ["1u << (b & 3u)", "(1u << (b & 3u))"],
    ["-a.x[1].y", "(-a.x[1].y)"],
    ["*p", "(*p)"],
    ["(*p).x", "(*p).x"],
    ["&a[1]", "(&a[1])"],
    ["f(a)[b](", ""],
    ["f(a, b + 1,)[0].xyz", "f(a, (b + 1))[0].xyz"],
    ["(a)[b]", "a[b]"],
    ["((a))", "a"],
    ["true != false", "(true != false)"],
    ["1.5 + .5", "(1.5 + 0.5)"],
    ["0x1e+2", "(30 + 2)"],
    ["f()", "f()"],
  ];
  for (const [code, tree] of trees) {
    if (tree) assertEquals(written(expression(code)), tree);
    else assertThrows(() => expression(code), KernelError);
  }
});

Deno.test("parse() refuses operators without parentheses where WGSL does", () => {
  const mixed = [
    ["a && b || c", "&&", "||"],
    ["a || b && c", "||", "&&"],
    ["a < b < c", "<", "<"],
    ["a == b == c", "==", "=="],
    ["a < b == c", "<", "=="],
    ["a & b | c", "&", "|"],
    ["a ^ b & c", "^", "&"],
    ["a & b == c", "&", "=="],
    ["a == b & c", "==", "&"],
    ["a & b + c", "&", "+"],
    ["a + b & c", "+", "&"],
    ["a * b | c", "*", "|"],
    ["a & b && c", "&", "&&"],
    ["a && b | c", "&&", "|"],
    ["a << b + c", "<<", "+"],
    ["a + b << c", "+", "<<"],
    ["a * b >> c", "*", ">>"],
    ["a << b << c", "<<", "<<"],
    ["a << b * c", "<<", "*"],
    ["a << b & c", "<<", "&"],
  ];
  for (const [code, first, second] of mixed) {
    assertEquals(
      refusal(`const x = ${code};`),
      `\`${first}\` and then \`${second}\` without parentheses, parentheses expected around one ` +
        `of them, line 1 of k.wgsl: const x = ${code};`,
    );
  }
});

Deno.test("parse() tells the parameters of types from comparisons", () => {
  const trees: [string, string][] = [
    ["a < b", "(a < b)"],
    ["a > b", "(a > b)"],
    ["a < b && c > d", "((a < b) && (c > d))"],
    ["a < b || c > (d)", "((a < b) || (c > d))"],
    ["(a < b) == (c > d)", "((a < b) == (c > d))"],
    ["f((a < b), c >= d)", "f((a < b), (c >= d))"],
    ["f((a < b), (c > d))", "f((a < b), (c > d))"],
    ["a[b < c] > d", "(a[(b < c)] > d)"],
    ["i < n - 1", "(i < (n - 1))"],
    ["1 < 2", "(1 < 2)"],
    ["a << b", "(a << b)"],
    ["a <= b", "(a <= b)"],
    ["a<b(c>d)", "(a < b((c > d)))"],
    ["vec2<f32>(1, 2)", "vec2<f32>(1, 2)"],
    ["vec2 < f32 > (1)", "vec2<f32>(1)"],
    ["vec2/* */<f32>(1)", "vec2<f32>(1)"],
    ["vec2<f32>(a < b, c)", "vec2<f32>((a < b), c)"],
    ["array<vec4f, 16>()", "array<vec4f, (16)>()"],
    ["array<vec4<f32>,2>()", "array<vec4<f32>, (2)>()"],
    ["array<vec4<f32>>(x)", "array<vec4<f32>>(x)"],
    ["array<array<vec4<f32>, 2>, N,>()", "array<array<vec4<f32>, (2)>, N>()"],
    ["array<f32, 2 * N + 1>()", "array<f32, (((2 * N) + 1))>()"],
    ["array<f32, (N)>()", "array<f32, (N)>()"],
    ["array<f32, select(2, 3, a > b)>()", "array<f32, (select(2, 3, (a > b)))>()"],
    ["array<f32, (a > b)>()", "array<f32, ((a > b))>()"],
    ["array<f32, max(N, u32(1))>()", "array<f32, (max(N, u32(1)))>()"],
    ["bitcast<u32>(x) >> 2u", "(bitcast<u32>(x) >> 2u)"],
    ["bitcast<vec4<u32>>(x)", "bitcast<vec4<u32>>(x)"],
    ["f(vec2<u32>(1) < b, c)", "f((vec2<u32>(1) < b), c)"],
    // As the specification reads them, though people may mean comparisons.
    ["f(a < b, c > (d))", "f(a<b, c>(d))"],
  ];
  for (const [code, tree] of trees) assertEquals(written(expression(code)), tree);
  assertEquals(statements("if a < b { } while i < n { break; } let x: vec2<f32>= y;").length, 3);
  assertEquals(statements("for (var i = 0; i < n; i += 1) { x[i] = i > 2; }").length, 1);
  assertEquals(statements("let x: array<vec2<f32>>=y;").length, 1);
  assertEquals(statements("a = b < c; d = e > (f);").length, 2);
  assertEquals(statements("switch a < b { default: { } }").length, 1);
});

Deno.test("parse() takes a lone name among a type's parameters for a type", () => {
  const [constant] = declarations(
    "alias A = array<vec2<f32>, N>; alias B = ptr<function, array<f32, 2>>;",
  );
  const plain = (name: string) => ({ name, parameters: [] });
  assertEquals(
    constant,
    {
      kind: "alias",
      name: "A",
      type: {
        name: "array",
        parameters: [{ name: "vec2", parameters: [plain("f32")] }, plain("N")],
      },
    } as never,
  );
});
