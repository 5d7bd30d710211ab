/**
 * Emits a workgroup. A workgroup of one chunk runs all its invocations at once; a larger workgroup
 * runs chunk after chunk. If a workgroup of several chunks has barriers, its code is divided into
 * stretches between the barriers, and all chunks run a stretch before the next stretch begins.
 * Values that are the same in the whole workgroup are then computed once, and values that live
 * across a barrier are kept in slots in the scratch memory.
 */
import { checkBarriers } from "./barriers.ts";
import { type Context, parameters } from "./context.ts";
import { assign } from "./homes.ts";
import type { Statement, Variable } from "../ir.ts";
import { load } from "./loads.ts";
import { scalar } from "./scalars.ts";
import { list, pushActive } from "./statements.ts";
import { contains, leaves, Level } from "./uniformity.ts";
import { assigned, eachPart, eachReading, walk } from "../walk.ts";

/** Emits all invocations of one workgroup. */
export function workgroup(cx: Context): void {
  const { body } = cx.program;
  if (cx.uniformity.single || !contains(body, "barrier")) {
    if (!cx.uniformity.single) hoist(cx);
    return eachChunk(cx, () => {
      startMask(cx);
      list(cx, body);
    });
  }
  checkBarriers(cx, body);
  cx.lasting = lastingVariables(cx, body);
  stretches(cx, body);
}

/**
 * Emits, before the loop over chunks, the variables that are the same in the whole workgroup, are
 * never set, and depend on no variable that is loaded or set.
 */
function hoist(cx: Context): void {
  const set = new Set<Variable>();
  walk(cx.program.body, (statement) => {
    if (statement.kind === "set") set.add(statement.variable);
  });
  walk(cx.program.body, (statement) => {
    if (statement.kind !== "declare" || set.has(statement.variable)) return;
    if (cx.uniformity.ofVariable(statement.variable).level > Level.group) return;
    let known = true;
    eachPart(statement.value, (part) => {
      if (part.kind === "get" && !cx.hoisted.has(part.variable)) known = false;
    });
    if (!known) return;
    cx.declare(statement.variable);
    assign(cx, statement.variable, statement.value, false);
    cx.hoisted.add(statement.variable);
  });
}

/** Emits a loop over the chunks around `body`, or only `body` if there is one chunk. */
function eachChunk(cx: Context, body: () => void): void {
  const { code, first, uniformity: { lanes, single } } = cx;
  const [x, y, z] = cx.program.size;
  code.i32(0).set(first);
  const again = single ? -1 : code.loop();
  body();
  if (single) return;
  code.get(first).i32(lanes).op("i32.add").tee(first).i32(x * y * z).op("i32.lt_u").brIf(again);
  code.end();
}

/** Makes all lanes of a chunk active except for lanes past the end of the workgroup. */
function startMask(cx: Context): void {
  const { code, first, uniformity: { lanes } } = cx;
  const [x, y, z] = cx.program.size;
  if (x * y * z % lanes === 0) {
    cx.mask = null;
    return;
  }
  const mask = cx.vectors();
  mask.forEach((local, r) => {
    code.get(first).op("i32x4.splat").words([0, 1, 2, 3].map((lane) => 4 * r + lane));
    code.op("i32x4.add").i32(x * y * z).op("i32x4.splat").op("i32x4.lt_u").set(local);
  });
  cx.mask = mask;
}

/** Emits statements of a workgroup with barriers: shared statements, and stretches between them. */
function stretches(cx: Context, statements: readonly Statement[]): void {
  for (let from = 0; from < statements.length;) {
    let to = from;
    while (to < statements.length && !isShared(cx, statements[to])) to += 1;
    if (to > from) stretch(cx, statements.slice(from, to));
    if (to < statements.length) shared(cx, statements[to]);
    from = to + 1;
  }
}

/**
 * Whether a statement is emitted outside of the loops over chunks, and so runs once for all chunks.
 */
function isShared(cx: Context, statement: Statement): boolean {
  const whole = (variable: Variable) => cx.uniformity.ofVariable(variable).level === Level.group;
  switch (statement.kind) {
    case "barrier":
    case "leave":
      return true;
    case "declare":
    case "set":
      return whole(statement.variable);
    case "load":
      return statement.variables.every(whole);
    case "if":
    case "block":
    case "loop":
      return contains([statement], "barrier") ||
        leaves(statement, (each) => !cx.uniformity.parts(each)) ||
        setsOutside(cx, statement);
    default:
      return false;
  }
}

/** Whether a statement sets a variable of the whole workgroup that was declared before it. */
function setsOutside(cx: Context, statement: Statement): boolean {
  const inside = new Set<Variable>();
  let sets = false;
  walk([statement], (each) => {
    if (each.kind === "declare") inside.add(each.variable);
    else if (each.kind === "set" && !inside.has(each.variable)) {
      sets ||= cx.uniformity.ofVariable(each.variable).level === Level.group;
    }
  });
  return sets;
}

/** Emits a statement for the workgroup as a whole. */
function shared(cx: Context, statement: Statement): void {
  const { code } = cx;
  switch (statement.kind) {
    case "declare":
      cx.declare(statement.variable);
      return assign(cx, statement.variable, statement.value, false);
    case "set":
      return assign(cx, statement.variable, statement.value, false);
    case "load":
      for (const variable of statement.variables) cx.declare(variable);
      return load(cx, statement);
    case "leave":
      code.br(cx.blocks.find(({ label }) => label === statement.label)!.target);
      return;
    case "if":
      scalar(cx, statement.condition);
      code.if();
      stretches(cx, statement.then);
      code.else();
      stretches(cx, statement.otherwise);
      code.end();
      return;
    case "block":
      return sharedBlock(cx, statement);
    case "loop": {
      const target = code.loop();
      stretches(cx, statement.body);
      code.br(target).end();
      return;
    }
  }
}

/**
 * Emits a shared block. If only some lanes leave it early, a slot keeps the mask of its active
 * lanes; behind the block, the mask of the lanes that entered it counts again.
 */
function sharedBlock(cx: Context, statement: Statement & { kind: "block" }): void {
  const { code, maskSlot } = cx;
  if (cx.uniformity.parts(statement)) {
    const slot = cx.slot();
    eachChunk(cx, () => {
      openChunk(cx);
      keepMask(cx, slot);
    });
    cx.maskSlot = slot;
  }
  const target = code.block();
  cx.blocks.push({ label: statement.label, target, exit: null });
  stretches(cx, statement.body);
  cx.blocks.pop();
  code.end();
  cx.maskSlot = maskSlot;
}

/** Emits a loop over the chunks around statements without a barrier. */
function stretch(cx: Context, statements: readonly Statement[]): void {
  const leaving = statements.some((statement) => cx.targets.narrows(statement));
  eachChunk(cx, () => {
    openChunk(cx);
    const outer = cx.blocks.splice(0);
    list(cx, statements);
    cx.blocks.push(...outer);
    if (leaving) keepMask(cx, cx.maskSlot);
  });
}

function keepMask(cx: Context, slot: number): void {
  for (let r = 0; r < cx.registers; r++) {
    cx.code.get(cx.slots);
    pushActive(cx, r);
    cx.code.access("v128.store", slot + 16 * r);
  }
}

/**
 * Emits the addresses of a chunk's slots and local arrays, and loads the mask of its active lanes.
 */
function openChunk(cx: Context): void {
  const { code, first, maskSlot } = cx;
  code.get(parameters.scratch).get(first).i32(2).op("i32.shl").op("i32.add");
  code.i32(cx.slotsBegin).op("i32.add").set(cx.slots);
  for (const [memory, { address, scratch }] of cx.places) {
    if (memory.space !== "local") continue;
    code.get(parameters.scratch).get(first).i32(4 * memory.words!).op("i32.mul").op("i32.add");
    code.i32(scratch).op("i32.add").set(address);
  }
  if (maskSlot < 0) return startMask(cx);
  const mask = cx.vectors();
  mask.forEach((local, r) => {
    code.get(cx.slots).access("v128.load", maskSlot + 16 * r).set(local);
  });
  cx.mask = mask;
}

/** Variables that are used in more than one stretch. */
function lastingVariables(cx: Context, body: readonly Statement[]): Set<Variable> {
  const seen = new Map<Variable, number>();
  const lasting = new Set<Variable>();
  let current = 0;
  const note = (variable: Variable) => {
    if ((seen.get(variable) ?? current) !== current) lasting.add(variable);
    seen.set(variable, current);
  };
  const visit = (statements: readonly Statement[]): void => {
    for (const statement of statements) {
      if (isShared(cx, statement)) {
        current += 1;
        if (statement.kind === "if") [statement.then, statement.otherwise].forEach(visit);
        else if (statement.kind === "block" || statement.kind === "loop") visit(statement.body);
        current += 1;
      } else {
        for (const variable of assigned([statement])) note(variable);
        eachReading([statement], note);
      }
    }
  };
  visit(body);
  return lasting;
}
