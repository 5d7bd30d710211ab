/** Simplifies lowered statements: replaces jumps by `if`, removes values that nothing reads. */
import { assigned, eachRead, eachReading, expressions, mapped, walk } from "../walk.ts";
import { negate } from "./simplify.ts";
import { propagated } from "./propagate.ts";
import type { Expression, Label, Statement, Variable } from "../ir.ts";

/** Returns simpler statements with the same effect. */
export function tidy(body: readonly Statement[]): readonly Statement[] {
  let list = propagated(declaredWhereSet(withoutBlocks(body)));
  for (;;) {
    const next = withoutUnused(list, neededVariables(list));
    if (next === list) return list;
    list = next;
  }
}

/** Removes the blocks in which an `if` around the rest can replace each jump to the end. */
function withoutBlocks(body: readonly Statement[]): readonly Statement[] {
  return mapped(body, (list) =>
    list.flatMap((statement) => {
      if (statement.kind !== "block") return [statement];
      const { body, label } = statement;
      const last = body.at(-1);
      // A jump to the end that is the last statement jumps over nothing.
      const short = last?.kind === "leave" && last.label === label ? body.slice(0, -1) : body;
      return withoutLeaves(short, label) ?? [{ ...statement, body: short }];
    }));
}

function leaves(list: readonly Statement[], label: Label): boolean {
  let found = false;
  walk(list, (statement) => found ||= statement.kind === "leave" && statement.label === label);
  return found;
}

/** Whether the end of a list is never reached. */
function ends(list: readonly Statement[]): boolean {
  const last = list.at(-1);
  if (last?.kind === "if") return ends(last.then) && ends(last.otherwise);
  return last?.kind === "leave";
}

/** How many jumps to the end of a block may become `if`s that are nested in one another. */
const deepest = 64;

/**
 * Returns a block's statements without jumps to its end, `null` where `if`s cannot replace them.
 */
function withoutLeaves(
  list: readonly Statement[],
  label: Label,
  depth = 0,
): readonly Statement[] | null {
  if (depth > deepest) return null;
  const at = list.findIndex((statement) => leaves([statement], label));
  if (at < 0) return list;
  const before = list.slice(0, at), rest = list.slice(at + 1), statement = list[at];
  if (statement.kind === "leave") return before;
  if (statement.kind !== "if") return null;
  const branches = [statement.then, statement.otherwise];
  // Both branches would need a copy of the rest, which would make the program larger.
  if (rest.length && branches.every((branch) => !ends(branch))) return null;
  const [then, otherwise] = branches.map((branch) =>
    withoutLeaves(ends(branch) ? branch : [...branch, ...rest], label, depth + 1)
  );
  if (!then || !otherwise) return null;
  return [...before, thenFirst({ ...statement, then, otherwise })];
}

const opposites: Readonly<Record<string, "lt" | "le" | "gt" | "ge" | "eq" | "ne">> = {
  lt: "ge",
  le: "gt",
  gt: "le",
  ge: "lt",
  eq: "ne",
  ne: "eq",
};

/** Swaps the branches of an `if` whose first branch is empty. */
function thenFirst(statement: Statement & { kind: "if" }): Statement {
  if (statement.then.length) return statement;
  const { condition, then, otherwise } = statement;
  return { ...statement, condition: opposite(condition), then: otherwise, otherwise: then };
}

function opposite(condition: Expression): Expression {
  if (condition.kind !== "operation" || condition.operands[0].type === "f32") {
    return negate(condition);
  }
  const opcode = opposites[condition.opcode];
  return opcode ? { ...condition, opcode } : negate(condition);
}

/**
 * Declares a variable where it is set, if it is set only once, in the list of statements that
 * declares it, and nothing reads it before.
 */
function declaredWhereSet(body: readonly Statement[]): readonly Statement[] {
  const sets = new Map<Variable, number>();
  walk(body, (statement) => {
    if (statement.kind !== "set") return;
    sets.set(statement.variable, (sets.get(statement.variable) ?? 0) + 1);
  });
  return mapped(body, (list) => {
    const early = new Map<Variable, Statement>(), dropped = new Set<Statement>();
    const made = list.map((statement): Statement => {
      const moves = statement.kind === "set" && early.has(statement.variable) &&
        !mentions(statement.value, statement.variable);
      if (moves) {
        dropped.add(early.get(statement.variable)!);
        early.delete(statement.variable);
      }
      eachReadOrInnerSet([statement], (variable) => early.delete(variable));
      if (statement.kind === "declare" && sets.get(statement.variable) === 1) {
        early.set(statement.variable, statement);
      }
      return moves ? { ...statement, kind: "declare" } : statement;
    });
    return made.filter((statement) => !dropped.has(statement));
  });
}

function mentions(expression: Expression, variable: Variable): boolean {
  let found = false;
  eachRead(expression, (read) => found ||= read === variable);
  return found;
}

/** Calls `visit` for the variables that statements read, and those that nested statements set. */
function eachReadOrInnerSet(list: readonly Statement[], visit: (variable: Variable) => void): void {
  eachReading(list, visit);
  for (const statement of list) {
    if (statement.kind !== "if" && statement.kind !== "block" && statement.kind !== "loop") {
      continue;
    }
    for (const variable of assigned([statement])) visit(variable);
  }
}

/** The variables that a statement gives a value; `null` where it has another effect. */
function madeBy(statement: Statement): readonly Variable[] | null {
  if (statement.kind === "declare" || statement.kind === "set") return [statement.variable];
  return statement.kind === "load" ? statement.variables : null;
}

/** The variables that affect the contents of memory or the control flow. */
function neededVariables(body: readonly Statement[]): ReadonlySet<Variable> {
  const live = new Set<Variable>();
  const makers = new Map<Variable, Statement[]>();
  const need = (statement: Statement) => {
    for (const expression of expressions(statement)) {
      eachRead(expression, (variable) => live.add(variable));
    }
    if (statement.kind === "loop" && statement.counter) live.add(statement.counter.variable);
  };
  walk(body, (statement) => {
    const made = madeBy(statement);
    if (!made) need(statement);
    for (const variable of made ?? []) {
      const before = makers.get(variable);
      if (before) before.push(statement);
      else makers.set(variable, [statement]);
    }
  });
  // The set grows during the loop: a needed variable needs the variables that its value reads.
  for (const variable of live) makers.get(variable)?.forEach(need);
  return live;
}

/**
 * Removes the statements that only give values to variables that are not needed. Returns the same
 * list if there is nothing to remove.
 */
function withoutUnused(
  body: readonly Statement[],
  live: ReadonlySet<Variable>,
): readonly Statement[] {
  let changed = false;
  const list = mapped(body, (list) =>
    list.filter((statement) => {
      const unused = madeBy(statement)?.every((variable) => !live.has(variable)) ??
        isIdle(statement);
      changed ||= unused;
      return !unused;
    }).map((statement) => {
      const drops = statement.kind === "atomic" && statement.variable &&
        !live.has(statement.variable);
      changed ||= Boolean(drops);
      return drops ? { ...statement, variable: null } : statement;
    }));
  return changed ? list : body;
}

/** Whether a statement has no effect because nothing is left in it. */
function isIdle(statement: Statement): boolean {
  if (statement.kind === "if") return !statement.then.length && !statement.otherwise.length;
  if (statement.kind === "block") return !statement.body.length;
  // A counting loop with two statements has only the test for its end and the update.
  return statement.kind === "loop" && statement.counter !== null && statement.body.length === 2;
}
