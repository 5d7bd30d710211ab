/**
 * Finds how each variable depends on the lane, and where the control flow of lanes diverges. A
 * value that is the same in all lanes is computed once, as a scalar; a value that increases by a
 * constant from lane to lane needs only one scalar too.
 */
import type { Expression, Label, Program, Statement, Variable } from "../ir.ts";
import { walk } from "../walk.ts";

/**
 * How a value depends on the invocation. `group`: it is the same in a whole workgroup. `chunk`: it
 * is the same in all invocations that run side by side. `linear`: it is the value of the first lane
 * plus `stride` times the number of the lane (integers only). `varying`: it can be anything.
 */
export interface Shape {
  readonly level: Level;
  readonly stride: number;
}

/** The levels of dependence, from the weakest dependence to the strongest. */
export const Level = { group: 0, chunk: 1, linear: 2, varying: 3 } as const;

/** One of {@linkcode Level}. */
export type Level = typeof Level[keyof typeof Level];

const group: Shape = { level: Level.group, stride: 0 };
const chunk: Shape = { level: Level.chunk, stride: 0 };
const varying: Shape = { level: Level.varying, stride: 0 };
const shapes = [group, chunk];

/** The analysis of a program whose invocations run side by side, `lanes` at a time. */
export class Uniformity {
  /** Number of lanes of a chunk. */
  readonly lanes: number;
  /** Whether one chunk holds the whole workgroup. */
  readonly single: boolean;
  /** Number of lanes of all chunks of a workgroup together. */
  readonly padded: number;
  readonly #size: readonly [number, number, number];
  readonly #variables = new Map<Variable, Shape>();
  /** Number of constructs with diverging lanes around the declaration of a variable. */
  readonly #depths = new Map<Variable, number>();
  /** `set` statements that must keep the value of the variable in lanes that are not active. */
  readonly #blended = new Set<Statement>();
  readonly #parting = new Set<Statement>();
  /**
   * Whether several chunks wait for each other at barriers, also if some chunks leave a block
   * early.
   */
  readonly #meets: boolean;
  readonly #labels = new Map<Label, { depth: number; block: Statement }>();
  #changed = true;
  /** Shapes of expressions, cached as soon as the shapes of all variables are final. */
  readonly #expressions = new Map<Expression, Shape>();
  readonly #known: boolean = false;

  constructor(program: Program, lanes: number) {
    this.lanes = lanes;
    this.#size = program.size;
    const [x, y, z] = program.size;
    this.padded = lanes * Math.ceil(x * y * z / lanes);
    this.single = this.padded === lanes;
    this.#meets = !this.single && contains(program.body, "barrier");
    while (this.#changed) {
      this.#changed = false;
      this.#list(program.body, 0, Level.group);
    }
    this.#known = true;
  }

  /** Whether lanes diverge in a `leave`, `if` or `block`: some lanes go on and others wait. */
  parts(statement: Statement): boolean {
    return this.#parting.has(statement);
  }

  /** Whether a `set` must keep the value of the variable in lanes that are not active. */
  blends(statement: Statement): boolean {
    return this.#blended.has(statement);
  }

  /** How a variable depends on the lane. */
  ofVariable(variable: Variable): Shape {
    return this.#variables.get(variable) ?? group;
  }

  /** How an expression depends on the lane. */
  of(expression: Expression): Shape {
    let shape = this.#expressions.get(expression);
    if (shape) return shape;
    shape = this.#find(expression);
    if (this.#known) this.#expressions.set(expression, shape);
    return shape;
  }

  #find(expression: Expression): Shape {
    switch (expression.kind) {
      case "constant":
      case "uniform":
      case "length":
        return group;
      case "get":
        return this.ofVariable(expression.variable);
      case "input":
        return expression.name === "group" || expression.name === "groups"
          ? group
          : this.#ofPlace(expression.name, expression.axis);
      case "operation":
        return this.#ofOperation(expression);
    }
  }

  /** Whether an expression is the same in all lanes of a chunk. */
  isUniform(expression: Expression): boolean {
    return this.of(expression).level <= Level.chunk;
  }

  #ofPlace(name: "local" | "index", axis: number): Shape {
    const [x, y, z] = this.#size;
    if (x * y * z === 1 || (name === "local" && this.#size[axis] === 1)) return group;
    if (name === "index" || (axis === 0 && y * z === 1)) return { level: Level.linear, stride: 1 };
    if (x % this.lanes) return varying;
    return axis === 0 ? { level: Level.linear, stride: 1 } : chunk;
  }

  #ofOperation(expression: Expression & { kind: "operation" }): Shape {
    const of = expression.operands.map((operand) => this.of(operand));
    const level = Math.max(...of.map((shape) => shape.level)) as Level;
    if (level <= Level.chunk) return shapes[level];
    if (level === Level.varying || expression.type === "f32" || expression.type === "bool") {
      return varying;
    }
    const [a, b] = of;
    const operand = expression.operands;
    switch (expression.opcode) {
      case "add":
        return linear(a.stride + b.stride);
      case "sub":
        return linear(a.stride - b.stride);
      case "neg":
        return linear(-a.stride);
      case "bitcast":
      case "convert":
        return operand[0].type === "f32" ? varying : a;
      case "mul":
        if (operand[1].kind === "constant") return linear(a.stride * operand[1].value);
        if (operand[0].kind === "constant") return linear(b.stride * operand[0].value);
        return varying;
      case "shl":
        return operand[1].kind === "constant"
          ? linear(a.stride * 2 ** (operand[1].value & 31))
          : varying;
      default:
        return varying;
    }
  }

  /**
   * `depth` is the number of constructs with diverging lanes around the statements; `level` is the
   * level of the conditions around them on which lanes do not diverge.
   */
  #list(statements: readonly Statement[], depth: number, level: Level): void {
    for (const statement of statements) this.#statement(statement, depth, level);
  }

  #statement(statement: Statement, depth: number, level: Level): void {
    switch (statement.kind) {
      case "declare":
        this.#depths.set(statement.variable, depth);
        return this.#raise(statement.variable, this.of(statement.value));
      case "set": {
        const parted = depth > this.#depths.get(statement.variable)!;
        if (parted) this.#note(this.#blended, statement);
        const shape = this.of(statement.value);
        const least = shape.level === Level.group ? shapes[level] : shape;
        return this.#raise(statement.variable, parted ? varying : least);
      }
      case "load":
        return this.#load(statement, depth);
      case "atomic":
        if (!statement.variable) return;
        this.#depths.set(statement.variable, depth);
        return this.#raise(statement.variable, varying);
      case "if":
        return this.#if(statement, depth, level);
      case "block": {
        const inner = depth + (this.parts(statement) ? 1 : 0);
        this.#labels.set(statement.label, { depth: inner, block: statement });
        return this.#list(statement.body, inner, level);
      }
      case "loop":
        return this.#list(statement.body, depth, level);
      case "leave": {
        const { depth: outer, block } = this.#labels.get(statement.label)!;
        if (depth <= outer) return;
        this.#note(this.#parting, statement);
        return this.#note(this.#parting, block);
      }
    }
  }

  #load(statement: Extract<Statement, { kind: "load" }>, depth: number): void {
    const { memory } = statement;
    const index = this.of(statement.word).level;
    const same = memory.space === "local" || index > Level.chunk
      ? varying
      : statement.uniform
      ? shapes[index]
      : memory.space === "workgroup" || memory.writable
      ? chunk
      : shapes[index];
    for (const variable of statement.variables) {
      this.#depths.set(variable, depth);
      this.#raise(variable, same);
    }
  }

  #if(statement: Extract<Statement, { kind: "if" }>, depth: number, level: Level): void {
    const condition = this.of(statement.condition).level;
    const parts = condition > Level.chunk ||
      condition === Level.chunk && this.#meets && leaves(statement);
    if (parts) this.#note(this.#parting, statement);
    const inner = parts || condition < level ? level : condition;
    this.#list(statement.then, depth + (parts ? 1 : 0), inner);
    this.#list(statement.otherwise, depth + (parts ? 1 : 0), inner);
  }

  #raise(variable: Variable, shape: Shape): void {
    const known = this.#variables.get(variable);
    const raised = known ? join(known, shape) : shape;
    if (known && raised.level === known.level && raised.stride === known.stride) return;
    this.#variables.set(variable, raised);
    this.#changed = true;
  }

  #note(set: Set<Statement>, statement: Statement): void {
    if (set.has(statement)) return;
    set.add(statement);
    this.#changed = true;
  }
}

function linear(stride: number): Shape {
  if (Math.abs(stride) > 2 ** 20) return varying;
  return stride ? { level: Level.linear, stride } : chunk;
}

function join(a: Shape, b: Shape): Shape {
  if (a.level === b.level) return a.stride === b.stride ? a : varying;
  const [lower, upper] = a.level < b.level ? [a, b] : [b, a];
  // A variable that is sometimes uniform and sometimes linear has no single stride.
  return upper.level === Level.linear && lower.level < Level.linear ? varying : upper;
}

/** Whether some of the statements, nested statements included, is of a kind. */
export function contains(statements: readonly Statement[], kind: Statement["kind"]): boolean {
  let found = false;
  walk(statements, (statement) => found ||= statement.kind === kind);
  return found;
}

/** Whether a statement has a `leave` to a label outside of it for which `wanted` returns true. */
export function leaves(
  statement: Statement,
  wanted: (leave: Statement) => boolean = () => true,
): boolean {
  const inside = new Set<Label>();
  let found = false;
  walk([statement], (each) => {
    if (each.kind === "block") inside.add(each.label);
    else if (each.kind === "leave" && !inside.has(each.label)) found ||= wanted(each);
  });
  return found;
}
