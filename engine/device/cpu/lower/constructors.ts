/** Conversions and constructors: `f32(x)`, `bitcast<u32>(x)`, `vec4f(...)`, arrays, structures. */
import { integerOf } from "./abstract.ts";
import type { Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Value } from "./scope.ts";
import { resolve } from "./module.ts";
import { joinedComponents } from "./operators.ts";
import { expectValueSize, refusedType, typeOf, vectorOf } from "./type_syntax.ts";
import {
  cast,
  concreteType,
  concreteValue,
  converted,
  expectFinite,
  expectSimple,
  latestStage,
  type Simple,
  splat,
  withCommonElement,
  withElement,
  zero,
} from "./values.ts";
import type { Place, TypeSyntax } from "../wgsl/syntax.ts";
import { operation } from "./simplify.ts";
import { array, isPlain, shaped, type Type, vector, type VectorType } from "./types.ts";

/** Whether a name is the name of a type, including types that are not supported. */
export function isTypeName(c: Context, at: Place, name: string): boolean {
  const binding = resolve(c, at, name);
  if (binding) return binding.kind === "type";
  const plain = ["f32", "i32", "u32", "bool", "array", "atomic"].includes(name);
  return plain || vectorOf(name) !== null || refusedType(name) !== null;
}

/** Constructs a value of a type from values, as in `f32(x)` or `vec4f(...)`. */
export function construct(c: Context, at: Place, syntax: TypeSyntax, values: Value[]): Value {
  const { name, parameters } = syntax;
  if (!parameters.length && !resolve(c, at, name)) {
    const short = vectorOf(name);
    if (short && !short.element) return inferredVector(c, at, short.size, values);
    if (name === "array") return inferredArray(c, at, values);
  }
  const type = typeOf(c, syntax);
  if (!isPlain(type)) return c.refuse(at, `${type.name} cannot be constructed`);
  expectValueSize(c, at, type);
  if (!values.length) return zero(type);
  if (type.kind === "scalar") {
    const [value] = values;
    if (values.length > 1 || value.type.kind !== "scalar") {
      return c.refuse(at, `${type.name} is made of one scalar`);
    }
    return cast(c, at, value as Simple, type.element as Scalar);
  }
  if (type.kind === "vector") return vectorFrom(c, at, type, values);
  return composite(c, at, type, values);
}

function vectorFrom(c: Context, at: Place, type: VectorType, given: Value[]): Value {
  const values = given.map((value) => expectSimple(c, at, value));
  const [first] = values;
  if (values.length === 1 && first.type.kind === "vector") {
    if (first.type.size !== type.size) {
      c.refuse(at, `${type.name} cannot be made of ${first.type.name}`);
    }
    return cast(c, at, first, type.element as Scalar);
  }
  const same = values.map((value) => withElement(c, at, value, type.element));
  return splatOrJoined(c, at, type.size, same);
}

/** A vector of one scalar repeated, or of the components of all values in order. */
function splatOrJoined(c: Context, at: Place, size: number, values: readonly Simple[]): Simple {
  const [first] = values;
  if (values.length === 1 && first.type.kind === "scalar") {
    const type = vector(size, first.type.element);
    return { type, parts: splat(c, first, size), stage: first.stage };
  }
  const made = joinedComponents(first.type.element, values);
  if (made.parts.length !== size) {
    c.refuse(at, `a vector of ${size} is made of ${made.parts.length} components`);
  }
  return made;
}

function inferredVector(c: Context, at: Place, size: number, given: Value[]): Value {
  if (!given.length) return zero(vector(size, "int"));
  return splatOrJoined(
    c,
    at,
    size,
    withCommonElement(c, at, given.map((value) => expectSimple(c, at, value))),
  );
}

function inferredArray(c: Context, at: Place, values: Value[]): Value {
  if (!values.length) return c.refuse(at, "an array without a type has no elements");
  const numbers = values.every(({ type }) => type.kind === "scalar" || type.kind === "vector");
  const same = numbers
    ? withCommonElement(c, at, values as Simple[])
    : values.map((value) => converted(c, at, value, concreteType(values[0].type)));
  const [{ type }] = same;
  for (const value of same) {
    if (value.type.name !== type.name) {
      c.refuse(at, `an array cannot hold both ${type.name} and ${value.type.name}`);
    }
  }
  const parts = same.flatMap((value) => value.parts);
  const made = array(type, same.length);
  expectValueSize(c, at, made);
  return { type: made, parts, stage: latestStage(values) };
}

function composite(c: Context, at: Place, type: Type, values: Value[]): Value {
  const wanted: readonly Type[] = type.kind === "struct"
    ? type.members.map((member) => member.type)
    : type.kind === "array"
    ? Array.from({ length: type.count! }, () => type.of)
    : [];
  if (wanted.length !== values.length) {
    c.refuse(at, `${type.name} is made of ${wanted.length} values, not ${values.length}`);
  }
  const parts = values.flatMap((value, i) => converted(c, at, value, wanted[i]).parts);
  return { type, parts, stage: latestStage(values) };
}

/**
 * The concrete value whose bits `bitcast` reinterprets. An abstract integer becomes a u32 only if
 * the target has u32 elements and no component is negative; otherwise it becomes an i32.
 */
function bitsOf(c: Context, at: Place, to: Type, value: Simple): Simple {
  const unsigned = value.type.element === "int" &&
    (to.kind === "scalar" || to.kind === "vector") && to.element === "u32" &&
    value.parts.every((part) => integerOf(part) >= 0n);
  return unsigned ? withElement(c, at, value, "u32") : concreteValue(c, at, value) as Simple;
}

/** Lowers `bitcast<T>(x)`. */
export function bitcast(c: Context, at: Place, type: Type, given: Value): Value {
  const value = bitsOf(c, at, type, expectSimple(c, at, given));
  const fits = (type.kind === "scalar" || type.kind === "vector") &&
    type.element !== "bool" && value.type.element !== "bool" &&
    shaped(type, value.type.element).name === value.type.name;
  if (!fits) return c.refuse(at, `${value.type.name} cannot be cast to ${type.name} by its bits`);
  const made = value.parts.map((part) => operation("bitcast", type.element as Scalar, part));
  return expectFinite(c, at, { type, parts: made, stage: value.stage });
}
