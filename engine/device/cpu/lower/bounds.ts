/** Bounds checks for arrays and vectors that are only a part of their memory. */
import type { Expression } from "../ir.ts";
import type { Size } from "./entry.ts";
import type { Reference } from "./scope.ts";
import { constant, isConstant, operation } from "./simplify.ts";
import { words } from "./type_layout.ts";
import type { Type } from "./types.ts";

/**
 * A condition that holds where an index is inside the array or vector of a reference, and where the
 * indices applied before it were inside too; `undefined` where no test is needed. An array that is
 * all of its memory needs no test, because an index outside it is outside the memory too, and
 * the emitter keeps accesses inside the memory.
 */
export function insideOf(
  { type, memory, word, packing, inside }: Reference & { kind: "words" },
  index: Expression,
  stride: number,
  size: Size,
): Expression | undefined {
  const known = isConstant(index);
  const own = type.kind === "vector" ? type.size : (type as Type & { kind: "array" }).count;
  const whole = isConstant(word, 0) && (own === null || words(type, packing) === memory.words);
  if (whole && !known) return inside;
  // The count of a run-time array is not known, but no memory has 2^31 words.
  const count = own ?? Math.floor(2 ** 31 / stride);
  if (greatest(index, size) < count) return inside;
  if (own === null && !known) return inside;
  const test = operation("lt", "bool", operation("bitcast", "u32", index), constant("u32", count));
  return inside ? operation("and", "bool", inside, test) : test;
}

/** An upper bound of an integer whose bits are read as a u32. */
function greatest(expression: Expression, size: Size): number {
  const all = 2 ** 32 - 1;
  if (expression.kind === "constant") return expression.value >>> 0;
  if (expression.kind === "input") {
    if (expression.name === "local") return size[expression.axis] - 1;
    return expression.name === "index" ? size[0] * size[1] * size[2] - 1 : all;
  }
  if (expression.kind !== "operation") return all;
  const { opcode, type, operands } = expression;
  const [a, b] = operands.map((operand) => greatest(operand, size));
  switch (opcode) {
    case "bitcast":
      return operands[0].type === "f32" ? all : a;
    case "and":
      return type === "bool" ? all : Math.min(a, b);
    case "add":
      return a + b <= all ? a + b : all;
    case "mul":
      return a * b <= all ? a * b : all;
    case "select":
      return Math.max(a, b);
    case "rem":
      return type === "u32" && isConstant(operands[1]) && b > 0 ? b - 1 : all;
    case "div":
      return type === "u32" && isConstant(operands[1]) && b > 0 ? Math.floor(a / b) : all;
    case "shr":
      return type === "u32" && isConstant(operands[1]) ? a >>> (b & 31) : all;
    case "min":
      return type === "u32" ? Math.min(a, b) : all;
    default:
      return all;
  }
}
