/** Conversions of values between types. */
import { abstractFloat, nearestFloat, numberOf } from "./abstract.ts";
import { constant, operation } from "./simplify.ts";
import { wrap } from "./fold.ts";
import type { Expression, Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Stage, Value } from "./scope.ts";
import type { Place } from "../wgsl/syntax.ts";
import {
  array,
  type Element,
  isAbstract,
  isPlain,
  parts,
  scalar,
  type ScalarType,
  shaped,
  type Type,
  type VectorType,
} from "./types.ts";

/** A value whose type is scalar or vector. */
export type Simple = Value & { readonly type: ScalarType | VectorType };

/** The stage of a result that is computed from values: the latest of their stages. */
export function latestStage(values: readonly Value[]): Stage {
  return values.reduce<Stage>((stage, value) => value.stage > stage ? value.stage : stage, 0);
}

/** The least and the greatest number of each integer type. */
const ranges = { i32: [-2147483648, 2147483647], u32: [0, 4294967295] } as const;
const greatestFloat = 3.4028234663852886e38;

/** Makes a constant of an element type; the number of an abstract constant is not rounded. */
export function elementConstant(element: Element, value: number): Expression {
  // `+ 0` turns -0 into 0.
  if (element === "int") return constant("i32", value + 0);
  if (element === "float") return constant("f32", value);
  return constant(element, wrap(element, value));
}

/** Makes the zero value of a type. */
export function zero(type: Type): Value {
  const made = parts(type).map(({ element }) => elementConstant(element, 0));
  return { type, parts: made, stage: 0 };
}

/** Returns the value; refuses a value whose type is neither scalar nor vector. */
export function expectSimple(c: Context, at: Place, value: Value): Simple {
  if (value.type.kind === "scalar" || value.type.kind === "vector") return value as Simple;
  return c.refuse(at, `a number or vector expected, found ${value.type.name}`);
}

/** Whether WGSL converts one element type to another automatically. */
function becomes(from: Element, to: Element): boolean {
  if (from === "int") return to !== "bool";
  return from === to || (from === "float" && to === "f32");
}

/** The element type that two convert to automatically, `null` where there is none. */
export function commonElement(a: Element, b: Element): Element | null {
  return becomes(a, b) ? b : becomes(b, a) ? a : null;
}

/** Converts an abstract number to a constant of another element type. */
function constantAs(c: Context, at: Place, part: Expression, to: Element): Expression {
  if (to === "int") return part;
  const number = numberOf(part);
  if (to === "float") return abstractFloat(number);
  const [least, most] = to === "f32"
    ? [-greatestFloat, greatestFloat]
    : ranges[to as "i32" | "u32"];
  const value = to === "f32" ? nearestFloat(part) : number;
  if (!(value >= least && value <= most)) return c.refuse(at, `${number} is outside of ${to}`);
  return elementConstant(to, value);
}

/** Converts a value to a type as WGSL does automatically; refuses it if WGSL does not. */
export function converted(c: Context, at: Place, value: Value, type: Type): Value {
  if (value.type.name === type.name) return value;
  const from = parts(value.type), to = parts(type);
  const fits = isAbstract(value.type) && sameShape(value.type, type) &&
    from.every(({ element }, i) => becomes(element, to[i].element));
  if (!fits) return c.refuse(at, `${type.name} expected, found ${value.type.name}`);
  const made = value.parts.map((part, i) => constantAs(c, at, part, to[i].element));
  return { ...value, type, parts: made };
}

function sameShape(a: Type, b: Type): boolean {
  if (a.kind === "array" && b.kind === "array") {
    return a.count === b.count && sameShape(a.of, b.of);
  }
  if (a.kind === "vector" && b.kind === "vector") return a.size === b.size;
  return a.kind === b.kind && a.kind !== "struct";
}

/** The type that a value is kept with: abstract numbers become i32 or f32. */
export function concreteType(type: Type): Type {
  if (type.kind === "array") {
    return isAbstract(type) ? array(concreteType(type.of), type.count) : type;
  }
  if (type.kind !== "scalar" && type.kind !== "vector") return type;
  if (type.element === "int") return shaped(type, "i32");
  return type.element === "float" ? shaped(type, "f32") : type;
}

/** Converts a value to the type that it is kept with, see {@linkcode concreteType}. */
export function concreteValue(c: Context, at: Place, value: Value): Value {
  if (!isPlain(value.type)) return c.refuse(at, `a value of ${value.type.name} cannot be kept`);
  return converted(c, at, value, concreteType(value.type));
}

/** Converts simple values to a common element type; refuses values that have none. */
export function withCommonElement(c: Context, at: Place, values: readonly Simple[]): Simple[] {
  let element = values[0].type.element;
  for (const { type } of values) {
    const both = commonElement(element, type.element);
    if (!both) {
      c.refuse(at, `${scalar(element).name} and ${scalar(type.element).name} do not go together`);
    }
    element = both;
  }
  return values.map((value) => withElement(c, at, value, element));
}

/** Converts a simple value to another element type as WGSL does automatically. */
export function withElement(c: Context, at: Place, value: Simple, element: Element): Simple {
  return converted(c, at, value, shaped(value.type, element)) as Simple;
}

/** Returns the parts of a vector, or a scalar repeated to the size of a vector. */
export function splat(c: Context, value: Simple, size: number): readonly Expression[] {
  if (value.type.kind === "vector") return value.parts;
  const part = size > 1 ? c.pin(value.parts[0]) : value.parts[0];
  return Array.from({ length: size }, () => part);
}

/** Converts a value explicitly to another element type, as `f32(x)` does. */
export function cast(c: Context, at: Place, value: Simple, element: Scalar): Simple {
  const type = shaped(value.type, element);
  const made = value.parts.map((part) => castPart(c, at, part, value.type.element, element));
  return { type, parts: made, stage: value.stage };
}

function castPart(c: Context, at: Place, part: Expression, from: Element, to: Scalar): Expression {
  const whole = to === "i32" || to === "u32";
  if (from === "f32" && whole) {
    // A float above the range becomes the greatest integer of the range that an f32 can hold.
    const most = constant("f32", ranges[to][1] + 1 - (to === "i32" ? 128 : 256));
    return operation("convert", to, operation("min", "f32", part, most));
  }
  if (from !== "int" && from !== "float") return operation("convert", to, part);
  if (to === "bool") return constant("bool", numberOf(part) ? 1 : 0);
  if (from === "int" || !whole) return constantAs(c, at, part, to);
  const [least, most] = ranges[to];
  return constant(to, Math.min(Math.max(Math.trunc(numberOf(part)), least), most) + 0);
}

/** Refuses a value that must be known before the kernel runs but is not a finite constant. */
export function expectFinite<T extends Value>(c: Context, at: Place, value: T): T {
  if (value.stage === 2) return value;
  for (const part of value.parts) {
    if (part.kind !== "constant" || !Number.isFinite(part.value)) {
      c.refuse(at, "a constant expression has no finite value");
    }
  }
  return value;
}
