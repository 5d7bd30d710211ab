/** The state of lowering a kernel: what names mean, and the statements emitted so far. */
import type { Kernel } from "../../device.ts";
import type { Expression, Label, Memory, Scalar, Statement } from "../ir.ts";
import { Variable } from "../ir.ts";
import { limits } from "../limits.ts";
import { refuse } from "../refuse.ts";
import type { ExpressionSyntax, Place, StatementSyntax } from "../wgsl/syntax.ts";
import type { Binding, Exit, Frame, Module, Origin, Scope, Stage, Value } from "./scope.ts";
import { constant, get } from "./simplify.ts";
import { parts, type Type } from "./types.ts";

/**
 * The functions that lower expressions and statements. They are reached through the context because
 * they depend on each other in a circle: an expression can hold a call, an inlined call holds
 * statements, and statements hold expressions.
 */
export interface Lowering {
  /** Lowers an expression. */
  value(c: Context, syntax: ExpressionSyntax): Value;
  /** Lowers statements, and returns whether their end is never reached. */
  run(c: Context, statements: readonly StatementSyntax[]): boolean;
}

/** The state of lowering a kernel. */
export class Context {
  readonly lowering: Lowering;
  readonly kernel: Kernel;
  module: Module;
  /** Functions for all kernels; `module` is the prelude while one of them is inlined. */
  readonly prelude: Module;
  /**
   * Arrays that are kept in memory because an index is not constant. Lowering finds them on the
   * way, so it is repeated until it finds no new array.
   */
  readonly dynamic: Set<Origin>;
  /** Memories of bindings by binding number. */
  readonly bindings = new Map<number, Memory>();
  /** Memories of workgroup variables and local arrays. */
  readonly arrays: Memory[] = [];
  /** Statements before the entry point's: they set up private variables and constant arrays. */
  readonly prologue: Statement[] = [];
  /** Memories of local arrays, by the place in the source that declares or makes the array. */
  readonly locals = new Map<Place, Memory>();
  /** Invocations of a workgroup along x, y and z. */
  size: readonly [number, number, number] = [1, 1, 1];
  /** The list that `emit` appends statements to. */
  list: Statement[] = [];
  scope: Scope = { names: new Map(), parent: null };
  readonly frames: Frame[] = [];
  /** Private variables of the module, which any function may set. */
  readonly globals = new Set<Variable>();
  exits: Exit[] = [];
  /** Labels that a `leave` statement has as its target. */
  readonly left = new Set<Label>();
  /** Line of the source that is being lowered. */
  line = 1;
  readonly #spent = new Map<string, number>();
  #levels = 0;
  #steps = 0;
  /** While a function of the prelude is inlined, the kernel's line that calls it; else `null`. */
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

  /** Sets the line being lowered; inside the prelude it stays the line of the kernel's call. */
  at(place: Place): void {
    this.line = this.#call ?? place.line;
  }

  /** Refuses the kernel at a place of the source. */
  refuse(at: Place, reason: string): never {
    if (this.#call === null) return refuse(this.kernel, at.line, reason, at.column);
    return refuse(this.kernel, this.#call, `${reason} in line ${at.line} of maths.wgsl`);
  }

  /** Runs `body` at a greater depth, which is limited so that no kernel exhausts the stack. */
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

  /** Counts expressions and statements, which are limited so that no kernel takes long to lower. */
  #step(at: Place): void {
    if (++this.#steps <= limits.steps) return;
    const what = `${limits.steps} expressions and statements`;
    this.refuse(at, `it is more than ${what}, counted again for each call of their function`);
  }

  /** Adds bytes to the total for `what`; refuses the kernel if the total is more than `most`. */
  spend(at: Place, what: string, bytes: number, most: number): void {
    const all = (this.#spent.get(what) ?? 0) + bytes;
    this.#spent.set(what, all);
    this.expectBytes(at, what, all, most);
  }

  /** Refuses the kernel if `what` takes more than `most` bytes. */
  expectBytes(at: Place, what: string, bytes: number, most: number): void {
    if (bytes <= most) return;
    this.refuse(at, `${what} takes ${bytes} bytes of the ${most} that there are`);
  }

  /** Runs `body` with the prelude as the module that names are resolved in. */
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

  /** Runs `body` in a new scope inside `parent`. */
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

  /** Emits a jump to the end of the block that has this label. */
  leave(label: Label): void {
    this.left.add(label);
    this.emit({ kind: "leave", label, line: this.line });
  }

  /** Emits statements as a block, or without the block where no `leave` has its label as target. */
  block(label: Label, body: readonly Statement[]): void {
    if (this.left.has(label)) this.emit({ kind: "block", label, body });
    else for (const statement of body) this.list.push(statement);
  }

  /** Binds a name in the current scope. */
  bind(at: Place, name: string, binding: Binding): void {
    if (this.scope.names.has(name)) this.refuse(at, `"${name}" is declared twice`);
    this.scope.names.set(name, binding);
  }

  /** Makes variables for the parts of a value; the caller emits their declarations. */
  variables(name: string, type: Type): Variable[] {
    return parts(type).map(({ path, element }) => new Variable(name + path, element as Scalar));
  }

  /** The same value, kept in variables that no statement sets again. */
  keep(name: string, value: Value): Value {
    const names = parts(value.type);
    const kept = value.parts.map((part, i) => this.pin(part, name + names[i].path));
    return { ...value, parts: kept };
  }

  /** Keeps an expression's value in a variable; returns an expression that is final as it is. */
  pin(expression: Expression, name = "t"): Expression {
    if (this.isFinal(expression)) return expression;
    const variable = this.finalVariable(name, expression.type);
    this.emit({ kind: "declare", variable, value: expression });
    return get(variable);
  }

  /** The same value, kept in variables if it reads a private variable that a later call may set. */
  keepIfGlobal<T extends Value>(value: T): T {
    if (!this.globals.size || !value.parts.some((part) => reads(part, this.globals))) return value;
    return { ...value, parts: value.parts.map((part) => this.pin(part)) };
  }

  /** Makes a variable that is set only once. */
  finalVariable(name: string, type: Scalar): Variable {
    const variable = new Variable(name, type);
    this.#lasting.add(variable);
    return variable;
  }

  /** Marks variables that no later statement sets. */
  markFinal(variables: readonly Variable[]): void {
    for (const variable of variables) this.#lasting.add(variable);
  }

  /** Whether an expression costs nothing and no statement changes its value. */
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

/** A value of a concrete type from constant numbers. */
export function constantValue(type: Type, stage: Stage, numbers: readonly number[]): Value {
  const elements = parts(type);
  const made = numbers.map((number, i) => constant(elements[i].element as Scalar, number));
  return { type, parts: made, stage };
}
