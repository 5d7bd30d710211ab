/**
 * The fast form of counted loops. The number of turns is computed and bounds are checked before the
 * loop, addresses are pointers that advance in each turn, and no lane is masked. The fast form runs
 * only turns that all lanes take; the general form follows it and runs the other turns. If a check
 * fails, the general form runs all turns.
 */
import { type Affine, constant, Inside, operation } from "./affine.ts";
import { type Context, type Stream } from "./context.ts";
import { allActive } from "./homes.ts";
import type { Counter, Expression, Memory, Statement, Words } from "../ir.ts";
import { constantPlace, isStreamed, span } from "./places.ts";
import { scalar } from "./scalars.ts";
import { Level } from "./uniformity.ts";
import { unrolled } from "./unroll.ts";
import { walk } from "../walk.ts";

type Loop = Statement & { kind: "loop" };
type Access = Statement & Words & { kind: "load" | "store" };

/** Most words between the offsets that share a pointer, so that addresses stay below 2^32. */
const window = 2 ** 24;

/** Emits the fast form of a loop, if the loop has a fast form. */
export function fastLoop(
  cx: Context,
  rolled: Loop,
  list: (cx: Context, statements: readonly Statement[]) => void,
): void {
  const loop = { ...rolled, body: unrolled(rolled.body) };
  const { counter } = loop;
  if (!counter || !isCounted(cx, loop, counter)) return;
  const { code } = cx;
  const turns = countTurns(cx, counter);
  const plans = plan(cx, loop, counter, turns);
  code.get(turns).i32(0).op("i32.ne");
  for (const { inside } of plans.pointers) code.get(inside).op("i32.and");
  if (cx.mask) {
    allActive(cx, cx.mask);
    code.op("i32.and");
  }
  code.if();
  const outer = [cx.mask, cx.streams] as const;
  cx.mask = null;
  cx.streams = plans.streams;
  const again = code.loop();
  list(cx, loop.body.slice(1));
  for (const { pointer, stride } of plans.pointers) {
    code.get(pointer).get(stride).op("i32.add").set(pointer);
  }
  code.get(turns).i32(1).op("i32.sub").tee(turns).brIf(again);
  code.end();
  [cx.mask, cx.streams] = outer;
  code.end();
}

/** Whether turns differ between lanes only at the end, and the body has no loop or barrier. */
function isCounted(cx: Context, loop: Loop, { variable, end, step }: Counter): boolean {
  const { level, stride } = cx.uniformity.ofVariable(variable);
  if (level === Level.varying || stride < 0) return false;
  if (!cx.uniformity.isUniform(end) || !cx.uniformity.isUniform(step)) return false;
  if (loop.body[0]?.kind !== "if") return false;
  let plain = true;
  walk(loop.body, ({ kind }) => {
    if (kind === "loop" || kind === "barrier" || kind === "atomic") plain = false;
  });
  return plain;
}

/** Emits the number of turns in which the last lane's counter is below the end. */
function countTurns(cx: Context, { variable, end, step }: Counter): number {
  const { code } = cx;
  const sign = variable.type === "u32" ? "u" : "s";
  const ahead = cx.uniformity.ofVariable(variable).stride * (cx.uniformity.lanes - 1);
  scalar(cx, { kind: "get", type: variable.type, variable });
  const from = cx.keep("i32");
  scalar(cx, end);
  const to = cx.keep("i32");
  scalar(cx, step);
  const by = cx.keep("i32");
  const turns = code.local("i32");
  code.i32(0).set(turns);
  // The counter of the last lane is greater by `ahead` than the counter of the first lane.
  code.get(to).i32(ahead).op(`i32.gt_${sign}`);
  code.get(from).get(to).i32(ahead).op("i32.sub").op(`i32.lt_${sign}`).op("i32.and");
  code.get(by).i32(0).op("i32.gt_s").op("i32.and").if();
  code.get(to).i32(ahead).op("i32.sub").get(from).op("i32.sub").i32(1).op("i32.sub");
  if (step.kind !== "constant" || step.value !== 1) code.get(by).op("i32.div_u");
  code.i32(1).op("i32.add").set(turns).end();
  return turns;
}

/** Locals of a pointer: its address, its increase in a turn, whether all turns are in bounds. */
interface Pointer {
  readonly pointer: number;
  readonly stride: number;
  readonly inside: number;
}

function plan(cx: Context, loop: Loop, counter: Counter, turns: number) {
  const groups = new Map<
    string,
    { memory: Memory; affine: Affine; low: number; reach: number; of: [Access, number][] }
  >();
  const within = new Inside(loop.body, counter);
  walk(loop.body, (statement) => {
    if (statement.kind !== "load" && statement.kind !== "store") return;
    const count = statement.kind === "load" ? statement.variables.length : statement.values.length;
    if (!isStreamed(cx, statement, count) || constantPlace(cx, statement, count)) return;
    const affine = within.affine(statement.word);
    if (!affine || cx.uniformity.of(affine.coefficient).level > Level.chunk) return;
    const { offset } = affine, near = Math.round(offset / window);
    const key = `${within.keyOf(statement.memory, affine)} ${near}`;
    const reach = offset + span(cx, statement, count);
    let group = groups.get(key);
    if (!group) {
      group = { memory: statement.memory, affine, low: near * window, reach, of: [] };
      groups.set(key, group);
    }
    group.low = Math.min(group.low, offset);
    group.reach = Math.max(group.reach, reach);
    group.of.push([statement, offset]);
  });
  const streams = new Map<Statement, Stream>();
  const pointers = [...groups.values()].map(({ memory, affine, low, reach, of }) => {
    const base = operation("add", affine.base, constant(low >>> 0));
    const place = { ...affine, base };
    const made = pointerOf(cx, memory, place, reach - low, counter.step, turns);
    for (const [statement, offset] of of) {
      streams.set(statement, { pointer: made.pointer, offset: 4 * (offset - low) });
    }
    return made;
  });
  return { streams, pointers };
}

/** Emits a pointer's first address, its increase in a turn, and the check of its last index. */
function pointerOf(
  cx: Context,
  memory: Memory,
  { base, coefficient }: Affine,
  reach: number,
  step: Expression,
  turns: number,
): Pointer {
  const { code } = cx;
  const { address, words } = cx.places.get(memory)!;
  scalar(cx, base);
  const first = cx.keep("i32");
  scalar(cx, operation("mul", coefficient, step));
  const stride = cx.keep("i32");
  // The check uses 64 bits, in which this product and these sums of 32-bit numbers do not wrap.
  code.get(turns).i32(1).op("i32.sub").op("i64.extend_i32_u").get(stride).op("i64.extend_i32_u");
  code.op("i64.mul").get(first).op("i64.extend_i32_u").op("i64.add").i64(reach).op("i64.add");
  if (memory.words !== null) code.i64(memory.words);
  else code.get(words).op("i64.extend_i32_u");
  code.op("i64.le_u");
  const inside = cx.keep("i32");
  code.get(first).i32(2).op("i32.shl").get(address).op("i32.add");
  const pointer = cx.keep("i32");
  code.get(stride).i32(2).op("i32.shl").set(stride);
  return { pointer, stride, inside };
}
