/** Checks and converts the arguments of built-in functions. */
import type { Expression } from "../ir.ts";
import type { Context } from "./context.ts";
import type { FunctionSyntax, Value } from "./scope.ts";
import { type Simple, withCommonElement, withElement } from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
import { type Element, scalar } from "./types.ts";

/** A function that inlines a call of a function of the module or the prelude. */
export type Call = (c: Context, at: Place, syntax: FunctionSyntax, values: Value[]) => Value;

/** Returns the arguments; refuses the call if their number is not `count`. */
export function expectCount(
  c: Context,
  at: Place,
  name: string,
  count: number,
  values: Simple[],
): Simple[] {
  if (values.length !== count) c.refuse(at, `${name}() takes ${count} arguments`);
  return values;
}

/**
 * Converts arguments to one concrete element type. Where all arguments are abstract, `abstract` is
 * the abstract type that the function's result has; otherwise it is `null`.
 */
export function ofOneElement(
  c: Context,
  at: Place,
  name: string,
  of: readonly Element[],
  values: Simple[],
) {
  const same = withCommonElement(c, at, values);
  const { element } = same[0].type;
  if (!of.includes(element)) c.refuse(at, `${name}() is not for ${same[0].type.name}`);
  const needsFloat = !of.includes("i32") && element === "int";
  const abstract = element === "int" || element === "float"
    ? (needsFloat ? "float" : element)
    : null;
  const concrete: Element = element === "float" || needsFloat
    ? "f32"
    : element === "int"
    ? "i32"
    : element;
  return { values: same.map((value) => withElement(c, at, value, concrete)), abstract };
}

/** Calls a function of the prelude with scalars, and returns its scalar result. */
export function inPrelude(
  c: Context,
  at: Place,
  name: string,
  x: readonly Expression[],
  call: Call,
): Expression {
  const syntax = c.prelude.declarations.get(name) as FunctionSyntax;
  const scalars = x.map((part): Value => ({ type: scalar(part.type), parts: [part], stage: 2 }));
  return c.inPrelude(() => call(c, at, syntax, scalars).parts[0]);
}

/** Converts arguments to f32; refuses arguments that are not floats or abstract numbers. */
export function asFloats(c: Context, at: Place, name: string, values: Simple[]): Simple[] {
  return ofOneElement(c, at, name, ["f32", "float", "int"], values).values;
}
