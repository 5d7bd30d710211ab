/** Lowers expressions of the source. */
import { abstractInteger } from "./abstract.ts";
import { constant, get, negate, operation } from "./simplify.ts";
import { Variable } from "../ir.ts";
import { limits } from "../limits.ts";
import { isMemoryBuiltin, memoryBuiltin } from "./memory_builtins.ts";
import { builtin, isBuiltin } from "./value_builtins.ts";
import { inline } from "./calls.ts";
import { bitcast, construct, isTypeName } from "./constructors.ts";
import type { Context } from "./context.ts";
import type { FunctionSyntax, Reference, Value } from "./scope.ts";
import { resolve } from "./module.ts";
import { binary, condition, indexOf, unary } from "./operators.ts";
import { element, elementValue, member, memberValue } from "./elements.ts";
import { read } from "./places.ts";
import { expectValueSize, typeOf, typeParameter } from "./type_syntax.ts";
import {
  concreteValue,
  elementConstant,
  expectSimple,
  latestStage,
  type Simple,
} from "./values.ts";
import type { ExpressionSyntax, Place } from "../wgsl/syntax.ts";
import { isAbstract, isPlain, scalar } from "./types.ts";

type Of<K extends ExpressionSyntax["kind"]> = ExpressionSyntax & { kind: K };

/** Lowers an expression to its value; `name` is for the variables of a value loaded from memory. */
export function value(c: Context, syntax: ExpressionSyntax, name?: string): Value {
  const found = find(c, syntax);
  if (!("kind" in found)) return found;
  const { type } = found;
  if (isPlain(type)) {
    expectValueSize(c, syntax.at, type);
    return read(c, syntax.at, found, name);
  }
  return c.refuse(
    syntax.at,
    type.kind === "atomic"
      ? "atomics are read with atomicLoad()"
      : `a value of ${type.name} cannot be kept`,
  );
}

/** Lowers an expression to the reference that it names, or to its value where it names none. */
export function find(c: Context, syntax: ExpressionSyntax): Reference | Value {
  return c.deeper(syntax.at, () => findHere(c, syntax));
}

function findHere(c: Context, syntax: ExpressionSyntax): Reference | Value {
  const { at } = syntax;
  switch (syntax.kind) {
    case "number":
      return literal(c, syntax);
    case "boolean":
      return { type: scalar("bool"), parts: [constant("bool", syntax.value ? 1 : 0)], stage: 0 };
    case "name":
      return named(c, at, syntax.name);
    case "unary":
      if (syntax.operator === "&" || syntax.operator === "*") {
        const { operand: to } = syntax;
        const undone = syntax.operator === "*" && to.kind === "unary" && to.operator === "&";
        if (undone) return find(c, to.operand);
        return c.refuse(at, "pointers are supported only as arguments of built-in functions");
      }
      return unary(c, at, syntax.operator, operand(c, syntax.operand));
    case "binary":
      return operators(c, syntax);
    case "call":
      return call(c, syntax) ??
        c.refuse(at, `${syntax.callee.name}() has no result`);
    case "index": {
      const object = find(c, syntax.object);
      const index = indexOf(c, syntax.index.at, operand(c, syntax.index));
      if ("kind" in object) return element(c, at, object, index);
      const whole = isAbstract(object.type) && latestStage([index]) === 2
        ? concreteValue(c, at, object)
        : object;
      return elementValue(c, syntax.index.at, whole, index);
    }
    case "member": {
      const object = find(c, syntax.object);
      if (!("kind" in object)) return memberValue(c, at, object, syntax.member);
      const several = object.type.kind === "vector" && syntax.member.length > 1;
      if (!several) return member(c, at, object, syntax.member);
      return memberValue(c, at, read(c, at, object), syntax.member);
    }
  }
}

function operand(c: Context, syntax: ExpressionSyntax): Simple {
  return expectSimple(c, syntax.at, value(c, syntax));
}

const elements = { i: "i32", u: "u32", f: "f32" } as const;

function literal(c: Context, { at, value, exact, suffix, float }: Of<"number">): Value {
  const element = suffix === "" ? (float ? "float" : "int") : elements[suffix];
  const part = element === "int"
    ? abstractInteger(c, at, exact ?? BigInt(value))
    : elementConstant(element, value);
  return { type: scalar(element), parts: [part], stage: 0 };
}

function named(c: Context, at: Place, name: string): Reference | Value {
  const binding = resolve(c, at, name);
  if (!binding) return c.refuse(at, `"${name}" is not declared`);
  if (binding.kind === "value") return binding.value;
  if (binding.kind === "reference") return binding.reference;
  if (binding.kind === "ended") {
    return c.refuse(at, `"${name}" is used behind a continue, which is not supported`);
  }
  return c.refuse(at, `"${name}" is a ${binding.kind}, not a value`);
}

/** Lowers `a + b + c` in a loop from the first operand on, because a long row is a deep tree. */
function operators(c: Context, syntax: Of<"binary">): Value {
  const row = [syntax];
  for (let first = syntax.left; first.kind === "binary"; first = first.left) row.push(first);
  if (row.length > limits.operators) {
    c.refuse(syntax.at, `${row.length} operators in a row, more than ${limits.operators}`);
  }
  const combined = () =>
    row.reduceRight((left, each) => operator(c, each, left), operand(c, row.at(-1)!.left));
  return c.deeper(syntax.at, combined, row.length >> 2);
}

/** Lowers an operator whose left operand is lowered already. */
function operator(c: Context, syntax: Of<"binary">, left: Simple): Simple {
  const { at, operator, right } = syntax;
  if (operator === "&&" || operator === "||") return logical(c, syntax, left);
  const a = c.keepIfGlobal(left);
  return binary(c, at, operator, a, operand(c, right));
}

/**
 * Lowers `a && b` and `a || b`. The right side is always evaluated where its statements only
 * declare variables, because they have no side effects.
 */
function logical(c: Context, { operator, left, right }: Of<"binary">, a: Simple): Simple {
  const first = condition(c, left.at, a);
  const and = operator === "&&";
  if (first.kind === "constant" && (first.value === 1) !== and) return a;
  let b = a;
  const before = c.collect(() => b = operand(c, right));
  const second = condition(c, right.at, b);
  const type = scalar("bool"), stage = latestStage([a, b]);
  if (first.kind === "constant" || before.every(({ kind }) => kind === "declare")) {
    for (const statement of before) c.emit(statement);
    const both = operation(and ? "and" : "or", "bool", first, second);
    return { type, parts: [both], stage };
  }
  const variable = new Variable(and ? "both" : "either", "bool");
  c.emit({ kind: "declare", variable, value: first });
  const then = [...before, { kind: "set" as const, variable, value: second }];
  const goesOn = and ? get(variable) : negate(get(variable));
  c.emit({ kind: "if", condition: goesOn, then, otherwise: [], line: c.line });
  c.markFinal([variable]);
  return { type, parts: [get(variable)], stage };
}

/** Lowers arguments in order; a value that a later argument may change is kept in a variable. */
function argumentValues(c: Context, list: readonly ExpressionSyntax[]): Value[] {
  return list.map((syntax, i) => {
    const made = value(c, syntax);
    return i < list.length - 1 ? c.keepIfGlobal(made) : made;
  });
}

/** Lowers the call of a function or constructor; returns `null` where it has no result. */
export function call(c: Context, syntax: Of<"call">): Value | null {
  const { at, callee, arguments: given } = syntax;
  const { name } = callee;
  const binding = resolve(c, at, name);
  if (binding?.kind === "function") {
    const arguments_ = argumentValues(c, given);
    c.at(at);
    return inline(c, at, binding.syntax, arguments_);
  }
  if (isTypeName(c, at, name)) return construct(c, at, callee, argumentValues(c, given));
  if (binding) return c.refuse(at, `"${name}" is not a function`);
  if (isMemoryBuiltin(name)) return memoryBuiltin(c, syntax, find);
  if (name === "bitcast") {
    const type = typeOf(c, typeParameter(c, callee, 0));
    if (given.length !== 1) c.refuse(at, "bitcast() takes 1 argument");
    return bitcast(c, at, type, value(c, given[0]));
  }
  if (!isBuiltin(c, name)) return c.refuse(at, unknownFunction(name));
  const arguments_ = argumentValues(c, given);
  c.at(at);
  return builtin(c, at, name, arguments_, inlined);
}

function inlined(c: Context, at: Place, syntax: FunctionSyntax, given: Value[]): Value {
  return inline(c, at, syntax, given) ?? c.refuse(at, `${syntax.name}() has no result`);
}

/** Built-in functions of WGSL that this device does not support. */
const unsupportedFunctions =
  /^(texture|subgroup|quad|dpd|fwidth|pack|unpack|dot4|determinant$|transpose$|frexp$|quantizeToF16$|reflect$|refract$|faceForward$)/;

function unknownFunction(name: string): string {
  return unsupportedFunctions.test(name)
    ? `the built-in function ${name}() is not supported`
    : `no function is called "${name}"`;
}
