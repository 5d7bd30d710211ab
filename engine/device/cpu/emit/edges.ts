/** Conditions that hold for all lanes of a chunk if they hold for its last lane. */
import type { Context } from "./context.ts";
import type { Expression, Opcode } from "../ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";

/**
 * Whether a condition is uniform, or is `linear < uniform` for integers, or is the conjunction of
 * such conditions. With `negated`, the question is about the negation of the condition.
 */
export function isEdge(cx: Context, condition: Expression, negated = false): boolean {
  if (cx.uniformity.isUniform(condition)) return true;
  if (condition.kind !== "operation") return false;
  const { opcode, operands } = condition;
  if (opcode === "not") return isEdge(cx, operands[0], !negated);
  if (opcode === (negated ? "or" : "and")) {
    return operands.every((operand) => isEdge(cx, operand, negated));
  }
  const sides = sidesOf(opcode, operands, negated);
  if (!sides || sides[0].type === "f32") return false;
  const { level, stride } = cx.uniformity.of(sides[0]);
  return level === Level.linear && stride > 0 && cx.uniformity.isUniform(sides[1]);
}

/**
 * The sides of a comparison, or of its negation, as `first < second`; `null` if it has no such
 * form.
 */
function sidesOf(
  opcode: Opcode,
  [left, right]: readonly Expression[],
  negated: boolean,
): readonly [Expression, Expression] | null {
  if (opcode === (negated ? "ge" : "lt")) return [left, right];
  return opcode === (negated ? "le" : "gt") ? [right, left] : null;
}

/** Pushes whether a condition of this form holds for all lanes. */
export function pushHolds(cx: Context, condition: Expression, negated = false): void {
  const { code } = cx;
  if (cx.uniformity.isUniform(condition)) {
    scalar(cx, condition);
    if (negated) code.op("i32.eqz");
    return;
  }
  const { opcode, operands } = condition as Expression & { kind: "operation" };
  if (opcode === "not") return pushHolds(cx, operands[0], !negated);
  if (opcode === "and" || opcode === "or") {
    for (const operand of operands) pushHolds(cx, operand, negated);
    code.op("i32.and");
    return;
  }
  const [less, greater] = sidesOf(opcode, operands, negated)!;
  const sign = less.type === "u32" ? "u" : "s";
  scalar(cx, less);
  const first = cx.keep("i32");
  code.get(first).i32(cx.uniformity.of(less).stride * (cx.uniformity.lanes - 1)).op("i32.add");
  const last = cx.keep("i32");
  code.get(last);
  scalar(cx, greater);
  // `first < last` makes sure that the value of the last lane has not wrapped around.
  code.op(`i32.lt_${sign}`).get(first).get(last).op(`i32.lt_${sign}`).op("i32.and");
}
