/** Reading, writing and taking apart what is kept in variables and memory. */
import { constant, get, isConstant, operation, scaledIndex } from "./simplify.ts";
import { type Expression, Memory, type Scalar, type Variable } from "../ir.ts";
import { type Context, reads, type Reference, type Value } from "./context.ts";
import type { Simple } from "./values.ts";
import type { Place } from "../wgsl/syntax.ts";
import {
  countParts,
  type Element,
  memberOffset,
  offsets,
  parts,
  scalar,
  stride,
  type StructType,
  type Type,
  vector,
  words,
} from "./types.ts";

/** An array of an invocation's own. */
export function localMemory(c: Context, name: string, type: Type): Reference & { kind: "words" } {
  const memory: Memory = {
    name,
    space: "local",
    binding: -1,
    writable: true,
    words: words(type, "packed"),
  };
  c.arrays.push(memory);
  return { kind: "words", type, memory, word: constant("u32", 0), packing: "packed" };
}

/** What a reference holds. */
export function read(c: Context, at: Place, reference: Reference, name?: string): Value {
  const { type } = reference;
  if (reference.kind === "variables") {
    return { type, parts: reference.variables.map(get), stage: 2 };
  }
  if (reference.kind === "component") {
    return {
      type,
      parts: [selectByIndex(reference.variables.map(get), reference.index)],
      stage: 2,
    };
  }
  c.at(at);
  const { memory } = reference;
  if (memory.space === "uniform") return readUniform(reference);
  const made: Expression[] = [];
  const elements = parts(type);
  for (const run of neighbours(offsets(type, reference.packing))) {
    const variables = run.map(({ part }) => {
      const { path, element } = elements[part];
      return c.finalVariable((name ?? memory.name) + path, wordType(element));
    });
    const toWord = addOffset(reference.word, run[0].offset);
    c.emit({ kind: "load", variables, memory, word: toWord, line: c.line });
    for (const [i, { part }] of run.entries()) {
      made.push(fromWord(get(variables[i]), elements[part].element));
    }
  }
  return { type, parts: made, stage: 2 };
}

function readUniform({ type, memory, word, packing }: Reference & { kind: "words" }): Value {
  const start = (word as Expression & { kind: "constant" }).value;
  const elements = parts(type);
  const made = offsets(type, packing).map((offset, i): Expression => ({
    kind: "uniform",
    type: elements[i].element as Scalar,
    memory,
    word: start + offset,
  }));
  return { type, parts: made, stage: 2 };
}

/** The type that a scalar has in memory: booleans are words. */
function wordType(element: Element): Scalar {
  return element === "bool" ? "u32" : element as Scalar;
}

function fromWord(word: Expression, element: Element): Expression {
  return element === "bool" ? operation("ne", "bool", word, constant("u32", 0)) : word;
}

/** Parts that lie next to each other. */
function neighbours(places: readonly number[]): { offset: number; part: number }[][] {
  const made: { offset: number; part: number }[][] = [];
  for (const [part, offset] of places.entries()) {
    const last = made.at(-1);
    if (last && last.at(-1)!.offset + 1 === offset) last.push({ offset, part });
    else made.push([{ offset, part }]);
  }
  return made;
}

function addOffset(word: Expression, offset: number): Expression {
  return operation("add", "u32", word, constant("u32", offset));
}

/** Writes a value of the reference's type. */
export function write(c: Context, at: Place, reference: Reference, value: Value): void {
  c.at(at);
  if (reference.kind === "variables") return assign(c, reference.variables, value.parts);
  if (reference.kind === "component") {
    const { variables, index } = reference;
    const place = c.pin(index), part = c.pin(value.parts[0]);
    for (const [i, variable] of variables.entries()) {
      const chosen = operation("eq", "bool", place, constant(place.type, i));
      const kept = operation("select", variable.type, get(variable), part, chosen);
      c.emit({ kind: "set", variable, value: kept });
    }
    return;
  }
  const { memory, type, packing } = reference;
  if (!memory.writable) c.refuse(at, `"${memory.name}" can only be read`);
  for (const run of neighbours(offsets(type, packing))) {
    const values = run.map(({ part }) => word(value.parts[part]));
    const start = addOffset(reference.word, run[0].offset);
    c.emit({ kind: "store", values, memory, word: start, line: c.line });
  }
}

function word(part: Expression): Expression {
  if (part.type !== "bool") return part;
  return operation("select", "u32", constant("u32", 0), constant("u32", 1), part);
}

/** Sets variables all at once: values that read one which is set before them are kept first. */
function assign(c: Context, variables: readonly Variable[], values: readonly Expression[]): void {
  const set = new Set<Variable>();
  const safe = values.map((value, i) => {
    const early = reads(value, set);
    set.add(variables[i]);
    return early ? c.pin(value) : value;
  });
  for (const [i, variable] of variables.entries()) {
    c.emit({ kind: "set", variable, value: safe[i] });
  }
}

/** One of some values by an index that is not constant; past the end the last. */
function selectByIndex(values: readonly Expression[], index: Expression): Expression {
  const limit = values.length - 1;
  return values.slice(0, limit).reduceRight((rest, value, i) => {
    const chosen = operation("eq", "bool", index, constant(index.type, i));
    return operation("select", value.type, rest, value, chosen);
  }, values[limit]);
}

/** The type of an element, `null` of what has none. */
function elementType(type: Type): Type | null {
  if (type.kind === "vector") return scalar(type.element);
  return type.kind === "array" ? type.of : null;
}

/** Checks an index, and gives the element's type and the index where it is constant. */
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
  // As the language allows for what is not known when written.
  const last = (count ?? Infinity) - 1;
  return { of, known: Math.min(Math.max(part.value, 0), last) };
}

/** An element of what a reference holds. */
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
    return { ...reference, type: of, word };
  }
  const { variables, origin } = reference;
  if (known === null && type.kind === "vector") {
    return { kind: "component", type: of, variables, index: c.pin(index.parts[0]) };
  }
  if (known === null) c.dynamic.add(origin);
  const size = countParts(of), first = (known ?? 0) * size;
  return { kind: "variables", type: of, variables: variables.slice(first, first + size), origin };
}

/** A member of the structure, or a component of the vector, that a reference holds. */
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
    return { ...reference, type: of, word: addOffset(reference.word, offset) };
  }
  const start = partOf(type, first);
  const variables = reference.variables.slice(start, start + countParts(of));
  return { ...reference as Reference & { kind: "variables" }, type: of, variables };
}

/** The first part of a member or component. */
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

/** The components that `xy` or `rgb` stand for. */
export function components(c: Context, at: Place, size: number, name: string): number[] {
  for (const letters of ["xyzw", "rgba"]) {
    const found = [...name].map((letter) => letters.slice(0, size).indexOf(letter));
    if (name.length <= 4 && found.every((index) => index >= 0)) return found;
  }
  return c.refuse(at, `a vector of ${size} has no components "${name}"`);
}

/** A member, component or several components of a value. */
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

/** An element of a value; where the index is not constant, of a copy in memory. */
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

/** A copy of an array in memory: of constant ones a single one, made at the start. */
function arrayCopy(c: Context, at: Place, value: Value): Reference {
  const { origin, type } = value;
  const known = origin && c.tables.get(origin);
  if (known) {
    return { kind: "words", type, memory: known, word: constant("u32", 0), packing: "packed" };
  }
  const copy = localMemory(c, "table", type);
  const { list } = c;
  if (value.stage < 2) {
    c.list = c.prologue;
    if (origin) c.tables.set(origin, copy.memory);
  } else if (origin) {
    c.dynamic.add(origin);
  }
  write(c, at, copy, value);
  c.list = list;
  return copy;
}
