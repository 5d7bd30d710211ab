/** Lowers statements of the source. */
import { isConstant, operation } from "./simplify.ts";
import type { Expression } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Reference, Value } from "./scope.ts";
import { call, find, value } from "./expressions.ts";
import { lowerFor, lowerLoop, lowerSwitch } from "./loops.ts";
import { constantOf, declareVariable } from "./module.ts";
import { binary, condition } from "./operators.ts";
import { localMemory, read, write } from "./places.ts";
import { plainType, typeOf } from "./type_syntax.ts";
import { concreteValue, converted, expectSimple, zero } from "./values.ts";
import { limits } from "../limits.ts";
import { bytes } from "./type_layout.ts";
import type { StatementSyntax } from "../wgsl/syntax.ts";

type Of<K extends StatementSyntax["kind"]> = StatementSyntax & { kind: K };

/**
 * Lowers statements in order, without unreachable ones; returns whether their end is unreachable.
 */
export function runStatements(c: Context, statements: readonly StatementSyntax[]): boolean {
  for (const syntax of statements) {
    c.at(syntax.at);
    if (c.deeper(syntax.at, () => statement(c, syntax))) return true;
  }
  return false;
}

function statement(c: Context, syntax: StatementSyntax): boolean {
  switch (syntax.kind) {
    case "block":
      return c.scoped(() => runStatements(c, syntax.body));
    case "declare":
      lowerDeclaration(c, syntax);
      return false;
    case "assign":
      lowerAssignment(c, syntax);
      return false;
    case "call":
      if (syntax.call.kind === "call") call(c, syntax.call);
      return false;
    case "if":
      return lowerIf(c, syntax);
    case "switch":
      return lowerSwitch(c, syntax);
    case "for":
    case "while":
      return lowerFor(c, syntax);
    case "loop":
      return lowerLoop(c, syntax);
    case "return":
      return lowerReturn(c, syntax);
    default:
      return lowerJump(c, syntax);
  }
}

function lowerDeclaration(c: Context, syntax: Of<"declare">): void {
  const { at, how, name } = syntax;
  if (how === "const") {
    const value = { ...constantOf(c, syntax), origin: syntax };
    return c.bind(at, name, { kind: "value", value });
  }
  const reference = how === "var" ? variable(c, syntax) : null;
  if (reference) return c.bind(at, name, { kind: "reference", reference });
  const given = concreteValue(c, at, firstValue(c, syntax));
  const type = given.type;
  if (c.dynamic.has(syntax)) {
    const copy = localMemory(c, at, name, type);
    write(c, at, copy, given);
    return c.bind(at, name, { kind: "reference", reference: { ...copy, fixed: true } });
  }
  const own: Value = { ...c.keep(name, given), stage: 2, origin: syntax };
  c.bind(at, name, { kind: "value", value: own });
}

/** The first value of a declaration, converted to the declared type if there is one. */
function firstValue(c: Context, { at, how, name, type, value: given }: Of<"declare">): Value {
  const made = value(c, given!, how === "let" ? name : undefined);
  return type ? converted(c, at, made, typeOf(c, type)) : made;
}

function variable(c: Context, syntax: Of<"declare">): Reference {
  const { at, name, type, value: given } = syntax;
  const first = given ? firstValue(c, syntax) : zero(plainType(c, type!));
  const value = concreteValue(c, at, first);
  const frame = c.frames.at(-1)!, size = bytes(value.type);
  frame.bytes += size;
  c.expectBytes(
    at,
    `memory of the function "${frame.syntax.name}"`,
    frame.bytes,
    limits.functionBytes,
  );
  return declareVariable(c, at, name, value, syntax);
}

function lowerAssignment(c: Context, { at, target, operator, value: given }: Of<"assign">): void {
  if (!target) {
    const pointed = given.kind === "unary" && given.operator === "&";
    if (pointed) find(c, given.operand);
    else value(c, given);
    return;
  }
  const place = find(c, target);
  if (!("kind" in place) || ("fixed" in place && place.fixed)) {
    return c.refuse(at, "only variables and memory can be assigned to");
  }
  if (place.type.kind === "atomic") c.refuse(at, "atomics are written with atomicStore()");
  const reference = operator || c.globals.size ? withPinnedIndex(c, place) : place;
  let made: Value;
  if (operator && operator !== "&&" && operator !== "||") {
    const old = c.keepIfGlobal(expectSimple(c, at, read(c, at, reference)));
    made = binary(c, at, operator, old, expectSimple(c, given.at, value(c, given)));
  } else {
    made = value(c, given);
  }
  write(c, at, reference, converted(c, at, made, reference.type));
}

/**
 * Returns the same place with its index kept in variables. So the index is evaluated only once, and
 * the value that is assigned cannot change it.
 */
function withPinnedIndex(c: Context, reference: Reference): Reference {
  if (reference.kind !== "words") return reference;
  const inside = reference.inside && c.pin(reference.inside, "inside");
  return { ...reference, word: pinIndex(c, reference.word), inside };
}

/** Keeps the index of a word in a variable, except for a constant that is added last. */
function pinIndex(c: Context, word: Expression): Expression {
  if (word.kind !== "operation" || word.opcode !== "add") return c.pin(word, "index");
  const [rest, last] = word.operands;
  if (!isConstant(last)) return c.pin(word, "index");
  return operation("add", "u32", c.pin(rest, "index"), last);
}

function lowerIf(c: Context, syntax: Of<"if">): boolean {
  const test = condition(c, syntax.at, expectSimple(c, syntax.at, value(c, syntax.condition)));
  const { then, otherwise } = syntax;
  if (test.kind === "constant") {
    return c.scoped(() => runStatements(c, test.value ? then : otherwise));
  }
  const { line } = c;
  const frame = c.frames.at(-1)!;
  frame.depth++;
  const ended = [false, false];
  const [yes, no] = [then, otherwise].map((body, i) =>
    c.collect(() => ended[i] = c.scoped(() => runStatements(c, body)))
  );
  frame.depth--;
  if (yes.length || no.length) {
    c.emit({ kind: "if", condition: test, then: yes, otherwise: no, line });
  }
  return ended[0] && ended[1];
}

function lowerReturn(c: Context, { at, value: given }: Of<"return">): boolean {
  const frame = c.frames.at(-1)!;
  const { result, label } = frame;
  if (!given !== !result) {
    c.refuse(at, result ? "a result is missing" : "the function has no result");
  }
  const made = given && result ? converted(c, at, value(c, given), result) : null;
  if (frame.depth === 0 && !c.left.has(label)) {
    frame.direct = made && c.keepIfGlobal({ ...made, stage: 2 });
    return true;
  }
  if (made) {
    frame.variables ??= c.variables(frame.syntax.name, result!);
    write(c, at, {
      kind: "variables",
      type: result!,
      variables: frame.variables,
      origin: frame.syntax,
    }, made);
  }
  c.at(at);
  c.leave(label);
  return true;
}

function lowerJump(c: Context, { kind }: Of<"break" | "continue">): boolean {
  const label = kind === "break"
    ? c.exits.at(-1)!.end
    : c.exits.findLast(({ next }) => next)!.next!;
  c.leave(label);
  return true;
}
