/** Emits writes of variables and tests of masks. */
import { type Context, valueType } from "./context.ts";
import type { Expression, Variable } from "../ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import { splatTop, vector } from "./vectors.ts";

/**
 * Sets a variable to the scalar that `push` pushes: its uniform value, or the value of its first
 * lane.
 */
export function setScalar(cx: Context, variable: Variable, push: () => void): void {
  const { code } = cx;
  const home = cx.homes.get(variable)!;
  if (home.slot >= 0) {
    code.get(cx.slots);
    push();
    code.access(`${valueType(variable.type)}.store`, home.slot);
    return;
  }
  push();
  if (home.splat >= 0) {
    if (home.scalar >= 0) code.tee(home.scalar);
    splatTop(cx, variable.type);
    code.set(home.splat);
  } else code.set(home.scalar);
}

/**
 * Sets register `r` of a varying variable to the vector that `push` pushes. If `blended`, lanes
 * that are not active keep their values.
 */
export function setVector(
  cx: Context,
  variable: Variable,
  r: number,
  push: () => void,
  blended = false,
): void {
  const { code } = cx;
  const home = cx.homes.get(variable)!;
  if (home.slot >= 0) code.get(cx.slots);
  push();
  if (blended && cx.mask) {
    if (home.slot >= 0) code.get(cx.slots).access("v128.load", home.slot + 16 * r);
    else code.get(home.vectors[r]);
    code.get(cx.mask[r]).op("v128.bitselect");
  }
  if (home.slot >= 0) code.access("v128.store", home.slot + 16 * r);
  else code.set(home.vectors[r]);
}

/** Sets a variable to the value of an expression; if `blended`, only in active lanes. */
export function assign(
  cx: Context,
  variable: Variable,
  value: Expression,
  blended: boolean,
): void {
  if (cx.uniformity.ofVariable(variable).level < Level.varying) {
    return setScalar(cx, variable, () => scalar(cx, value));
  }
  // Register r of a value is computed from register r of variables only, so a register can be set
  // before the next register is computed.
  for (let r = 0; r < cx.registers; r++) {
    setVector(cx, variable, r, () => vector(cx, value, r), blended);
  }
}

/** Pushes whether any lane is active. */
export function anyActive(cx: Context, mask: readonly number[]): void {
  mask.forEach((local, r) => {
    cx.code.get(local);
    if (r) cx.code.op("v128.or");
  });
  cx.code.op("v128.any_true");
}

/** Pushes whether all lanes are active. */
export function allActive(cx: Context, mask: readonly number[]): void {
  mask.forEach((local, r) => {
    cx.code.get(local);
    if (r) cx.code.op("v128.and");
  });
  cx.code.op("i32x4.all_true");
}
