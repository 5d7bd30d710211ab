/** What the lowering of a kernel knows and has made so far. */
import type { Kernel } from "../../device.ts";
import type { Expression, Label, Memory, Scalar, Statement } from "../ir.ts";
import { Variable } from "../ir.ts";
import { limits } from "../limits.ts";
import { refuse } from "../refuse.ts";
import type { ExpressionSyntax, Place, StatementSyntax } from "../wgsl/syntax.ts";
import type { Binding, Exit, Frame, Module, Origin, Scope, Stage, Value } from "./scope.ts";
import { constant, get } from "./simplify.ts";
import { parts, type Type } from "./types.ts";

/** What needs one another: expressions hold calls, calls statements, statements expressions. */
export interface Lowering {
  /** Lowers an expression. */
  value(c: Context, syntax: ExpressionSyntax): Value;
  /** Lowers statements; whether the end of them is never reached. */
  run(c: Context, statements: readonly StatementSyntax[]): boolean;
}

/** The state of lowering. */
export class Context {
  readonly lowering: Lowering;
  readonly kernel: Kernel;
  module: Module;
  /** Functions for all kernels, and the module that is not `module` now. */
  readonly prelude: Module;
  /** Arrays to be kept in memory; found on the way, so lowering is repeated until none is new. */
  readonly dynamic: Set<Origin>;
  /** Memories of bindings by number. */
  readonly bindings = new Map<number, Memory>();
  /** Memories of workgroup and local arrays. */
  readonly arrays: Memory[] = [];
  /** Statements before the entry point's: private variables. */
  readonly prologue: Statement[] = [];
  /** Memories of local arrays, by the places of the source where they are declared or made. */
  readonly locals = new Map<Place, Memory>();
  /** Invocations of a workgroup along its axes. */
  size: readonly [number, number, number] = [1, 1, 1];
  /** Statements so far of the list being made. */
  list: Statement[] = [];
  scope: Scope = { names: new Map(), parent: null };
  readonly frames: Frame[] = [];
  /** Variables that any function may set. */
  readonly globals = new Set<Variable>();
  exits: Exit[] = [];
  /** Labels that are left. */
  readonly left = new Set<Label>();
  /** Line of the source that is lowered. */
  line = 1;
  readonly #spent = new Map<string, number>();
  #levels = 0;
  #steps = 0;
  /** Line of the call of a prelude's function, while in it. */
  #call: number | null = null;
  readonly #lasting = new WeakSet<Variable>();

  constructor(
    lowering: Lowering,
    kernel: Kernel,
    module: Module,
    prelude: Module,
    dynamic: Set<Origin>,
  ) {
    this.lowering = lowering;
    this.kernel = kernel;
    this.module = module;
    this.prelude = prelude;
    this.dynamic = dynamic;
  }

  /** Notes where the source is read. */
  at(place: Place): void {
    this.line = this.#call ?? place.line;
  }

  /** Refuses the kernel at a place of the source. */
  refuse(at: Place, reason: string): never {
    if (this.#call === null) return refuse(this.kernel, at.line, reason, at.column);
    return refuse(this.kernel, this.#call, `${reason} in line ${at.line} of maths.wgsl`);
  }

  /** Runs `body` so many levels deeper, so that no kernel exhausts the stack. */
  deeper<T>(at: Place, body: () => T, levels = 1): T {
    this.#levels += levels;
    if (this.#levels > limits.levels) {
      this.refuse(at, `it is more than ${limits.levels} levels deep, calls and names included`);
    }
    this.#step(at);
    const result = body();
    this.#levels -= levels;
    return result;
  }

  /** Counts what is made, so that no kernel takes long. */
  #step(at: Place): void {
    if (++this.#steps <= limits.steps) return;
    const what = `${limits.steps} expressions and statements`;
    this.refuse(at, `it is more than ${what}, counted again for each call of their function`);
  }

  /** Takes bytes for something of which there are `most`. */
  spend(at: Place, what: string, bytes: number, most: number): void {
    const all = (this.#spent.get(what) ?? 0) + bytes;
    this.#spent.set(what, all);
    this.expectBytes(at, what, all, most);
  }

  /** Refuses more bytes of something than there may be. */
  expectBytes(at: Place, what: string, bytes: number, most: number): void {
    if (bytes <= most) return;
    this.refuse(at, `${what} takes ${bytes} bytes of the ${most} that there are`);
  }

  /** Runs `body` within the prelude. */
  inPrelude<T>(body: () => T): T {
    const { module } = this, call = this.#call;
    this.module = this.prelude;
    this.#call ??= this.line;
    const result = body();
    this.module = module;
    this.#call = call;
    return result;
  }

  /** Runs `body` and returns what it emitted. */
  collect(body: () => void): Statement[] {
    const { list } = this;
    const made: Statement[] = [];
    this.list = made;
    body();
    this.list = list;
    return made;
  }

  /** Runs `body` with names of its own. */
  scoped<T>(body: () => T, parent: Scope | null = this.scope): T {
    const { scope } = this;
    this.scope = { names: new Map(), parent };
    const result = body();
    this.scope = scope;
    return result;
  }

  /** Emits a statement. */
  emit(statement: Statement): void {
    this.#step({ line: this.line, column: 1 });
    this.list.push(statement);
  }

  /** Emits a jump behind a label. */
  leave(label: Label): void {
    this.left.add(label);
    this.emit({ kind: "leave", label, line: this.line });
  }

  /** Emits statements as a block, or plainly where nothing leaves it. */
  block(label: Label, body: readonly Statement[]): void {
    if (this.left.has(label)) this.emit({ kind: "block", label, body });
    else for (const statement of body) this.list.push(statement);
  }

  /** Binds a name in the scope. */
  bind(at: Place, name: string, binding: Binding): void {
    if (this.scope.names.has(name)) this.refuse(at, `"${name}" is declared twice`);
    this.scope.names.set(name, binding);
  }

  /** Variables for a value, as yet undeclared. */
  variables(name: string, type: Type): Variable[] {
    return parts(type).map(({ path, element }) => new Variable(name + path, element as Scalar));
  }

  /** Variables declared with values, that no statement sets again. */
  keep(name: string, value: Value): Value {
    const names = parts(value.type);
    const kept = value.parts.map((part, i) => this.pin(part, name + names[i].path));
    return { ...value, parts: kept };
  }

  /** A variable with an expression's value, or the expression where it is one already. */
  pin(expression: Expression, name = "t"): Expression {
    if (this.isFinal(expression)) return expression;
    const variable = this.finalVariable(name, expression.type);
    this.emit({ kind: "declare", variable, value: expression });
    return get(variable);
  }

  /** The same value, but kept where a function called later may change what it reads. */
  keepIfGlobal<T extends Value>(value: T): T {
    if (!this.globals.size || !value.parts.some((part) => reads(part, this.globals))) return value;
    return { ...value, parts: value.parts.map((part) => this.pin(part)) };
  }

  /** A variable that is set once. */
  finalVariable(name: string, type: Scalar): Variable {
    const variable = new Variable(name, type);
    this.#lasting.add(variable);
    return variable;
  }

  /** Says that no statement sets these variables any more. */
  markFinal(variables: readonly Variable[]): void {
    for (const variable of variables) this.#lasting.add(variable);
  }

  /** Whether an expression costs nothing and no statement changes it. */
  isFinal(expression: Expression): boolean {
    if (expression.kind === "get") return this.#lasting.has(expression.variable);
    return expression.kind !== "operation";
  }
}

/** Whether an expression reads one of these variables. */
export function reads(expression: Expression, variables: ReadonlySet<Variable>): boolean {
  if (expression.kind === "get") return variables.has(expression.variable);
  return expression.kind === "operation" &&
    expression.operands.some((operand) => reads(operand, variables));
}

/** A scalar constant of concrete type as a value. */
export function constantValue(type: Type, stage: Stage, numbers: readonly number[]): Value {
  const elements = parts(type);
  const made = numbers.map((number, i) => constant(elements[i].element as Scalar, number));
  return { type, parts: made, stage };
}
