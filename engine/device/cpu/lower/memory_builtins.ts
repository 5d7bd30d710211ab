/** Built-in functions on memory: atomics, barriers, uniform loads, lengths of run-time arrays. */
import { constant, get, operation } from "./simplify.ts";
import type { AtomicOpcode, Expression } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Reference, Value } from "./scope.ts";
import { read } from "./places.ts";
import { converted } from "./values.ts";
import type { ExpressionSyntax, Place } from "../wgsl/syntax.ts";
import { stride } from "./type_layout.ts";
import { isPlain, scalar, type StructType, type Type } from "./types.ts";

/** A function that finds the reference that an expression names, or the expression's value. */
export type Find = (c: Context, syntax: ExpressionSyntax) => Reference | Value;

type Words = Reference & { kind: "words" };

const atomics: Readonly<Record<string, AtomicOpcode>> = {
  atomicLoad: "load",
  atomicStore: "store",
  atomicAdd: "add",
  atomicSub: "sub",
  atomicMin: "min",
  atomicMax: "max",
  atomicAnd: "and",
  atomicOr: "or",
  atomicXor: "xor",
  atomicExchange: "exchange",
  atomicCompareExchangeWeak: "compareExchange",
};

/** Whether a built-in function on memory has this name. */
export function isMemoryBuiltin(name: string): boolean {
  return Object.hasOwn(atomics, name) ||
    ["workgroupBarrier", "storageBarrier", "workgroupUniformLoad", "arrayLength"].includes(name);
}

/** Lowers the call of a built-in function on memory; returns `null` where it has no result. */
export function memoryBuiltin(
  c: Context,
  syntax: ExpressionSyntax & { kind: "call" },
  find: Find,
): Value | null {
  const { at, callee: { name }, arguments: given } = syntax;
  if (name === "workgroupBarrier" || name === "storageBarrier") {
    if (given.length) c.refuse(at, `${name}() takes no arguments`);
    barrier(c, at);
    return null;
  }
  const reference = pointee(c, at, name, given[0], find);
  if (name === "arrayLength") {
    return { type: scalar("u32"), parts: [runtimeLength(c, at, reference)], stage: 2 };
  }
  if (name !== "workgroupUniformLoad") return atomic(c, syntax, reference);
  if (reference.memory.space !== "workgroup") {
    c.refuse(at, "workgroupUniformLoad() is for workgroup variables");
  }
  if (!isPlain(reference.type)) c.refuse(at, "workgroupUniformLoad() is not for atomics");
  return uniformLoad(c, at, reference);
}

/** A load between two barriers, so that the whole workgroup reads the same value. */
function uniformLoad(c: Context, at: Place, reference: Words): Value {
  barrier(c, at);
  let value: Value | null = null;
  const loads = c.collect(() => value = read(c, at, reference));
  for (const load of loads) c.emit(load.kind === "load" ? { ...load, uniform: true } : load);
  barrier(c, at);
  return value!;
}

function barrier(c: Context, at: Place): void {
  c.at(at);
  c.emit({ kind: "barrier", line: c.line });
}

/** The reference that the pointer argument points to. */
function pointee(
  c: Context,
  at: Place,
  name: string,
  syntax: ExpressionSyntax | undefined,
  find: Find,
): Words {
  if (syntax?.kind !== "unary" || syntax.operator !== "&") {
    return c.refuse(at, `${name}() takes a pointer that is written with & at its place`);
  }
  const reference = find(c, syntax.operand);
  if ("parts" in reference || reference.kind !== "words") {
    return c.refuse(at, `${name}() takes a pointer to memory`);
  }
  return reference;
}

/** The number of elements of a run-time array, which may follow other members of a structure. */
function runtimeLength(c: Context, at: Place, { type, memory, word }: Words): Expression {
  if (type.kind !== "array" || type.count !== null) {
    return c.refuse(at, `arrayLength() is for arrays of run-time length, not ${type.name}`);
  }
  const step = stride(type.of, "wgsl");
  const { value: start } = word as Expression & { kind: "constant" };
  if (start === 0) return { kind: "length", type: "u32", memory, stride: step };
  const all: Expression = { kind: "length", type: "u32", memory, stride: 1 };
  const rest = operation("sub", "u32", all, constant("u32", start));
  return operation("div", "u32", rest, constant("u32", step));
}

function atomic(
  c: Context,
  { at, callee: { name }, arguments: [, ...given] }: ExpressionSyntax & { kind: "call" },
  { type, memory, word: place, inside }: Words,
): Value | null {
  if (type.kind !== "atomic") return c.refuse(at, `${name}() is for atomics, not ${type.name}`);
  if (!memory.writable) c.refuse(at, `"${memory.name}" can only be read`);
  const opcode = atomics[name], { element } = type;
  const count = opcode === "load" ? 0 : opcode === "compareExchange" ? 2 : 1;
  if (given.length !== count) c.refuse(at, `${name}() takes ${count + 1} arguments`);
  const values = given.map((syntax) => {
    const value = converted(c, syntax.at, c.lowering.value(c, syntax), scalar(element));
    return c.pin(value.parts[0]);
  });
  // No memory has this word, so the atomic operation does nothing where the index is outside.
  const nowhere = constant("u32", 2 ** 32 - 1);
  const word = inside ? operation("select", "u32", nowhere, place, inside) : place;
  c.at(at);
  const variable = opcode === "store" ? null : c.finalVariable(memory.name, element);
  const { line } = c;
  c.emit({ kind: "atomic", opcode, type: element, values, variable, memory, word, line });
  if (!variable) return null;
  const old = get(variable);
  if (opcode !== "compareExchange") return { type: scalar(element), parts: [old], stage: 2 };
  const exchanged = operation("eq", "bool", old, values[0]);
  return { type: exchange(scalar(element)), parts: [old, exchanged], stage: 2 };
}

function exchange(of: Type): StructType {
  return {
    kind: "struct",
    name: `__atomic_compare_exchange_result_${of.name}`,
    members: [{ name: "old_value", type: of }, { name: "exchanged", type: scalar("bool") }],
  };
}
