/**
 * Built-in functions on values that are not in `componentwise.ts`, as they combine several
 * components or have arguments or results of different types.
 */
import { asFloats, type Call, inPrelude, ofOneElement } from "./builtin_arguments.ts";
import { constant, operation } from "./simplify.ts";
import type { Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Value } from "./scope.ts";
import {
  concreteValue,
  latestStage,
  type Simple,
  withCommonElement,
  withElement,
} from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
import { scalar, type StructType } from "./types.ts";

type Make = (c: Context, at: Place, x: Simple[], call: Call) => Value;

/** The sum of the products of components. */
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

/** `x * 2^e` with exponents of i32, one for each component. */
function ldexp(c: Context, at: Place, [x, e]: Simple[], call: Call): Simple {
  const [left] = asFloats(c, at, "ldexp", [x]);
  const right = withElement(c, at, e, "i32");
  if (left.parts.length !== right.parts.length) {
    c.refuse(at, "ldexp() is for arguments of one size");
  }
  const parts = left.parts.map((part, i) => {
    const power = right.parts[i];
    if (part.kind !== "constant" || power.kind !== "constant") {
      return inPrelude(c, at, "ldexp", [part, power], call);
    }
    // Doubles hold both factors and their product exactly, so the result is rounded only once.
    const exponent = Math.min(Math.max(power.value, -400), 400);
    return constant("f32", Math.fround(part.value * 2 ** exponent));
  });
  return { type: left.type, parts, stage: latestStage([x, e]) };
}

/** The fractional parts and the whole parts of numbers, as a structure. */
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

/** The functions of this file by name, each with the number of its arguments. */
export const otherFunctions: Readonly<Record<string, readonly [arity: number, make: Make]>> = {
  dot: [2, dot],
  length: [1, (c, at, [x]) => length(c, at, x)],
  distance: [2, distance],
  normalize: [1, (c, at, [x]) => normalize(c, at, x)],
  cross: [2, cross],
  any: [1, (c, at, [x]) => reduced(c, at, "any", "or", x)],
  all: [1, (c, at, [x]) => reduced(c, at, "all", "and", x)],
  select: [3, select],
  ldexp: [2, ldexp],
  modf: [1, (c, at, [x]) => modf(c, at, x)],
};
