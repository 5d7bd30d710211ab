/** Random statements that end, without data races. */
import { Expressions } from "./program_expressions.ts";
import { membersOf, type Scope, type Sequence, type Target, type Value } from "./program_scope.ts";
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

/** Makes the statements of a function. */
export class Statements {
  readonly random: Random;
  readonly scope: Scope;
  readonly expressions: Expressions;

  constructor(random: Random, scope: Scope) {
    this.random = random;
    this.scope = scope;
    this.expressions = new Expressions(random, scope);
  }

  /** A list of statements with names of its own, between braces. */
  block(most: number): Piece {
    return this.scope.inside(() => list(this.some(most)));
  }

  /** Some statements. */
  some(most: number): Piece[] {
    const made: Piece[] = [];
    for (let left = this.random.range(1, most); left > 0 && this.scope.budget > 0; left--) {
      this.scope.budget -= this.scope.turns;
      made.push(...this.#one());
    }
    return made;
  }

  #one(): Piece[] {
    const { scope, random } = this;
    const makes: (() => Piece[])[] = [
      () => this.#declare(),
      () => this.#declare(),
      () => this.#assign(),
      () => this.#assign(),
      () => this.#assign(),
      () => this.#if(),
      () => this.#if(),
      () => this.#store(),
      () => this.#store(),
      () => this.#component(),
      () => this.#count(),
      () => this.#call(),
    ];
    if (scope.turns < 40) makes.push(() => this.#for(), () => this.#for(), () => this.#while());
    if (scope.turns < 40) makes.push(() => this.#loop());
    if (scope.turns < 200) makes.push(() => this.#switch(), () => [statement(this.block(2))]);
    if (scope.main && scope.together) makes.push(() => this.#barrier(), () => this.#meet());
    if (this.#exits().length > 0) makes.push(() => this.#leave(), () => this.#leave());
    return random.pick(makes)();
  }

  /** `let`, `var` or `const`; of scalars, vectors, structures or arrays. */
  #declare(): Piece[] {
    const { random, scope } = this;
    if (random.chance(0.15)) return this.#declareArray();
    if (random.chance(0.12) && scope.world.structs.length > 0) return this.#declareStruct();
    const of = anyType(random, elements);
    const how = random.pick(["let", "let", "var", "var", "var", "const"]);
    const uniform = scope.together && random.chance(0.3);
    const written = random.chance(0.4) ? `: ${nameOf(of)}` : "";
    if (how === "const") {
      const number = literal(random, of.element, anyNumber(random, of.element));
      const value = of.size > 1 ? `${nameOf(of)}(${number})` : number;
      const root = scope.name(random.chance(0.2));
      return [
        this.#added(root, of, true, how, fixedStatement(`const ${root}${written} = ${value};`)),
      ];
    }
    const zero = how === "var" && random.chance(0.15);
    const value = zero ? null : this.expressions.ofUniform(of, uniform);
    const root = scope.name(random.chance(0.2));
    const made = value
      ? fixedStatement(`${how} ${root}${written} = `, value, ";")
      : fixedStatement(`var ${root}: ${nameOf(of)};`);
    return [this.#added(root, of, uniform || zero && scope.together, how, made)];
  }

  #added(root: string, of: Type, uniform: boolean, how: string, made: Piece): Piece {
    const [constant, assignable] = [how === "const", how === "var"];
    this.scope.add({ root, text: root, type: of, uniform, assignable, constant });
    return made;
  }

  #declareArray(): Piece[] {
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

  #declareStruct(): Piece[] {
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

  /** Variables that may be assigned here: uniform ones only while all invocations are together. */
  #assignable(): Value[] {
    return this.scope.values().filter((value) =>
      value.assignable && (!value.uniform || this.scope.together)
    );
  }

  #assign(): Piece[] {
    const values = this.#assignable();
    if (values.length === 0) return this.#declare();
    const target = this.random.pick(values);
    return [statement(...this.#set(target.text, target.type, target.uniform))];
  }

  /** `target = value`, `target += value`, `target++`. */
  #set(target: string | Piece, of: Type, uniform: boolean): (string | Piece)[] {
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
      return this.#setFloat(target, of, uniform);
    }
    return [target, " = ", this.expressions.ofUniform(of, uniform), ";"];
  }

  /** Sums stay small enough when they are halved or cut off after it. */
  #setFloat(target: string | Piece, of: Type, uniform: boolean): (string | Piece)[] {
    const value = this.expressions.ofUniform(of, uniform);
    const name = nameOf(of), wide = (number: string) => of.size > 1 ? `${name}(${number})` : number;
    const operator = this.random.pick(assigning.f32);
    const after = [target, " = clamp(trunc(", target, `), ${wide("-99.0")}, ${wide("99.0")});`];
    return [target, ` ${operator} `, value, "; ", ...after];
  }

  /** One component of a vector. */
  #component(): Piece[] {
    const values = this.#assignable().filter((value) => value.type.size > 1);
    if (values.length === 0) return this.#assign();
    const { text: name, type: of, uniform } = this.random.pick(values);
    const place = this.random.chance(0.3) && !uniform
      ? text(name, "[", this.expressions.below(of.size), "]")
      : `${name}.${"xyzw"[this.random.range(0, of.size - 1)]}`;
    return [statement(...this.#set(place, type(of.element), uniform))];
  }

  /** Stores to an own cell of an array. */
  #store(): Piece[] {
    const { random, scope } = this;
    const open = scope.sequences().filter(({ kind }) =>
      kind === "local" || kind === "own" || (kind === "tile" && !scope.tilesFull)
    );
    if (open.length === 0) return this.#assign();
    const sequence = random.pick(open);
    const place = text(sequence.root, "[", this.expressions.place(sequence), "]");
    const { cell } = sequence;
    if ("members" in cell) {
      const member = random.pick(cell.members);
      const target = text(place, `.${member.name}`);
      return [statement(...this.#set(target, member.type, false))];
    }
    if (cell.size > 1 && random.chance(0.3)) {
      const target = text(place, `.${"xyzw"[random.range(0, cell.size - 1)]}`);
      return [statement(...this.#set(target, type(cell.element), false))];
    }
    return [statement(...this.#set(place, cell, false))];
  }

  /** An atomic operation whose order does not matter, or one on an own atomic. */
  #count(): Piece[] {
    const { random, scope } = this;
    const { counters } = scope.world;
    if (!scope.main || counters.length === 0) return this.#store();
    const { name, length, element, operation, space } = random.pick(counters);
    const value = () => this.expressions.of(type(element), 2);
    if (operation === "own") return this.#exchange(name, type(element));
    const place = text(`(&${name}[`, this.expressions.below(length), "]");
    if (space === "workgroup" && scope.tilesFull) {
      return this.#take(type(element), text("atomicLoad", place, ")"));
    }
    return [statement(operation, place, ", ", value(), ");")];
  }

  /** An operation on an own atomic, with its result. */
  #exchange(name: string, of: Type): Piece[] {
    const { random } = this;
    const value = () => this.expressions.of(of, 1);
    const place = `(&${name}[i]`;
    const operation = random.pick(["Exchange", "Add", "Sub", "Min", "Max", "And", "Or", "Xor"]);
    if (random.chance(0.2)) return [statement(`atomicStore${place}, `, value(), ");")];
    if (random.chance(0.2)) return this.#take(of, text(`atomicLoad${place})`));
    if (random.chance(0.7)) {
      return this.#take(of, text(`atomic${operation}${place}, `, value(), ")"));
    }
    const call = text(`atomicCompareExchangeWeak${place}, `, value(), ", ", value(), ")");
    const swapped = random.chance(0.5);
    return this.#take(
      swapped ? type("bool") : of,
      text(call, swapped ? ".exchanged" : ".old_value"),
    );
  }

  /** A new name for a result. */
  #take(of: Type, piece: Piece): Piece[] {
    const root = this.scope.name();
    return [this.#added(root, of, false, "let", fixedStatement(`let ${root} = `, piece, ";"))];
  }

  #call(): Piece[] {
    const { random, scope } = this;
    const callables = scope.world.callables.filter(({ cost }) => cost * scope.turns < scope.budget);
    if (callables.length === 0) return this.#declare();
    const { name, parameters, result, cost } = random.pick(callables);
    scope.budget -= cost * scope.turns;
    const call = this.expressions.call(name, parameters, 1);
    return [statement(result ? "_ = " : "", ...call, ";")];
  }

  /** Runs `body` where invocations of a workgroup may be apart. */
  #apart<T>(uniform: boolean, body: () => T): T {
    const before = this.scope.together;
    this.scope.together = before && uniform;
    const result = body();
    this.scope.together = before;
    return result;
  }

  /** Statements that end with the tiles as they were at their beginning. */
  #level(most: number): Piece {
    const full = this.scope.tilesFull;
    return this.scope.inside(() => {
      const made = this.some(most);
      if (this.scope.tilesFull !== full) made.push(...this.#barrier());
      return list(made);
    });
  }

  #if(): Piece[] {
    const { random } = this;
    const uniform = this.scope.together && random.chance(0.4);
    const parts: (string | Piece)[] = ["if ("];
    const branch = () => parts.push(this.#apart(uniform, () => this.#level(3)));
    parts.push(this.expressions.condition(uniform), ") ");
    branch();
    if (random.chance(0.2)) {
      parts.push(" else if (", this.expressions.condition(uniform), ") ");
      branch();
    }
    if (random.chance(0.4)) {
      parts.push(" else ");
      branch();
    }
    return [statement(...parts)];
  }

  #switch(): Piece[] {
    const { random, scope } = this;
    const uniform = scope.together && random.chance(0.4);
    const of = random.pick(["i32", "u32"] as const);
    const most = random.range(2, 6), suffix = of[0];
    const value = this.expressions.ofUniform(type(of), uniform, 2);
    const numbers = random.shuffle(Array.from({ length: most }, (_, i) => `${i}${suffix}`));
    const cases: Piece[] = [];
    const inside = () => this.#apart(uniform, () => this.#level(2));
    scope.targets.push({
      kind: "switch",
      together: scope.together && uniform,
      full: scope.tilesFull,
    });
    while (numbers.length > 0) {
      const own = numbers.splice(0, random.range(1, 2)).join(", ");
      const last = numbers.length === 0;
      const label = last
        ? random.pick(["default: ", "default ", `case ${own}, default: `])
        : `case ${own}: `;
      cases.push(fixedStatement(label, inside()));
    }
    scope.targets.pop();
    const selector = of === "u32"
      ? text("(", value, `) % ${most + 1}u`)
      : text("(", value, `) % ${most}`);
    return [
      statement(
        "switch ",
        random.chance(0.5) ? text("(", selector, ")") : selector,
        " ",
        list(cases),
      ),
    ];
  }

  /** Meets the others; own cells of tiles become those of all, or the other way round. */
  #barrier(): Piece[] {
    this.scope.tilesFull = !this.scope.tilesFull;
    const also = this.random.chance(0.1) ? [fixedStatement("storageBarrier();")] : [];
    return [fixedStatement("workgroupBarrier();"), ...also];
  }

  /** The result of a function with barriers. */
  #meet(): Piece[] {
    const collectives = this.scope.world.collectives;
    if (collectives.length === 0) return this.#barrier();
    const { name, result } = this.random.pick(collectives);
    return this.#take(result, text(`${name}(index, `, this.expressions.of(result), ")"));
  }

  /** Runs `body` as that of a loop of at most so many turns. */
  #turning(turns: number, together: boolean, body: () => Piece): Piece {
    const { scope } = this;
    scope.turns *= turns;
    scope.targets.push({ kind: "loop", together, full: scope.tilesFull });
    const made = this.#apart(together, body);
    scope.targets.pop();
    scope.turns /= turns;
    return made;
  }

  /** How far a loop counts: known to compilers, to a workgroup, or different for each. */
  #end(uniform: boolean): { end: Piece; most: number; uniform: boolean } {
    const { random, scope } = this;
    const known = scope.values().filter((value) => value.uniform && value.below! <= 8);
    const choice = random.range(0, 3);
    if (choice === 0 && known.length > 0) {
      const value = random.pick(known);
      return { end: text(value.text), most: value.below! - 1, uniform: true };
    }
    const most = random.range(1, 6);
    if (uniform || choice < 3) return { end: text(`${most}u`), most, uniform: true };
    return { end: this.expressions.below(most + 1), most, uniform: false };
  }

  #for(): Piece[] {
    const { random, scope } = this;
    if (random.chance(0.3)) return this.#products();
    if (random.chance(0.3)) return this.#down();
    const wanted = scope.together && random.chance(0.5);
    const { end, most, uniform } = this.#end(wanted);
    const together = wanted && uniform;
    const step = random.pick([1, 1, 1, 2, 3]);
    const root = scope.name();
    const update = step === 1 ? random.pick([`${root}++`, `${root} += 1u`]) : `${root} += ${step}u`;
    const value: Value = {
      root,
      text: root,
      type: type("u32"),
      uniform: uniform && scope.together,
      assignable: false,
      below: Math.max(most, 1),
    };
    const body = this.#turning(Math.max(most, 1), together, () =>
      scope.inside(() => {
        scope.add(value);
        return this.#level(3);
      }));
    const begin = random.chance(0.8) ? "0u" : `${random.range(0, 2)}u`;
    return [statement(`for (var ${root} = ${begin}; ${root} < `, end, `; ${update}) `, body)];
  }

  /** Loops that count down, or by powers of two, or end by a break. */
  #down(): Piece[] {
    const { random, scope } = this;
    const root = scope.name();
    const together = scope.together && random.chance(0.5);
    const first = random.range(1, 6);
    const [head, of, turns] = random.pick(
      [
        [`var ${root} = ${first}; ${root} >= 0; ${root}--`, "i32", first + 1],
        [`var ${root}: i32 = -${first}; ${root} < ${first}; ${root} += 3`, "i32", first],
        [`var ${root} = ${2 ** first}u; ${root} > 0u; ${root} >>= 1u`, "u32", first + 1],
        [`var ${root} = 1u; ${root} <= ${2 ** first}u; ${root} *= 2u`, "u32", first + 1],
        [`var ${root} = 0u; ; ${root}++`, "u32", first + 1],
      ] as const,
    );
    const endless = head.includes("; ;");
    const body = this.#turning(turns, together, () =>
      scope.inside(() => {
        const uniform = scope.together;
        scope.add({ root, text: root, type: type(of), uniform, assignable: false });
        const made = this.#level(3);
        if (endless) made.parts.unshift(fixedStatement(`if (${root} >= ${first}u) {\nbreak;\n}`));
        return made;
      }));
    return [statement(`for (${head}) `, body)];
  }

  /** A sum of products of arrays, as kernels have them. */
  #products(): Piece[] {
    const { random, scope } = this;
    const { expressions } = this;
    const [total, root] = [scope.name(), scope.name()];
    const of = type("f32", random.pick([1, 1, 4]));
    const { end, most } = this.#end(false);
    const value: Value = {
      root,
      text: root,
      type: type("u32"),
      uniform: false,
      assignable: false,
      below: Math.max(most, 1),
    };
    const [a, b] = scope.inside(() => {
      scope.add(value);
      return [expressions.of(of, 0), expressions.of(random.chance(0.5) ? of : type("f32"), 0)];
    });
    const scalar = random.chance(0.5) ? text(b, " * ", a) : text(a, " * ", b);
    const body = list([fixedStatement(`${total} += `, scalar, ";")]);
    const name = nameOf(of);
    const made = [
      fixedStatement(`var ${total} = ${name}();`),
      statement(`for (var ${root} = 0u; ${root} < `, end, `; ${root}++) `, body),
      fixedStatement(`${total} = clamp(trunc(${total} / 64.0), ${name}(-99.0), ${name}(99.0));`),
    ];
    scope.add({ root: total, text: total, type: of, uniform: false, assignable: true });
    return made;
  }

  #while(): Piece[] {
    const { random, scope } = this;
    const count = scope.counter(), most = random.range(1, 5);
    const together = scope.together && random.chance(0.5);
    scope.add({
      root: count,
      text: count,
      type: type("u32"),
      uniform: together,
      assignable: false,
    });
    const condition = this.expressions.condition(together, 1);
    const body = this.#turning(most, together, () => this.#level(3));
    body.parts.unshift(fixedStatement(`${count}++;`));
    return [
      fixedStatement(`var ${count} = 0u;`),
      statement(`while (${count} < ${most}u && (`, condition, ")) ", body),
    ];
  }

  #loop(): Piece[] {
    const { random, scope } = this;
    const count = scope.counter(), most = random.range(1, 5);
    const together = scope.together && random.chance(0.5);
    scope.add({
      root: count,
      text: count,
      type: type("u32"),
      uniform: together,
      assignable: false,
    });
    const after = this.#apart(together, () => scope.inside(() => this.#assign()));
    const ends = random.chance(0.5) ? [fixedStatement(`break if ${count} >= ${most}u;`)] : [];
    // What `continuing` names must not be hidden by the body.
    const hiding = scope.hiding;
    scope.hiding = false;
    const body = this.#turning(most, together, () => this.#level(3));
    scope.hiding = hiding;
    if (ends.length === 0) {
      body.parts.unshift(fixedStatement(`if (${count} >= ${most}u) {\nbreak;\n}`));
    }
    const declares = after.some((each) => /^(let|var|const) /.test(render(each)));
    const continuing = [fixedStatement(`${count}++;`), ...(declares ? [] : after), ...ends];
    body.parts.push(fixedStatement("continuing ", list(continuing)));
    return [fixedStatement(`var ${count} = 0u;`), statement("loop ", body)];
  }

  /** Ways out of loops, switches and the function that are open here. */
  #exits(): string[] {
    const { scope } = this;
    const open = (target?: Target) =>
      target && target.full === scope.tilesFull && target.together === scope.together;
    const loop = scope.targets.findLast(({ kind }) => kind === "loop");
    const ways: string[] = [];
    if (open(scope.targets.at(-1))) ways.push("break");
    if (open(loop)) ways.push("continue");
    if (scope.together || scope.mayPart) ways.push("return");
    return ways;
  }

  /** `if (condition) { ...; break; }` and the like. */
  #leave(): Piece[] {
    const { random, scope } = this;
    const way = random.pick(this.#exits());
    const uniform = scope.together;
    const condition = this.expressions.condition(uniform);
    const body = scope.inside(() => {
      const before = random.chance(0.5) ? this.#apart(uniform, () => this.#assign()) : [];
      const value = way === "return" && scope.result
        ? [" ", this.expressions.of(scope.result, 2)]
        : [];
      return list([...before, fixedStatement(way, ...value, ";")]);
    });
    return [statement("if (", condition, ") ", body)];
  }
}
