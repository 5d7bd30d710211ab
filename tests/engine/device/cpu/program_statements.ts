/** Random statements that end, without data races. */
import { Loops } from "./program_loops.ts";
import type { Target } from "./program_scope.ts";
import { fixedStatement, list, type Piece, statement, text } from "./program_tree.ts";
import { type Type, type } from "./program_types.ts";

/** Makes the statements of a function. */
export class Statements extends Loops {
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
      () => this.declare(),
      () => this.declare(),
      () => this.assign(),
      () => this.assign(),
      () => this.assign(),
      () => this.#if(),
      () => this.#if(),
      () => this.store(),
      () => this.store(),
      () => this.component(),
      () => this.place(),
      () => this.outside(),
      () => this.count(),
      () => this.call(),
    ];
    if (scope.turns < 40) makes.push(() => this.for(), () => this.for(), () => this.while());
    if (scope.turns < 40) makes.push(() => this.loop());
    if (scope.turns < 200) makes.push(() => this.#switch(), () => [statement(this.block(2))]);
    if (scope.main && scope.together) {
      makes.push(() => this.barrier(), () => this.#meet(), () => this.#agree());
    }
    if (this.#exits().length > 0) makes.push(() => this.#leave(), () => this.#leave());
    return random.pick(makes)();
  }

  #if(): Piece[] {
    const { random } = this;
    const uniform = this.scope.together && random.chance(0.4);
    const parts: (string | Piece)[] = ["if ("];
    const branch = () => parts.push(this.apart(uniform, () => this.level(3)));
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
    // Rows of many cases are halved by the compiler.
    const long = random.chance(0.08);
    const most = long ? random.range(18, 70) : random.range(2, 6), suffix = of[0];
    const value = this.expressions.ofUniform(type(of), uniform, 2);
    const numbers = random.shuffle(Array.from({ length: most }, (_, i) => `${i}${suffix}`));
    const cases: Piece[] = [];
    const inside = () => this.apart(uniform, () => this.level(long ? 1 : 2));
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

  /** What all invocations of a workgroup read together: it is the same for all of them. */
  #agree(): Piece[] {
    const { random, scope, expressions } = this;
    const shared = scope.sequences().filter(({ kind }) => ["tile", "one", "same"].includes(kind));
    if (shared.length === 0) return this.barrier();
    const { root: array, cell, length } = random.pick(shared);
    const place = expressions.uniformly(true, () => expressions.below(length));
    const root = scope.name();
    const load = text(`workgroupUniformLoad(&${array}[`, place, "])");
    const of = cell as Type, below = random.range(2, 6);
    if (of.size > 1 || of.element !== "u32") {
      const declared = fixedStatement(`let ${root} = `, load, ";");
      return [this.added(root, of, true, "let", declared), this.#agreedIf(root, of)];
    }
    scope.add({ root, text: root, type: of, uniform: true, assignable: false, below });
    const k = scope.counter();
    const body = this.turning(below - 1, true, () => this.level(2, true));
    return [
      fixedStatement(`let ${root} = `, load, ` % ${below}u;`),
      statement(`for (var ${k} = 0u; ${k} < ${root}; ${k}++) `, body),
    ];
  }

  #agreedIf(root: string, { element, size }: Type): Piece {
    const one = size > 1 ? `${root}.y` : root;
    const test =
      { bool: one, f32: `${one} < 1.0`, i32: `${one} < 9i`, u32: `${one} < 9u` }[element];
    return statement(`if (${test}) `, this.apart(true, () => this.level(2, true)));
  }

  /** The result of a function with barriers. */
  #meet(): Piece[] {
    const collectives = this.scope.world.collectives;
    if (collectives.length === 0) return this.barrier();
    const { name, result } = this.random.pick(collectives);
    return this.take(result, text(`${name}(index, `, this.expressions.of(result), ")"));
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
      const before = random.chance(0.5) ? this.apart(uniform, () => this.assign()) : [];
      const value = way === "return" && scope.result
        ? [" ", this.expressions.of(scope.result, 2)]
        : [];
      return list([...before, fixedStatement(way, ...value, ";")]);
    });
    return [statement("if (", condition, ") ", body)];
  }
}
