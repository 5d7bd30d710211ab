/** Folds operations on constants to the exact results of a device. */
import type { Opcode, Scalar } from "../ir.ts";

const bits = new DataView(new ArrayBuffer(4));

/** A number as a value of a type: integers wrap, floats are rounded. */
export function wrap(type: Scalar, value: number): number {
  if (type === "i32") return value | 0;
  if (type === "u32") return value >>> 0;
  return type === "f32" ? Math.fround(value) : value;
}

type Fold = (a: number, b: number, c: number) => number;

function integerFolds(type: "i32" | "u32"): Partial<Record<Opcode, Fold>> {
  const signed = type === "i32";
  return {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => Math.imul(a, b),
    div: (a, b) => b === 0 ? a : Math.trunc(a / b),
    rem: (a, b) => b === 0 ? 0 : a % b,
    neg: (a) => -a,
    abs: (a) => Math.abs(a),
    min: (a, b) => Math.min(a, b),
    max: (a, b) => Math.max(a, b),
    and: (a, b) => a & b,
    or: (a, b) => a | b,
    xor: (a, b) => a ^ b,
    not: (a) => ~a,
    shl: (a, b) => a << (b & 31),
    shr: signed ? (a, b) => a >> (b & 31) : (a, b) => a >>> (b & 31),
    clz: Math.clz32,
    ctz: (a) => a === 0 ? 32 : 31 - Math.clz32(a & -a),
    popcount: (a) => {
      let count = 0;
      for (let rest = a >>> 0; rest; rest &= rest - 1) count++;
      return count;
    },
    reverse: (a) => {
      let turned = 0;
      for (let i = 0; i < 32; i++) turned |= ((a >>> i) & 1) << (31 - i);
      return turned;
    },
  };
}

function roundToEven(a: number): number {
  const down = Math.floor(a), rest = a - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

const folds: Readonly<Record<Scalar, Partial<Record<Opcode, Fold>>>> = {
  i32: integerFolds("i32"),
  u32: integerFolds("u32"),
  f32: {
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    rem: (a, b) => a % b,
    neg: (a) => -a,
    abs: Math.abs,
    min: (a, b) => Math.min(a, b),
    max: (a, b) => Math.max(a, b),
    floor: Math.floor,
    ceil: Math.ceil,
    trunc: Math.trunc,
    // The factor gives the result the sign of `a`, also where `a` or the result is a zero.
    round: (a) => roundToEven(Math.abs(a)) * (Math.sign(a) || a),
    sqrt: Math.sqrt,
    fma: (a, b, c) => Math.fround(a * b) + c,
  },
  bool: {
    and: (a, b) => a & b,
    or: (a, b) => a | b,
    xor: (a, b) => a ^ b,
    not: (a) => 1 - a,
  },
};

const comparisons: Partial<Record<Opcode, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

function convert(to: Scalar, from: Scalar, value: number): number {
  if (to === "bool") return value !== 0 ? 1 : 0;
  if (from !== "f32" || to === "f32") return wrap(to, value);
  if (Number.isNaN(value)) return 0;
  const [least, most] = to === "i32" ? [-2147483648, 2147483647] : [0, 4294967295];
  // `+ 0` turns -0 into 0.
  return Math.min(Math.max(Math.trunc(value), least), most) + 0;
}

function bitcast(to: Scalar, from: Scalar, value: number): number {
  if (from === "f32") bits.setFloat32(0, value);
  else bits.setInt32(0, value);
  return to === "f32" ? bits.getFloat32(0) : to === "i32" ? bits.getInt32(0) : bits.getUint32(0);
}

/**
 * The result of an operation on constants of type `from`; `undefined` where a device may give
 * another result, as NaN has many bit patterns.
 */
export function fold(
  opcode: Opcode,
  type: Scalar,
  from: Scalar,
  values: readonly number[],
): number | undefined {
  const [a, b, c] = values;
  if (opcode === "select") return c ? b : a;
  const compare = comparisons[opcode];
  if (compare) return compare(a, b) ? 1 : 0;
  if (opcode === "convert") return convert(type, from, a);
  const result = opcode === "bitcast" ? bitcast(type, from, a) : folds[type][opcode]?.(a, b, c);
  if (result === undefined || Number.isNaN(result)) return undefined;
  return wrap(type, result);
}
