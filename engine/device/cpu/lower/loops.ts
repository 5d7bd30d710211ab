/** Lowers loops and `switch`. */
import { constant, isConstant, negate, operation } from "./simplify.ts";
import { counterOf } from "./counter.ts";
import { type Expression, Label, type Statement } from "../ir.ts";
import type { Context } from "./context.ts";
import type { Value } from "./scope.ts";
import { condition } from "./operators.ts";
import { concreteValue, converted, expectSimple, type Simple } from "./values.ts";
import type { ExpressionSyntax, StatementSyntax } from "../wgsl/syntax.ts";

type Of<K extends StatementSyntax["kind"]> = StatementSyntax & { kind: K };

function test(c: Context, syntax: ExpressionSyntax): Expression {
  return condition(c, syntax.at, expectSimple(c, syntax.at, c.lowering.value(c, syntax)));
}

/**
 * Lowers, in `body`, code that may be skipped or may run more than once. A `return` in it is then
 * not taken for a return that is always reached.
 */
function conditionally<T>(c: Context, body: () => T): T {
  const frame = c.frames.at(-1)!;
  frame.depth++;
  const result = body();
  frame.depth--;
  return result;
}

/** Lowers `for` and `while`, and returns whether the end is never reached. */
export function lowerFor(c: Context, syntax: Of<"for"> | Of<"while">): boolean {
  const end = new Label("exit"), next = new Label("next");
  const counts = syntax.kind === "for";
  let ended = false;
  const all = c.collect(() =>
    c.scoped(() => {
      if (counts && syntax.start) c.lowering.run(c, [syntax.start]);
      const first = c.list.at(-1);
      ended = conditionally(c, () => lowerTurns(c, syntax, first, end, next));
    })
  );
  c.block(end, all);
  return ended;
}

function lowerTurns(
  c: Context,
  syntax: Of<"for"> | Of<"while">,
  first: Statement | undefined,
  end: Label,
  next: Label,
): boolean {
  const { line } = c;
  let goesOn: Expression = constant("bool", 1);
  const before = c.collect(() => {
    if (syntax.condition) goesOn = test(c, syntax.condition);
  });
  if (isConstant(goesOn, 0)) return false;
  const own = c.collect(() => lowerBody(c, syntax.body, end, next));
  const update = c.collect(() => {
    if (syntax.kind === "for" && syntax.update) c.lowering.run(c, [syntax.update]);
  });
  const turn = c.collect(() => c.block(next, own));
  const counter = before.length ? null : counterOf(first, goesOn, update, turn);
  if (!isConstant(goesOn)) {
    const stop = c.collect(() => c.leave(end));
    before.push({ kind: "if", condition: negate(goesOn), then: stop, otherwise: [], line });
  }
  c.emit({ kind: "loop", body: [...before, ...turn, ...update], counter, line });
  return !c.left.has(end);
}

function lowerBody(c: Context, syntax: readonly StatementSyntax[], end: Label, next: Label): void {
  c.exits.push({ end, next });
  c.scoped(() => c.lowering.run(c, syntax));
  c.exits.pop();
}

/** Lowers `loop`, and returns whether the end is never reached. */
export function lowerLoop(c: Context, { body, continuing, breakIf }: Of<"loop">): boolean {
  const end = new Label("exit"), next = new Label("next");
  const { line } = c;
  const turn = c.collect(() =>
    conditionally(c, () =>
      c.scoped(() => {
        let ended = false;
        c.exits.push({ end, next });
        const own = c.collect(() => ended = c.lowering.run(c, body));
        c.exits.pop();
        c.block(next, own);
        if (ended && !c.left.has(next)) return;
        if (c.left.has(next)) hideNames(c);
        c.scoped(() => lowerContinuing(c, continuing, breakIf, end));
      }))
  );
  const loop: Statement = { kind: "loop", body: turn, counter: null, line };
  c.block(end, [loop]);
  return !c.left.has(end);
}

function lowerContinuing(
  c: Context,
  continuing: readonly StatementSyntax[],
  breakIf: ExpressionSyntax | null,
  end: Label,
): void {
  c.lowering.run(c, continuing);
  if (!breakIf) return;
  const stop = test(c, breakIf);
  const then = c.collect(() => c.leave(end));
  c.emit({ kind: "if", condition: stop, then, otherwise: [], line: c.line });
}

/**
 * Marks the names that a loop's body declares as ended. Their variables end with the block that
 * `continue` leaves, so `continuing` cannot use them.
 */
function hideNames(c: Context): void {
  for (const name of c.scope.names.keys()) c.scope.names.set(name, { kind: "ended" });
}

/** Lowers `switch`, and returns whether the end is never reached. */
export function lowerSwitch(c: Context, { at, value, cases }: Of<"switch">): boolean {
  const given = concreteValue(c, value.at, c.lowering.value(c, value)) as Simple;
  const { element } = expectSimple(c, value.at, given).type;
  if (given.type.kind !== "scalar" || (element !== "i32" && element !== "u32")) {
    c.refuse(at, `a switch is over an integer, not ${given.type.name}`);
  }
  const selectors = cases.map((one) =>
    one.selectors.map((selector) => selector && caseNumber(c, selector, given))
  );
  const numbers = selectors.flat();
  const again = numbers.find((number, i) => numbers.indexOf(number) < i);
  if (again !== undefined) c.refuse(at, `the case ${again} is there twice`);
  const usual = selectors.findIndex((list) => list.includes(null));
  const end = new Label("switch");
  const [part] = given.parts;
  const { line } = c;
  c.exits.push({ end, next: null });
  let ended = false;
  const all = c.collect(() => {
    if (part.kind === "constant") {
      const found = selectors.findIndex((list) => list.some((one) => one === part.value));
      ended = onlyCase(c, cases[found < 0 ? usual : found].body);
      return;
    }
    const bodies = conditionally(c, () => cases.map((one) => scopedBody(c, one.body)));
    ended = bodies.every((one) => one.ended);
    const others = selectors.map((list, i) => ({ numbers: list as number[], body: bodies[i].list }))
      .toSpliced(usual, 1);
    for (const statement of ifChain(c.pin(part), others, bodies[usual].list, line)) {
      c.emit(statement);
    }
  });
  c.exits.pop();
  c.block(end, all);
  return ended && !c.left.has(end);
}

function scopedBody(c: Context, body: readonly StatementSyntax[]) {
  let ended = false;
  const list = c.collect(() => ended = c.scoped(() => c.lowering.run(c, body)));
  return { list, ended };
}

/** Lowers the only case that can run when the value of the `switch` is constant. */
function onlyCase(c: Context, body: readonly StatementSyntax[]): boolean {
  const run = () => c.scoped(() => c.lowering.run(c, body));
  return body.some(mayBreak) ? conditionally(c, run) : run();
}

/** Whether a statement of a case may leave the `switch` with `break`. */
function mayBreak(syntax: StatementSyntax): boolean {
  if (syntax.kind === "break") return true;
  if (syntax.kind === "block") return syntax.body.some(mayBreak);
  return syntax.kind === "if" && [...syntax.then, ...syntax.otherwise].some(mayBreak);
}

/** The number that a case is for; refuses numbers that are not constant. */
function caseNumber(c: Context, syntax: ExpressionSyntax, { type }: Value): number {
  const value = converted(c, syntax.at, c.lowering.value(c, syntax), type);
  const [part] = value.parts;
  if (part.kind !== "constant" || value.stage > 0) {
    return c.refuse(syntax.at, "a case is not a constant");
  }
  return part.value;
}

/** The most cases or numbers tested in a row; longer lists are halved, so that no tree is deep. */
const row = 16;

/** A case without `default`: its numbers, and the statements that it runs. */
interface Case {
  readonly numbers: readonly number[];
  readonly body: readonly Statement[];
}

function ifChain(
  value: Expression,
  cases: readonly Case[],
  usual: readonly Statement[],
  line: number,
): readonly Statement[] {
  if (cases.length <= row) {
    return cases.reduceRight((otherwise, { numbers, body }) => {
      const condition = isOneOf(value, numbers);
      return [{ kind: "if", condition, then: body, otherwise, line }];
    }, usual);
  }
  const middle = cases.length >> 1, first = cases.slice(0, middle);
  const condition = isOneOf(value, first.flatMap(({ numbers }) => numbers));
  const then = ifChain(value, first, [], line);
  const otherwise = ifChain(value, cases.slice(middle), usual, line);
  return [{ kind: "if", condition, then, otherwise, line }];
}

function isOneOf(value: Expression, numbers: readonly number[]): Expression {
  if (numbers.length > row) {
    const middle = numbers.length >> 1;
    const halves = [numbers.slice(0, middle), numbers.slice(middle)];
    return operation("or", "bool", isOneOf(value, halves[0]), isOneOf(value, halves[1]));
  }
  return numbers.map((number) => operation("eq", "bool", value, constant(value.type, number)))
    .reduce((any, one) => operation("or", "bool", any, one));
}
