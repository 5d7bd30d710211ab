/**
 * Random expressions whose values are exactly defined: integers wrap, and floats are dyadic numbers
 * that are known to be small enough for all operations on them to be exact.
 */
import { Binding, type Expression, kept } from "./program_leaves.ts";
import { bounds, type Make, Operators } from "./program_operators.ts";
import { bounded, expression, type Piece, text } from "./program_tree.ts";
import { type Element, nameOf, type Type, type } from "./program_types.ts";

/** Makes expressions of what a scope has. */
export class Expressions extends Operators {
  /** A piece that gives a value of a type, fit to be kept in a variable. */
  of(wanted: Type, depth: number = this.random.range(0, 3)): Piece {
    const made = this.make(wanted, depth);
    const value = wanted.element === "f32" ? this.tame(made, kept.magnitude, kept.fraction) : made;
    return this.wrapped(value, Binding.bits);
  }

  /** The same, equal in a whole workgroup where asked. */
  ofUniform(wanted: Type, uniform: boolean, depth?: number): Piece {
    return this.uniformly(uniform, () => this.of(wanted, depth));
  }

  /** Makes what is equal in a whole workgroup, where asked. */
  uniformly<T>(uniform: boolean, make: () => T): T {
    const before = this.uniform;
    this.uniform = uniform;
    const made = make();
    this.uniform = before;
    return made;
  }

  /** A condition, as `if` has it: not between parentheses. */
  condition(uniform: boolean, depth = 2): Piece {
    return this.uniformly(uniform, () => {
      const made = this.make(type("bool"), depth);
      return made.constant ? this.compare(type("bool"), depth).piece : made.piece;
    });
  }

  make(wanted: Type, depth: number): Expression {
    if (depth <= 0 || this.random.chance(0.15)) return this.leaf(wanted, false);
    const own: Record<Element, () => Make[]> = {
      bool: () => this.booleans(wanted),
      f32: () => this.floats(wanted),
      i32: () => this.#integers(wanted),
      u32: () => this.#integers(wanted),
    };
    const shared = wanted.size > 1 ? this.#vectors(wanted) : this.#scalars(wanted);
    const makes = this.random.chance(0.7) ? own[wanted.element]() : [...shared, this.#any(wanted)];
    return this.random.pick(makes)(depth - 1);
  }

  #integers(wanted: Type): Make[] {
    const signed = wanted.element === "i32";
    const sum: Make = (depth) =>
      this.sum(wanted, this.random.pick(["+", "-"]), this.two(wanted, depth, true));
    const product: Make = (depth) => this.product(wanted, "*", this.two(wanted, depth, true));
    const quotient: Make = (depth) =>
      this.product(wanted, this.random.pick(["/", "%"]), [
        this.living(wanted, depth),
        this.#divisor(wanted, depth),
      ]);
    const minus: Make = (depth) =>
      this.prefix(wanted, signed ? this.random.pick(["-", "~"]) : "~", this.living(wanted, depth));
    const least: Make = (depth) => this.builtin(wanted, this.random.pick(["min", "max"]), 2, depth);
    return [
      sum,
      sum,
      product,
      quotient,
      minus,
      least,
      ...this.#bits(wanted),
      ...this.#wholes(wanted),
    ];
  }

  /** Operations on bits. */
  #bits(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const bits: Make = (depth) => {
      const operator = this.random.pick(["&", "|", "^"]);
      const most = [Binding.unary, Binding.unary] as const;
      return this.infix(wanted, operator, this.two(wanted, depth, false), Binding.bits, most);
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
    const counts = ["countOneBits", "countLeadingZeros", "countTrailingZeros", "reverseBits"];
    const firsts = [
      "firstLeadingBit",
      "firstTrailingBit",
      "abs",
      ...(wanted.element === "i32" ? ["sign"] : []),
    ];
    const count: Make = (depth) =>
      this.builtin(wanted, this.random.pick([...counts, ...firsts]), 1, depth);
    return [bits, bits, shift, count];
  }

  /** Whole numbers of others. */
  #wholes(wanted: Type): Make[] {
    const name = nameOf(wanted);
    const of = (element: Element) => type(element, wanted.size);
    const other = of(wanted.element === "i32" ? "u32" : "i32");
    const from: Make = (depth) => {
      const source = this.random.pick([other, other, of("bool")]);
      return this.apply(wanted, name, [this.living(source, depth)]);
    };
    const cast: Make = (depth) =>
      this.apply(wanted, `bitcast<${name}>`, [this.living(other, depth)]);
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
    return [from, cast, float, word, ...this.#fields(wanted)];
  }

  /** Parts of numbers' bits, and of their range. */
  #fields(wanted: Type): Make[] {
    const name = nameOf(wanted);
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
    return [field, limited];
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
    const splat: Make = (depth) => this.apply(wanted, name, [this.living(type(element), depth)]);
    const joined: Make = (depth) => {
      const sizes: number[] = [];
      for (let left = size; left > 0; left -= sizes.at(-1)!) {
        sizes.push(this.random.range(1, Math.min(left, size - 1)));
      }
      const made = sizes.map((each) => this.make(type(element, each), depth));
      const living = made.some((each) => !each.constant);
      return this.apply(wanted, living ? inferred : name, made);
    };
    const swizzled: Make = (depth) => {
      const from = this.living(type(element, this.random.range(2, 4)), depth);
      const { magnitude, fraction } = from;
      const piece = this.wrapped(from, Binding.primary);
      return { ...this.components(piece, from.type.size, wanted), magnitude, fraction };
    };
    const selected: Make = (depth) =>
      this.apply(wanted, "select", [
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
      if (element !== "f32") return this.apply(wanted, "dot", pair);
      const [a, b] = pair.map((each) => this.tame(each, 8, 2));
      const { magnitude, fraction } = bounds(a, b);
      return { ...this.apply(wanted, "dot", [a, b]), magnitude: magnitude + 2, fraction };
    };
    return element === "bool" ? [component] : [component, component, dot];
  }

  /** A choice, or the result of a function. */
  #any(wanted: Type): Make {
    const select: Make = (depth) =>
      this.apply(wanted, "select", [
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
