/** Built-in functions on values; `memory_builtins.ts` has the functions on memory. */
import { abstractInteger, integerFunctions, integerOf } from "./abstract.ts";
import {
  type Componentwise,
  componentwise,
  constantFunctions,
  powerByProducts,
} from "./componentwise.ts";
import { constant, isConstant } from "./simplify.ts";
import type { Expression, Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { FunctionSyntax, Value } from "./scope.ts";
import { type Call, expectCount, inPrelude, ofOneElement } from "./builtin_arguments.ts";
import {
  converted,
  elementConstant,
  expectFinite,
  expectSimple,
  latestStage,
  type Simple,
  splat,
} from "./values.ts";
import { otherFunctions } from "./vector_builtins.ts";
import type { Place } from "../wgsl/syntax.ts";
import { type Element, scalar, shaped } from "./types.ts";

/** Whether a built-in function on values has this name. */
export function isBuiltin(c: Context, name: string): boolean {
  return Object.hasOwn(componentwise, name) || Object.hasOwn(otherFunctions, name) ||
    isInPrelude(c, name);
}

function isInPrelude(c: Context, name: string): boolean {
  return Object.hasOwn(constantFunctions, name) &&
    c.prelude.declarations.get(name)?.kind === "function";
}

/** Calls a built-in function on values. */
export function builtin(c: Context, at: Place, name: string, given: Value[], call: Call): Value {
  const values = given.map((value) => expectSimple(c, at, value));
  const result = Object.hasOwn(componentwise, name)
    ? callComponentwise(c, at, name, componentwise[name], values)
    : Object.hasOwn(otherFunctions, name)
    ? otherFunctions[name][1](
      c,
      at,
      expectCount(c, at, name, otherFunctions[name][0], values),
      call,
    )
    : callPrelude(c, at, name, values, call);
  return expectFinite(c, at, result);
}

/** Makes a result abstract again if the arguments were abstract. */
function backToAbstract(value: Simple, element: Element | null): Simple {
  if (!element) return value;
  const made = value.parts.map((part) =>
    elementConstant(element, (part as Expression & { kind: "constant" }).value)
  );
  return { ...value, type: shaped(value.type, element), parts: made };
}

/** Applies a function of abstract integers to each component. */
function eachInteger(
  c: Context,
  at: Place,
  name: string,
  of: (...x: bigint[]) => bigint,
  given: Simple[],
): Simple {
  const [{ type }] = given;
  if (given.some((value) => value.type.name !== type.name)) {
    c.refuse(at, `${name}() is for arguments of one size`);
  }
  const parts = given[0].parts.map((_, i) =>
    abstractInteger(c, at, of(...given.map((value) => integerOf(value.parts[i]))))
  );
  return { type, parts, stage: latestStage(given) };
}

function callComponentwise(
  c: Context,
  at: Place,
  name: string,
  rule: Componentwise,
  given: Simple[],
): Simple {
  const { of, arity, more = [], again, make } = rule;
  expectCount(c, at, name, arity + more.length, given);
  const whole = Object.hasOwn(integerFunctions, name) ? integerFunctions[name] : null;
  if (whole && given.every((value) => value.type.element === "int")) {
    return eachInteger(c, at, name, whole, given);
  }
  const { values, abstract } = ofOneElement(c, at, name, of, given.slice(0, arity));
  const [{ type }] = values;
  const vectors = name === "mix" ? values.slice(0, 2) : values;
  if (vectors.some((value) => value.type.name !== type.name)) {
    c.refuse(at, `${name}() is for arguments of one size`);
  }
  const extra = more.map((element, i) => {
    const value = converted(c, at, given[arity + i], scalar(element));
    return c.pin(value.parts[0]);
  });
  const size = values[0].parts.length;
  const lists = values.map((value) => splat(c, value, size));
  const parts = lists[0].map((_, i) => {
    const x = lists.map((list) => again ? c.pin(list[i]) : list[i]);
    return make(type.element as Scalar, [...x, ...extra], c);
  });
  return backToAbstract({ type, parts, stage: latestStage(given) }, abstract);
}

function callPrelude(c: Context, at: Place, name: string, given: Simple[], call: Call): Simple {
  const syntax = c.prelude.declarations.get(name) as FunctionSyntax;
  expectCount(c, at, name, syntax.parameters.length, given);
  const { values, abstract } = ofOneElement(c, at, name, ["f32", "float", "int"], given);
  const [{ type }] = values;
  if (values.some((value) => value.type.name !== type.name)) {
    c.refuse(at, `${name}() is for arguments of one size`);
  }
  const parts = type.kind === "scalar" ? [0] : Array.from({ length: type.size }, (_, i) => i);
  const made = parts.map((i) => {
    const x = values.map((value) => value.parts[i]);
    if (x.every((part) => isConstant(part))) {
      const numbers = x.map((part) => (part as Expression & { kind: "constant" }).value);
      const result = Math.fround(constantFunctions[name](...numbers));
      if (!Number.isNaN(result)) return constant("f32", result);
    }
    const product = name === "pow" ? powerByProducts(x[0], x[1], c) : null;
    return product ?? inPrelude(c, at, name, x, call);
  });
  return backToAbstract({ type, parts: made, stage: latestStage(given) }, abstract);
}
