/**
 * Abstract numbers: the values of literals, and of constant expressions made of literals, before
 * they get a concrete type. Abstract integers have 64 bits, abstract floats are doubles.
 */
import type { Expression } from "../ir.ts";
import type { Context } from "./context.ts";
import { constant } from "./simplify.ts";
import type { BinaryOperator, Place } from "../wgsl/syntax.ts";

type Constant = Expression & { readonly kind: "constant" };

/** An abstract integer that a double cannot represent exactly. */
type Large = Constant & { readonly exact: bigint };

/** The constant of an abstract integer; refuses integers beyond 64 bits. */
export function abstractInteger(c: Context, at: Place, value: bigint): Expression {
  if (BigInt.asIntN(64, value) !== value) {
    return c.refuse(at, "an abstract integer is beyond 64 bits");
  }
  const number = Number(value);
  if (Number.isSafeInteger(number)) return constant("i32", number);
  const large: Large = { kind: "constant", type: "i32", value: number, exact: value };
  return large;
}

/** The constant of an abstract float. */
export function abstractFloat(value: number): Expression {
  return constant("f32", value);
}

/** The number of an abstract float, or the nearest double to an abstract integer. */
export function numberOf(part: Expression): number {
  return (part as Constant).value;
}

/** The number of an abstract integer. */
export function integerOf(part: Expression): bigint {
  return "exact" in part ? (part as Large).exact : BigInt(numberOf(part));
}

/** The nearest f32 to an abstract number, rounded only once. */
export function nearestFloat(part: Expression): number {
  if (!("exact" in part)) return Math.fround(numberOf(part));
  const { exact } = part as Large;
  // One sticky bit replaces the low 22 bits and tells whether any of them was set. Rounding to f32
  // needs no other bit of them, and the shortened integer converts to a double exactly.
  const high = exact >> 22n, rest = exact & 0x3fffffn;
  return Math.fround(Number(high << 1n | (rest ? 1n : 0n)) * 2 ** 21);
}

const integers: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
  "&": (a, b) => a & b,
  "|": (a, b) => a | b,
  "^": (a, b) => a ^ b,
  "<<": (a, b) => a << b,
  ">>": (a, b) => a >> b,
};

const floats: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
  "%": (a, b) => a % b,
};

type Order = (a: number | bigint, b: number | bigint) => boolean;

const orders: Readonly<Record<string, Order>> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** The result of an operator on two abstract numbers of one type. */
export function foldAbstract(
  c: Context,
  at: Place,
  operator: BinaryOperator,
  element: "int" | "float",
  left: Expression,
  right: Expression,
): Expression {
  const order = orders[operator];
  if (element === "float") {
    const [a, b] = [numberOf(left), numberOf(right)];
    return order ? constant("bool", order(a, b) ? 1 : 0) : abstractFloat(floats[operator](a, b));
  }
  const [a, b] = [integerOf(left), integerOf(right)];
  if (order) return constant("bool", order(a, b) ? 1 : 0);
  return abstractInteger(c, at, integers[operator](a, b));
}

/** Built-in functions whose result for abstract integers is an abstract integer. */
export const integerFunctions: Readonly<Record<string, (...x: bigint[]) => bigint>> = {
  abs: (x) => x < 0n ? -x : x,
  min: (a, b) => a < b ? a : b,
  max: (a, b) => a > b ? a : b,
  clamp: (x, low, high) => x < low ? low : x > high ? high : x,
  sign: (x) => x < 0n ? -1n : x > 0n ? 1n : 0n,
};
