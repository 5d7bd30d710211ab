/** Resolves the types of the source. */
import { limits } from "../limits.ts";
import type { Context } from "./context.ts";
import type { Value } from "./scope.ts";
import { latestStage } from "./values.ts";
import type { DeclarationSyntax, ExpressionSyntax, Place, TypeSyntax } from "../wgsl/syntax.ts";
import {
  array,
  type Element,
  isPlain,
  nesting,
  scalar,
  type StructType,
  type Type,
  vector,
} from "./types.ts";
import { bytes, words } from "./type_layout.ts";

const elements: Readonly<Record<string, Element>> = { f: "f32", i: "i32", u: "u32" };

/** The vector that a name like `vec4f` or `vec4` denotes; `vec4` has the element `null`. */
export function vectorOf(name: string): { size: number; element: Element | null } | null {
  const match = /^vec([234])([fiu]?)$/.exec(name);
  return match ? { size: Number(match[1]), element: elements[match[2]] ?? null } : null;
}

/** The reason why a type of WGSL is not supported; `null` for all other names. */
export function refusedType(name: string): string | null {
  if (/^mat[234]x[234][fh]?$/.test(name)) return `matrices (${name}) are not supported`;
  if (/^texture_|^sampler/.test(name)) return `textures and samplers (${name}) are not supported`;
  if (name === "f16" || /^vec[234]h$/.test(name)) {
    return `16-bit floats (${name}) are not supported`;
  }
  return name === "ptr" ? "pointers are not supported as values or parameters" : null;
}

/** Resolves a type of the source; refuses it if it is unknown or not supported. */
export function typeOf(c: Context, syntax: TypeSyntax): Type {
  const { at, name } = syntax;
  const type = c.deeper(at, () => declaredType(c, at, name) ?? builtinType(c, syntax));
  if (type) return type;
  return c.refuse(at, refusedType(name) ?? `no type is called "${name}"`);
}

function builtinType(c: Context, syntax: TypeSyntax): Type | null {
  const { at, name, parameters } = syntax;
  if (name === "f32" || name === "i32" || name === "u32" || name === "bool") return scalar(name);
  const short = vectorOf(name);
  if (short) {
    if (short.element) return vector(short.size, short.element);
    const of = typeOf(c, typeParameter(c, syntax, 0));
    return of.kind === "scalar"
      ? vector(short.size, of.element)
      : c.refuse(at, `vectors are of scalars, not of ${of.name}`);
  }
  if (name === "array") {
    const of = typeOf(c, typeParameter(c, syntax, 0));
    if (isRuntime(of)) c.refuse(at, "an array of arrays of run-time length");
    const count = parameters.length > 1 ? elementCount(c, parameters[1]) : null;
    return limited(c, at, array(of, count));
  }
  if (name !== "atomic") return null;
  const of = typeOf(c, typeParameter(c, syntax, 0));
  if (of.name !== "i32" && of.name !== "u32") {
    return c.refuse(at, `atomics are of i32 or u32, not of ${of.name}`);
  }
  return { kind: "atomic", name: `atomic<${of.name}>`, element: of.name };
}

/** The parameter number `i` between `<` and `>`; refuses a parameter that is not a type. */
export function typeParameter(
  c: Context,
  { at, name, parameters }: TypeSyntax,
  i: number,
): TypeSyntax {
  const found = parameters[i];
  if (!found || "kind" in found) return c.refuse(at, `${name} wants a type between < and >`);
  return found;
}

/** The number of elements of an array. */
function elementCount(c: Context, syntax: TypeSyntax | ExpressionSyntax): number {
  const expression = "kind" in syntax
    ? syntax
    : { kind: "name" as const, at: syntax.at, name: syntax.name };
  const number = constantInteger(
    c,
    syntax.at,
    c.lowering.value(c, expression),
    "the length of an array",
  );
  if (number < 1 || number > 1 << 28) {
    c.refuse(syntax.at, `an array cannot have ${number} elements`);
  }
  return number;
}

/** The number of a constant integer; refuses all other values. */
export function constantInteger(c: Context, at: Place, value: Value, what: string): number {
  const [part] = value.parts;
  const integer = value.type.kind === "scalar" &&
    ["int", "i32", "u32"].includes(value.type.element);
  if (!integer || part.kind !== "constant" || latestStage([value]) === 2) {
    return c.refuse(at, `${what} is not a constant integer`);
  }
  return part.value;
}

/** The type of a structure or alias, `null` where the name is neither. */
function declaredType(c: Context, at: Place, name: string): Type | null {
  const { declarations, known, pending } = c.module;
  const binding = known.get(name);
  if (binding) return binding.kind === "type" ? binding.type : null;
  const declaration = declarations.get(name);
  if (declaration?.kind !== "struct" && declaration?.kind !== "alias") return null;
  if (pending.has(name)) return c.refuse(at, `"${name}" is made of itself`);
  pending.add(name);
  const type = c.scoped(
    () => declaration.kind === "alias" ? typeOf(c, declaration.type) : structure(c, declaration),
    null,
  );
  pending.delete(name);
  known.set(name, { kind: "type", type });
  return type;
}

function structure(c: Context, syntax: DeclarationSyntax & { kind: "struct" }): StructType {
  const members = syntax.members.map(({ at, name, type, attributes }) => {
    const odd = attributes.find((attribute) => attribute.name !== "builtin");
    if (odd) c.refuse(odd.at, `members with @${odd.name} are not supported`);
    return { at, name, type: typeOf(c, type) };
  });
  for (const { at, type } of members.slice(0, -1)) {
    if (isRuntime(type)) c.refuse(at, "only the last member can be an array of run-time length");
  }
  return limited(c, syntax.at, { kind: "struct", name: syntax.name, members });
}

/** Returns the type; refuses a type that is nested too deeply or too large. */
function limited<T extends Type>(c: Context, at: Place, type: T): T {
  if (nesting(type) > limits.composites) {
    c.refuse(at, `types are more than ${limits.composites} levels deep in one another`);
  }
  const size = 4 * words(type, "wgsl");
  if (size > limits.typeBytes) {
    c.refuse(at, `a type takes ${size} bytes, more than ${limits.typeBytes}`);
  }
  return type;
}

/** Refuses types whose values are too large to be taken apart into scalars. */
export function expectValueSize(c: Context, at: Place, type: Type): void {
  const size = bytes(type);
  if (size <= limits.functionBytes) return;
  c.refuse(at, `a value of ${type.name} takes ${size} bytes, more than ${limits.functionBytes}`);
}

/** Whether the length of a type depends on the bound buffer. */
function isRuntime(type: Type): boolean {
  if (type.kind === "array") return type.count === null || isRuntime(type.of);
  return type.kind === "struct" && isRuntime(type.members.at(-1)!.type);
}

/** The size of a variable's memory in words, `null` where it depends on the bound buffer. */
export function memoryWords(type: Type): number | null {
  return isRuntime(type) ? null : words(type, "wgsl");
}

/** Resolves a type; refuses a type that a variable of the invocation cannot have. */
export function plainType(c: Context, syntax: TypeSyntax): Type {
  const type = typeOf(c, syntax);
  if (!isPlain(type)) c.refuse(syntax.at, `variables cannot be of type ${type.name}`);
  expectValueSize(c, syntax.at, type);
  return type;
}
