/** Types of WGSL. */
import type { Scalar } from "../ir.ts";

/** The types of scalars; `int` and `float` are the types of abstract numbers. */
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

/** A type; equal types have equal names. */
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

/** Makes a type of the same shape, scalar or vector, with another element type. */
export function shaped(like: ScalarType | VectorType, element: Element): ScalarType | VectorType {
  return like.kind === "vector" ? vector(like.size, element) : scalar(element);
}

/** An array's type. */
export function array(of: Type, count: number | null): ArrayType {
  const name = count === null ? `array<${of.name}>` : `array<${of.name}, ${count}>`;
  return { kind: "array", name, of, count };
}

/** Whether a type is made of abstract numbers. */
export function isAbstract(type: Type): boolean {
  if (type.kind === "array") return isAbstract(type.of);
  return type.kind !== "struct" && (type.name.includes("abstract"));
}

/**
 * Makes a function of types remember its results. A few structures that contain one another can
 * have exponentially many paths through them, so each structure must be visited only once.
 */
export function remembered<Result>(find: (type: Type) => Result): (type: Type) => Result {
  const known = new WeakMap<Type, Result>();
  return (type) => {
    let result = known.get(type);
    if (result === undefined) known.set(type, result = find(type));
    return result;
  };
}

/** Whether values of the type can be kept in variables. */
export const isPlain: (type: Type) => boolean = remembered((type) => {
  if (type.kind === "array") return type.count !== null && isPlain(type.of);
  if (type.kind === "struct") return type.members.every((member) => isPlain(member.type));
  return type.kind !== "atomic";
});

/** Whether a type has parts that are bool. */
export const holdsBool: (type: Type) => boolean = remembered((type) => {
  if (type.kind === "array") return holdsBool(type.of);
  if (type.kind === "struct") return type.members.some((member) => holdsBool(member.type));
  return type.element === "bool";
});

/** Whether a type has parts that are atomics. */
export const holdsAtomic: (type: Type) => boolean = remembered((type) => {
  if (type.kind === "array") return holdsAtomic(type.of);
  if (type.kind === "struct") return type.members.some((member) => holdsAtomic(member.type));
  return type.kind === "atomic";
});

/** How deeply arrays and structures are nested in a type; 0 for scalars and vectors. */
export const nesting: (type: Type) => number = remembered((type) => {
  if (type.kind === "array") return 1 + nesting(type.of);
  if (type.kind !== "struct") return 0;
  return 1 + Math.max(...type.members.map((member) => nesting(member.type)));
});

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
export const countParts: (type: Type) => number = remembered((type) => {
  if (type.kind === "vector") return type.size;
  if (type.kind === "array") return type.count! * countParts(type.of);
  if (type.kind === "struct") return type.members.reduce((n, { type }) => n + countParts(type), 0);
  return 1;
});

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
