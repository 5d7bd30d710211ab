/** Lowers operators on values. */
import { abstractFloat, abstractInteger, foldAbstract, integerOf, numberOf } from "./abstract.ts";
import { isConstant, operation } from "./simplify.ts";
import type { Expression, Opcode, Scalar } from "../ir.ts";
import type { Context } from "./context.ts";
import {
  concreteValue,
  expectFinite,
  latestStage,
  type Simple,
  splat,
  withCommonElement,
  withElement,
} from "./values.ts";
import type { BinaryOperator, Place } from "../wgsl/syntax.ts";
import { type Element, scalar, shaped, vector } from "./types.ts";

const opcodes: Readonly<Record<Exclude<BinaryOperator, "&&" | "||">, Opcode>> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "div",
  "%": "rem",
  "&": "and",
  "|": "or",
  "^": "xor",
  "<<": "shl",
  ">>": "shr",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "le",
  ">": "gt",
  ">=": "ge",
};

const comparisons: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];
const arithmetic: readonly string[] = ["+", "-", "*", "/", "%"];

/** Whether an element type is an integer; abstract integers count too. */
function isInteger(element: Element): boolean {
  return element === "i32" || element === "u32" || element === "int";
}

function isAbstract(element: Element): element is "int" | "float" {
  return element === "int" || element === "float";
}

/** Applies a unary operator: `-x`, `!x` or `~x`. */
export function unary(c: Context, at: Place, operator: string, value: Simple): Simple {
  const { element } = value.type;
  const fits = operator === "!"
    ? element === "bool"
    : operator === "~"
    ? isInteger(element)
    : element !== "bool" && element !== "u32";
  if (!fits) c.refuse(at, `${operator} is not for ${value.type.name}`);
  const opcode = operator === "-" ? "neg" : "not";
  const made = value.parts.map((part) => {
    if (element === "float") return abstractFloat(-numberOf(part));
    if (element !== "int") return operation(opcode, element as Scalar, part);
    const number = integerOf(part);
    return abstractInteger(c, at, operator === "-" ? -number : ~number);
  });
  return { type: value.type, parts: made, stage: value.stage };
}

/** Applies a binary operator. `expressions.ts` lowers `&&` and `||`, which may skip an operand. */
export function binary(
  c: Context,
  at: Place,
  operator: Exclude<BinaryOperator, "&&" | "||">,
  a: Simple,
  b: Simple,
): Simple {
  if (operator === "<<" || operator === ">>") return shift(c, at, operator, a, b);
  const [left, right] = withCommonElement(c, at, [a, b]);
  const { element } = left.type;
  checkOperands(c, at, operator, left, right);
  const size = Math.max(left.parts.length, right.parts.length);
  const ls = splat(c, left, size), rs = splat(c, right, size);
  const compares = comparisons.includes(operator);
  const like = left.type.kind === "vector" ? left.type : right.type;
  const type = compares ? shaped(like, "bool") : like;
  const made = ls.map((l, i) =>
    isAbstract(element)
      ? foldAbstract(c, at, operator, element, l, rs[i])
      : operation(opcodes[operator], compares ? "bool" : element as Scalar, l, rs[i])
  );
  return expectFinite(c, at, { type, parts: made, stage: latestStage([a, b]) });
}

function checkOperands(
  c: Context,
  at: Place,
  operator: BinaryOperator,
  { type: a }: Simple,
  b: Simple,
): void {
  const { element } = a;
  const bitwise = operator === "&" || operator === "|" || operator === "^";
  const fits = bitwise
    ? isInteger(element) || (element === "bool" && operator !== "^")
    : element !== "bool" || operator === "==" || operator === "!=";
  const mixes = arithmetic.includes(operator);
  const sizes = a.name === b.type.name || (mixes && a.kind !== b.type.kind);
  if (!fits || !sizes) {
    c.refuse(at, `${operator} is not for ${a.name} and ${b.type.name}`);
  }
  const divides = (operator === "/" || operator === "%") && isInteger(element);
  if (divides && b.stage < 2 && b.parts.some((part) => isConstant(part, 0))) {
    c.refuse(at, "an integer is divided by 0");
  }
}

function shift(c: Context, at: Place, operator: "<<" | ">>", a: Simple, b: Simple): Simple {
  const right = withElement(c, at, b, "u32");
  const left = right.stage < 2 ? a : concreteValue(c, at, a) as Simple;
  const { element } = left.type;
  if (!isInteger(element) || left.parts.length !== right.parts.length) {
    c.refuse(at, `${operator} is not for ${a.type.name} and ${b.type.name}`);
  }
  const bits = element === "int" ? 64 : 32;
  const far = right.parts.some((part) => part.kind === "constant" && part.value >= bits);
  if (far && right.stage < 2) {
    c.refuse(at, `integers of ${bits} bits are shifted by ${bits} or more`);
  }
  const made = left.parts.map((part, i) =>
    element === "int"
      ? foldAbstract(c, at, operator, element, part, right.parts[i])
      : operation(opcodes[operator], element as Scalar, part, right.parts[i])
  );
  return { type: left.type, parts: made, stage: latestStage([a, b]) };
}

/** Returns the index of `a[i]` with a concrete type; refuses an index that is not an integer. */
export function indexOf(c: Context, at: Place, value: Simple): Simple {
  const { type } = value;
  if (type.kind !== "scalar" || !isInteger(type.element)) {
    c.refuse(at, `an index is an integer, not ${type.name}`);
  }
  return concreteValue(c, at, value) as Simple;
}

/** Returns the expression of a condition; refuses a condition that is not bool. */
export function condition(c: Context, at: Place, value: Simple): Expression {
  if (value.type.name !== "bool") c.refuse(at, `a condition is bool, not ${value.type.name}`);
  return value.parts[0];
}

/** Joins the components of all values into one vector, or into a scalar if there is only one. */
export function joinedComponents(element: Element, values: readonly Simple[]): Simple {
  const made = values.flatMap(({ parts }) => parts);
  const type = made.length === 1 ? scalar(element) : vector(made.length, element);
  return { type, parts: made, stage: latestStage(values) };
}
