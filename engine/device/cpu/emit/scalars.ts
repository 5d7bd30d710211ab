/**
 * Emits values that are computed once for all lanes: uniform values, and first lanes of linear
 * values.
 */
import { type Context, parameters, valueType } from "./context.ts";
import type { Expression, Opcode, Scalar } from "../ir.ts";
import type { Code } from "./wasm.ts";

type Operation = Expression & { kind: "operation" };

/** Pushes a uniform value, or the first lane of a linear value; booleans are 0 or 1. */
export function scalar(cx: Context, expression: Expression): void {
  const { code } = cx;
  switch (expression.kind) {
    case "constant":
      if (expression.type === "f32") code.f32(expression.value);
      else code.i32(expression.value);
      return;
    case "get": {
      const home = cx.homes.get(expression.variable)!;
      if (home.slot >= 0) {
        code.get(cx.slots).access(`${valueType(expression.type)}.load`, home.slot);
      } else if (home.scalar >= 0) code.get(home.scalar);
      else {
        code.get(home.splat).lane(`${valueType(expression.type)}x4.extract_lane`, 0);
        if (expression.type === "bool") code.i32(1).op("i32.and");
      }
      return;
    }
    case "uniform":
      code.get(cx.cached.get(uniformKey(expression))!);
      return;
    case "length":
      code.get(cx.places.get(expression.memory)!.words);
      if (expression.stride > 1) code.i32(expression.stride).op("i32.div_u");
      return;
    case "input":
      return input(cx, expression);
    case "operation":
      return operation(cx, expression);
  }
}

/** The key of a uniform word in {@linkcode Context.cached}. */
export function uniformKey({ memory, word, type }: Expression & { kind: "uniform" }): string {
  return `uniform ${memory.binding} ${word} ${type === "f32" ? type : "i32"}`;
}

function input(
  { code, group, first, program }: Context,
  { name, axis }: Expression & { kind: "input" },
) {
  const [x, y, z] = program.size;
  if (name === "group") code.get(group[axis]);
  else if (name === "groups") code.get([parameters.x, parameters.y, parameters.z][axis]);
  else if (x * y * z === 1 || (name === "local" && program.size[axis] === 1)) code.i32(0);
  else if (name === "index" || y * z === 1) code.get(first);
  else if (axis === 0) code.get(first).i32(x).op("i32.rem_u");
  else if (axis === 1) code.get(first).i32(x).op("i32.div_u").i32(y).op("i32.rem_u");
  else code.get(first).i32(x * y).op("i32.div_u");
}

const suffixes: Readonly<Record<Scalar, string>> = { f32: "", i32: "_s", u32: "_u", bool: "_u" };
const signless = new Set(["eq", "ne"]);
const comparisons = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);
const floats: Readonly<Partial<Record<Opcode, string>>> = { round: "nearest" };

function operation(cx: Context, expression: Operation): void {
  const { code } = cx;
  const { opcode, operands } = expression;
  const type = operands[0].type;
  if (comparisons.has(opcode)) {
    for (const operand of operands) scalar(cx, operand);
    code.op(`${valueType(type)}.${opcode}${signless.has(opcode) ? "" : suffixes[type]}`);
  } else if (opcode === "select") select(cx, operands);
  else if (opcode === "convert") convert(cx, operands[0], expression.type);
  else if (opcode === "bitcast") bitcast(cx, operands[0], expression.type);
  else if (type === "f32") floatOperation(cx, opcode, operands);
  else integerOperation(cx, opcode, operands, type);
}

function select(cx: Context, [no, yes, condition]: readonly Expression[]): void {
  scalar(cx, yes);
  scalar(cx, no);
  scalar(cx, condition);
  cx.code.op("select");
}

function floatOperation(cx: Context, opcode: Opcode, operands: readonly Expression[]): void {
  const { code } = cx;
  if (opcode === "min" || opcode === "max") {
    return least(cx, operands, opcode === "min" ? "f32.lt" : "f32.gt");
  }
  for (const operand of operands) scalar(cx, operand);
  if (opcode === "rem") {
    const b = cx.keep("f32"), a = cx.keep("f32");
    code.get(a).get(a).get(b).op("f32.div").op("f32.trunc").get(b).op("f32.mul").op("f32.sub");
  } else if (opcode === "fma") {
    const c = cx.keep("f32");
    code.op("f32.mul").get(c).op("f32.add");
  } else if (opcode === "sqrt") squareRoot(code);
  else code.op(`f32.${floats[opcode] ?? opcode}`);
}

/**
 * Takes the root of the top of the stack in a vector. V8 writes the root of one number without the
 * prefix of vectors, and a processor may then wait, tens of cycles each time, for the upper halves
 * that 256-bit operations left behind.
 */
function squareRoot(code: Code): void {
  code.op("f32x4.splat").op("f32x4.sqrt").lane("f32x4.extract_lane", 0);
}

/**
 * Pushes a minimum or maximum: the second operand if the comparison holds for (second, first), else
 * the first operand. For NaN this agrees with the instructions that vectors use.
 */
function least(cx: Context, [a, b]: readonly Expression[], compare: string): void {
  const type = valueType(a.type);
  scalar(cx, a);
  const first = cx.keep(type);
  scalar(cx, b);
  const second = cx.keep(type);
  cx.code.get(second).get(first).get(second).get(first).op(compare).op("select");
}

function integerOperation(
  cx: Context,
  opcode: Opcode,
  operands: readonly Expression[],
  type: Scalar,
): void {
  const { code } = cx;
  if (opcode === "min" || opcode === "max") {
    return least(cx, operands, `i32.${opcode === "min" ? "lt" : "gt"}${suffixes[type]}`);
  }
  if (opcode === "neg") code.i32(0);
  for (const operand of operands) scalar(cx, operand);
  integer(cx, opcode, type, operands[1]?.kind === "constant" && operands[1].value > 0);
}

/** Emits an operation on integers on the stack; `safe`: the divisor is neither 0 nor -1. */
export function integer(cx: Context, opcode: Opcode, type: Scalar, safe: boolean): void {
  const { code } = cx;
  const suffix = suffixes[type];
  switch (opcode) {
    case "div":
    case "rem":
      if (!safe) guardDivisor(cx, type);
      code.op(`i32.${opcode}${suffix}`);
      return;
    case "neg":
      code.op("i32.sub");
      return;
    case "not":
      if (type === "bool") code.op("i32.eqz");
      else code.i32(-1).op("i32.xor");
      return;
    case "shr":
      code.op(`i32.shr${suffix}`);
      return;
    case "abs": {
      if (type === "u32") return;
      const x = cx.keep("i32");
      code.i32(0).get(x).op("i32.sub").get(x).get(x).i32(0).op("i32.lt_s").op("select");
      return;
    }
    case "popcount":
      code.op("i32.popcnt");
      return;
    case "reverse":
      return reverse(cx);
    default:
      code.op(`i32.${opcode}`);
  }
}

/** Replaces a divisor by 1 where a division by it would trap: x / 0 is x, x % 0 is 0. */
function guardDivisor(cx: Context, type: Scalar): void {
  const { code } = cx;
  const b = cx.keep("i32"), a = cx.keep("i32");
  code.get(a).i32(1).get(b).get(b).op("i32.eqz");
  if (type === "i32") {
    code.get(a).i32(-(2 ** 31)).op("i32.eq").get(b).i32(-1).op("i32.eq").op("i32.and").op("i32.or");
  }
  code.op("select");
}

/**
 * Reverses bits: swaps adjacent bits, pairs, groups of four and bytes, then the halves of the word.
 */
function reverse(cx: Context): void {
  const { code } = cx;
  for (
    const [shift, bits] of [[1, 0x55555555], [2, 0x33333333], [4, 0x0f0f0f0f], [8, 0x00ff00ff]]
  ) {
    const x = cx.keep("i32");
    code.get(x).i32(shift).op("i32.shr_u").i32(bits).op("i32.and");
    code.get(x).i32(bits).op("i32.and").i32(shift).op("i32.shl").op("i32.or");
  }
  code.i32(16).op("i32.rotl");
}

function convert(cx: Context, operand: Expression, type: Scalar): void {
  const { code } = cx;
  scalar(cx, operand);
  if (type === operand.type) return;
  if (type === "bool") {
    if (operand.type === "f32") code.f32(0).op("f32.ne");
    else code.i32(0).op("i32.ne");
  } else if (type === "f32") code.op(`f32.convert_i32${suffixes[operand.type]}`);
  else if (operand.type === "f32") code.op(`i32.trunc_sat_f32${suffixes[type]}`);
}

function bitcast(cx: Context, operand: Expression, type: Scalar): void {
  scalar(cx, operand);
  if ((type === "f32") === (operand.type === "f32")) return;
  cx.code.op(type === "f32" ? "f32.reinterpret_i32" : "i32.reinterpret_f32");
}
