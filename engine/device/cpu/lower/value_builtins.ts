/** Built-in functions of values. */
import { type Componentwise, componentwise, constantFunctions, ldexp } from "./componentwise.ts";
import { constant, isConstant, operation } from "./simplify.ts";
import type { Expression, Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { FunctionSyntax, Value } from "./scope.ts";
import {
  concreteValue,
  converted,
  elementConstant,
  expectFinite,
  expectSimple,
  latestStage,
  type Simple,
  splat,
  withCommonElement,
  withElement,
} from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
import { type Element, scalar, shaped, type StructType, type Type } from "./types.ts";

/** Calls a function of the module or the prelude with arguments. */
export type Call = (c: Context, at: Place, syntax: FunctionSyntax, values: Value[]) => Value;

type Make = (c: Context, at: Place, x: Simple[]) => Value;

/** Whether a built-in function of values has this name. */
export function isBuiltin(c: Context, name: string): boolean {
  return Object.hasOwn(componentwise, name) || Object.hasOwn(otherFunctions, name) ||
    isInPrelude(c, name);
}

function isInPrelude(c: Context, name: string): boolean {
  return Object.hasOwn(constantFunctions, name) &&
    c.prelude.declarations.get(name)?.kind === "function";
}

/** Calls a built-in function. */
export function builtin(c: Context, at: Place, name: string, given: Value[], call: Call): Value {
  const values = given.map((value) => expectSimple(c, at, value));
  const result = Object.hasOwn(componentwise, name)
    ? callComponentwise(c, at, name, componentwise[name], values)
    : Object.hasOwn(otherFunctions, name)
    ? otherFunctions[name][1](c, at, expectCount(c, at, name, otherFunctions[name][0], values))
    : callPrelude(c, at, name, values, call);
  return expectFinite(c, at, result);
}

function expectCount(
  c: Context,
  at: Place,
  name: string,
  count: number,
  values: Simple[],
): Simple[] {
  if (values.length !== count) c.refuse(at, `${name}() takes ${count} arguments`);
  return values;
}

/** Values of one type; numbers that all are abstract become concrete, and `abstract` says what. */
function ofOneElement(
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

/** A result of abstract arguments, abstract again. */
function backToAbstract(value: Simple, element: Element | null): Simple {
  if (!element) return value;
  const made = value.parts.map((part) =>
    elementConstant(element, (part as Expression & { kind: "constant" }).value)
  );
  return { ...value, type: shaped(value.type, element), parts: made };
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
    const scalars = x.map((part): Value => ({ type: scalar("f32"), parts: [part], stage: 2 }));
    return c.inPrelude(() => call(c, at, syntax, scalars).parts[0]);
  });
  return backToAbstract({ type, parts: made, stage: latestStage(given) }, abstract);
}

function asFloats(c: Context, at: Place, name: string, values: Simple[]): Simple[] {
  return ofOneElement(c, at, name, ["f32", "float", "int"], values).values;
}

/** The sum of products of components. */
function dot(c: Context, at: Place, values: Simple[]): Simple {
  const [a, b] = ofOneElement(c, at, "dot", ["f32", "i32", "u32", "int", "float"], values).values;
  if (a.type.kind !== "vector" || a.type.name !== b.type.name) {
    c.refuse(at, "dot() is for two vectors of one size");
  }
  const type = scalar(a.type.element), element = a.type.element as Scalar;
  const made = a.parts.map((part, i) => operation("mul", element, part, b.parts[i]))
    .reduce((sum, term) => operation("add", element, sum, term));
  return { type, parts: [made], stage: latestStage(values) };
}

function pinEach(c: Context, value: Simple): Simple {
  return { ...value, parts: value.parts.map((part) => c.pin(part)) };
}

function length(c: Context, at: Place, value: Simple): Simple {
  const [x] = asFloats(c, at, "length", [value]);
  if (x.type.kind === "scalar") {
    return { ...x, parts: [operation("abs", "f32", x.parts[0])] };
  }
  const own = pinEach(c, x);
  const { parts: [sum], stage, type } = dot(c, at, [own, own]);
  return { type, parts: [operation("sqrt", "f32", sum)], stage };
}

function componentPairs(a: Simple, b: Simple, opcode: "sub" | "div"): Simple {
  const size = Math.max(a.parts.length, b.parts.length);
  const parts = Array.from(
    { length: size },
    (_, i) => operation(opcode, "f32", a.parts[i % a.parts.length], b.parts[i % b.parts.length]),
  );
  return { type: a.type, parts, stage: latestStage([a, b]) };
}

function distance(c: Context, at: Place, values: Simple[]): Simple {
  const [a, b] = asFloats(c, at, "distance", values);
  if (a.type.name !== b.type.name) c.refuse(at, "distance() is for arguments of one size");
  return length(c, at, componentPairs(a, b, "sub"));
}

function normalize(c: Context, at: Place, value: Simple): Simple {
  const [x] = asFloats(c, at, "normalize", [value]);
  if (x.type.kind !== "vector") c.refuse(at, "normalize() is for vectors");
  const own = pinEach(c, x);
  return componentPairs(own, pinEach(c, length(c, at, own)), "div");
}

function cross(c: Context, at: Place, values: Simple[]): Simple {
  const [a, b] = asFloats(c, at, "cross", values).map((value) => pinEach(c, value));
  if (a.parts.length !== 3 || b.parts.length !== 3) {
    c.refuse(at, "cross() is for two vectors of 3");
  }
  const product = (i: number, j: number) => operation("mul", "f32", a.parts[i], b.parts[j]);
  const parts = [[1, 2], [2, 0], [0, 1]].map(([i, j]) =>
    operation("sub", "f32", product(i, j), product(j, i))
  );
  return { type: a.type, parts, stage: latestStage(values) };
}

function reduced(c: Context, at: Place, name: string, opcode: "and" | "or", x: Simple): Simple {
  if (x.type.element !== "bool") c.refuse(at, `${name}() is not for ${x.type.name}`);
  const made = x.parts.reduce((all, part) => operation(opcode, "bool", all, part));
  return { type: scalar("bool"), parts: [made], stage: x.stage };
}

function select(c: Context, at: Place, [no, yes, condition]: Simple[]): Simple {
  const { type, parts: conditions } = condition;
  if (type.element !== "bool") c.refuse(at, `a condition is bool, not ${type.name}`);
  const same = withCommonElement(c, at, [no, yes]);
  const [a, b] = condition.stage < 2
    ? same
    : same.map((value) => concreteValue(c, at, value) as Simple);
  const fits = a.type.name === b.type.name &&
    (type.kind === "scalar" || a.parts.length === conditions.length);
  if (!fits) c.refuse(at, "select() is for two values and a condition of one size");
  const wanted = a.parts.length > 1 ? conditions.map((part) => c.pin(part)) : conditions;
  const made = a.parts.map((part, i) =>
    operation("select", part.type, part, b.parts[i], wanted[i % wanted.length])
  );
  return { type: a.type, parts: made, stage: latestStage([no, yes, condition]) };
}

function ldexpEach(c: Context, at: Place, [x, e]: Simple[]): Simple {
  const [left] = asFloats(c, at, "ldexp", [x]);
  const right = withElement(c, at, e, "i32");
  if (left.parts.length !== right.parts.length) {
    c.refuse(at, "ldexp() is for arguments of one size");
  }
  const parts = left.parts.map((part, i) => ldexp(part, right.parts[i], c));
  return { type: left.type, parts, stage: latestStage([x, e]) };
}

/** The fraction and the whole of numbers. */
function modf(c: Context, at: Place, value: Simple): Value {
  const x = pinEach(c, asFloats(c, at, "modf", [value])[0]);
  const whole = x.parts.map((part) => c.pin(operation("trunc", "f32", part)));
  const fract = x.parts.map((part, i) => operation("sub", "f32", part, whole[i]));
  const type: StructType = {
    kind: "struct",
    name: `__modf_result_${x.type.name}`,
    members: [{ name: "fract", type: x.type }, { name: "whole", type: x.type }],
  };
  return { type, parts: [...fract, ...whole], stage: value.stage };
}

const otherFunctions: Readonly<Record<string, readonly [arity: number, make: Make]>> = {
  dot: [2, dot],
  length: [1, (c, at, [x]) => length(c, at, x)],
  distance: [2, distance],
  normalize: [1, (c, at, [x]) => normalize(c, at, x)],
  cross: [2, cross],
  any: [1, (c, at, [x]) => reduced(c, at, "any", "or", x)],
  all: [1, (c, at, [x]) => reduced(c, at, "all", "and", x)],
  select: [3, select],
  ldexp: [2, ldexpEach],
  modf: [1, (c, at, [x]) => modf(c, at, x)],
};

/** `bitcast<T>(x)`. */
export function bitcast(c: Context, at: Place, type: Type, given: Value): Value {
  const value = concreteValue(c, at, expectSimple(c, at, given)) as Simple;
  const fits = (type.kind === "scalar" || type.kind === "vector") &&
    type.element !== "bool" && value.type.element !== "bool" &&
    shaped(type, value.type.element).name === value.type.name;
  if (!fits) return c.refuse(at, `${value.type.name} cannot be cast to ${type.name} by its bits`);
  const made = value.parts.map((part) => operation("bitcast", type.element as Scalar, part));
  return expectFinite(c, at, { type, parts: made, stage: value.stage });
}
