/** Makes expressions, with constants folded and without operations that change nothing. */
import { fold } from "./fold.ts";
import type { Expression, Opcode, Scalar, Variable } from "../ir.ts";

/** Makes a constant. */
export function constant(type: Scalar, value: number): Expression {
  return { kind: "constant", type, value };
}

/** Makes an expression that reads a variable. */
export function get(variable: Variable): Expression {
  return { kind: "get", type: variable.type, variable };
}

/** Makes an operation, or a simpler expression with the same value. */
export function operation(
  opcode: Opcode,
  type: Scalar,
  ...operands: readonly Expression[]
): Expression {
  const values: number[] = [];
  for (const operand of operands) if (operand.kind === "constant") values.push(operand.value);
  if (values.length === operands.length) {
    const value = fold(opcode, type, operands[0].type, values);
    if (value !== undefined) return constant(type, value);
  }
  const simple = opcode === "select"
    ? simplifySelect(operands)
    : operands.length === 1
    ? simplifyUnary(opcode, type, operands[0])
    : operands.length === 2
    ? simplifyBinary(opcode, type, operands[0], operands[1])
    : null;
  return simple ?? { kind: "operation", type, opcode, operands };
}

/** Negates a condition. */
export function negate(condition: Expression): Expression {
  return operation("not", "bool", condition);
}

/** Whether an expression is a constant; with `value` given, whether it is this constant. */
export function isConstant(
  expression: Expression,
  value?: number,
): expression is Expression & { kind: "constant" } {
  return expression.kind === "constant" && (value === undefined || expression.value === value);
}

function isOperation(
  expression: Expression,
  opcode: Opcode,
): expression is Expression & { kind: "operation" } {
  return expression.kind === "operation" && expression.opcode === opcode;
}

/** Whether an expression has the form `x op constant`. */
function endsInConstant(
  expression: Expression,
  opcode: Opcode,
): expression is Expression & { kind: "operation" } {
  return isOperation(expression, opcode) && expression.operands[1].kind === "constant";
}

function simplifySelect([no, yes, condition]: readonly Expression[]): Expression | null {
  if (condition.kind === "constant") return condition.value ? yes : no;
  return isSame(no, yes) ? no : null;
}

function isSame(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (a.kind === "get" && b.kind === "get") return a.variable === b.variable;
  return a.kind === "constant" && b.kind === "constant" && a.type === b.type &&
    Object.is(a.value, b.value);
}

function simplifyUnary(opcode: Opcode, type: Scalar, a: Expression): Expression | null {
  if (opcode === "convert" || opcode === "bitcast") {
    if (a.type === type) return a;
    // Between i32 and u32 a conversion keeps all bits, as a bitcast does.
    if (opcode === "convert" && isInteger(type) && isInteger(a.type)) {
      return operation("bitcast", type, a);
    }
    if (opcode === "bitcast" && isOperation(a, "bitcast")) {
      return operation("bitcast", type, a.operands[0]);
    }
    return null;
  }
  const undone = (opcode === "neg" || opcode === "not") && isOperation(a, opcode);
  return undone ? a.operands[0] : null;
}

function isInteger(type: Scalar): boolean {
  return type === "i32" || type === "u32";
}

function simplifyBinary(
  opcode: Opcode,
  type: Scalar,
  a: Expression,
  b: Expression,
): Expression | null {
  if (a.type === "f32") {
    const one = isConstant(b, 1) && (opcode === "mul" || opcode === "div");
    // `x - 0` is always x, but `x + 0` turns -0 into 0 and must stay.
    const zero = opcode === "sub" && b.kind === "constant" && Object.is(b.value, 0);
    if (one || zero) return a;
    return opcode === "mul" && isConstant(a, 1) ? b : null;
  }
  const commutes = ["add", "mul", "and", "or", "xor", "min", "max", "eq", "ne"].includes(opcode);
  if (a.kind === "constant" && commutes && b.kind !== "constant") {
    return operation(opcode, type, b, a);
  }
  if (a.type === "bool") return b.kind === "constant" ? simplifyBool(opcode, a, b.value) : null;
  return simplifyInteger(opcode, type, a, b);
}

function simplifyBool(opcode: Opcode, a: Expression, b: number): Expression | null {
  if (opcode === "and") return b ? a : constant("bool", 0);
  if (opcode === "or") return b ? constant("bool", 1) : a;
  if (opcode === "eq") return b ? a : negate(a);
  return opcode === "xor" || opcode === "ne" ? (b ? negate(a) : a) : null;
}

function simplifyInteger(
  opcode: Opcode,
  type: Scalar,
  a: Expression,
  b: Expression,
): Expression | null {
  if (opcode === "add") return simplifyAdd(type, a, b);
  if (b.kind !== "constant") return null;
  const { value } = b;
  if (opcode === "mul") {
    if (value === 1) return a;
    if (value === 0) return b;
    if (!endsInConstant(a, "mul")) return null;
    return operation("mul", type, a.operands[0], operation("mul", type, a.operands[1], b));
  }
  if (opcode === "sub" && endsInConstant(a, "add")) {
    return operation("add", type, a.operands[0], operation("sub", type, a.operands[1], b));
  }
  const nothing = value === 0 && ["sub", "or", "xor", "shl", "shr"].includes(opcode) ||
    value === 1 && opcode === "div" ||
    (value | 0) === -1 && opcode === "and" ||
    value === 0 && opcode === "max" && a.type === "u32";
  if (nothing) return a;
  const zero = value === 0 && opcode === "and" || value === 1 && opcode === "rem" ||
    value === 0 && opcode === "min" && a.type === "u32";
  if (zero) return constant(type, 0);
  if (value === 0 && a.type === "u32" && (opcode === "lt" || opcode === "ge")) {
    return constant("bool", opcode === "ge" ? 1 : 0);
  }
  return null;
}

/** Moves constants to the end of sums, so that adjacent places in memory can be recognized. */
function simplifyAdd(type: Scalar, a: Expression, b: Expression): Expression | null {
  if (isConstant(b, 0)) return a;
  if (endsInConstant(a, "add")) {
    const [x, c] = a.operands;
    return b.kind === "constant"
      ? operation("add", type, x, operation("add", type, c, b))
      : operation("add", type, operation("add", type, x, b), c);
  }
  if (!endsInConstant(b, "add")) return null;
  const [y, c] = b.operands;
  return operation("add", type, operation("add", type, a, y), c);
}

/** Makes `index * stride` with the constant apart: `(i + 2) * 3` becomes `i * 3 + 6`. */
export function scaledIndex(index: Expression, stride: number): Expression {
  const [rest, offset] = splitConstant(index);
  const end = constant("u32", Math.imul(offset, stride) >>> 0);
  if (!rest) return end;
  return operation("add", "u32", operation("mul", "u32", rest, constant("u32", stride)), end);
}

/**
 * Splits an integer into two addends modulo 2^32: one that varies, as u32 (`null` if there is
 * none), and a constant.
 */
function splitConstant(e: Expression): [Expression | null, number] {
  if (e.kind === "constant") return [null, e.value >>> 0];
  const whole: [Expression, number] = [operation("bitcast", "u32", e), 0];
  if (e.kind !== "operation" || !["bitcast", "add", "sub", "mul"].includes(e.opcode)) return whole;
  const [[a, first], [b, second] = [null, 0]] = e.operands.map(splitConstant);
  if (!a || (first === 0 && second === 0)) return whole;
  if (e.opcode === "bitcast") return e.operands[0].type === "i32" ? [a, first] : whole;
  if (e.opcode === "mul") {
    if (b) return whole;
    return [operation("mul", "u32", a, constant("u32", second)), Math.imul(first, second) >>> 0];
  }
  const rest = b ? operation(e.opcode, "u32", a, b) : a;
  return [rest, (e.opcode === "add" ? first + second : first - second) >>> 0];
}
