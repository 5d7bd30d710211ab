/** Writes variables and tests masks. */
import { type Context, valueType } from "./context.ts";
import type { Expression, Variable } from "../ir.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import { splatTop, vector } from "./vectors.ts";

/** Gives a variable the uniform value, or first lane, that `push` pushes. */
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

/** Gives register `r` of a varying variable what `push` pushes; in active lanes where `blended`. */
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

/** Gives a variable the value of an expression. */
export function assign(
  cx: Context,
  variable: Variable,
  value: Expression,
  blended: boolean,
): void {
  if (cx.uniformity.ofVariable(variable).level < Level.varying) {
    return setScalar(cx, variable, () => scalar(cx, value));
  }
  // A register of a value is computed from the same register of others, so one at a time is safe.
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
