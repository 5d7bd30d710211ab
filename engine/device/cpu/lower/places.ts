/** Reads and writes values that are kept in variables and in memory. */
import { constant, get, isConstant, operation } from "./simplify.ts";
import type { Expression, Scalar, Variable } from "../ir.ts";
import { limits } from "../limits.ts";
import { type Context, reads } from "./context.ts";
import type { Reference, Value } from "./scope.ts";
import type { Place } from "../wgsl/syntax.ts";
import { offsets, words } from "./type_layout.ts";
import { type Element, parts, type Type } from "./types.ts";

/**
 * Returns an invocation's own array in memory, for a value that the source declares or makes at one
 * place. All calls of a function share the arrays of its body. The calls never overlap, as a
 * function cannot call itself.
 */
export function localMemory(
  c: Context,
  at: Place,
  name: string,
  type: Type,
): Reference & { kind: "words" } {
  let memory = c.locals.get(at);
  if (!memory) {
    const size = words(type, "packed");
    memory = { name, space: "local", binding: -1, writable: true, words: size };
    c.locals.set(at, memory);
    c.arrays.push(memory);
    c.spend(at, "memory for arrays of an invocation", 4 * size, limits.arrayBytes);
  }
  return { kind: "words", type, memory, word: constant("u32", 0), packing: "packed" };
}

/** Reads the value that a reference holds. */
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
    const word = addOffset(reference.word, run[0].offset);
    c.emit({ kind: "load", variables, memory, word, line: c.line });
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

/** The type of a scalar in memory, where a boolean is stored as a u32. */
function wordType(element: Element): Scalar {
  return element === "bool" ? "u32" : element as Scalar;
}

function fromWord(word: Expression, element: Element): Expression {
  return element === "bool" ? operation("ne", "bool", word, constant("u32", 0)) : word;
}

/** Groups the parts that lie in adjacent words, so that each group needs one load or store. */
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

/** Writes a value to a reference of the same type. */
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
  if (!reference.memory.writable) c.refuse(at, `"${reference.memory.name}" can only be read`);
  const { inside } = reference, { line } = c;
  const stores = c.collect(() => writeWords(c, reference, value));
  if (inside && !isConstant(inside, 1)) {
    if (!isConstant(inside)) {
      c.emit({ kind: "if", condition: inside, then: stores, otherwise: [], line });
    }
  } else for (const store of stores) c.emit(store);
}

function writeWords(c: Context, reference: Reference & { kind: "words" }, value: Value): void {
  const { memory, type, packing } = reference;
  for (const run of neighbours(offsets(type, packing))) {
    const values = run.map(({ part }) => toWord(value.parts[part]));
    const start = addOffset(reference.word, run[0].offset);
    c.emit({ kind: "store", values, memory, word: start, line: c.line });
  }
}

function toWord(part: Expression): Expression {
  if (part.type !== "bool") return part;
  return operation("select", "u32", constant("u32", 0), constant("u32", 1), part);
}

/**
 * Sets variables as if all at once. A value that reads a variable of this assignment which is set
 * earlier is evaluated before the first variable is set.
 */
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

/** Selects one of several values by an index that is not constant; the last if out of range. */
export function selectByIndex(values: readonly Expression[], index: Expression): Expression {
  const limit = values.length - 1;
  return values.slice(0, limit).reduceRight((rest, value, i) => {
    const chosen = operation("eq", "bool", index, constant(index.type, i));
    return operation("select", value.type, rest, value, chosen);
  }, values[limit]);
}
