/** Conditions that hold for all lanes of a chunk as soon as they hold for its last. */
import type { Context } from "./context.ts";
import type { Expression } from "./ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";

type Operation = Expression & { kind: "operation" };

/** Whether a condition is `linear < uniform`, or several such that all must hold. */
export function isEdge(cx: Context, condition: Expression): boolean {
  if (cx.uniformity.isUniform(condition)) return true;
  if (condition.kind !== "operation") return false;
  const { opcode, operands } = condition;
  if (opcode === "and") return operands.every((operand) => isEdge(cx, operand));
  if (opcode !== "lt" || operands[0].type === "f32") return false;
  const { level, stride } = cx.uniformity.of(operands[0]);
  return level === Level.linear && stride > 0 && cx.uniformity.isUniform(operands[1]);
}

/** Pushes whether such a condition holds for all lanes. */
export function pushHolds(cx: Context, condition: Expression): void {
  const { code } = cx;
  if (cx.uniformity.isUniform(condition)) return scalar(cx, condition);
  const { opcode, operands: [left, right] } = condition as Operation;
  if (opcode === "and") {
    pushHolds(cx, left);
    pushHolds(cx, right);
    code.op("i32.and");
    return;
  }
  const sign = left.type === "u32" ? "u" : "s";
  scalar(cx, left);
  const first = cx.keep("i32");
  code.get(first).i32(cx.uniformity.of(left).stride * (cx.uniformity.lanes - 1)).op("i32.add");
  const last = cx.keep("i32");
  code.get(last);
  scalar(cx, right);
  // The last lane has not wrapped around.
  code.op(`i32.lt_${sign}`).get(first).get(last).op(`i32.lt_${sign}`).op("i32.and");
}
