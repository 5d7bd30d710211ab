/** Recognises loops that count. */
import type { Counter, Expression, Label, Statement, Variable } from "../ir.ts";
import { assigned, eachRead, walk } from "../walk.ts";

/** Whether a `leave` among the statements jumps out of them. */
function escapes(list: readonly Statement[]): boolean {
  const own = new Set<Label>(), left = new Set<Label>();
  walk(list, (statement) => {
    if (statement.kind === "block") own.add(statement.label);
    if (statement.kind === "leave") left.add(statement.label);
  });
  return [...left].some((label) => !own.has(label));
}

/** How a loop counts, or `null` where it does not count; see {@linkcode Counter}. */
export function counterOf(
  first: Statement | undefined,
  condition: Expression,
  update: readonly Statement[],
  body: readonly Statement[],
): Counter | null {
  if (first?.kind !== "declare" || update.length !== 1) return null;
  const { variable } = first;
  const [set] = update;
  if (set.kind !== "set" || set.variable !== variable || variable.type === "f32") return null;
  const end = otherOperand(condition, "lt", 0, variable) ??
    otherOperand(condition, "gt", 1, variable);
  const step = otherOperand(set.value, "add", 0, variable) ??
    otherOperand(set.value, "add", 1, variable);
  if (!end || !step || escapes(body)) return null;
  const changing = assigned(body);
  if (changing.has(variable)) return null;
  let changes = false;
  for (const expression of [end, step]) {
    eachRead(expression, (read) => changes ||= read === variable || changing.has(read));
  }
  return changes ? null : { variable, end, step };
}

/** The other operand of an operation whose operand at `place` is the variable. */
function otherOperand(
  expression: Expression,
  opcode: string,
  place: 0 | 1,
  variable: Variable,
): Expression | null {
  if (expression.kind !== "operation" || expression.opcode !== opcode) return null;
  const operand = expression.operands[place];
  const same = operand.kind === "get" && operand.variable === variable;
  return same ? expression.operands[1 - place] : null;
}
