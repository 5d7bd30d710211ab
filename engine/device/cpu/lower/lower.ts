/** Lowers a kernel's syntax tree to the statements of one invocation. */
import type { Kernel } from "../../device.ts";
import type { Memory, Program } from "../ir.ts";
import { Context } from "./context.ts";
import { makeModule, type Origin } from "./scope.ts";
import { entryPoint, runEntry, workgroupSize } from "./entry.ts";
import { value } from "./expressions.ts";
import { attributeNumber, checkUniforms, resolve } from "./module.ts";
import { runStatements } from "./statements.ts";
import { memoryWords, typeOf } from "./type_syntax.ts";
import { parse } from "../wgsl/parser.ts";
import type { DeclarationSyntax, ModuleSyntax } from "../wgsl/syntax.ts";
import { tidy } from "./tidy.ts";
import ldexp from "../../../../shaders/parts/ldexp.wgsl" with { type: "text" };
import maths from "../../../../shaders/parts/maths.wgsl" with { type: "text" };

let prelude: ModuleSyntax | null = null;

/** Lowers a kernel; refuses a kernel that is outside of the supported subset of WGSL. */
export function lower(module: ModuleSyntax, kernel: Kernel): Program {
  prelude ??= parse({ name: "maths", code: `${maths}\n${ldexp}` });
  const dynamic = new Set<Origin>();
  for (;;) {
    const found = dynamic.size;
    const program = lowerOnce(module, prelude, kernel, dynamic);
    // Lowering kept the arrays found just now in variables, but they need memory: lower again.
    if (dynamic.size === found) return program;
  }
}

function lowerOnce(
  { declarations }: ModuleSyntax,
  prelude: ModuleSyntax,
  kernel: Kernel,
  dynamic: Set<Origin>,
): Program {
  const own = makeModule(declarations);
  const c = new Context(
    { value, run: runStatements },
    kernel,
    own,
    makeModule(prelude.declarations),
    dynamic,
  );
  checkNames(c, declarations);
  checkUniforms(c);
  const entry = entryPoint(c);
  const size = c.size = workgroupSize(c, entry);
  const statements = c.collect(() => runEntry(c, entry, size));
  const body = tidy([...c.prologue, ...statements]);
  return { name: kernel.name, size, memories: [...bindings(c), ...c.arrays], body };
}

function checkNames(c: Context, declarations: readonly DeclarationSyntax[]): void {
  const seen = new Set<string>();
  for (const { at, name } of declarations) {
    if (seen.has(name)) c.refuse(at, `"${name}" is declared twice`);
    seen.add(name);
  }
  for (const name of Object.keys(c.kernel.constants)) {
    const declaration = c.module.declarations.get(name);
    if (declaration?.kind !== "override") {
      return c.refuse({ line: 1, column: 1 }, `no override is called "${name}"`);
    }
    resolve(c, declaration.at, name);
  }
}

/** The memories of all bindings, including bindings that the entry point does not use. */
function bindings(c: Context): Memory[] {
  const { reads, writes, uniforms } = c.kernel;
  const count = reads + writes + (uniforms.length ? 1 : 0);
  return Array.from(
    { length: count },
    (_, binding) => c.bindings.get(binding) ?? unusedBinding(c, binding),
  );
}

function unusedBinding(c: Context, binding: number): Memory {
  const { reads, writes } = c.kernel;
  const syntax = [...c.module.declarations.values()].find((syntax) =>
    syntax.kind === "variable" && attributeNumber(c, syntax.attributes, "binding") === binding
  );
  const uniform = binding === reads + writes;
  return {
    name: syntax?.name ?? `binding ${binding}`,
    space: uniform ? "uniform" : "storage",
    binding,
    writable: binding >= reads && !uniform,
    words: syntax?.kind === "variable" ? memoryWords(typeOf(c, syntax.type!)) : null,
  };
}
