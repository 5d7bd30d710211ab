/** Built-in functions that compute each component separately. */
import { constant, operation } from "./simplify.ts";
import type { Expression, Opcode, Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Element } from "./types.ts";

/** A function of scalars of one type, applied to each component of vectors. */
export interface Componentwise {
  /** The element types that the function accepts. */
  readonly of: readonly Element[];
  /** The number of arguments that have this element type. */
  readonly arity: number;
  /** Types of the further arguments: scalars that all components share. */
  readonly more?: readonly Scalar[];
  /** Whether `make` uses an argument more than once; arguments are then first kept in variables. */
  readonly again?: boolean;
  /** Makes the result for one component. */
  make(element: Scalar, x: readonly Expression[], c: Context): Expression;
}

const float: readonly Element[] = ["f32", "float", "int"];
const signed: readonly Element[] = ["f32", "i32", "int", "float"];
const number: readonly Element[] = ["f32", "i32", "u32", "int", "float"];
const integer: readonly Element[] = ["i32", "u32", "int"];

function f(value: number): Expression {
  return constant("f32", Math.fround(value));
}

function u(value: number): Expression {
  return constant("u32", value);
}

/** An operation whose result has the type of its first operand. */
function op(opcode: Opcode, ...x: readonly Expression[]): Expression {
  return operation(opcode, x[0].type, ...x);
}

function compare(opcode: Opcode, a: Expression, b: Expression): Expression {
  return operation(opcode, "bool", a, b);
}

function oneOperation(opcode: Opcode, arity: number, of: readonly Element[]): Componentwise {
  return { of, arity, make: (element, x) => operation(opcode, element, ...x) };
}

function clamped(x: Expression, low: Expression, high: Expression): Expression {
  return op("min", op("max", x, low), high);
}

function sign(element: Scalar, x: Expression): Expression {
  const zero = constant(element, 0);
  const below = op("select", zero, constant(element, -1), compare("lt", x, zero));
  return op("select", below, constant(element, 1), compare("gt", x, zero));
}

function smooth([low, high, x]: readonly Expression[], c: Context): Expression {
  const t = c.pin(clamped(op("div", op("sub", x, low), op("sub", high, low)), f(0), f(1)));
  return op("mul", op("mul", t, t), op("sub", f(3), op("mul", f(2), t)));
}

/**
 * The position of the most significant bit that is 1 (u32) or that differs from the sign bit (i32);
 * -1 where there is no such bit.
 */
function firstLeading(element: Scalar, x: Expression): Expression {
  const bits = element === "i32" ? op("xor", x, op("shr", x, u(31))) : x;
  return op("sub", constant(element, 31), op("clz", bits));
}

function firstTrailing(element: Scalar, x: Expression): Expression {
  const none = constant(element, element === "u32" ? 4294967295 : -1);
  return op("select", op("ctz", x), none, compare("eq", x, constant(element, 0)));
}

/** The offset and count of a bit range, clamped so that the range ends within 32 bits. */
function bitRange(offset: Expression, count: Expression, c: Context): [Expression, Expression] {
  const start = c.pin(op("min", offset, u(32)));
  return [start, c.pin(op("min", count, op("sub", u(32), start)))];
}

function extract(x: readonly Expression[], c: Context): Expression {
  const [start, count] = bitRange(x[1], x[2], c);
  const up = op("shl", x[0], op("sub", op("sub", u(32), count), start));
  const down = op("shr", up, op("sub", u(32), count));
  // A count of 0 needs a shift by 32, but `shl` and `shr` take it modulo 32 and would shift by 0.
  return op("select", down, constant(x[0].type, 0), compare("eq", count, u(0)));
}

function insert(x: readonly Expression[], c: Context): Expression {
  const [start, count] = bitRange(x[2], x[3], c);
  const all = u(4294967295);
  const ones = op(
    "select",
    op("shr", all, op("sub", u(32), count)),
    u(0),
    compare("eq", count, u(0)),
  );
  const mask = c.pin(operation("bitcast", x[0].type, op("shl", ones, start)));
  const kept = op("and", x[0], op("not", mask));
  return op("or", kept, op("and", op("shl", x[1], start), mask));
}

/** The componentwise functions by name. */
export const componentwise: Readonly<Record<string, Componentwise>> = {
  abs: {
    of: number,
    arity: 1,
    make: (element, [x]) => element === "u32" ? x : op("abs", x),
  },
  min: oneOperation("min", 2, number),
  max: oneOperation("max", 2, number),
  floor: oneOperation("floor", 1, float),
  ceil: oneOperation("ceil", 1, float),
  trunc: oneOperation("trunc", 1, float),
  round: oneOperation("round", 1, float),
  sqrt: oneOperation("sqrt", 1, float),
  fma: oneOperation("fma", 3, float),
  clamp: { of: number, arity: 3, make: (_, [x, low, high]) => clamped(x, low, high) },
  saturate: { of: float, arity: 1, make: (_, [x]) => clamped(x, f(0), f(1)) },
  fract: { of: float, arity: 1, again: true, make: (_, [x]) => op("sub", x, op("floor", x)) },
  sign: { of: signed, arity: 1, again: true, make: (element, [x]) => sign(element, x) },
  step: {
    of: float,
    arity: 2,
    make: (_, [edge, x]) => op("select", f(0), f(1), compare("le", edge, x)),
  },
  smoothstep: { of: float, arity: 3, again: true, make: (_, x, c) => smooth(x, c) },
  mix: {
    of: float,
    arity: 3,
    again: true,
    make: (_, [a, b, t]) => op("add", op("mul", a, op("sub", f(1), t)), op("mul", b, t)),
  },
  degrees: { of: float, arity: 1, make: (_, [x]) => op("mul", x, f(180 / Math.PI)) },
  radians: { of: float, arity: 1, make: (_, [x]) => op("mul", x, f(Math.PI / 180)) },
  countOneBits: oneOperation("popcount", 1, integer),
  countLeadingZeros: oneOperation("clz", 1, integer),
  countTrailingZeros: oneOperation("ctz", 1, integer),
  reverseBits: oneOperation("reverse", 1, integer),
  firstLeadingBit: {
    of: integer,
    arity: 1,
    again: true,
    make: (element, [x]) => firstLeading(element, x),
  },
  firstTrailingBit: {
    of: integer,
    arity: 1,
    again: true,
    make: (element, [x]) => firstTrailing(element, x),
  },
  extractBits: { of: integer, arity: 1, more: ["u32", "u32"], make: (_, x, c) => extract(x, c) },
  insertBits: { of: integer, arity: 2, more: ["u32", "u32"], make: (_, x, c) => insert(x, c) },
};

/** The greatest exponent for which `pow` becomes a product. */
const mostFactors = 8;

/**
 * `x^e` as a product; `null` unless the exponent is a constant integer from 1 to `mostFactors`. A
 * product is right for a negative x too, unlike `pow` of the prelude, which uses a logarithm.
 */
export function powerByProducts(x: Expression, e: Expression, c: Context): Expression | null {
  if (e.kind !== "constant" || !Number.isInteger(e.value)) return null;
  if (e.value < 1 || e.value > mostFactors) return null;
  const power = (factor: Expression, n: number): Expression => {
    if (n === 1) return factor;
    const own = c.pin(factor), square = op("mul", own, own);
    const even = power(square, n >> 1);
    return n % 2 ? op("mul", even, own) : even;
  };
  return power(x, e.value);
}

/** The functions of the prelude as they are computed for constant arguments. */
export const constantFunctions: Readonly<Record<string, (...x: number[]) => number>> = {
  exp: Math.exp,
  exp2: (x) => 2 ** x,
  log: Math.log,
  log2: Math.log2,
  pow: Math.pow,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  atan2: Math.atan2,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  inverseSqrt: (x) => 1 / Math.sqrt(x),
};
