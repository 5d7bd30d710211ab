/** Propagates constants and copies: replaces a variable that is never set by its known value. */
import { operation } from "./simplify.ts";
import type { Expression, Statement, Variable } from "../ir.ts";
import { assigned, eachReading, mapped, walk } from "../walk.ts";

/**
 * Returns the same statements with known values in the place of variables. The declarations of
 * these variables stay, although nothing reads them any more.
 */
export function propagated(body: readonly Statement[]): readonly Statement[] {
  const sets = new Set<Variable>();
  walk(body, (statement) => {
    if (statement.kind === "set") sets.add(statement.variable);
  });
  const values = new Map<Variable, Expression>();
  // A variable is declared before it is read, so the values of all variables that a declaration
  // reads are already in the map.
  walk(body, (statement) => {
    if (statement.kind !== "declare" || sets.has(statement.variable)) return;
    const value = replaced(statement.value, values);
    const stays = value.kind === "get" ? !sets.has(value.variable) : value.kind !== "operation";
    if (stays) values.set(statement.variable, value);
  });
  walkLists(body, (list) => {
    for (const copy of copiesOf(list)) {
      const { variable, value } = copy;
      if (sets.has(value.variable) && !sets.has(variable)) {
        values.set(variable, replaced(value, values));
      }
    }
  });
  if (!values.size) return body;
  return mapped(body, (list) => list.flatMap((statement) => decided(changed(statement, values))));
}

function walkLists(
  list: readonly Statement[],
  visit: (list: readonly Statement[]) => void,
): void {
  visit(list);
  walk(list, (statement) => {
    if (statement.kind === "if") [statement.then, statement.otherwise].forEach(visit);
    else if (statement.kind === "block" || statement.kind === "loop") visit(statement.body);
  });
}

/** A declaration of a variable as the copy of another variable. */
type Copy = Statement & { kind: "declare"; value: Expression & { kind: "get" } };

function isCopy(statement: Statement): statement is Copy {
  return statement.kind === "declare" && statement.value.kind === "get";
}

/** The copies in a list that nothing reads after the variable that they copy is set again. */
function copiesOf(list: readonly Statement[]): readonly Copy[] {
  const copies: Copy[] = [];
  if (!list.some(isCopy)) return copies;
  // By variable, among the statements after number `i`: the index of the first statement that sets
  // the variable, and the index of the last statement that reads it.
  const next = new Map<Variable, number>(), last = new Map<Variable, number>();
  for (let i = list.length - 1; i >= 0; i--) {
    const statement = list[i];
    if (isCopy(statement)) {
      const end = next.get(statement.value.variable) ?? Infinity;
      const read = last.get(statement.variable) ?? -1;
      // A `set` may read the copy, as it evaluates its value before it sets the variable. An `if`,
      // a block or a loop may read the copy after one of its statements has set the variable.
      if (list[end]?.kind === "set" ? read <= end : read < end) copies.push(statement);
    }
    for (const variable of assigned([statement])) next.set(variable, i);
    eachReading([statement], (variable) => {
      if (!last.has(variable)) last.set(variable, i);
    });
  }
  return copies.reverse();
}

/** Returns an expression with variables replaced by their values in the map. */
export function replaced(
  expression: Expression,
  values: ReadonlyMap<Variable, Expression>,
): Expression {
  if (expression.kind === "get") return values.get(expression.variable) ?? expression;
  if (expression.kind !== "operation") return expression;
  const operands = expression.operands.map((operand) => replaced(operand, values));
  if (operands.every((operand, i) => operand === expression.operands[i])) return expression;
  return operation(expression.opcode, expression.type, ...operands);
}

function changed(statement: Statement, values: ReadonlyMap<Variable, Expression>): Statement {
  const to = (expression: Expression) => replaced(expression, values);
  switch (statement.kind) {
    case "declare":
    case "set":
      return { ...statement, value: to(statement.value) };
    case "load":
      return { ...statement, word: to(statement.word) };
    case "store":
    case "atomic":
      return { ...statement, word: to(statement.word), values: statement.values.map(to) };
    case "if":
      return { ...statement, condition: to(statement.condition) };
    case "loop": {
      const { counter } = statement;
      if (!counter) return statement;
      return {
        ...statement,
        counter: { ...counter, end: to(counter.end), step: to(counter.step) },
      };
    }
    default:
      return statement;
  }
}

/** Replaces an `if` with a constant condition by the branch that is always taken. */
function decided(statement: Statement): readonly Statement[] {
  if (statement.kind !== "if" || statement.condition.kind !== "constant") return [statement];
  return statement.condition.value ? statement.then : statement.otherwise;
}
