/** Parses statements. */
import { limits } from "../limits.ts";
import type { Cursor } from "./cursor.ts";
import { attributes, refuseMisplaced } from "./parse_attribute.ts";
import { expression, type, unary } from "./parse_expression.ts";
import type { BinaryOperator, ExpressionSyntax, Place, StatementSyntax } from "./syntax.ts";

/** Which jumps out of the blocks around a statement are allowed. */
interface Flow {
  readonly breaks: boolean;
  readonly continues: boolean;
  readonly returns: boolean;
}

type Read = (cursor: Cursor, at: Place, flow: Flow) => StatementSyntax;

/** Statements that end with a block. */
const compounds: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["{", (cursor, at, flow) => ({ kind: "block", at, body: block(cursor, flow) })],
  ["if", ifStatement],
  ["switch", switchStatement],
  ["for", forStatement],
  ["while", whileStatement],
  ["loop", loopStatement],
]);

/** Statements that end with a semicolon and begin with a keyword. */
const keyed: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["let", declaration],
  ["var", declaration],
  ["const", declaration],
  ["break", jumpStatement],
  ["continue", jumpStatement],
  ["return", returnStatement],
]);

const unsupported: ReadonlyMap<string, string> = new Map([
  ["discard", "`discard` is not supported, only compute shaders run here"],
  ["const_assert", "`const_assert` is not supported"],
  ["continuing", "`continuing` expected only at the end of a loop"],
]);

/** Parses the body of a function. */
export function functionBody(cursor: Cursor): StatementSyntax[] {
  return block(cursor, { breaks: false, continues: false, returns: true });
}

/** Parses `{ ... }`; the only attribute that may stand before it is `@diagnostic`. */
function block(cursor: Cursor, flow: Flow): StatementSyntax[] {
  openBlock(cursor);
  const body = statements(cursor, flow);
  cursor.expect("}");
  return body;
}

function openBlock(cursor: Cursor): void {
  refuseMisplaced(cursor, attributes(cursor), "a statement");
  cursor.expect("{");
}

/** Parses statements up to a `}`, or up to the place where `stops` returns true. */
function statements(cursor: Cursor, flow: Flow, stops?: () => boolean): StatementSyntax[] {
  const body: StatementSyntax[] = [];
  cursor.open();
  while (!cursor.is("}") && !cursor.ended && !stops?.()) {
    if (cursor.skip(";")) continue;
    cursor.enter();
    body.push(statement(cursor, flow));
    cursor.leave();
  }
  cursor.close();
  return body;
}

function statement(cursor: Cursor, flow: Flow): StatementSyntax {
  const attributed = cursor.is("@");
  if (attributed) refuseMisplaced(cursor, attributes(cursor), "a statement");
  const { at, text } = cursor.token;
  const compound = compounds.get(text);
  if (compound) return compound(cursor, at, flow);
  if (attributed) cursor.expected("a statement with a block");
  const reason = unsupported.get(text);
  if (reason) cursor.refuse(reason);
  const read = (keyed.get(text) ?? simpleStatement)(cursor, at, flow);
  cursor.expect(";");
  return read;
}

function jumpStatement(cursor: Cursor, at: Place, { breaks, continues }: Flow): StatementSyntax {
  const kind = cursor.take().text as "break" | "continue";
  if (kind === "break" && cursor.is("if")) {
    cursor.refuse("`break if` expected only at the end of `continuing`", at);
  }
  if (kind === "break" ? !breaks : !continues) {
    const around = kind === "break" ? "a loop or a switch" : "a loop";
    cursor.refuse(`\`${kind}\` expected only inside of ${around}, and not out of continuing`, at);
  }
  return { kind, at };
}

function returnStatement(cursor: Cursor, at: Place, { returns }: Flow): StatementSyntax {
  cursor.take();
  if (!returns) cursor.refuse("`return` expected only outside of `continuing`", at);
  return { kind: "return", at, value: cursor.is(";") ? null : expression(cursor) };
}

/** Parses the declaration of a local variable or value. */
function declaration(cursor: Cursor, at: Place): StatementSyntax {
  const how = cursor.take().text as "let" | "var" | "const";
  if (how === "var" && cursor.token.kind === "open") {
    cursor.take();
    if (!cursor.is("function")) cursor.expected("`function`, the space of a function's variables,");
    cursor.take();
    cursor.expect(">");
  }
  const name = cursor.name(`the name of a \`${how}\``);
  const declared = cursor.skip(":") ? type(cursor) : null;
  if (how !== "var" && !cursor.is("=")) cursor.expected(`the value of \`${name}\` behind \`=\``);
  const value = cursor.skip("=") ? expression(cursor) : null;
  if (!declared && !value) cursor.expected(`the type or the value of \`${name}\``);
  return { kind: "declare", at, how, name, type: declared, value };
}

/** Parses a call or an assignment, which may also stand in the head of a `for`. */
function simpleStatement(cursor: Cursor, at: Place): StatementSyntax {
  if (cursor.skip("_")) {
    cursor.expect("=");
    return { kind: "assign", at, target: null, operator: null, value: expression(cursor) };
  }
  const named = cursor.token.kind === "name";
  if (!named && !["(", "*", "&"].some((text) => cursor.is(text))) cursor.expected("a statement");
  const target = unary(cursor);
  if (named && target.kind === "call") return { kind: "call", at, call: target };
  if (!assignable(target)) {
    cursor.refuse("a call, or a variable to assign to, expected as a statement", at);
  }
  return assignment(cursor, at, target);
}

/**
 * Whether an expression may stand left of `=`, as far as its form tells: names are not resolved.
 */
function assignable(target: ExpressionSyntax): boolean {
  switch (target.kind) {
    case "name":
      return true;
    case "index":
    case "member":
      return assignable(target.object);
    case "unary":
      return "*&".includes(target.operator) && assignable(target.operand);
    default:
      return false;
  }
}

const compoundAssignments: ReadonlySet<string> = new Set(
  "+= -= *= /= %= &= |= ^= <<= >>=".split(" "),
);

function assignment(cursor: Cursor, at: Place, target: ExpressionSyntax): StatementSyntax {
  const sign = cursor.token;
  if (sign.text === "++" || sign.text === "--") {
    const operator = cursor.take().text[0] as "+" | "-";
    const value = { kind: "number", at: sign.at, value: 1, suffix: "", float: false } as const;
    return { kind: "assign", at, target, operator, value };
  }
  if (sign.text !== "=" && !compoundAssignments.has(sign.text)) {
    cursor.expected("`=` or another assignment");
  }
  const operator = cursor.take().text.slice(0, -1) as BinaryOperator | "";
  return { kind: "assign", at, target, operator: operator || null, value: expression(cursor) };
}

function ifStatement(cursor: Cursor, at: Place, flow: Flow): StatementSyntax {
  cursor.expect("if");
  const condition = expression(cursor);
  const then = block(cursor, flow);
  let otherwise: StatementSyntax[] = [];
  if (cursor.skip("else")) {
    cursor.enter();
    otherwise = cursor.is("if")
      ? [ifStatement(cursor, cursor.token.at, flow)]
      : block(cursor, flow);
    cursor.leave();
  }
  return { kind: "if", at, condition, then, otherwise };
}

type Case = Extract<StatementSyntax, { kind: "switch" }>["cases"][number];

function switchStatement(cursor: Cursor, at: Place, flow: Flow): StatementSyntax {
  cursor.expect("switch");
  const value = expression(cursor);
  openBlock(cursor);
  const cases: Case[] = [];
  while (!cursor.skip("}")) cases.push(switchCase(cursor, { ...flow, breaks: true }));
  const selectors = cases.flatMap((one) => one.selectors);
  cursor.atMost(limits.selectors, selectors.length, "numbers of cases", at);
  const defaults = selectors.filter((one) => one === null).length;
  if (defaults !== 1) cursor.refuse(`one \`default\` expected in a switch, found ${defaults}`, at);
  return { kind: "switch", at, value, cases };
}

/** Parses `case 1, 2: { ... }` or `default: { ... }`. */
function switchCase(cursor: Cursor, flow: Flow): Case {
  const { at } = cursor.token;
  const selectors: (ExpressionSyntax | null)[] = [];
  if (cursor.skip("default")) {
    selectors.push(null);
  } else {
    if (!cursor.skip("case")) cursor.expected("`case`, `default` or `}`");
    do {
      if (selectors.length && [":", "{", "@"].some((text) => cursor.is(text))) break;
      selectors.push(cursor.skip("default") ? null : expression(cursor));
    } while (cursor.skip(","));
  }
  cursor.skip(":");
  return { at, selectors, body: block(cursor, flow) };
}

function forStatement(cursor: Cursor, at: Place, flow: Flow): StatementSyntax {
  cursor.expect("for");
  cursor.expect("(");
  const first = cursor.token;
  const declares = ["var", "let", "const"].some((text) => cursor.is(text));
  const start = cursor.is(";")
    ? null
    : (declares ? declaration : simpleStatement)(cursor, first.at);
  cursor.expect(";");
  const condition = cursor.is(";") ? null : expression(cursor);
  cursor.expect(";");
  const update = cursor.is(")") ? null : simpleStatement(cursor, cursor.token.at);
  cursor.expect(")");
  const body = block(cursor, { ...flow, breaks: true, continues: true });
  return { kind: "for", at, start, condition, update, body };
}

function whileStatement(cursor: Cursor, at: Place, flow: Flow): StatementSyntax {
  cursor.expect("while");
  const condition = expression(cursor);
  const body = block(cursor, { ...flow, breaks: true, continues: true });
  return { kind: "while", at, condition, body };
}

function loopStatement(cursor: Cursor, at: Place, flow: Flow): StatementSyntax {
  cursor.expect("loop");
  openBlock(cursor);
  const inside = { ...flow, breaks: true, continues: true };
  const body = statements(cursor, inside, () => cursor.is("continuing"));
  let continuing: StatementSyntax[] = [];
  let breakIf: ExpressionSyntax | null = null;
  if (cursor.skip("continuing")) {
    openBlock(cursor);
    const none = { breaks: false, continues: false, returns: false };
    const breaks = () => cursor.is("break") && cursor.following.text === "if";
    continuing = statements(cursor, none, breaks);
    if (breaks()) {
      cursor.take();
      cursor.expect("if");
      breakIf = expression(cursor);
      cursor.expect(";");
    }
    cursor.expect("}");
  }
  cursor.expect("}");
  return { kind: "loop", at, body, continuing, breakIf };
}
