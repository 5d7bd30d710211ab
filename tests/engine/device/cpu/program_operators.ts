/** Operators and builtins of booleans and floats in random expressions. */
import { Binding, type Expression, Leaves } from "./program_leaves.ts";
import { bounded, expression, text } from "./program_tree.ts";
import { nameOf, type Type, type } from "./program_types.ts";

/** Makes an expression of operands that are so deep. */
export type Make = (depth: number) => Expression;

/** Makes booleans and floats; floats are known to be small enough for their operations to be exact. */
export abstract class Operators extends Leaves {
  /** Two operands, not both constant; of vectors one may be a scalar. */
  protected two(wanted: Type, depth: number, mixed: boolean): [Expression, Expression] {
    const scalar = mixed && wanted.size > 1 && this.random.chance(0.3);
    const other = scalar ? type(wanted.element) : wanted;
    const pair: [Expression, Expression] = [this.living(wanted, depth), this.make(other, depth)];
    return this.random.chance(0.5) ? pair : [pair[1], pair[0]];
  }

  /** A call of a builtin or a constructor. */
  protected apply(wanted: Type, name: string, operands: readonly Expression[]): Expression {
    const parts = operands.flatMap((operand, i) => [
      i > 0 ? ", " : "",
      this.wrapped(operand, Binding.bits),
    ]);
    return {
      ...this.primary(wanted, expression(nameOf(wanted), `${name}(`, ...parts, ")")),
      constant: operands.every((operand) => operand.constant),
      magnitude: Math.max(...operands.map((operand) => operand.magnitude)),
      fraction: Math.max(...operands.map((operand) => operand.fraction)),
    };
  }

  /** A builtin of operands of the wanted type. */
  protected builtin(wanted: Type, name: string, count: number, depth: number): Expression {
    const rest = Array.from({ length: count - 1 }, () => this.make(wanted, depth));
    return this.apply(wanted, name, [this.living(wanted, depth), ...rest]);
  }

  /** Two operands around an operator that wants them to bind this tightly. */
  protected infix(
    wanted: Type,
    operator: string,
    [left, right]: readonly [Expression, Expression],
    binding: number,
    most: readonly [number, number],
  ): Expression {
    const parts = [this.wrapped(left, most[0]), ` ${operator} `, this.wrapped(right, most[1])];
    return { ...this.primary(wanted, expression(nameOf(wanted), ...parts)), binding };
  }

  protected sum(wanted: Type, operator: string, pair: [Expression, Expression]): Expression {
    return this.infix(wanted, operator, pair, Binding.sum, [Binding.sum, Binding.product]);
  }

  protected product(
    wanted: Type,
    operator: string,
    pair: readonly [Expression, Expression],
  ): Expression {
    return this.infix(wanted, operator, pair, Binding.product, [Binding.product, Binding.unary]);
  }

  protected prefix(wanted: Type, operator: string, operand: Expression): Expression {
    const parts = [operator, this.wrapped(operand, Binding.primary)];
    return { ...operand, piece: expression(nameOf(wanted), ...parts), binding: Binding.unary };
  }

  /** A float small enough: cut off where it may be greater or finer. */
  protected tame(value: Expression, magnitude: number, fraction: number): Expression {
    if (value.magnitude <= magnitude && value.fraction <= fraction) return value;
    const name = nameOf(value.type);
    const limit = `${2 ** magnitude}.0`;
    const of = (number: string) => value.type.size > 1 ? `${name}(${number})` : number;
    const whole = value.fraction > fraction ? ["trunc(", value.piece, ")"] : [value.piece];
    const piece = bounded(name, "clamp(", ...whole, `, ${of(`-${limit}`)}, ${of(limit)})`);
    return {
      ...this.primary(value.type, piece),
      magnitude,
      fraction: Math.min(fraction, value.fraction),
    };
  }

  protected number(wanted: Type, number: number): Expression {
    const name = nameOf(wanted);
    const written = wanted.size > 1 ? `${name}(${number}.0)` : `${number}.0`;
    return { ...this.primary(wanted, text(written)), constant: true };
  }

  protected booleans(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const scalar = wanted.size === 1;
    const logic = (operators: readonly string[], depth: number) => {
      const parts = this.two(wanted, depth, false).map((each) => this.wrapped(each, Binding.unary));
      const piece = expression(
        name,
        "(",
        parts[0],
        ` ${this.random.pick(operators)} `,
        parts[1],
        ")",
      );
      return this.primary(wanted, piece);
    };
    const makes: Make[] = [
      (depth) => this.compare(wanted, depth),
      (depth) => this.compare(wanted, depth),
      (depth) => logic(scalar ? ["&&", "||"] : ["&", "|"], depth),
      (depth) => logic(["&", "|", "==", "!="], depth),
      (depth) => this.prefix(wanted, "!", this.living(wanted, depth)),
    ];
    const reduced = () => type("bool", this.random.range(2, 4));
    const fold: Make = (depth) =>
      this.apply(wanted, this.random.pick(["all", "any"]), [this.living(reduced(), depth)]);
    return scalar ? [...makes, fold] : makes;
  }

  protected compare(wanted: Type, depth: number): Expression {
    const of = type(this.random.pick(["f32", "i32", "u32", "u32"] as const), wanted.size);
    const operator = this.random.pick(["<", "<=", ">", ">=", "==", "!="]);
    const [left, right] = this.two(of, depth, false).map((each) => this.wrapped(each, Binding.sum));
    const piece = expression(nameOf(wanted), "(", left, ` ${operator} `, right, ")");
    return this.primary(wanted, piece);
  }

  protected floats(wanted: Type): Make[] {
    const two = (depth: number, most: number, finest: number): [Expression, Expression] => {
      const pair = this.two(wanted, depth, finest > 3);
      return [this.tame(pair[0], most, finest), this.tame(pair[1], most, finest)];
    };
    const plus: Make = (depth) => {
      const [a, b] = two(depth, 18, 4);
      const magnitude = Math.max(a.magnitude, b.magnitude) + 1;
      const made = this.sum(wanted, this.random.pick(["+", "-"]), [a, b]);
      return { ...made, magnitude, fraction: Math.max(a.fraction, b.fraction) };
    };
    const times: Make = (depth) => {
      const [a, b] = two(depth, 8, 4);
      return { ...this.product(wanted, "*", [a, b]), ...bounds(a, b) };
    };
    const fused: Make = (depth) => {
      const [a, b] = two(depth, 8, 3), c = this.tame(this.make(wanted, depth), 16, 4);
      const { magnitude, fraction } = bounds(a, b);
      return {
        ...this.apply(wanted, "fma", [a, b, c]),
        magnitude: Math.max(magnitude, c.magnitude) + 1,
        fraction: Math.max(fraction, c.fraction),
      };
    };
    return [plus, plus, times, times, fused, ...this.rounding(wanted)];
  }

  protected rounding(wanted: Type): Make[] {
    const small: Make = (depth) => {
      const name = this.random.pick(["sign", "saturate", "fract"]);
      const made = this.builtin(wanted, name, 1, depth);
      return { ...made, magnitude: 0 };
    };
    const from: Make = (depth) => {
      const of = type(this.random.pick(["i32", "u32"] as const), wanted.size);
      const value = this.wrapped(this.living(of, depth), Binding.product);
      const name = nameOf(wanted);
      const piece = bounded(
        name,
        `${name}(`,
        bounded(nameOf(of), value, ` % ${nameOf(of)}(100)`),
        ")",
      );
      return this.primary(wanted, piece);
    };
    const plain: Make = (depth) => {
      const [name, count] = this.random.pick([["abs", 1], ["min", 2], ["max", 2]] as const);
      return this.builtin(wanted, name, count, depth);
    };
    const minus: Make = (depth) => this.prefix(wanted, "-", this.living(wanted, depth));
    return [...this.exactly(wanted), small, from, plain, plain, minus];
  }

  protected exactly(wanted: Type): Make[] {
    const round: Make = (depth) => {
      const name = this.random.pick(["floor", "ceil", "trunc", "round"]);
      return { ...this.builtin(wanted, name, 1, depth), fraction: 0 };
    };
    const halve: Make = (depth) => {
      const value = this.tame(this.living(wanted, depth), 16, 4), power = this.random.range(1, 2);
      const divisor = this.number(wanted, 2 ** power);
      const made = this.product(wanted, "/", [value, divisor]);
      return { ...made, magnitude: value.magnitude, fraction: value.fraction + power };
    };
    const rest: Make = (depth) => {
      const value = this.tame(this.living(wanted, depth), 16, 4);
      const made = this.product(wanted, "%", [
        value,
        this.number(wanted, this.random.pick([1, 2, 8])),
      ]);
      return { ...made, magnitude: 3, fraction: value.fraction };
    };
    const scale: Make = (depth) => {
      const value = this.tame(this.living(wanted, depth), 16, 2), power = this.random.range(-2, 2);
      const of = type("i32", wanted.size), name = nameOf(wanted);
      const by = wanted.size > 1 ? `${nameOf(of)}(${power})` : `${power}`;
      const piece = expression(name, "ldexp(", value.piece, `, ${by})`);
      const { magnitude, fraction } = value;
      return {
        ...this.primary(wanted, piece),
        magnitude: magnitude + Math.max(power, 0),
        fraction: fraction + Math.max(-power, 0),
      };
    };
    return [round, halve, rest, scale];
  }
}

/** How great and how fine a product is. */
export function bounds(a: Expression, b: Expression): { magnitude: number; fraction: number } {
  return { magnitude: a.magnitude + b.magnitude, fraction: a.fraction + b.fraction };
}
