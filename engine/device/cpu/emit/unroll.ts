/**
 * Unrolls inner loops with few turns, whose number is known at compile time, if that can make
 * indices in workgroup memory constant: the runtime does not check accesses at constant places, and
 * it joins pairs of vectors if no check lies between their accesses.
 */
import type { Counter, Expression, Statement, Variable } from "../ir.ts";
import { constant } from "../lower/simplify.ts";
import { replaced } from "../lower/propagate.ts";
import { eachRead } from "../walk.ts";

/** Most turns of a loop that is unrolled. */
const mostTurns = 128;

/** Most statements of all turns of an unrolled loop together. */
const mostStatements = 2048;

/**
 * The statements, with the loops among them unrolled for which {@linkcode countedOf} finds turns.
 */
export function unrolled(list: readonly Statement[]): readonly Statement[] {
  return list.flatMap((statement) => {
    const loop = countedOf(statement);
    return loop ? turnsOf(loop) : [statement];
  });
}

/** A loop of straight-line code whose turns are known. */
interface Counted {
  readonly variable: Variable;
  /** Value of the counter in each turn. */
  readonly values: readonly number[];
  readonly body: readonly Statement[];
}

/** The loop that a block consists of, if the loop is to be unrolled, else `null`. */
function countedOf(block: Statement): Counted | null {
  if (block.kind !== "block" || block.body.length !== 2) return null;
  const [start, loop] = block.body;
  if (start.kind !== "declare" || loop.kind !== "loop" || !loop.counter) return null;
  if (start.variable !== loop.counter.variable) return null;
  const values = valuesOf(start.value, loop.counter);
  // The first statement tests for the end and the last updates the counter: no unrolled turn needs
  // them.
  const body = loop.body.slice(1, -1);
  const plain = body.every(({ kind }) => ["declare", "set", "load", "store"].includes(kind));
  if (!values || !plain || values.length * body.length > mostStatements) return null;
  const shares = body.some((each) => "memory" in each && each.memory.space === "workgroup");
  return shares ? { variable: start.variable, values, body } : null;
}

/** The values of a counter in all turns; `null` if they are not known or are too many. */
function valuesOf(start: Expression, { end, step }: Counter): readonly number[] | null {
  if (start.kind !== "constant" || end.kind !== "constant" || step.kind !== "constant") return null;
  if (step.value <= 0 || end.value > 2 ** 30) return null;
  const values: number[] = [];
  for (let value = start.value; value < end.value; value += step.value) {
    if (values.push(value) > mostTurns) return null;
  }
  return values;
}

/** The statements of all turns, one turn after another. */
function turnsOf({ variable, values, body }: Counted): readonly Statement[] {
  const sets = new Set<Variable>();
  for (const statement of body) if (statement.kind === "set") sets.add(statement.variable);
  return values.flatMap((value) => {
    const known = new Map<Variable, Expression>([[variable, constant(variable.type, value)]]);
    return body.flatMap((statement) => turnOf(statement, known, sets));
  });
}

/**
 * A statement in one turn. Reads of the counter, and of integer and boolean variables that depend
 * on it and are never set, are replaced by their values in this turn.
 */
function turnOf(
  statement: Statement,
  known: Map<Variable, Expression>,
  sets: ReadonlySet<Variable>,
): readonly Statement[] {
  const to = (expression: Expression) => replaced(expression, known);
  switch (statement.kind) {
    case "declare": {
      const value = to(statement.value);
      const moves = value !== statement.value && value.type !== "f32";
      let fixed = !sets.has(statement.variable);
      eachRead(value, (variable) => fixed &&= !sets.has(variable));
      if (!moves || !fixed) return [{ ...statement, value }];
      known.set(statement.variable, value);
      return [];
    }
    case "set":
      return [{ ...statement, value: to(statement.value) }];
    case "load":
      return [{ ...statement, word: to(statement.word) }];
    case "store":
      return [{ ...statement, word: to(statement.word), values: statement.values.map(to) }];
    default:
      return [statement];
  }
}
