/** Loops of generated programs; all of them end. */
import type { Value } from "./program_scope.ts";
import { fixedStatement, list, type Piece, render, statement, text } from "./program_tree.ts";
import { nameOf, type } from "./program_types.ts";
import { Atomics } from "./program_atomics.ts";

/** Makes loops of what {@linkcode Loops.some} makes. */
export abstract class Loops extends Atomics {
  /** Some statements. */
  abstract some(most: number): Piece[];

  /** Runs `body` where invocations of a workgroup may be apart. */
  protected apart<T>(uniform: boolean, body: () => T): T {
    const before = this.scope.together;
    this.scope.together = before && uniform;
    const result = body();
    this.scope.together = before;
    return result;
  }

  /** Statements that end with the tiles as they were at their beginning; a barrier among them if asked. */
  protected level(most: number, meets = false): Piece {
    const full = this.scope.tilesFull;
    return this.scope.inside(() => {
      const made = [...(meets ? this.barrier() : []), ...this.some(most)];
      if (this.scope.tilesFull !== full) made.push(...this.barrier());
      return list(made);
    });
  }

  /** Meets the others; own cells of tiles become those of all, or the other way round. */
  protected barrier(): Piece[] {
    this.scope.tilesFull = !this.scope.tilesFull;
    const also = this.random.chance(0.1) ? [fixedStatement("storageBarrier();")] : [];
    return [fixedStatement("workgroupBarrier();"), ...also];
  }

  /** Runs `body` as that of a loop of at most so many turns. */
  protected turning(turns: number, together: boolean, body: () => Piece): Piece {
    const { scope } = this;
    scope.turns *= turns;
    scope.targets.push({ kind: "loop", together, full: scope.tilesFull });
    const made = this.apart(together, body);
    scope.targets.pop();
    scope.turns /= turns;
    return made;
  }

  /** How far a loop counts: known to compilers, to a workgroup, or different for each. */
  protected end(uniform: boolean): { end: Piece; most: number; uniform: boolean } {
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

  protected for(): Piece[] {
    const { random, scope } = this;
    if (random.chance(0.4)) return this.products();
    if (random.chance(0.3)) return this.down();
    if (random.chance(0.3)) return this.strided();
    const wanted = scope.together && random.chance(0.5);
    const { end, most, uniform } = this.end(wanted);
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
    const begin = random.chance(0.7) ? 0 : random.range(1, 3);
    const body = this.turning(Math.max(most, 1), together, () =>
      scope.inside(() => {
        scope.add({ ...value, least: begin });
        return this.level(3);
      }));
    return [statement(`for (var ${root} = ${begin}u; ${root} < `, end, `; ${update}) `, body)];
  }

  /** Loops that begin at the invocation's own number. */
  protected strided(): Piece[] {
    const { random, scope } = this;
    const begins = scope.values().filter(({ below, uniform }) => below && !uniform);
    const begin = random.pick(begins.length > 0 ? begins : scope.values().filter((v) => v.below));
    const root = scope.name(), step = random.pick([1, 4, 8, scope.world.size]);
    const turns = random.range(1, 6), end = turns * step - random.range(0, step - 1);
    const body = this.turning(turns, false, () =>
      scope.inside(() => {
        const value = { root, text: root, type: type("u32"), uniform: false, assignable: false };
        scope.add({ ...value, below: end, least: begin.least });
        return this.level(2);
      }));
    const head = `var ${root} = ${begin.text}; ${root} < ${end}u; ${root} += ${step}u`;
    return [statement(`for (${head}) `, body)];
  }

  /** Loops that count down, or by powers of two, or end by a break. */
  protected down(): Piece[] {
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
    const body = this.turning(turns, together, () =>
      scope.inside(() => {
        const uniform = scope.together;
        scope.add({ root, text: root, type: type(of), uniform, assignable: false });
        const made = this.level(3);
        if (endless) made.parts.unshift(fixedStatement(`if (${root} >= ${first}u) {\nbreak;\n}`));
        return made;
      }));
    return [statement(`for (${head}) `, body)];
  }

  /** A sum of products of arrays, as kernels have them. */
  protected products(): Piece[] {
    const { random, scope } = this;
    const { expressions } = this;
    const [total, root] = [scope.name(), scope.name()];
    const of = type("f32", random.pick([1, 1, 4]));
    const far = random.chance(0.5);
    const { end, most } = far ? { end: text("12u"), most: 12 } : this.end(false);
    const begin = random.pick([0, 0, 1, 2]), step = random.pick([1, 1, 1, 2, 3]);
    const value: Value = {
      root,
      text: root,
      type: type("u32"),
      uniform: false,
      assignable: false,
      below: Math.max(most, 1),
      least: begin,
    };
    const [places, a, b, also] = scope.inside(() => {
      scope.add(value);
      const places = random.chance(0.3) ? this.place(value) : [];
      const factor = random.chance(0.5) ? of : type("f32");
      const counter = random.pick([value, ...scope.values().slice(1, 1 + places.length)]);
      const factors = [of, factor].map((each) =>
        random.chance(0.6) ? expressions.moving(each, counter).piece : expressions.of(each, 0)
      );
      const also = random.chance(0.3) ? this.store() : [];
      return [places, ...factors, also] as [Piece[], Piece, Piece, Piece[]];
    });
    const scalar = random.chance(0.5) ? text(b, " * ", a) : text(a, " * ", b);
    const body = list([...places, fixedStatement(`${total} += `, scalar, ";"), ...also]);
    const name = nameOf(of);
    const made = [
      fixedStatement(`var ${total} = ${name}();`),
      statement(`for (var ${root} = ${begin}u; ${root} < `, end, `; ${root} += ${step}u) `, body),
      fixedStatement(`${total} = clamp(trunc(${total} / 64.0), ${name}(-99.0), ${name}(99.0));`),
    ];
    scope.add({ root: total, text: total, type: of, uniform: false, assignable: true });
    return made;
  }

  protected while(): Piece[] {
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
    const body = this.turning(most, together, () => this.level(3));
    body.parts.unshift(fixedStatement(`${count}++;`));
    return [
      fixedStatement(`var ${count} = 0u;`),
      statement(`while (${count} < ${most}u && (`, condition, ")) ", body),
    ];
  }

  protected loop(): Piece[] {
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
    const after = this.apart(together, () => scope.inside(() => this.assign()));
    const ends = random.chance(0.5) ? [fixedStatement(`break if ${count} >= ${most}u;`)] : [];
    // What `continuing` names must not be hidden by the body.
    const hiding = scope.hiding;
    scope.hiding = false;
    const body = this.turning(most, together, () => this.level(3));
    scope.hiding = hiding;
    if (ends.length === 0) {
      body.parts.unshift(fixedStatement(`if (${count} >= ${most}u) {\nbreak;\n}`));
    }
    const counted = this.#counted(count, body, ends.length > 0);
    const continuing = [...counted, ...after, ...ends];
    body.parts.push(fixedStatement("continuing ", list(continuing)));
    return [fixedStatement(`var ${count} = 0u;`), statement("loop ", body)];
  }

  /** Counts in `continuing`, maybe by way of a name that the loop's body has too. */
  #counted(count: string, body: Piece, named: boolean): Piece[] {
    const names = body.parts.map((part) => /^(?:let|var|const) (v\d+)/.exec(render(part as Piece)));
    const name = names.find((match) => match)?.[1];
    if (!name || !named) return [fixedStatement(`${count}++;`)];
    return [fixedStatement(`let ${name} = ${count} + 1u;`), fixedStatement(`${count} = ${name};`)];
  }
}
