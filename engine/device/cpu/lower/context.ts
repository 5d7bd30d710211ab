/** What the lowering of a kernel knows and has made so far. */
import type { Kernel } from "../../device.ts";
import { constant, get } from "./simplify.ts";
import {
  type Expression,
  Label,
  type Memory,
  type Scalar,
  type Statement,
  Variable,
} from "../ir.ts";
import { refuse } from "../refuse.ts";
import type {
  DeclarationSyntax,
  ExpressionSyntax,
  Place,
  StatementSyntax,
} from "../wgsl/syntax.ts";
import { type Packing, parts, type Type } from "./types.ts";

/** When a value is known: 0 when written, 1 with the overrides, 2 when the kernel runs. */
export type Stage = 0 | 1 | 2;

/** A value, taken apart. Abstract numbers are constants, i32 or f32 in name, that are not rounded. */
export interface Value {
  readonly type: Type;
  readonly parts: readonly Expression[];
  readonly stage: Stage;
  /** Its declaration, for arrays kept by `let` or `const`. */
  readonly origin?: Origin;
}

/** The declaration of an array; those with an index that is not constant are kept in memory. */
export type Origin = StatementSyntax | DeclarationSyntax;

/** Where a value is kept. */
export type Reference =
  /** In variables. */
  | {
    readonly kind: "variables";
    readonly type: Type;
    readonly variables: readonly Variable[];
    readonly origin: Origin;
  }
  /** One of the variables of a vector. */
  | {
    readonly kind: "component";
    readonly type: Type;
    readonly variables: readonly Variable[];
    readonly index: Expression;
  }
  /** In memory, beginning at a word. */
  | {
    readonly kind: "words";
    readonly type: Type;
    readonly memory: Memory;
    readonly word: Expression;
    readonly packing: Packing;
    /** Whether it holds what a `let` declares. */
    readonly fixed?: boolean;
  };

/** A function of the module. */
export type FunctionSyntax = DeclarationSyntax & { kind: "function" };

/** What a name stands for. */
export type Binding =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "function"; readonly syntax: FunctionSyntax }
  /** A variable of a loop's body that `continue` may have passed by. */
  | { readonly kind: "ended" };

/** Names of a block, and of those around it up to the function's. */
export interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | null;
}

/** A module: the kernel's own, or the prelude. */
export interface Module {
  readonly declarations: ReadonlyMap<string, DeclarationSyntax>;
  readonly known: Map<string, Binding>;
  /** Names that are being resolved, to find circles. */
  readonly pending: Set<string>;
}

/** A function while its body is inlined. */
export interface Frame {
  readonly syntax: FunctionSyntax;
  readonly result: Type | null;
  readonly label: Label;
  /** How many statements that may not run are around. */
  depth: number;
  /** Declared where there are returns that may not be reached. */
  variables: readonly Variable[] | null;
  /** Result of a return that is always reached. */
  direct: Value | null;
}

/** Where `break` and `continue` lead. */
export interface Exit {
  readonly end: Label;
  readonly next: Label | null;
}

/** Makes a module's table of names. */
export function makeModule(declarations: readonly DeclarationSyntax[]): Module {
  const names = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  return { declarations: names, known: new Map(), pending: new Set() };
}

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
  /** Memories of constant arrays. */
  readonly tables = new Map<Origin, Memory>();
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
    if (this.#call === null) return refuse(this.kernel, at.line, reason);
    return refuse(this.kernel, this.#call, `${reason} in line ${at.line} of maths.wgsl`);
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
    else this.list.push(...body);
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
