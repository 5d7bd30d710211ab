/** Refuses barriers that not all invocations of a workgroup reach equally often. */
import type { Context } from "./context.ts";
import type { Label, Statement } from "../ir.ts";
import { contains, leaves, Level } from "./uniformity.ts";

const partly = "a barrier is reached by some invocations of a workgroup only";

/** Checks the barriers of a workgroup that has several chunks. */
export function checkBarriers(cx: Context, body: readonly Statement[]): void {
  visit(cx, body, [], new Set());
}

/**
 * `around` are the labels of open blocks, `left` the labels that some invocations may have left to.
 */
function visit(
  cx: Context,
  list: readonly Statement[],
  around: readonly Label[],
  left: Set<Label>,
): void {
  for (const statement of list) {
    switch (statement.kind) {
      case "barrier":
        if (around.some((label) => left.has(label))) {
          cx.refuse(statement.line, partly);
        }
        break;
      case "leave":
        if (cx.uniformity.parts(statement)) left.add(statement.label);
        break;
      case "if":
        checkIf(cx, statement);
        visit(cx, statement.then, around, left);
        visit(cx, statement.otherwise, around, left);
        break;
      case "loop":
        checkLoop(cx, statement);
        visit(cx, statement.body, around, left);
        break;
      case "block":
        visit(cx, statement.body, [...around, statement.label], left);
        left.delete(statement.label);
    }
  }
}

function checkIf(cx: Context, statement: Statement & { kind: "if" }): void {
  if (cx.uniformity.of(statement.condition).level === Level.group) return;
  if (!contains([statement], "barrier")) return;
  cx.refuse(statement.line, partly);
}

/**
 * Refuses a barrier in a loop that some invocations leave before others: the other invocations
 * would reach the barrier in turns that the first do not run.
 */
function checkLoop(cx: Context, statement: Statement & { kind: "loop" }): void {
  if (!contains([statement], "barrier")) return;
  if (!leaves(statement, (leave) => cx.uniformity.parts(leave))) return;
  cx.refuse(statement.line, "a barrier is in a loop that some invocations leave before others");
}
