/** Finds how the indices of accesses in a counted loop depend on its counter. */
import type { Counter, Expression, Memory, Opcode, Statement, Variable } from "../ir.ts";
import { eachPart, walk } from "../walk.ts";

/**
 * The index of a word as `base + coefficient * d + offset`, modulo 2^32, where d is the distance
 * that the counter has advanced since the start of the fast form.
 */
export interface Affine {
  readonly base: Expression;
  /** The increase of the index when the counter increases by 1. */
  readonly coefficient: Expression;
  /** A signed constant. */
  readonly offset: number;
}

/** An operation on indices; no operation where it would change nothing. */
export function operation(opcode: Opcode, a: Expression, b: Expression): Expression {
  if (opcode === "mul" && a.kind === "constant" && a.value === 1) return b;
  if (opcode === "mul" && b.kind === "constant" && b.value === 1) return a;
  if (opcode === "add" && a.kind === "constant" && a.value === 0) return b;
  if (opcode === "add" && b.kind === "constant" && b.value === 0) return a;
  return { kind: "operation", type: "u32", opcode, operands: [a, b] };
}

/** A constant index. */
export const constant = (value: number): Expression => ({ kind: "constant", type: "u32", value });

/** Finds how the indices in the body of a loop depend on the counter of the loop. */
export class Inside {
  readonly #counter: Variable;
  /** Values of variables that are declared and never set in the loop; `null`: all others in it. */
  readonly #values = new Map<Variable, Expression | null>();
  /** What was found of variables and expressions before: unrolled turns ask for the same ones. */
  readonly #affines = new Map<Variable, Affine | null>();
  readonly #texts = new Map<Expression, string>();
  readonly #names = new Map<object, number>();

  constructor(body: readonly Statement[], { variable }: Counter) {
    this.#counter = variable;
    walk(body, (statement) => {
      if (statement.kind === "declare") this.#values.set(statement.variable, statement.value);
      else if (statement.kind === "load") {
        for (const variable of statement.variables) this.#values.set(variable, null);
      }
    });
    walk(body, (statement) => {
      if (statement.kind === "set") this.#values.set(statement.variable, null);
    });
  }

  /** The affine form of an index; `null` if it has no affine form. */
  affine(expression: Expression): Affine | null {
    if (expression.kind === "constant") {
      return { base: constant(0), coefficient: constant(0), offset: expression.value | 0 };
    }
    if (expression.kind === "get" && expression.variable === this.#counter) {
      return { base: expression, coefficient: constant(1), offset: 0 };
    }
    if (expression.kind === "get" && this.#values.has(expression.variable)) {
      return this.#ofVariable(expression.variable);
    }
    if (this.#isFixed(expression)) return { base: expression, coefficient: constant(0), offset: 0 };
    return expression.kind === "operation" ? this.#ofOperation(expression) : null;
  }

  #ofVariable(variable: Variable): Affine | null {
    let affine = this.#affines.get(variable);
    if (affine === undefined) {
      const value = this.#values.get(variable)!;
      this.#affines.set(variable, affine = value && this.affine(value));
    }
    return affine;
  }

  #ofOperation({ opcode, operands, type }: Expression & { kind: "operation" }): Affine | null {
    if (type === "f32" || type === "bool") return null;
    if (opcode === "bitcast" || opcode === "convert") {
      return operands[0].type === "f32" || operands[0].type === "bool"
        ? null
        : this.affine(operands[0]);
    }
    if (opcode === "add") {
      const [a, b] = operands.map((operand) => this.affine(operand));
      return a && b && {
        base: operation("add", a.base, b.base),
        coefficient: operation("add", a.coefficient, b.coefficient),
        offset: a.offset + b.offset | 0,
      };
    }
    if (opcode === "mul" || opcode === "shl") {
      const [left, right] = opcode === "shl" && operands[1].kind === "constant"
        ? [operands[0], constant(2 ** (operands[1].value & 31))]
        : operands;
      if (opcode === "shl" && operands[1].kind !== "constant") return null;
      const [moving, factor] = this.#isFixed(right) ? [left, right] : [right, left];
      const of = this.#isFixed(factor) ? this.affine(moving) : null;
      return of && scaled(of, factor);
    }
    return null;
  }

  /** Whether an expression is the same in all turns. */
  #isFixed(expression: Expression): boolean {
    let fixed = true;
    eachPart(expression, (part) => {
      if (part.kind !== "get") return;
      if (part.variable === this.#counter || this.#values.has(part.variable)) fixed = false;
    });
    return fixed;
  }

  /** A key; indices with equal keys differ only in their offsets. */
  keyOf(memory: Memory, { base, coefficient }: Affine): string {
    return `${this.#name(memory)} ${this.#text(base)} ${this.#text(coefficient)}`;
  }

  #text(expression: Expression): string {
    let text = this.#texts.get(expression);
    if (text === undefined) this.#texts.set(expression, text = this.#newText(expression));
    return text;
  }

  #newText(expression: Expression): string {
    switch (expression.kind) {
      case "constant":
        return `${expression.value}`;
      case "get":
        return `v${this.#name(expression.variable)}`;
      case "input":
        return `${expression.name}${expression.axis}`;
      case "uniform":
        return `u${expression.word}`;
      case "length":
        return `l${this.#name(expression.memory)}/${expression.stride}`;
      case "operation":
        return `${expression.opcode}(${expression.operands.map((each) => this.#text(each))})`;
    }
  }

  #name(of: object): number {
    let name = this.#names.get(of);
    if (name === undefined) this.#names.set(of, name = this.#names.size);
    return name;
  }
}

/** An index times a factor that is the same in all turns. */
function scaled({ base, coefficient, offset }: Affine, factor: Expression): Affine {
  const known = factor.kind === "constant" ? factor.value : null;
  const times = (e: Expression) =>
    e.kind === "constant" && (e.value === 0 || known !== null)
      ? constant(Math.imul(e.value, known ?? 0) >>> 0)
      : operation("mul", e, factor);
  const moved = { base: times(base), coefficient: times(coefficient) };
  if (known !== null) return { ...moved, offset: Math.imul(offset, known) };
  const more = offset ? operation("mul", constant(offset >>> 0), factor) : constant(0);
  return { ...moved, base: operation("add", moved.base, more), offset: 0 };
}
