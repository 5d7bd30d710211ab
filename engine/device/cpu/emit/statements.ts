/** Emits statements for a chunk, with masks where control flow differs between lanes. */
import { atomic } from "./atomics.ts";
import { type Context, none } from "./context.ts";
import { anyActive, assign } from "./homes.ts";
import type { Statement } from "../ir.ts";
import { load } from "./loads.ts";
import { isEdge, pushHolds } from "./edges.ts";
import { fastLoop } from "./loops.ts";
import { scalar } from "./scalars.ts";
import { store } from "./stores.ts";
import { vector } from "./vectors.ts";

type Kind<K extends Statement["kind"]> = Statement & { kind: K };

/** Emits a list of statements, up to the point where no lane is active. */
export function list(cx: Context, statements: readonly Statement[]): void {
  for (const statement of statements) {
    if (cx.mask === none) return;
    one(cx, statement);
  }
}

function one(cx: Context, statement: Statement): void {
  switch (statement.kind) {
    case "declare":
      if (cx.hoisted.has(statement.variable)) return;
      cx.declare(statement.variable);
      return assign(cx, statement.variable, statement.value, false);
    case "set":
      return assign(cx, statement.variable, statement.value, cx.uniformity.blends(statement));
    case "load":
      for (const variable of statement.variables) cx.declare(variable);
      return load(cx, statement);
    case "store":
      return store(cx, statement);
    case "atomic":
      if (statement.variable) cx.declare(statement.variable);
      return atomic(cx, statement);
    case "if":
      return cx.uniformity.parts(statement) ? partedIf(cx, statement) : wholeIf(cx, statement);
    case "block":
      return block(cx, statement);
    case "loop":
      if (!cx.partial) fastLoop(cx, statement, list);
      return loop(cx, statement);
    case "leave":
      return leave(cx, statement);
    case "barrier":
      // The lanes of one chunk run in step; `groups.ts` emits barriers between several chunks.
      return;
  }
}

/** Emits an `if` in which all active lanes take the same branch. */
function wholeIf(cx: Context, statement: Kind<"if">): void {
  const { code } = cx;
  const entry = cx.mask;
  const merged = cx.targets.narrows(statement) ? cx.vectors() : null;
  scalar(cx, statement.condition);
  code.if();
  list(cx, statement.then);
  if (merged) put(cx, merged);
  if (statement.otherwise.length || merged) {
    code.else();
    cx.mask = entry;
    list(cx, statement.otherwise);
    if (merged) put(cx, merged);
  }
  code.end();
  cx.mask = merged ?? entry;
}

/**
 * Emits a test that only lanes past an end fail. The body is emitted twice: without masks for
 * chunks in which all lanes pass, which are nearly all chunks, and with masks for the other chunks.
 * The masked code has no fast loops, since fast loops need all lanes.
 */
function edge(cx: Context, statement: Kind<"if">): void {
  const { code } = cx;
  pushHolds(cx, statement.condition);
  code.if();
  list(cx, statement.then);
  code.else();
  cx.partial = true;
  masked(cx, statement);
  cx.partial = false;
  code.end();
}

/**
 * Emits an `if` in which lanes may take different branches: `then` and `otherwise`, one after
 * another.
 */
function partedIf(cx: Context, statement: Kind<"if">): void {
  const { condition, otherwise } = statement;
  const simple = !cx.mask && !cx.partial && !otherwise.length && !cx.targets.narrows(statement);
  if (simple && isEdge(cx, condition)) edge(cx, statement);
  else masked(cx, statement);
}

function masked(cx: Context, statement: Kind<"if">): void {
  const { code } = cx;
  const { condition, then, otherwise } = statement;
  const entry = cx.mask;
  const narrows = cx.targets.narrows(statement);
  const taken = maskOf(cx, (r) => {
    vector(cx, condition, r);
    if (entry) code.get(entry[r]).op("v128.and");
  });
  const rest = narrows || otherwise.length
    ? maskOf(cx, (r) => {
      if (entry) code.get(entry[r]).get(taken[r]).op("v128.andnot");
      else code.get(taken[r]).op("v128.not");
    })
    : null;
  const merged = narrows ? cx.vectors() : null;
  if (merged) clear(cx, merged);
  for (const [mask, statements] of [[taken, then], [rest, otherwise]] as const) {
    if (!mask || (!statements.length && !merged)) continue;
    cx.mask = mask;
    if (statements.length === 1 && statements[0].kind === "leave") leave(cx, statements[0]);
    else if (statements.length) {
      anyActive(cx, mask);
      cx.ends.push(code.if());
      list(cx, statements);
      if (merged) join(cx, merged);
      cx.ends.pop();
      code.end();
    } else if (merged) join(cx, merged);
  }
  cx.mask = merged ?? entry;
  if (merged) skip(cx, merged);
}

/** Branches to the innermost end behind which lanes may wait, if no lane is active here. */
function skip(cx: Context, mask: readonly number[]): void {
  const end = cx.ends.at(-1);
  if (end === undefined) return;
  anyActive(cx, mask);
  cx.code.op("i32.eqz").brIf(end);
}

function block(cx: Context, statement: Kind<"block">): void {
  const entry = cx.mask;
  const exit = cx.targets.narrows(statement) ? cx.vectors() : null;
  if (exit) clear(cx, exit);
  const target = cx.code.block();
  cx.blocks.push({ label: statement.label, target, exit });
  cx.ends.push(target);
  list(cx, statement.body);
  if (exit) join(cx, exit);
  cx.ends.pop();
  cx.blocks.pop();
  cx.code.end();
  cx.mask = exit ?? entry;
}

function leave(cx: Context, statement: Kind<"leave">): void {
  const block = cx.blocks.find(({ label }) => label === statement.label);
  // A block that is shared by all chunks restores its lanes from a slot; see `groups.ts`.
  if (block?.exit) join(cx, block.exit);
  if (cx.uniformity.parts(statement)) cx.mask = none;
  else cx.code.br(block!.target);
}

/** Emits a loop that runs until all lanes have left it for the end of a block around it. */
function loop(cx: Context, statement: Kind<"loop">): void {
  const { code } = cx;
  const narrows = cx.targets.narrows(statement);
  const active = narrows ? cx.vectors() : null;
  if (active) {
    put(cx, active);
    cx.mask = active;
  }
  const target = code.loop();
  list(cx, statement.body);
  if (active) {
    put(cx, active);
    anyActive(cx, active);
    code.brIf(target);
  } else code.br(target);
  code.end();
  if (active) cx.mask = none;
}

/** New locals with the mask that `push` pushes, register by register. */
function maskOf(cx: Context, push: (r: number) => void): number[] {
  return Array.from({ length: cx.registers }, (_, r) => {
    push(r);
    return cx.keep("v128");
  });
}

function clear({ code }: Context, mask: readonly number[]): void {
  for (const local of mask) code.words([0, 0, 0, 0]).set(local);
}

/** Sets a mask to the mask of the active lanes. */
function put(cx: Context, mask: readonly number[]): void {
  mask.forEach((local, r) => {
    pushActive(cx, r);
    cx.code.set(local);
  });
}

/** Adds the active lanes to a mask. */
function join(cx: Context, mask: readonly number[]): void {
  if (cx.mask === none) return;
  mask.forEach((local, r) => {
    cx.code.get(local);
    pushActive(cx, r);
    cx.code.op("v128.or").set(local);
  });
}

/** Pushes the mask of a register's active lanes. */
export function pushActive({ code, mask }: Context, r: number): void {
  if (mask === none) code.words([0, 0, 0, 0]);
  else if (mask) code.get(mask[r]);
  else code.words([-1, -1, -1, -1]);
}
