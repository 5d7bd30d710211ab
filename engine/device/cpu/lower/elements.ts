/** Members and elements: of references to variables and memory, and of values. */
import type { Context } from "./context.ts";
import type { Reference, Value } from "./scope.ts";
import { localMemory, read, selectByIndex, write } from "./places.ts";
import { constant, isConstant, operation, scaledIndex } from "./simplify.ts";
import { insideOf } from "./bounds.ts";
import { memberOffset, stride } from "./type_layout.ts";
import { countParts, scalar, type StructType, type Type, vector } from "./types.ts";
import type { Simple } from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
/** The type of the elements of a vector or array, `null` for other types. */
function elementType(type: Type): Type | null {
  if (type.kind === "vector") return scalar(type.element);
  return type.kind === "array" ? type.of : null;
}

/** Checks an index; returns the element's type, and the index's number where it is constant. */
function checkIndex(
  c: Context,
  at: Place,
  type: Type,
  index: Simple,
): { of: Type; known: number | null } {
  const of = elementType(type) ?? c.refuse(at, `${type.name} has no elements`);
  const count = type.kind === "vector" ? type.size : (type as Type & { kind: "array" }).count;
  const [part] = index.parts;
  if (!isConstant(part)) return { of, known: null };
  const inside = part.value >= 0 && (count === null || part.value < count);
  if (!inside && index.stage < 2) {
    c.refuse(at, `index ${part.value} is outside of ${type.name}`);
  }
  // WGSL refuses an index that is outside only if it is a constant or override expression. For
  // other indices WGSL allows any element, so the nearest element is taken.
  const last = (count ?? Infinity) - 1;
  return { of, known: Math.min(Math.max(part.value, 0), last) };
}

/** A reference to an element of an array or vector. */
export function element(c: Context, at: Place, reference: Reference, index: Simple): Reference {
  const { type } = reference;
  const { of, known } = checkIndex(c, at, type, index);
  if (reference.kind === "component") return c.refuse(at, `${type.name} has no elements`);
  if (reference.kind === "words") {
    if (known === null && reference.memory.space === "uniform") {
      c.refuse(at, "uniforms are indexed by constants only");
    }
    const step = type.kind === "vector" ? 1 : stride(of, reference.packing);
    const place = known === null ? index.parts[0] : constant("u32", known);
    const word = operation("add", "u32", reference.word, scaledIndex(place, step));
    const inside = insideOf(reference, index.parts[0], step, c.size);
    return { ...reference, type: of, word, inside };
  }
  const { variables, origin } = reference;
  if (known === null && type.kind === "vector") {
    return { kind: "component", type: of, variables, index: c.pin(index.parts[0]) };
  }
  if (known === null) c.dynamic.add(origin);
  const size = countParts(of), first = (known ?? 0) * size;
  return { kind: "variables", type: of, variables: variables.slice(first, first + size), origin };
}

/** A reference to a member of a structure or to a component of a vector. */
export function member(c: Context, at: Place, reference: Reference, name: string): Reference {
  const { type } = reference;
  const first = type.kind === "vector"
    ? components(c, at, type.size, name)[0]
    : memberIndex(c, at, type, name);
  const of = type.kind === "vector"
    ? scalar(type.element)
    : (type as StructType).members[first].type;
  if (reference.kind === "words") {
    const offset = type.kind === "vector"
      ? first
      : memberOffset(type as StructType, first, reference.packing);
    return {
      ...reference,
      type: of,
      word: operation("add", "u32", reference.word, constant("u32", offset)),
    };
  }
  const start = partOf(type, first);
  const variables = reference.variables.slice(start, start + countParts(of));
  return { ...reference as Reference & { kind: "variables" }, type: of, variables };
}

/** The index of the first part of a member or component. */
function partOf(type: Type, index: number): number {
  if (type.kind !== "struct") return index;
  return type.members.slice(0, index).reduce((sum, { type }) => sum + countParts(type), 0);
}

function memberIndex(c: Context, at: Place, type: Type, name: string): number {
  const index = type.kind === "struct"
    ? type.members.findIndex((member) => member.name === name)
    : -1;
  return index >= 0 ? index : c.refuse(at, `${type.name} has no member "${name}"`);
}

/** The indices of the components that a swizzle such as `xy` or `rgb` names. */
export function components(c: Context, at: Place, size: number, name: string): number[] {
  for (const letters of ["xyzw", "rgba"]) {
    const found = [...name].map((letter) => letters.slice(0, size).indexOf(letter));
    if (name.length <= 4 && found.every((index) => index >= 0)) return found;
  }
  return c.refuse(at, `a vector of ${size} has no components "${name}"`);
}

/** A member of a structure value, or one or more components of a vector value. */
export function memberValue(c: Context, at: Place, value: Value, name: string): Value {
  const { type, stage } = value;
  if (type.kind === "vector") {
    const chosen = components(c, at, type.size, name);
    const made = chosen.map((index) => value.parts[index]);
    if (chosen.length === 1) return { type: scalar(type.element), parts: made, stage };
    const once = new Map(
      new Set(chosen).size < chosen.length ? chosen.map((index, i) => [index, made[i]]) : [],
    );
    for (const [index, part] of once) once.set(index, c.pin(part));
    const parts = made.map((part, i) => once.get(chosen[i]) ?? part);
    return { type: vector(chosen.length, type.element), parts, stage };
  }
  const index = memberIndex(c, at, type, name);
  const of = (type as StructType).members[index].type;
  const start = partOf(type, index);
  return { type: of, parts: value.parts.slice(start, start + countParts(of)), stage };
}

/** An element of a value; an array is copied to memory if the index is not constant. */
export function elementValue(c: Context, at: Place, value: Value, index: Simple): Value {
  const { type } = value;
  const { of, known } = checkIndex(c, at, type, index);
  const stage = Math.max(value.stage, index.stage) as 0 | 1 | 2;
  if (known !== null) {
    const size = countParts(of);
    return { type: of, parts: value.parts.slice(known * size, (known + 1) * size), stage };
  }
  if (type.kind === "vector") {
    return { type: of, parts: [selectByIndex(value.parts, c.pin(index.parts[0]))], stage };
  }
  const copy = arrayCopy(c, at, value);
  return read(c, at, element(c, at, copy, index));
}

/** A copy of an array in memory; a constant array has only one copy, made in the prologue. */
function arrayCopy(c: Context, at: Place, value: Value): Reference {
  const { origin, stage, type } = value;
  const place = origin?.at ?? at;
  const made = c.locals.has(place);
  const copy = localMemory(c, place, "table", type);
  if (stage < 2 && made) return copy;
  if (stage === 2 && origin) c.dynamic.add(origin);
  const { list } = c;
  if (stage < 2) c.list = c.prologue;
  write(c, at, copy, value);
  c.list = list;
  return copy;
}
