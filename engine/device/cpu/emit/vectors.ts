/** Emits values that differ from lane to lane, as vector registers of four lanes each. */
import { type Context, valueType } from "./context.ts";
import type { Expression, Opcode, Scalar } from "../ir.ts";
import { integer, scalar, uniformKey } from "./scalars.ts";
import { Level } from "./uniformity.ts";

type Operation = Expression & { kind: "operation" };

/** Pushes register `r` of a value; a boolean is a mask, whose bits are all 1 for true. */
export function vector(cx: Context, expression: Expression, r: number): void {
  const { code } = cx;
  const { level, stride } = cx.uniformity.of(expression);
  if (level === Level.linear) {
    scalar(cx, expression);
    code.op("i32x4.splat").words([0, 1, 2, 3].map((lane) => (4 * r + lane) * stride)).op(
      "i32x4.add",
    );
  } else if (level <= Level.chunk) splat(cx, expression);
  else if (expression.kind === "get") {
    const home = cx.homes.get(expression.variable)!;
    if (home.slot >= 0) code.get(cx.slots).access("v128.load", home.slot + 16 * r);
    else code.get(home.vectors[r]);
  } else if (expression.kind === "input") input(cx, expression.axis, r);
  else operation(cx, expression as Operation, r);
}

/** Pushes a vector with a uniform value in all lanes. */
function splat(cx: Context, expression: Expression): void {
  const { code } = cx;
  if (expression.kind === "constant") {
    const bits = new DataView(new ArrayBuffer(4));
    if (expression.type === "f32") bits.setFloat32(0, expression.value);
    else bits.setInt32(0, expression.type === "bool" ? -expression.value : expression.value | 0);
    code.words(new Array<number>(4).fill(bits.getUint32(0)));
    return;
  }
  if (expression.kind === "get") {
    const { splat } = cx.homes.get(expression.variable)!;
    if (splat >= 0) return void code.get(splat);
  }
  scalar(cx, expression);
  splatTop(cx, expression.type);
}

/** Replaces the scalar on the stack by a vector that holds the scalar in all lanes. */
export function splatTop({ code }: Context, type: Scalar): void {
  if (type === "bool") code.op("i32x4.splat").op("i32x4.neg");
  else code.op(type === "f32" ? "f32x4.splat" : "i32x4.splat");
}

/** Pushes the local id on an axis where it is not linear: by division of the index. */
function input(cx: Context, axis: number, r: number): void {
  const [x, y] = cx.program.size;
  const constant = (value: number): Expression => ({ kind: "constant", type: "u32", value });
  const of = (opcode: Opcode, ...operands: Expression[]): Expression => (
    { kind: "operation", type: "u32", opcode, operands }
  );
  const index: Expression = { kind: "input", type: "u32", name: "index", axis: 0 };
  const along = axis === 0 ? index : of("div", index, constant(axis === 1 ? x : x * y));
  vector(cx, axis === 2 ? along : of("rem", along, constant(axis === 0 ? x : y)), r);
}

const comparisons = new Set(["eq", "ne", "lt", "le", "gt", "ge"]);
const suffixes: Readonly<Record<Scalar, string>> = { f32: "", i32: "_s", u32: "_u", bool: "" };

function operation(cx: Context, expression: Operation, r: number): void {
  const { code } = cx;
  const { opcode, operands, type } = expression;
  const from = operands[0].type;
  if (opcode === "select") return select(cx, operands, r);
  if (from === "f32" && (opcode === "add" || opcode === "sub") && fused(cx, expression, r)) return;
  const push = () => {
    for (const operand of operands) vector(cx, operand, r);
  };
  if (comparisons.has(opcode)) {
    push();
    if (from === "bool") {
      code.op("v128.xor");
      if (opcode === "eq") code.op("v128.not");
    } else {
      const suffix = opcode === "eq" || opcode === "ne" ? "" : suffixes[from];
      code.op(`${valueType(from)}x4.${opcode}${suffix}`);
    }
  } else if (opcode === "convert") {
    push();
    convert(cx, from, type);
  } else if (opcode === "bitcast") push();
  else if (opcode === "div" && from !== "f32") divide(cx, operands, from, r);
  else if (opcode === "rem" && from !== "f32") remainder(cx, operands, from, r);
  else if (opcode === "shl" || opcode === "shr") shift(cx, expression, r);
  else {
    push();
    if (from === "f32") float(cx, opcode);
    else if (opcode === "and" || opcode === "or" || opcode === "xor" || opcode === "not") {
      code.op(`v128.${opcode}`);
    } else word(cx, opcode, from);
  }
}

/** Pushes `a * b + c` or `c - a * b` as one relaxed instruction; tells whether it could. */
function fused(cx: Context, { opcode, operands: [left, right] }: Operation, r: number): boolean {
  const isProduct = (e: Expression): e is Operation =>
    e.kind === "operation" && e.opcode === "mul" && cx.uniformity.of(e).level === Level.varying;
  const product = isProduct(right) ? right : opcode === "add" && isProduct(left) ? left : null;
  if (!product || !cx.features.relaxed) return false;
  for (const factor of product.operands) vector(cx, factor, r);
  vector(cx, product === right ? left : right, r);
  cx.code.op(`f32x4.relaxed_${opcode === "add" ? "madd" : "nmadd"}`);
  return true;
}

function select(cx: Context, [no, yes, condition]: readonly Expression[], r: number): void {
  const uniform = cx.uniformity.isUniform(condition);
  // A select between a value and 0 takes one instruction; a select between two values takes three.
  const zero = uniform ? null : [no, yes].find(isZero);
  for (const value of [yes, no]) if (value !== zero) vector(cx, value, r);
  if (uniform) scalar(cx, condition);
  else vector(cx, condition, r);
  if (uniform) cx.code.selectVector();
  else cx.code.op(`v128.${zero === no ? "and" : zero === yes ? "andnot" : "bitselect"}`);
}

function isZero(expression: Expression): boolean {
  return expression.kind === "constant" && Object.is(expression.value, 0);
}

/** Emits an operation on vectors of floats on the stack. */
function float(cx: Context, opcode: Opcode): void {
  const { code } = cx;
  switch (opcode) {
    case "min":
    case "max":
      // `b < a ? b : a` is one machine instruction; the minimum that propagates NaN takes nine.
      code.op(`f32x4.p${opcode}`);
      return;
    case "rem": {
      const b = cx.keep("v128"), a = cx.keep("v128");
      code.get(a).get(a).get(b).op("f32x4.div").op("f32x4.trunc").get(b).op("f32x4.mul");
      code.op("f32x4.sub");
      return;
    }
    case "fma": {
      if (cx.features.relaxed) return void code.op("f32x4.relaxed_madd");
      const c = cx.keep("v128");
      code.op("f32x4.mul").get(c).op("f32x4.add");
      return;
    }
    default:
      code.op(`f32x4.${opcode === "round" ? "nearest" : opcode}`);
  }
}

/** Emits an operation on vectors of integers on the stack. */
function word(cx: Context, opcode: Opcode, type: Scalar): void {
  const { code } = cx;
  switch (opcode) {
    case "min":
    case "max":
      code.op(`i32x4.${opcode}${suffixes[type]}`);
      return;
    case "abs":
      if (type === "i32") code.op("i32x4.abs");
      return;
    case "popcount":
      code.op("i8x16.popcnt").op("i16x8.extadd_pairwise_i8x16_u");
      code.op("i32x4.extadd_pairwise_i16x8_u");
      return;
    case "clz":
    case "ctz":
    case "reverse": {
      const x = cx.keep("v128");
      return eachLane(cx, (lane) => {
        code.get(x).lane("i32x4.extract_lane", lane);
        integer(cx, opcode, type, false);
      });
    }
    default:
      code.op(`i32x4.${opcode}`);
  }
}

/** Pushes a vector of the words that `push` pushes, one for each lane. */
function eachLane({ code }: Context, push: (lane: number) => void): void {
  code.words([0, 0, 0, 0]);
  for (let lane = 0; lane < 4; lane++) {
    push(lane);
    code.lane("i32x4.replace_lane", lane);
  }
}

/** Emits a shift; a vector shifts by one distance, so different distances go lane by lane. */
function shift(cx: Context, { opcode, operands: [x, distance], type }: Operation, r: number): void {
  const { code } = cx;
  const name = opcode === "shl" ? "shl" : `shr${suffixes[type]}`;
  vector(cx, x, r);
  if (cx.uniformity.isUniform(distance)) {
    scalar(cx, distance);
    code.op(`i32x4.${name}`);
    return;
  }
  const values = cx.keep("v128");
  vector(cx, distance, r);
  const distances = cx.keep("v128");
  eachLane(cx, (lane) => {
    code.get(values).lane("i32x4.extract_lane", lane);
    code.get(distances).lane("i32x4.extract_lane", lane).op(`i32.${name}`);
  });
}

function convert({ code }: Context, from: Scalar, to: Scalar): void {
  if (from === to || (from !== "f32" && to !== "f32" && from !== "bool" && to !== "bool")) return;
  if (to === "bool") code.words([0, 0, 0, 0]).op(`${valueType(from)}x4.ne`);
  else if (from === "bool") {
    code.words(new Array<number>(4).fill(to === "f32" ? 0x3f800000 : 1)).op("v128.and");
  } else if (to === "f32") code.op(`f32x4.convert_i32x4${suffixes[from]}`);
  else code.op(`i32x4.trunc_sat_f32x4${suffixes[to]}`);
}

/**
 * Emits a division of integers as a division of doubles. Doubles hold both operands exactly, and
 * truncation of the rounded quotient is exact too: a quotient that is not an integer differs from
 * the next integer by at least 2^-32 of itself, which is much more than the rounding error.
 */
function divide(cx: Context, [a, b]: readonly Expression[], type: Scalar, r: number): void {
  const { code } = cx;
  if (type === "u32" && b.kind === "constant" && Number.isInteger(Math.log2(b.value))) {
    vector(cx, a, r);
    code.i32(Math.log2(b.value)).op("i32x4.shr_u");
    return;
  }
  const reciprocal = cx.cached.get(reciprocalKey(b));
  vector(cx, a, r);
  const dividend = cx.keep("v128");
  if (type === "u32" && reciprocal !== undefined) return scaled(cx, dividend, reciprocal);
  const divisor = guarded(cx, dividend, b, type, r);
  const half = (high: boolean) => {
    for (const operand of [dividend, divisor]) {
      code.get(operand);
      if (high) code.get(operand).shuffle([2, 3, 2, 3]);
      code.op(`f64x2.convert_low_i32x4${suffixes[type]}`);
    }
    code.op("f64x2.div").op(`i32x4.trunc_sat_f64x2${suffixes[type]}_zero`);
  };
  half(false);
  half(true);
  code.shuffle([0, 1, 4, 5]);
}

/** Divides by a reciprocal: (x + 1/2) / d truncates like x / d, but is never near an integer. */
function scaled({ code }: Context, dividend: number, reciprocal: number): void {
  for (const high of [false, true]) {
    code.get(dividend);
    if (high) code.get(dividend).shuffle([2, 3, 2, 3]);
    code.op("f64x2.convert_low_i32x4_u").f64(0.5).op("f64x2.splat").op("f64x2.add");
    code.get(reciprocal).op("f64x2.mul").op("i32x4.trunc_sat_f64x2_u_zero");
  }
  code.shuffle([0, 1, 4, 5]);
}

/** The key of a divisor's reciprocal in {@linkcode Context.cached}; empty if it is not cached. */
export function reciprocalKey(divisor: Expression): string {
  if (divisor.kind === "constant") return `reciprocal ${divisor.value}`;
  return divisor.kind === "uniform" ? `reciprocal ${uniformKey(divisor)}` : "";
}

/** Keeps a divisor, with 1 in the lanes where the quotient is undefined: x / 0 is x, x % 0 is 0. */
function guarded(cx: Context, dividend: number, b: Expression, type: Scalar, r: number): number {
  const { code } = cx;
  vector(cx, b, r);
  const divisor = cx.keep("v128");
  if (b.kind === "constant" && b.value > 0) return divisor;
  code.words([1, 1, 1, 1]).get(divisor);
  code.get(divisor).words([0, 0, 0, 0]).op("i32x4.eq");
  if (type === "i32") {
    const all = (value: number) => new Array<number>(4).fill(value);
    code.get(dividend).words(all(0x80000000)).op("i32x4.eq");
    code.get(divisor).words(all(0xffffffff)).op("i32x4.eq").op("v128.and").op("v128.or");
  }
  code.op("v128.bitselect");
  return cx.keep("v128");
}

function remainder(cx: Context, operands: readonly Expression[], type: Scalar, r: number): void {
  const { code } = cx;
  const [a, b] = operands;
  if (type === "u32" && b.kind === "constant" && Number.isInteger(Math.log2(b.value))) {
    vector(cx, a, r);
    code.words(new Array<number>(4).fill(b.value - 1)).op("v128.and");
    return;
  }
  vector(cx, a, r);
  const dividend = cx.keep("v128");
  code.get(dividend);
  divide(cx, operands, type, r);
  const quotient = cx.keep("v128");
  const divisor = guarded(cx, dividend, b, type, r);
  code.get(quotient).get(divisor).op("i32x4.mul").op("i32x4.sub");
}
