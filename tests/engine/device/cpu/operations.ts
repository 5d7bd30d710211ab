/** What the operations of a program mean, one at a time, on numbers of JavaScript. */
import type { Expression, Opcode, Scalar } from "../../../../engine/device/cpu/ir.ts";

type Operation = Expression & { readonly kind: "operation" };

const memory = new DataView(new ArrayBuffer(4));

/** The value that a word holds: bool as 0 or 1, integers by sign, f32 as a double. */
export function decode(word: number, type: Scalar): number {
  memory.setUint32(0, word);
  if (type === "f32") return memory.getFloat32(0);
  return type === "i32" ? word | 0 : type === "u32" ? word >>> 0 : Number(word !== 0);
}

/** The word that holds a value. */
export function encode(value: number, type: Scalar): number {
  if (type !== "f32") return value >>> 0;
  memory.setFloat32(0, value);
  return memory.getUint32(0);
}

/** A value of the type: integers wrap, floats round. */
function fit(value: number, type: Scalar): number {
  if (type === "f32") return Math.fround(value);
  return type === "i32" ? value | 0 : value >>> 0;
}

/** WGSL's value conversion. */
export function convert(value: number, from: Scalar, to: Scalar): number {
  if (to === "bool") return Number(value !== 0);
  if (to === "f32") return Math.fround(value);
  if (from !== "f32") return fit(value, to);
  const [least, most] = to === "i32" ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  return Number.isNaN(value) ? 0 : Math.trunc(Math.min(Math.max(value, least), most)) + 0;
}

function roundToEven(x: number): number {
  const below = Math.floor(x);
  if (x - below !== 0.5) return Math.round(x);
  return below % 2 === 0 ? below : below + 1;
}

function divide(a: number, b: number, type: Scalar): number {
  if (type === "f32") return Math.fround(a / b);
  return b === 0 ? a : fit(Math.trunc(a / b), type);
}

function remainder(a: number, b: number, type: Scalar): number {
  if (type === "f32") return Math.fround(a - Math.fround(b * Math.trunc(Math.fround(a / b))));
  return b === 0 ? 0 : fit(a % b, type);
}

function reverse(word: number): number {
  let result = 0;
  for (let bit = 0; bit < 32; bit++) result |= ((word >>> bit) & 1) << (31 - bit);
  return result;
}

const countBits = (word: number) => (word >>> 0).toString(2).replaceAll("0", "").length;

const one: Partial<Record<Opcode, (a: number, type: Scalar) => number>> = {
  neg: (a, type) => fit(-a, type),
  abs: (a, type) => fit(Math.abs(a), type),
  floor: Math.floor,
  ceil: Math.ceil,
  trunc: Math.trunc,
  round: roundToEven,
  sqrt: (a) => Math.fround(Math.sqrt(a)),
  not: (a, type) => type === "bool" ? 1 - a : fit(~a, type),
  clz: (a) => Math.clz32(a),
  ctz: (a) => a === 0 ? 32 : 31 - Math.clz32(a & -a),
  popcount: countBits,
  reverse: (a, type) => fit(reverse(a), type),
};

const two: Partial<Record<Opcode, (a: number, b: number, type: Scalar) => number>> = {
  add: (a, b, type) => fit(a + b, type),
  sub: (a, b, type) => fit(a - b, type),
  mul: (a, b, type) => type === "f32" ? Math.fround(a * b) : fit(Math.imul(a, b), type),
  div: divide,
  rem: remainder,
  // As WGSL words it, so that the first operand stays where one is NaN.
  min: (a, b) => b < a ? b : a,
  max: (a, b) => a < b ? b : a,
  and: (a, b, type) => fit(a & b, type),
  or: (a, b, type) => fit(a | b, type),
  xor: (a, b, type) => fit(a ^ b, type),
  shl: (a, b, type) => fit(a << (b & 31), type),
  shr: (a, b, type) => type === "i32" ? a >> (b & 31) : a >>> (b & 31),
  eq: (a, b) => Number(a === b),
  ne: (a, b) => Number(a !== b),
  lt: (a, b) => Number(a < b),
  le: (a, b) => Number(a <= b),
  gt: (a, b) => Number(a > b),
  ge: (a, b) => Number(a >= b),
};

const logical: readonly Opcode[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const changing: readonly Opcode[] = ["convert", "bitcast"];

/** Whether the operands' types and the result's go together. */
function wellTyped({ opcode, type, operands }: Operation): boolean {
  const types = operands.map((operand) => operand.type);
  if (changing.includes(opcode)) return types.length === 1;
  if (logical.includes(opcode)) {
    return type === "bool" && types.length === 2 && types[0] === types[1];
  }
  if (opcode === "shl" || opcode === "shr") return types[0] === type && types[1] === "u32";
  if (opcode === "select") return types[2] === "bool" && types[0] === type && types[1] === type;
  const count = opcode === "fma" ? 3 : opcode in two ? 2 : 1;
  return types.length === count && types.every((each) => each === type);
}

/** What an operation makes of the values of its operands; `fused` rounds `fma` once. */
type Operator = (a: number, b: number, c: number, fused: boolean) => number;

/** Operators by operation: operations run many times, and their types need looking at once. */
const operators = new WeakMap<Operation, Operator>();

/** The operator of an operation. */
export function operatorOf(operation: Operation): Operator {
  const known = operators.get(operation);
  if (known) return known;
  const operator = chosen(operation);
  operators.set(operation, operator);
  return operator;
}

function chosen(operation: Operation): Operator {
  const { opcode, type, operands } = operation;
  if (!wellTyped(operation)) {
    const types = operands.map((operand) => operand.type);
    throw new TypeError(`Cannot interpret: ${opcode} of ${types.join(", ")} to ${type}`);
  }
  const from = operands[0].type;
  if (opcode === "select") return (a, b, c) => c ? b : a;
  if (opcode === "convert") return (a) => convert(a, from, type);
  if (opcode === "bitcast") return (a) => decode(encode(a, from), type);
  if (opcode === "fma") {
    return (a, b, c, fused) => Math.fround((fused ? a * b : Math.fround(a * b)) + c);
  }
  const unary = one[opcode], binary = two[opcode];
  if (unary) return (a) => unary(a, from);
  if (binary) return (a, b) => binary(a, b, from);
  throw new Error(`Cannot interpret: unknown operation ${opcode}`);
}
