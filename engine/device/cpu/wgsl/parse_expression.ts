/** Parses types and expressions. */
import type { Cursor } from "./cursor.ts";
import type { BinaryOperator, ExpressionSyntax, Place, TypeSyntax } from "./syntax.ts";

type Family = "product" | "sum" | "shift" | "comparison" | "logic" | "bits";

const families: ReadonlyMap<string, Family> = new Map(
  ([
    ["product", "* / %"],
    ["sum", "+ -"],
    ["shift", "<< >>"],
    ["comparison", "== != < <= > >="],
    ["logic", "&& ||"],
    ["bits", "& | ^"],
  ] as const).flatMap(([family, operators]) =>
    operators.split(" ").map((operator) => [operator, family] as const)
  ),
);

/** The family of the next token, if the token is a binary operator. */
function familyOf({ token }: Cursor): Family | undefined {
  return token.kind === "operator" ? families.get(token.text) : undefined;
}

/**
 * Parses an expression. WGSL requires parentheses between operators of some families, so
 * `a & b == c`, `a << b + c`, `a < b < c` and `a && b || c` are refused.
 */
export function expression(cursor: Cursor): ExpressionSyntax {
  const { at } = cursor.token;
  const first = unary(cursor);
  const tree = familyOf(cursor) === "bits"
    ? chain(cursor, at, first, unary)
    : logic(cursor, at, first);
  if (familyOf(cursor) && tree.kind === "binary") {
    cursor.refuse(
      `\`${tree.operator}\` and then \`${cursor.token.text}\` without parentheses, ` +
        "parentheses expected around one of them",
    );
  }
  return tree;
}

/** Parses an operand, or only the rest of it if its first part is given. */
type Operand = (cursor: Cursor, at?: Place, first?: ExpressionSyntax) => ExpressionSyntax;

/** Parses the operator that comes next and its right operand. */
function withRightOperand(cursor: Cursor, at: Place, left: ExpressionSyntax, operand: Operand) {
  const operator = cursor.take().text as BinaryOperator;
  return { kind: "binary", at, operator, left, right: operand(cursor) } as const;
}

/** Parses the rest of `a & b & c`, a row of the same operator. */
function chain(cursor: Cursor, at: Place, left: ExpressionSyntax, operand: Operand) {
  const { text } = cursor.token;
  while (cursor.is(text)) left = withRightOperand(cursor, at, left, operand);
  return left;
}

function logic(cursor: Cursor, at: Place, first: ExpressionSyntax): ExpressionSyntax {
  const left = comparison(cursor, at, first);
  return familyOf(cursor) === "logic" ? chain(cursor, at, left, comparison) : left;
}

function comparison(cursor: Cursor, at = cursor.token.at, first = unary(cursor)): ExpressionSyntax {
  const left = shift(cursor, at, first);
  return familyOf(cursor) === "comparison" ? withRightOperand(cursor, at, left, shift) : left;
}

function shift(cursor: Cursor, at = cursor.token.at, first = unary(cursor)): ExpressionSyntax {
  if (familyOf(cursor) === "shift") return withRightOperand(cursor, at, first, unary);
  let left = product(cursor, at, first);
  while (familyOf(cursor) === "sum") left = withRightOperand(cursor, at, left, product);
  return left;
}

function product(cursor: Cursor, at = cursor.token.at, left = unary(cursor)): ExpressionSyntax {
  while (familyOf(cursor) === "product") left = withRightOperand(cursor, at, left, unary);
  return left;
}

const signs: ReadonlySet<string> = new Set(["-", "!", "~", "&", "*"]);

/** Parses an operand with the operators before it. */
export function unary(cursor: Cursor): ExpressionSyntax {
  const { at, text } = cursor.token;
  cursor.enter();
  let tree: ExpressionSyntax;
  if (signs.has(text)) {
    cursor.take();
    const operator = text as "-" | "!" | "~" | "&" | "*";
    tree = { kind: "unary", at, operator, operand: unary(cursor) };
  } else {
    tree = accesses(cursor, at, primary(cursor));
  }
  cursor.leave();
  return tree;
}

/** Parses the rest of `a[i].x` after `a`. */
function accesses(cursor: Cursor, at: Place, object: ExpressionSyntax): ExpressionSyntax {
  for (;;) {
    if (cursor.skip("[")) {
      object = { kind: "index", at, object, index: expression(cursor) };
      cursor.expect("]");
    } else if (cursor.skip(".")) {
      object = { kind: "member", at, object, member: cursor.name("a member's name") };
    } else {
      return object;
    }
  }
}

function primary(cursor: Cursor): ExpressionSyntax {
  const { token } = cursor;
  const { at } = token;
  if (token.kind === "name") return named(cursor);
  if (token.literal) return { kind: "number", at, ...cursor.take().literal! };
  if (cursor.skip("(")) {
    const inner = expression(cursor);
    cursor.expect(")");
    return inner;
  }
  if (!cursor.is("true") && !cursor.is("false")) cursor.expected("an expression");
  return { kind: "boolean", at, value: cursor.take().text === "true" };
}

/** Parses a name or a call. */
function named(cursor: Cursor): ExpressionSyntax {
  const callee = type(cursor);
  const { at, name } = callee;
  if (cursor.skip("(")) {
    return { kind: "call", at, callee, arguments: cursor.list(")", () => expression(cursor)) };
  }
  if (callee.parameters.length) cursor.expected(`\`(\` after \`${name}<...>\``);
  return { kind: "name", at, name };
}

/** Parses a type. */
export function type(cursor: Cursor): TypeSyntax {
  const { at } = cursor.token;
  const name = cursor.name("a type");
  if (cursor.token.kind !== "open") return { at, name, parameters: [] };
  cursor.enter();
  cursor.take();
  if (cursor.is(">")) cursor.expected("a type");
  const parameters = cursor.list(">", () => parameter(cursor));
  cursor.leave();
  return { at, name, parameters };
}

/** Parses a type's parameter. A lone name counts as a type, as names are not resolved yet. */
function parameter(cursor: Cursor): TypeSyntax | ExpressionSyntax {
  const { following } = cursor;
  const alone = following.kind === "close" || following.text === ",";
  return cursor.token.kind === "name" && alone ? type(cursor) : expression(cursor);
}
