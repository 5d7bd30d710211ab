/** What random expressions begin with: literals, values in sight, loads, places in arrays. */
import { bounded, expression, type Piece, text } from "./program_tree.ts";
import {
  anyNumber,
  type Cell,
  greatest,
  literal,
  nameOf,
  type Random,
  type Type,
  type,
} from "./program_types.ts";
import type { Scope, Sequence, Value } from "./program_scope.ts";

/** How tightly an expression binds: what stands as it is, with a sign, with operators. */
export const Binding = {
  primary: 0,
  unary: 1,
  product: 2,
  sum: 3,
  bits: 4,
  comparison: 5,
  logic: 6,
};

/** An expression; floats are multiples of 2^-fraction and at most 2^magnitude. */
export interface Expression {
  readonly piece: Piece;
  readonly type: Type;
  /** Whether compilers work it out, and complain when it overflows. */
  readonly constant: boolean;
  readonly binding: number;
  readonly magnitude: number;
  readonly fraction: number;
}

/** Floats that variables hold. */
export const kept = { magnitude: Math.log2(greatest), fraction: 2 };

/** Makes the leaves of expressions of what a scope has. */
export abstract class Leaves {
  readonly random: Random;
  readonly scope: Scope;
  /** Whether only what is the same in a whole workgroup may be used. */
  uniform = false;
  /** What places are made of, while they are those of {@linkcode Leaves.moving}. */
  #moving: readonly Value[] | null = null;

  constructor(random: Random, scope: Scope) {
    this.random = random;
    this.scope = scope;
  }

  /** Any expression of a type. */
  abstract make(wanted: Type, depth: number): Expression;

  /** A load as innermost loops have them: its place is made of the counter, a lane and uniforms. */
  moving(wanted: Type, counter: Value): Expression {
    const { random } = this, values = this.scope.values();
    const lanes = values.filter(({ text }) => ["i", "index", "local.x", "id.x"].includes(text));
    const lane = random.chance(0.5) ? random.shuffle(lanes).slice(0, 1) : [];
    const uniforms = random.shuffle(values.filter(({ uniform, below }) => uniform && below));
    this.#moving = [counter, ...lane, ...uniforms.slice(0, random.range(0, 2))];
    const load = this.#read(wanted);
    this.#moving = null;
    return load ?? this.leaf(wanted, false);
  }

  /** A literal, or something in sight. */
  leaf(wanted: Type, living: boolean): Expression {
    const choice = this.random.range(0, 9);
    if (choice < 4 && !this.uniform) {
      const read = this.#read(wanted);
      if (read) return read;
    }
    if (choice < 8 || living) {
      const values = this.scope.values().filter((value) =>
        (value.uniform || !this.uniform) && value.type.element === wanted.element &&
        !(living && value.constant) &&
        (value.type.size === wanted.size || value.type.size > 1)
      );
      if (values.length > 0) {
        const value = this.random.pick(values);
        return { ...this.#reading(value, wanted), constant: value.constant ?? false };
      }
    }
    return living ? this.#fromInput(wanted) : this.#literal(wanted);
  }

  /** A value of a type that is not constant, from what is always there. */
  #fromInput(wanted: Type): Expression {
    const whole = this.scope.values().filter((value) =>
      value.below && !value.constant && (value.uniform || !this.uniform)
    );
    const source = this.random.pick(whole).text;
    const name = nameOf(wanted);
    if (wanted.element === "bool") {
      const piece = expression("bool", `(${source} == ${this.random.range(0, 3)}u)`);
      return this.primary(wanted, wanted.size > 1 ? text(`${name}(`, piece, ")") : piece);
    }
    const scalar = wanted.element === "u32" ? source : `${wanted.element}(${source})`;
    const made = wanted.size > 1 ? `${name}(${scalar})` : scalar;
    return this.primary(wanted, expression(name, made));
  }

  #literal(wanted: Type): Expression {
    const numbers = Array.from(
      { length: this.random.chance(0.3) ? 1 : wanted.size },
      () => anyNumber(this.random, wanted.element),
    );
    const texts = numbers.map((number) => literal(this.random, wanted.element, number));
    const name = nameOf(wanted);
    const plain = wanted.size === 1 ? texts[0] : `${name}(${texts.join(", ")})`;
    const zero = this.random.chance(0.05);
    return {
      ...this.primary(wanted, expression(name, zero ? `${name}()` : plain)),
      constant: true,
      binding: plain.startsWith("-") && !zero ? Binding.unary : Binding.primary,
    };
  }

  /** An expression that needs no parentheses, of a number that variables hold. */
  primary(wanted: Type, piece: Piece): Expression {
    return { piece, type: wanted, constant: false, binding: Binding.primary, ...kept };
  }

  /** A value, or some of its components. */
  #reading(value: Value, wanted: Type): Expression {
    const name = nameOf(wanted);
    if (value.type.size === wanted.size && (wanted.size === 1 || this.random.chance(0.7))) {
      return this.primary(wanted, expression(name, value.text));
    }
    return this.components(text(value.text), value.type.size, wanted);
  }

  /** Some components of a vector. */
  components(vector: Piece, size: number, wanted: Type): Expression {
    const name = nameOf(wanted);
    if (wanted.size === 1 && this.random.chance(0.3)) {
      return this.primary(wanted, expression(name, vector, "[", this.below(size), "]"));
    }
    const letters = this.random.pick(["xyzw", "xyzw", "rgba"]);
    const swizzle = Array.from(
      { length: wanted.size },
      () => letters[this.random.range(0, size - 1)],
    );
    return this.primary(wanted, expression(name, vector, `.${swizzle.join("")}`));
  }

  /** A load. */
  #read(wanted: Type): Expression | null {
    const has = ({ element, size }: Type) => element === wanted.element && size >= wanted.size;
    const sequences = this.scope.readable().filter(({ cell, kind }) =>
      ("members" in cell ? cell.members.some(({ type }) => has(type)) : has(cell)) &&
      (!this.#moving || kind === "read" || kind === "tile")
    );
    if (sequences.length === 0) return null;
    const sequence = this.random.pick(sequences);
    const place = text(sequence.root, "[", this.place(sequence), "]");
    return this.member(place, sequence.cell, has, wanted);
  }

  /** A cell, or a member of it, or components of that. */
  member(place: Piece, cell: Cell, has: (type: Type) => boolean, wanted: Type): Expression {
    const member = "members" in cell
      ? this.random.pick(cell.members.filter((m) => has(m.type)))
      : null;
    const from = member?.type ?? cell as Type;
    const whole = member ? text(place, `.${member.name}`) : place;
    if (from.size > wanted.size) return this.components(whole, from.size, wanted);
    return this.primary(wanted, expression(nameOf(wanted), whole));
  }

  /** Where a sequence may be read from. */
  place(sequence: Sequence): Piece {
    const { kind, each, length } = sequence;
    if (kind === "own") {
      if (each === 1) return text("i");
      return text(this.random.pick([`i * ${each}u + `, `${each}u * i + `]), this.below(each));
    }
    if (kind === "tile" && !this.scope.tilesFull) return text("index");
    const index = this.below(length);
    return this.random.chance(0.1) ? text("i32(", index, ")") : index;
  }

  /** A whole number less than `length`: constant, by remainder, or a sum of what is known. */
  below(length: number): Piece {
    const choice = this.random.range(0, 9);
    if (length > 1 && this.#moving) return this.#sum(length);
    if (length === 1 || choice === 0) {
      return text(`${this.random.range(0, length - 1)}${this.random.pick(["", "u"])}`);
    }
    if (choice < 4) {
      const value = this.living(type("u32"), 1);
      return bounded("u32", this.wrapped(value, Binding.product), ` % ${length}u`);
    }
    return this.#sum(length);
  }

  #sum(length: number): Piece {
    let left = length - 1, least = 0;
    const terms: string[] = [];
    for (const value of this.#placing()) {
      const factor = this.random.pick([1, 1, 1, 2, 3, 4]);
      const most = ((value.below ?? Infinity) - 1) * factor;
      if (!(most <= left) || (this.uniform && !value.uniform) || terms.length === 3) continue;
      left -= most;
      least += factor * (value.least ?? 0);
      const product = [`${value.text} * ${factor}u`, `${factor}u * ${value.text}`];
      if (factor === 2 || factor === 4) product.push(`(${value.text} << ${factor / 2}u)`);
      terms.push(factor === 1 ? value.text : this.random.pick(product));
    }
    const first = this.random.range(0, this.random.pick([0, Math.min(left, 4), left]));
    if (first > 0 || terms.length === 0) terms.push(`${first}u`);
    const sum = this.random.shuffle(terms).join(" + ");
    if (least > 0 && this.random.chance(0.7)) return this.#before(sum, this.random.range(1, least));
    if (this.random.chance(0.1)) return text(`${length - 1}u - (${sum})`);
    return text(sum);
  }

  /** Values for places; often those first of which something may be subtracted. */
  #placing(): readonly Value[] {
    if (this.#moving) return this.#moving;
    const values = this.random.shuffle(this.scope.values());
    if (this.random.chance(0.5)) return values;
    return [...values.filter(({ least }) => least), ...values.filter(({ least }) => !least)];
  }

  /** A sum less a constant that it is not less than. */
  #before(sum: string, by: number): Piece {
    const ways = [`${sum} - ${by}u`, `${sum} + ${2 ** 32 - by}u`, `u32(i32(${sum}) - ${by})`];
    return text(this.random.pick(ways));
  }

  /** An operand, between parentheses where it binds no tighter than `most`. */
  wrapped(value: Expression, most: number): Piece {
    const plain = value.binding <= most && (value.binding < 2 || this.random.chance(0.7));
    return plain ? value.piece : text("(", value.piece, ")");
  }

  /** An expression that is not constant. */
  living(wanted: Type, depth: number): Expression {
    const made = this.make(wanted, depth);
    return made.constant ? this.leaf(wanted, true) : made;
  }
}
