import { assert, assertEquals } from "@std/assert";
import { module, refusal, statements } from "./parsed.ts";
import { unparse } from "./unparse.ts";

Deno.test("parse() reads assignments, increments and calls", () => {
  const name = (text: string) => ({ kind: "name", name: text } as const);
  const one = { kind: "number", value: 1, suffix: "", float: false } as const;
  const assign = (target: unknown, operator: string | null, value: unknown) => (
    { kind: "assign", target, operator, value }
  );
  const operators = ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>"];
  for (const operator of operators) {
    assertEquals(statements(`a ${operator}= 1;`), [assign(name("a"), operator, one)] as never);
  }
  assertEquals(
    statements("a = 1; a++; a--; _ = a; ; f(a);"),
    [
      assign(name("a"), null, one),
      assign(name("a"), "+", one),
      assign(name("a"), "-", one),
      assign(null, null, name("a")),
      {
        kind: "call",
        call: { kind: "call", callee: { name: "f", parameters: [] }, arguments: [name("a")] },
      },
    ] as never,
  );
  const targets = ["a[i].x", "(a)", "*p", "(*p)[1]", "(&a).b", "((a.b)[2])"];
  for (const target of targets) assertEquals(statements(`${target} = 1;`)[0].kind, "assign");
});

Deno.test("parse() reads statements with blocks", () => {
  const texts: [string, string?][] = [
    [
      "if a { b(); } else if (c) { d(); } else { e(); }",
      "if a { b(); } else if c { d(); } else { e(); }",
    ],
    ["if a { } else { }", "if a { }"],
    [
      "switch x { case 1, 2: { break; } case 3u, { } default { return; } }",
      "switch x { case 1, 2: { break; } case 3u: { } case default: { return; } }",
    ],
    ["switch (x) { case N + 1, default, : { } }", "switch x { case (N + 1), default: { } }"],
    ["for (;;) { break; }", "for (; ; ) { break; }"],
    [
      "for (var i: u32; i < 3; i++) { continue; }",
      "for (var i: u32; (i < 3); i += 1) { continue; }",
    ],
    ["for (f(); true; g(1)) { }"],
    ["while (a) { }", "while a { }"],
    ["loop { a(); continuing { b(); break if c; } }"],
    ["loop { if a { break; } continuing { } }"],
    ["loop { break; }", "loop { break; continuing { } }"],
    ["loop { continuing { while a { if b { break; } continue; } } }"],
    ["loop { continuing { switch c { case default: { break; } } } }"],
    ["{ { } }"],
    [
      "var<function> a: f32; const b = 1; let c: u32 = b;",
      "var a: f32; const b = 1; let c: u32 = b;",
    ],
    ["@diagnostic(off, a.b) if a @diagnostic(info, c,) { }", "if a { }"],
    ["return; return a;"],
  ];
  for (const [code, text] of texts) {
    const print = unparse(module(`fn main() { ${code} }`));
    assertEquals(print, `fn main() { ${text ?? code} }`);
  }
});

Deno.test("parse() refuses functions when statements are malformed or not supported", () => {
  const bad: [string, string][] = [
    ["discard;", "`discard` is not supported, only compute shaders run here"],
    ["const_assert a;", "`const_assert` is not supported"],
    ["a", "`=` or another assignment expected, found `}`"],
    ["a = 1", "`;` expected after `1`, found `}`"],
    ["f()", "`;` expected after `)`, found `}`"],
    ["f() = 1;", "`;` expected after `)`, found `=`"],
    ["f().x = 1;", "a call, or a variable to assign to, expected as a statement"],
    ["f().x;", "a call, or a variable to assign to, expected as a statement"],
    ["(f());", "a call, or a variable to assign to, expected as a statement"],
    ["(a + b) = 1;", "a call, or a variable to assign to, expected as a statement"],
    ["*-a = 1;", "a call, or a variable to assign to, expected as a statement"],
    ["a == 1;", "`=` or another assignment expected, found `==`"],
    ["a + 1;", "`=` or another assignment expected, found `+`"],
    ["a = b = c;", "`;` expected after `b`, found `=`"],
    ["a = b++;", "`;` expected after `b`, found `++`"],
    ["++a;", "a statement expected, found `++`"],
    ["a = --b;", "an expression expected, found `--`"],
    ["a = b && &&c;", "an expression expected, found `&&`"],
    ["a = b ? c : d;", '"?" is not a character of WGSL'],
    ["1 = a;", "a statement expected, found `1`"],
    ["_ += 1;", "`=` expected, found `+=`"],
    ["a = _;", "an expression expected, found `_`"],
    ["a = (b;", "`)` expected, found `;`"],
    ["a = b[1;", "`]` expected, found `;`"],
    ["a = b[];", "an expression expected, found `]`"],
    ["a = b.1;", "`;` expected after `b`, found `.1`"],
    ["a = b.;", "a member's name expected, found `;`"],
    ["a = f(1 2);", "`,` or `)` expected, found `2`"],
    ["a = f(,);", "an expression expected, found `,`"],
    ["a = vec2<f32>;", "`(` after `vec2<...>` expected, found `;`"],
    ["a = if;", "an expression expected, found `if`"],
    ["let a;", "the value of `a` behind `=` expected, found `;`"],
    ["let a: f32;", "the value of `a` behind `=` expected, found `;`"],
    ["const a: f32;", "the value of `a` behind `=` expected, found `;`"],
    ["var a;", "the type or the value of `a` expected, found `;`"],
    ["var<private> a: f32;", "`function`, the space of a function's variables, expected"],
    ["let 1 = 2;", "the name of a `let` expected, found `1`"],
    ["if a b();", "`{` expected, found `b`"],
    ["if { }", "an expression expected, found `{`"],
    ["if a { } else b();", "`{` expected, found `b`"],
    ["else { }", "a statement expected, found `else`"],
    ["if a { } else if { }", "an expression expected, found `{`"],
    ["for (a < b) { }", "`=` or another assignment expected, found `<`"],
    ["for (var i = 0; i < 3) { }", "`;` expected after `3`, found `)`"],
    ["for (;; var i = 1) { }", "a statement expected, found `var`"],
    ["for (;;) a();", "`{` expected, found `a`"],
    ["while { }", "an expression expected, found `{`"],
    ["loop { continuing { } a(); }", "`}` expected, found `a`"],
    ["loop { continuing { break if a; b(); } }", "`}` expected, found `b`"],
    ["loop { break if a; }", "`break if` expected only at the end of `continuing`"],
    ["loop { continuing { if b { break if a; } } }", "`break if` expected only at the end of"],
    ["loop { continuing { break; } }", "`break` expected only inside of a loop or a switch"],
    ["loop { continuing { continue; } }", "`continue` expected only inside of a loop"],
    ["loop { continuing { switch a { default { continue; } } } }", "`continue` expected only"],
    ["loop { continuing { while a { return; } } }", "`return` expected only outside of"],
    ["continuing { }", "`continuing` expected only at the end of a loop"],
    ["break;", "`break` expected only inside of a loop or a switch"],
    ["continue;", "`continue` expected only inside of a loop"],
    ["switch a { default { continue; } }", "`continue` expected only inside of a loop"],
    ["switch a { case 1 { } }", "one `default` expected in a switch, found 0"],
    ["switch a { }", "one `default` expected in a switch, found 0"],
    ["switch a { default { } case default, 1 { } }", "one `default` expected in a switch, found 2"],
    ["switch a { case { } default { } }", "an expression expected, found `{`"],
    ["switch a { b(); }", "`case`, `default` or `}` expected, found `b`"],
    ["switch a { case 1: b(); default { } }", "`{` expected, found `b`"],
    ["return 1 2;", "`;` expected after `1`, found `2`"],
    ["@diagnostic(off, a) b();", "a statement with a block expected, found `b`"],
    ["@compute { }", "`@compute` expected before a function, found before a statement"],
    ["fn g() { }", "a statement expected, found `fn`"],
  ];
  for (const [code, reason] of bad) {
    const message = refusal(`fn main() {\n  ${code}\n}`);
    assert(message.includes(reason), `${code}: ${message}`);
    assert(/, line [23] of k\.wgsl: /.test(message), message);
  }
});

Deno.test("parse() names the line that lacks a semicolon, not the next", () => {
  assertEquals(
    refusal("fn main() {\n  let a = 1\n  let b = 2;\n}"),
    "`;` expected after `1`, found `let`, line 2 of k.wgsl: let a = 1",
  );
});
