/** Traversals of lists of statements. */
import type { Expression, Statement, Variable } from "./ir.ts";

/** Calls `visit` for each statement, nested statements included. */
export function walk(list: readonly Statement[], visit: (statement: Statement) => void): void {
  for (const statement of list) {
    visit(statement);
    if (statement.kind === "if") {
      walk(statement.then, visit);
      walk(statement.otherwise, visit);
    } else if (statement.kind === "block" || statement.kind === "loop") {
      walk(statement.body, visit);
    }
  }
}

/** Calls `visit` for each expression of the statements, but not for its operands. */
export function eachExpression(
  statements: readonly Statement[],
  visit: (expression: Expression, statement: Statement) => void,
): void {
  walk(statements, (statement) => {
    for (const expression of expressions(statement)) visit(expression, statement);
  });
}

/** Calls `visit` for an expression and, recursively, for its operands. */
export function eachPart(expression: Expression, visit: (part: Expression) => void): void {
  visit(expression);
  if (expression.kind === "operation") {
    for (const operand of expression.operands) eachPart(operand, visit);
  }
}

/** Calls `visit` for each variable that an expression reads. */
export function eachRead(expression: Expression, visit: (variable: Variable) => void): void {
  eachPart(expression, (part) => {
    if (part.kind === "get") visit(part.variable);
  });
}

/** Variables that statements declare or set. */
export function assigned(list: readonly Statement[]): Set<Variable> {
  const found = new Set<Variable>();
  walk(list, (statement) => {
    if (statement.kind === "load") statement.variables.forEach((variable) => found.add(variable));
    else if ("variable" in statement && statement.variable) found.add(statement.variable);
  });
  return found;
}

/** The statements after `change` was applied to each list of them, inner lists first. */
export function mapped(
  list: readonly Statement[],
  change: (inner: readonly Statement[]) => readonly Statement[],
): readonly Statement[] {
  return change(list.map((statement) => {
    if (statement.kind === "if") {
      const then = mapped(statement.then, change), otherwise = mapped(statement.otherwise, change);
      return { ...statement, then, otherwise };
    }
    if (statement.kind !== "block" && statement.kind !== "loop") return statement;
    return { ...statement, body: mapped(statement.body, change) };
  }));
}

/** The expressions of a statement, without the expressions of nested statements. */
export function expressions(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case "declare":
    case "set":
      return [statement.value];
    case "load":
      return [statement.word];
    case "store":
    case "atomic":
      return [statement.word, ...statement.values];
    case "if":
      return [statement.condition];
    case "loop":
      return statement.counter ? [statement.counter.end, statement.counter.step] : [];
    default:
      return [];
  }
}

/** Calls `visit` for each variable that the statements read, once for each read. */
export function eachReading(
  list: readonly Statement[],
  visit: (variable: Variable) => void,
): void {
  walk(list, (statement) => {
    for (const expression of expressions(statement)) eachRead(expression, visit);
    if (statement.kind === "loop" && statement.counter) visit(statement.counter.variable);
  });
}
