/**
 * Random expressions whose values are exactly defined: integers wrap, and floats are dyadic numbers
 * that are known to be small enough for all operations on them to be exact.
 */
import { Binding, type Expression, kept, Leaves } from "./program_leaves.ts";
import { bounded, expression, type Piece, text } from "./program_tree.ts";
import { type Element, nameOf, type Type, type } from "./program_types.ts";

type Make = (depth: number) => Expression;

/** Makes expressions of what a scope has. */
export class Expressions extends Leaves {
  /** A piece that gives a value of a type, fit to be kept in a variable. */
  of(wanted: Type, depth: number = this.random.range(0, 3)): Piece {
    const made = this.make(wanted, depth);
    const value = wanted.element === "f32" ? this.#tame(made, kept.magnitude, kept.fraction) : made;
    return this.wrapped(value, Binding.bits);
  }

  /** The same, equal in a whole workgroup where asked. */
  ofUniform(wanted: Type, uniform: boolean, depth?: number): Piece {
    const before = this.uniform;
    this.uniform = uniform;
    const piece = this.of(wanted, depth);
    this.uniform = before;
    return piece;
  }

  /** A condition, as `if` has it: not between parentheses. */
  condition(uniform: boolean, depth = 2): Piece {
    const before = this.uniform;
    this.uniform = uniform;
    const made = this.make(type("bool"), depth);
    const piece = made.constant ? this.#compare(type("bool"), depth).piece : made.piece;
    this.uniform = before;
    return piece;
  }

  make(wanted: Type, depth: number): Expression {
    if (depth <= 0 || this.random.chance(0.15)) return this.leaf(wanted, false);
    const own: Record<Element, () => Make[]> = {
      bool: () => this.#booleans(wanted),
      f32: () => this.#floats(wanted),
      i32: () => this.#integers(wanted),
      u32: () => this.#integers(wanted),
    };
    const shared = wanted.size > 1 ? this.#vectors(wanted) : this.#scalars(wanted);
    const makes = this.random.chance(0.7) ? own[wanted.element]() : [...shared, this.#any(wanted)];
    return this.random.pick(makes)(depth - 1);
  }

  /** Two operands, not both constant; of vectors one may be a scalar. */
  #two(wanted: Type, depth: number, mixed: boolean): [Expression, Expression] {
    const scalar = mixed && wanted.size > 1 && this.random.chance(0.3);
    const other = scalar ? type(wanted.element) : wanted;
    const pair: [Expression, Expression] = [this.living(wanted, depth), this.make(other, depth)];
    return this.random.chance(0.5) ? pair : [pair[1], pair[0]];
  }

  /** A call of a builtin or a constructor. */
  #call(wanted: Type, name: string, operands: readonly Expression[]): Expression {
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
  #builtin(wanted: Type, name: string, count: number, depth: number): Expression {
    const rest = Array.from({ length: count - 1 }, () => this.make(wanted, depth));
    return this.#call(wanted, name, [this.living(wanted, depth), ...rest]);
  }

  /** Two operands around an operator that wants them to bind this tightly. */
  #infix(
    wanted: Type,
    operator: string,
    [left, right]: readonly [Expression, Expression],
    binding: number,
    most: readonly [number, number],
  ): Expression {
    const parts = [this.wrapped(left, most[0]), ` ${operator} `, this.wrapped(right, most[1])];
    return { ...this.primary(wanted, expression(nameOf(wanted), ...parts)), binding };
  }

  #sum(wanted: Type, operator: string, pair: [Expression, Expression]): Expression {
    return this.#infix(wanted, operator, pair, Binding.sum, [Binding.sum, Binding.product]);
  }

  #product(wanted: Type, operator: string, pair: readonly [Expression, Expression]): Expression {
    return this.#infix(wanted, operator, pair, Binding.product, [Binding.product, Binding.unary]);
  }

  #prefix(wanted: Type, operator: string, operand: Expression): Expression {
    const parts = [operator, this.wrapped(operand, Binding.primary)];
    return { ...operand, piece: expression(nameOf(wanted), ...parts), binding: Binding.unary };
  }

  /** A float small enough: cut off where it may be greater or finer. */
  #tame(value: Expression, magnitude: number, fraction: number): Expression {
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

  #booleans(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const scalar = wanted.size === 1;
    const logic = (operators: readonly string[], depth: number) => {
      const parts = this.#two(wanted, depth, false).map((each) =>
        this.wrapped(each, Binding.unary)
      );
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
      (depth) => this.#compare(wanted, depth),
      (depth) => this.#compare(wanted, depth),
      (depth) => logic(scalar ? ["&&", "||"] : ["&", "|"], depth),
      (depth) => logic(["&", "|", "==", "!="], depth),
      (depth) => this.#prefix(wanted, "!", this.living(wanted, depth)),
    ];
    const reduced = () => type("bool", this.random.range(2, 4));
    const fold: Make = (depth) =>
      this.#call(wanted, this.random.pick(["all", "any"]), [this.living(reduced(), depth)]);
    return scalar ? [...makes, fold] : makes;
  }

  #compare(wanted: Type, depth: number): Expression {
    const of = type(this.random.pick(["f32", "i32", "u32", "u32"] as const), wanted.size);
    const operator = this.random.pick(["<", "<=", ">", ">=", "==", "!="]);
    const [left, right] = this.#two(of, depth, false).map((each) =>
      this.wrapped(each, Binding.sum)
    );
    const piece = expression(nameOf(wanted), "(", left, ` ${operator} `, right, ")");
    return this.primary(wanted, piece);
  }

  #floats(wanted: Type): Make[] {
    const two = (depth: number, most: number, finest: number): [Expression, Expression] => {
      const pair = this.#two(wanted, depth, finest > 3);
      return [this.#tame(pair[0], most, finest), this.#tame(pair[1], most, finest)];
    };
    const plus: Make = (depth) => {
      const [a, b] = two(depth, 18, 4);
      const magnitude = Math.max(a.magnitude, b.magnitude) + 1;
      const made = this.#sum(wanted, this.random.pick(["+", "-"]), [a, b]);
      return { ...made, magnitude, fraction: Math.max(a.fraction, b.fraction) };
    };
    const times: Make = (depth) => {
      const [a, b] = two(depth, 8, 4);
      return { ...this.#product(wanted, "*", [a, b]), ...bounds(a, b) };
    };
    const fused: Make = (depth) => {
      const [a, b] = two(depth, 8, 3), c = this.#tame(this.make(wanted, depth), 16, 4);
      const { magnitude, fraction } = bounds(a, b);
      return {
        ...this.#call(wanted, "fma", [a, b, c]),
        magnitude: Math.max(magnitude, c.magnitude) + 1,
        fraction: Math.max(fraction, c.fraction),
      };
    };
    return [plus, plus, times, times, fused, ...this.#rounding(wanted)];
  }

  #rounding(wanted: Type): Make[] {
    const round: Make = (depth) => {
      const name = this.random.pick(["floor", "ceil", "trunc", "round"]);
      return { ...this.#builtin(wanted, name, 1, depth), fraction: 0 };
    };
    const halve: Make = (depth) => {
      const value = this.#tame(this.living(wanted, depth), 16, 4), power = this.random.range(1, 2);
      const divisor = this.#number(wanted, 2 ** power);
      const made = this.#product(wanted, "/", [value, divisor]);
      return { ...made, magnitude: value.magnitude, fraction: value.fraction + power };
    };
    const rest: Make = (depth) => {
      const value = this.#tame(this.living(wanted, depth), 16, 4);
      const made = this.#product(wanted, "%", [
        value,
        this.#number(wanted, this.random.pick([1, 2, 8])),
      ]);
      return { ...made, magnitude: 3, fraction: value.fraction };
    };
    const small: Make = (depth) => {
      const name = this.random.pick(["sign", "saturate", "fract"]);
      const made = this.#builtin(wanted, name, 1, depth);
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
      return this.#builtin(wanted, name, count, depth);
    };
    const minus: Make = (depth) => this.#prefix(wanted, "-", this.living(wanted, depth));
    return [round, halve, rest, small, from, plain, plain, minus];
  }

  #number(wanted: Type, number: number): Expression {
    const name = nameOf(wanted);
    const written = wanted.size > 1 ? `${name}(${number}.0)` : `${number}.0`;
    return { ...this.primary(wanted, text(written)), constant: true };
  }

  #integers(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const signed = wanted.element === "i32";
    const sum: Make = (depth) =>
      this.#sum(wanted, this.random.pick(["+", "-"]), this.#two(wanted, depth, true));
    const product: Make = (depth) => this.#product(wanted, "*", this.#two(wanted, depth, true));
    const quotient: Make = (depth) =>
      this.#product(wanted, this.random.pick(["/", "%"]), [
        this.living(wanted, depth),
        this.#divisor(wanted, depth),
      ]);
    const bits: Make = (depth) => {
      const operator = this.random.pick(["&", "|", "^"]);
      const most = [Binding.unary, Binding.unary] as const;
      return this.#infix(wanted, operator, this.#two(wanted, depth, false), Binding.bits, most);
    };
    const shift: Make = (depth) => {
      const value = this.wrapped(this.living(wanted, depth), Binding.unary);
      const piece = expression(
        name,
        "(",
        value,
        ` ${this.random.pick(["<<", ">>"])} `,
        this.#amount(wanted, depth),
        ")",
      );
      return this.primary(wanted, piece);
    };
    const minus: Make = (depth) =>
      this.#prefix(wanted, signed ? this.random.pick(["-", "~"]) : "~", this.living(wanted, depth));
    const counts = ["countOneBits", "countLeadingZeros", "countTrailingZeros", "reverseBits"];
    const firsts = ["firstLeadingBit", "firstTrailingBit", "abs", ...(signed ? ["sign"] : [])];
    const count: Make = (depth) =>
      this.#builtin(wanted, this.random.pick([...counts, ...firsts]), 1, depth);
    const least: Make = (depth) =>
      this.#builtin(wanted, this.random.pick(["min", "max"]), 2, depth);
    return [
      sum,
      sum,
      product,
      quotient,
      bits,
      bits,
      shift,
      minus,
      count,
      least,
      ...this.#wholes(wanted),
    ];
  }

  /** Whole numbers of others. */
  #wholes(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const of = (element: Element) => type(element, wanted.size);
    const other = of(wanted.element === "i32" ? "u32" : "i32");
    const from: Make = (depth) => {
      const source = this.random.pick([other, other, of("bool")]);
      return this.#call(wanted, name, [this.living(source, depth)]);
    };
    const cast: Make = (depth) =>
      this.#call(wanted, `bitcast<${name}>`, [this.living(other, depth)]);
    const float: Make = (depth) => {
      const round = this.random.pick(["", "floor", "round"]);
      return this.primary(
        wanted,
        expression(name, `${name}(${round}(abs(`, this.of(of("f32"), depth), ")))"),
      );
    };
    const word: Make = (depth) =>
      this.primary(
        wanted,
        expression(name, `bitcast<${name}>(abs(`, this.of(of("f32"), depth), "))"),
      );
    const field: Make = (depth) => {
      const offset = this.random.range(0, 31), count = this.random.range(0, 32 - offset);
      const value = this.wrapped(this.living(wanted, depth), Binding.bits);
      const more = this.random.chance(0.4)
        ? [", ", this.wrapped(this.make(wanted, depth), Binding.bits)]
        : [];
      const called = more.length > 0 ? "insertBits(" : "extractBits(";
      return this.primary(
        wanted,
        expression(name, called, value, ...more, `, ${offset}u, ${count}u)`),
      );
    };
    const limited: Make = (depth) => {
      const least = this.random.range(0, 9), most = least + this.random.range(0, 50);
      const value = this.wrapped(this.living(wanted, depth), Binding.bits);
      const piece = expression(name, "clamp(", value, `, ${name}(${least}), ${name}(${most}))`);
      return this.primary(wanted, piece);
    };
    return [from, cast, float, word, field, limited];
  }

  /** What may be divided by: neither 0 nor -1. */
  #divisor(wanted: Type, depth: number): Expression {
    const name = nameOf(wanted), signed = wanted.element === "i32";
    if (this.random.chance(0.4)) {
      const number = this.random.pick([1, 2, 3, 4, 7, 10, 64, 1000]);
      const suffix = signed ? "i" : "u";
      const written = signed && number > 1 && this.random.chance(0.3) ? -number : number;
      const piece = text(wanted.size > 1 ? `${name}(${written}${suffix})` : `${written}${suffix}`);
      const binding = written < 0 && wanted.size === 1 ? Binding.unary : Binding.primary;
      return { ...this.primary(wanted, piece), binding, constant: true };
    }
    const value = this.wrapped(this.living(wanted, depth), Binding.unary);
    const limits = [
      ` & ${name}(${this.random.pick([1, 7, 31])})) + ${name}(${this.random.pick([1, 3])})`,
    ];
    return this.primary(wanted, bounded(name, "((", value, ...limits, ")"));
  }

  /** How far bits may be shifted. */
  #amount(wanted: Type, depth: number): Piece {
    const of = type("u32", wanted.size), name = nameOf(of);
    if (this.random.chance(0.5)) {
      const bits = this.random.range(0, 31);
      return text(
        wanted.size > 1 ? `${name}(${bits}u)` : this.random.pick([`${bits}u`, `${bits}`]),
      );
    }
    const value = this.wrapped(this.living(of, depth), Binding.unary);
    return bounded(name, "(", value, ` & ${name}(31))`);
  }

  #vectors(wanted: Type): Make[] {
    const name = nameOf(wanted), { element, size } = wanted;
    const inferred = this.random.chance(0.2) ? `vec${size}` : name;
    const splat: Make = (depth) => this.#call(wanted, name, [this.living(type(element), depth)]);
    const joined: Make = (depth) => {
      const sizes: number[] = [];
      for (let left = size; left > 0; left -= sizes.at(-1)!) {
        sizes.push(this.random.range(1, Math.min(left, size - 1)));
      }
      const made = sizes.map((each) => this.make(type(element, each), depth));
      const living = made.some((each) => !each.constant);
      return this.#call(wanted, living ? inferred : name, made);
    };
    const swizzled: Make = (depth) => {
      const from = this.living(type(element, this.random.range(2, 4)), depth);
      const { magnitude, fraction } = from;
      const piece = this.wrapped(from, Binding.primary);
      return { ...this.components(piece, from.type.size, wanted), magnitude, fraction };
    };
    const selected: Make = (depth) =>
      this.#call(wanted, "select", [
        this.make(wanted, depth),
        this.make(wanted, depth),
        this.living(type("bool", size), depth),
      ]);
    return [splat, joined, joined, swizzled, selected];
  }

  #scalars(wanted: Type): Make[] {
    const { element } = wanted;
    const of = () => type(element, this.random.range(2, 4));
    const component: Make = (depth) => {
      const from = this.living(of(), depth), { magnitude, fraction } = from;
      const piece = this.wrapped(from, Binding.primary);
      return { ...this.components(piece, from.type.size, wanted), magnitude, fraction };
    };
    const dot: Make = (depth) => {
      const vector = of();
      const pair = [this.living(vector, depth), this.make(vector, depth)];
      if (element !== "f32") return this.#call(wanted, "dot", pair);
      const [a, b] = pair.map((each) => this.#tame(each, 8, 2));
      const { magnitude, fraction } = bounds(a, b);
      return { ...this.#call(wanted, "dot", [a, b]), magnitude: magnitude + 2, fraction };
    };
    return element === "bool" ? [component] : [component, component, dot];
  }

  /** A choice, or the result of a function. */
  #any(wanted: Type): Make {
    const select: Make = (depth) =>
      this.#call(wanted, "select", [
        this.make(wanted, depth),
        this.make(wanted, depth),
        this.living(type("bool"), depth),
      ]);
    const name = nameOf(wanted);
    const callables = this.scope.world.callables.filter(({ result, cost }) =>
      result && nameOf(result) === name && cost * this.scope.turns < this.scope.budget
    );
    if (callables.length === 0 || this.uniform) return select;
    return (depth) => {
      const { name: called, parameters, cost } = this.random.pick(callables);
      this.scope.budget -= cost * this.scope.turns;
      return this.primary(wanted, expression(name, ...this.call(called, parameters, depth)));
    };
  }

  /** A call of a function of the program, which is told `i` too. */
  call(name: string, parameters: readonly Type[], depth: number): (string | Piece)[] {
    const given = parameters.flatMap((each) => [", ", this.of(each, depth)]);
    return [`${name}(i`, ...given, ")"];
  }
}

/** How great and how fine a product is. */
function bounds(a: Expression, b: Expression): { magnitude: number; fraction: number } {
  return { magnitude: a.magnitude + b.magnitude, fraction: a.fraction + b.fraction };
}
