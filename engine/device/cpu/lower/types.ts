/** Types of WGSL, and how their values lie in memory. */
import type { Scalar } from "../ir.ts";

/** Scalars; `int` and `float` are the abstract numbers of literals. */
export type Element = Scalar | "int" | "float";

/** A scalar's type. */
export interface ScalarType {
  readonly kind: "scalar";
  readonly name: string;
  readonly element: Element;
}

/** A vector's type. */
export interface VectorType {
  readonly kind: "vector";
  readonly name: string;
  readonly element: Element;
  readonly size: number;
}

/** An array's type; run-time arrays have the count `null`. */
export interface ArrayType {
  readonly kind: "array";
  readonly name: string;
  readonly of: Type;
  readonly count: number | null;
}

/** A structure's type. */
export interface StructType {
  readonly kind: "struct";
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly type: Type }[];
}

/** An atomic's type. */
export interface AtomicType {
  readonly kind: "atomic";
  readonly name: string;
  readonly element: "i32" | "u32";
}

/** Types; equal ones have equal names. */
export type Type = ScalarType | VectorType | ArrayType | StructType | AtomicType;

const elementNames: Readonly<Record<Element, string>> = {
  f32: "f32",
  i32: "i32",
  u32: "u32",
  bool: "bool",
  int: "abstract integer",
  float: "abstract float",
};

/** A scalar's type. */
export function scalar(element: Element): ScalarType {
  return { kind: "scalar", name: elementNames[element], element };
}

/** A vector's type. */
export function vector(size: number, element: Element): VectorType {
  return { kind: "vector", name: `vec${size}<${elementNames[element]}>`, element, size };
}

/** A type of the same shape, scalar or vector, with another element. */
export function shaped(like: ScalarType | VectorType, element: Element): ScalarType | VectorType {
  return like.kind === "vector" ? vector(like.size, element) : scalar(element);
}

/** An array's type. */
export function array(of: Type, count: number | null): ArrayType {
  const name = count === null ? `array<${of.name}>` : `array<${of.name}, ${count}>`;
  return { kind: "array", name, of, count };
}

/** Whether it is made of abstract numbers. */
export function isAbstract(type: Type): boolean {
  if (type.kind === "array") return isAbstract(type.of);
  return type.kind !== "struct" && (type.name.includes("abstract"));
}

/** Whether values of the type can be kept in variables. */
export function isPlain(type: Type): boolean {
  if (type.kind === "array") return type.count !== null && isPlain(type.of);
  if (type.kind === "struct") return type.members.every((member) => isPlain(member.type));
  return type.kind !== "atomic";
}

/** Whether it has parts that are bool, or atomics. */
export function holds(type: Type, what: "bool" | "atomic"): boolean {
  if (type.kind === "array") return holds(type.of, what);
  if (type.kind === "struct") return type.members.some((member) => holds(member.type, what));
  return what === "atomic" ? type.kind === "atomic" : type.element === "bool";
}

/** The scalars that a value is taken apart into, in order, each with its path: `.x`, `[1].y`. */
export function parts(type: Type): readonly { path: string; element: Element }[] {
  if (type.kind === "scalar" || type.kind === "atomic") {
    return [{ path: "", element: type.element }];
  }
  return children(type).flatMap((child) =>
    parts(child.type).map(({ path, element }) => ({ path: child.path + path, element }))
  );
}

/** How many scalars a value is taken apart into. */
export function countParts(type: Type): number {
  if (type.kind === "vector") return type.size;
  if (type.kind === "array") return type.count! * countParts(type.of);
  if (type.kind === "struct") return type.members.reduce((n, { type }) => n + countParts(type), 0);
  return 1;
}

function children(type: Type): readonly { path: string; type: Type }[] {
  if (type.kind === "vector") {
    const type_ = scalar(type.element);
    return Array.from({ length: type.size }, (_, i) => ({ path: `.${"xyzw"[i]}`, type: type_ }));
  }
  if (type.kind === "array") {
    return Array.from({ length: type.count! }, (_, i) => ({ path: `[${i}]`, type: type.of }));
  }
  if (type.kind === "struct") {
    return type.members.map(({ name, type }) => ({ path: `.${name}`, type }));
  }
  return [];
}

/**
 * How words hold a value: `wgsl` as the language lays memory out, `packed` without gaps for an
 * invocation's own arrays.
 */
export type Packing = "wgsl" | "packed";

/** Words by which a type is aligned. */
function alignment(type: Type, packing: Packing): number {
  if (packing === "packed" || type.kind === "scalar" || type.kind === "atomic") return 1;
  if (type.kind === "vector") return type.size === 2 ? 2 : 4;
  if (type.kind === "array") return alignment(type.of, packing);
  return Math.max(...type.members.map((member) => alignment(member.type, packing)));
}

function roundUp(words: number, step: number): number {
  return Math.ceil(words / step) * step;
}

/** Words from one element of an array to the next. */
export function stride(of: Type, packing: Packing): number {
  return roundUp(words(of, packing), alignment(of, packing));
}

/** Words that a value takes; of a run-time array those of no element. */
export function words(type: Type, packing: Packing): number {
  if (type.kind === "vector") return type.size;
  if (type.kind === "array") return stride(type.of, packing) * (type.count ?? 0);
  if (type.kind !== "struct") return 1;
  const last = type.members.length - 1;
  const end = memberOffset(type, last, packing) + words(type.members[last].type, packing);
  return roundUp(end, alignment(type, packing));
}

/** The word that a member begins at. */
export function memberOffset(type: StructType, index: number, packing: Packing): number {
  let offset = 0;
  for (let i = 0; i <= index; i++) {
    offset = roundUp(offset, alignment(type.members[i].type, packing));
    if (i < index) offset += words(type.members[i].type, packing);
  }
  return offset;
}

/** The words of the scalars that a value is taken apart into, in order. */
export function offsets(type: Type, packing: Packing): readonly number[] {
  if (type.kind === "vector") return Array.from({ length: type.size }, (_, i) => i);
  if (type.kind === "array") {
    const step = stride(type.of, packing), inner = offsets(type.of, packing);
    return Array.from({ length: type.count! }, (_, i) => inner.map((word) => word + i * step))
      .flat();
  }
  if (type.kind !== "struct") return [0];
  return type.members.flatMap((member, i) => {
    const start = memberOffset(type, i, packing);
    return offsets(member.type, packing).map((word) => word + start);
  });
}
