/** Lowers calls: each call of a function is inlined. */
import { constant, get } from "./simplify.ts";
import { Label } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Frame, FunctionSyntax, Value } from "./scope.ts";
import { typeOf } from "./type_syntax.ts";
import { converted } from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
import type { Type } from "./types.ts";

/** Inlines a function with the given arguments; returns `null` where it has no result. */
export function inline(
  c: Context,
  at: Place,
  syntax: FunctionSyntax,
  given: readonly Value[],
): Value | null {
  const { name, parameters } = syntax;
  if (c.frames.some((frame) => frame.syntax === syntax)) {
    c.refuse(at, `the function "${name}" calls itself`);
  }
  if (syntax.attributes.some((attribute) => attribute.name === "compute")) {
    c.refuse(at, `the entry point "${name}" cannot be called`);
  }
  if (given.length !== parameters.length) {
    c.refuse(at, `${name}() takes ${parameters.length} arguments, not ${given.length}`);
  }
  const result = syntax.result && c.scoped(() => typeOf(c, syntax.result!), null);
  const types = c.scoped(() => parameters.map(({ type }) => typeOf(c, type)), null);
  const values = given.map((value, i) => converted(c, at, value, types[i]));
  return runFunction(c, syntax, result, () => {
    for (const [i, { at, name }] of parameters.entries()) {
      c.bind(at, name, { kind: "value", value: { ...c.keep(name, values[i]), stage: 2 } });
    }
  });
}

/** Lowers the body of a function in a frame of its own, after `bind` has bound the parameters. */
export function runFunction(
  c: Context,
  syntax: FunctionSyntax,
  result: Type | null,
  bind: () => void,
): Value | null {
  const label = new Label(syntax.name);
  const frame: Frame = {
    syntax,
    result,
    label,
    depth: 0,
    bytes: 0,
    variables: null,
    direct: null,
  };
  const { exits, line } = c;
  c.exits = [];
  c.frames.push(frame);
  let ended = false;
  const body = c.collect(() =>
    c.scoped(() => {
      bind();
      ended = c.scoped(() => c.lowering.run(c, syntax.body));
    }, null)
  );
  c.frames.pop();
  c.exits = exits;
  c.line = line;
  if (result && !ended) {
    c.refuse(syntax.at, `the function "${syntax.name}" may end without a result`);
  }
  for (const variable of frame.variables ?? []) {
    c.emit({ kind: "declare", variable, value: constant(variable.type, 0) });
  }
  c.block(label, body);
  if (!frame.variables || !result) return frame.direct;
  c.markFinal(frame.variables);
  return { type: result, parts: frame.variables.map(get), stage: 2 };
}
