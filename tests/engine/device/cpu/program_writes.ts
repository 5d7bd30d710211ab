/** Statements of generated programs that declare and write. */
import { Expressions } from "./program_expressions.ts";
import { membersOf, type Scope, type Sequence, type Value } from "./program_scope.ts";
import { fixedStatement, list, type Piece, render, statement, text } from "./program_tree.ts";
import {
  anyNumber,
  anyType,
  cellName,
  literal,
  nameOf,
  type Random,
  type Type,
  type,
} from "./program_types.ts";

const elements = ["f32", "i32", "u32", "bool"] as const;
const assigning = {
  f32: ["+=", "-=", "*="],
  i32: ["+=", "-=", "*=", "&=", "|=", "^="],
  u32: ["+=", "-=", "*=", "&=", "|=", "^="],
  bool: [],
};

/** Makes declarations, assignments, stores and calls. */
export abstract class Writes {
  readonly random: Random;
  readonly scope: Scope;
  readonly expressions: Expressions;

  constructor(random: Random, scope: Scope) {
    this.random = random;
    this.scope = scope;
    this.expressions = new Expressions(random, scope);
  }

  /** `let`, `var` or `const`; of scalars, vectors, structures or arrays. */
  protected declare(): Piece[] {
    const { random, scope } = this;
    if (random.chance(0.15)) return this.declareArray();
    if (random.chance(0.12) && scope.world.structs.length > 0) return this.declareStruct();
    const of = anyType(random, elements);
    const how = random.pick(["let", "let", "var", "var", "var", "const"]);
    const uniform = scope.together && random.chance(0.3);
    const written = random.chance(0.4) ? `: ${nameOf(of)}` : "";
    if (how === "const") {
      const number = literal(random, of.element, anyNumber(random, of.element));
      const whole = of.element === "i32" || of.element === "u32";
      const value = of.size > 1
        ? `${nameOf(of)}(${number})`
        : whole && random.chance(0.3)
        ? `${nameOf(of)}(${this.#abstract()})`
        : number;
      const root = scope.name(random.chance(0.2));
      return [
        this.added(root, of, true, how, fixedStatement(`const ${root}${written} = ${value};`)),
      ];
    }
    const zero = how === "var" && random.chance(0.15);
    const value = zero ? null : this.expressions.ofUniform(of, uniform);
    const root = scope.name(random.chance(0.2));
    const made = value
      ? fixedStatement(`${how} ${root}${written} = `, value, ";")
      : fixedStatement(`var ${root}: ${nameOf(of)};`);
    return [this.added(root, of, uniform || zero && scope.together, how, made)];
  }

  /** An abstract integer, small in the end. */
  #abstract(): string {
    const { random } = this;
    const large = `${random.pick(["9", "8", "0x7"])}${
      "0123456789".repeat(2).slice(random.range(5, 9))
    }`;
    return random.pick([
      `(${large} % ${random.range(1, 1000)})`,
      `(${large} >> ${random.range(40, 60)})`,
      `((${large} ^ ${random.range(1, 99)}) & 255)`,
      `(max(${large}, 3) - ${large} + ${random.range(0, 9)})`,
    ]);
  }

  protected added(root: string, of: Type, uniform: boolean, how: string, made: Piece): Piece {
    const [constant, assignable] = [how === "const", how === "var"];
    this.scope.add({ root, text: root, type: of, uniform, assignable, constant });
    return made;
  }

  protected declareArray(): Piece[] {
    const { random, scope } = this;
    const length = random.range(1, 8);
    const struct = random.chance(0.2) ? scope.world.structs[0] : undefined;
    const cell = struct ?? anyType(random, elements);
    const written = `array<${cellName(cell)}, ${length}>`;
    const root = `a${scope.name()}`;
    const sequence: Sequence = { root, cell, length, kind: "local", each: 1 };
    if (struct || random.chance(0.4)) {
      scope.addSequence(sequence);
      return [fixedStatement(`var ${root}: ${written};`)];
    }
    const values = Array.from({ length }, (_, i) => [
      i > 0 ? ", " : "",
      this.expressions.of(cell as Type, random.range(0, 1)),
    ]).flat();
    scope.addSequence(sequence);
    return [fixedStatement(`var ${root} = ${written}(`, ...values, ");")];
  }

  protected declareStruct(): Piece[] {
    const { random, scope } = this;
    const struct = random.pick(scope.world.structs);
    const values = struct.members.flatMap((member, i) => [
      i > 0 ? ", " : "",
      this.expressions.of(member.type, 1),
    ]);
    const root = scope.name();
    const how = random.pick(["let", "var"]);
    for (const value of membersOf(struct, root, how === "var")) scope.add(value);
    return [fixedStatement(`${how} ${root} = ${struct.name}(`, ...values, ");")];
  }

  /** A number from which a place follows: by what is added, multiplied, or wraps around. */
  protected place(from = this.random.pick(this.#placed())): Piece[] {
    const { random, scope } = this;
    const { text: of, below = 1, least = 0, uniform } = from;
    const root = scope.name();
    const by = random.range(1, 9), more = random.range(0, 2);
    const [value, written, factor, moved] = random.pick(
      [
        [`${of} + ${by}u`, root, 1, by],
        [`${of} * 3u`, root, 3, 0],
        [`${of} - ${by}u`, `(${root} + ${by + more}u)`, 1, more],
        [`i32(${of}) - ${by}`, `u32(${root} + ${by})`, 1, 0],
        [`${of} + 1073741824u`, `(${root} * 4u)`, 4, 0],
        [`${of} + 536870912u`, `(${root} << 3u)`, 8, 0],
        [`${of} - ${least}u`, root, 1, -least],
      ] as const,
    );
    scope.add({
      root,
      text: written,
      type: type("u32"),
      uniform,
      assignable: false,
      below: (below - 1) * factor + moved + 1,
      least: least * factor + moved,
    });
    return [fixedStatement(`let ${root} = ${value};`)];
  }

  #placed(): Value[] {
    return this.scope.values().filter(({ below, constant }) => below && below <= 4096 && !constant);
  }

  /** Variables that may be assigned here: uniform ones only while all invocations are together. */
  protected assignable(): Value[] {
    return this.scope.values().filter((value) =>
      value.assignable && (!value.uniform || this.scope.together)
    );
  }

  protected assign(): Piece[] {
    const values = this.assignable();
    if (values.length === 0) return this.declare();
    const target = this.random.pick(values);
    return [statement(...this.set(target.text, target.type, target.uniform))];
  }

  /** `target = value`, `target += value`, `target++`. */
  protected set(target: string | Piece, of: Type, uniform: boolean): (string | Piece)[] {
    const { random } = this;
    const whole = of.element === "i32" || of.element === "u32";
    if (whole && of.size === 1 && random.chance(0.1)) {
      return [target, random.pick(["++", "--"]), ";"];
    }
    if (whole && random.chance(0.4)) {
      const value = this.expressions.ofUniform(of, uniform);
      return [target, ` ${random.pick(assigning[of.element])} `, value, ";"];
    }
    // The target is written twice, so nothing that it calls may change it.
    const plain = typeof target === "string" || !render(target).includes("(");
    if (of.element === "f32" && plain && random.chance(0.4)) {
      return this.setFloat(target, of, uniform);
    }
    return [target, " = ", this.expressions.ofUniform(of, uniform), ";"];
  }

  /** Sums stay small enough when they are halved or cut off after it. */
  protected setFloat(target: string | Piece, of: Type, uniform: boolean): (string | Piece)[] {
    const value = this.expressions.ofUniform(of, uniform);
    const name = nameOf(of), wide = (number: string) => of.size > 1 ? `${name}(${number})` : number;
    const operator = this.random.pick(assigning.f32);
    const after = [target, " = clamp(trunc(", target, `), ${wide("-99.0")}, ${wide("99.0")});`];
    return [target, ` ${operator} `, value, "; ", ...after];
  }

  /** One component of a vector. */
  protected component(): Piece[] {
    const values = this.assignable().filter((value) => value.type.size > 1);
    if (values.length === 0) return this.assign();
    const { text: name, type: of, uniform } = this.random.pick(values);
    const place = this.random.chance(0.3) && !uniform
      ? text(name, "[", this.expressions.below(of.size), "]")
      : `${name}.${"xyzw"[this.random.range(0, of.size - 1)]}`;
    return [statement(...this.set(place, type(of.element), uniform))];
  }

  /** A store of all invocations to one cell, of one value, which only running it may show. */
  #storeSame({ root, cell, length }: Sequence): Piece {
    const { random, expressions } = this, of = cell as Type;
    const place = random.chance(0.5)
      ? text(`${random.range(0, length - 1)}u`)
      : expressions.uniformly(true, () => expressions.below(length));
    const value = expressions.ofUniform(of, true);
    if (random.chance(0.3)) return statement(text(root, "[", place, "]"), " = ", value, ";");
    const other = expressions.ofUniform(of, true, 1);
    const hidden = text("select(", other, ", ", value, ", index < i + 4096u)");
    return statement(text(root, "[", place, "]"), " = ", hidden, ";");
  }

  /** Stores to an own cell of an array. */
  protected store(): Piece[] {
    const { random, scope } = this;
    const open = scope.sequences().filter(({ kind }) =>
      kind === "local" || kind === "own" ||
      (kind !== "read" && !scope.tilesFull && (kind !== "same" || scope.together))
    );
    if (open.length === 0) return this.assign();
    const same = open.filter(({ kind }) => kind === "same");
    const sequence = random.pick(same.length > 0 && random.chance(0.5) ? same : open);
    if (sequence.kind === "same") return [this.#storeSame(sequence)];
    const place = text(sequence.root, "[", this.expressions.place(sequence), "]");
    const { cell } = sequence;
    if (sequence.kind === "one") {
      const stored = statement(...this.set(place, cell as Type, false));
      return [statement(`if (index == ${sequence.each}u) `, list([stored]))];
    }
    if ("members" in cell) {
      const member = random.pick(cell.members);
      const target = text(place, `.${member.name}`);
      return [statement(...this.set(target, member.type, false))];
    }
    if (cell.size > 1 && random.chance(0.3)) {
      const target = text(place, `.${"xyzw"[random.range(0, cell.size - 1)]}`);
      return [statement(...this.set(target, type(cell.element), false))];
    }
    return [statement(...this.set(place, cell, false))];
  }

  /** Stores to a place that may be outside of an array or vector in an own cell, or does nothing. */
  protected outside(): Piece[] {
    const { random, scope, expressions } = this;
    const [of] = scope.world.parts;
    if (!scope.main || !of) return [statement("_ = &", this.#pointed(), ";")];
    const index = () => {
      const place = text("far(", expressions.of(type("u32"), 1), ")");
      return random.chance(0.5) ? place : text("bitcast<i32>(", place, ")");
    };
    const cell = text("parts[i].cells[", index(), "]");
    if (of.size === 1 || random.chance(0.5)) {
      return [statement(cell, " = ", expressions.of(of, 1), ";")];
    }
    return [statement(cell, "[", index(), "] = ", expressions.of(type(of.element), 1), ";")];
  }

  /** Something that a pointer may point to. */
  #pointed(): string | Piece {
    const values = this.assignable(), sequences = this.scope.sequences();
    if (sequences.length > 0 && this.random.chance(0.5)) return this.random.pick(sequences).root;
    return values.length > 0 ? this.random.pick(values).text.split(".")[0] : "u";
  }

  /** A new name for a result. */
  protected take(of: Type, piece: Piece): Piece[] {
    const root = this.scope.name();
    return [this.added(root, of, false, "let", fixedStatement(`let ${root} = `, piece, ";"))];
  }

  protected call(): Piece[] {
    const { random, scope } = this;
    const callables = scope.world.callables.filter(({ cost }) => cost * scope.turns < scope.budget);
    if (callables.length === 0) return this.declare();
    const { name, parameters, result, cost } = random.pick(callables);
    scope.budget -= cost * scope.turns;
    const call = this.expressions.call(name, parameters, 1);
    return [statement(result ? "_ = " : "", ...call, ";")];
  }
}
