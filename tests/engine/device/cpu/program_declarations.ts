/** What generated programs declare outside of functions. */
import type { UniformType } from "../../../../engine/device/device.ts";
import { membersOf, Scope, type Value, type World } from "./program_scope.ts";
import { fixedStatement, type Piece, statement } from "./program_tree.ts";
import {
  anyGrid,
  anyNumber,
  anyType,
  anyWords,
  type Cell,
  cellName,
  type Element,
  layout,
  literal,
  nameOf,
  Random,
  type Struct,
  type Type,
  type,
} from "./program_types.ts";

/** A buffer that a program writes. */
export interface Written {
  /** Its words before the run. */
  readonly words: Uint32Array<ArrayBuffer>;
  /** What one cell holds; `null` where it has a gap. */
  readonly elements: readonly (Element | null)[];
  /** Whether its numbers are not exactly defined. */
  readonly loose: boolean;
}

/** Types that buffers can hold. */
export const shared = ["f32", "i32", "u32"] as const;

/** Makes structures, overrides, bindings and memory, with the words that are in them. */
export abstract class Declarations {
  protected readonly seed: number;
  protected readonly random: Random;
  protected readonly size: readonly [number, number, number];
  protected readonly groups: readonly [number, number, number];
  protected readonly world: World;
  protected readonly declarations: Piece[] = [];
  protected readonly reads: Uint32Array<ArrayBuffer>[] = [];
  protected readonly writes: Written[] = [];
  protected readonly constants: Record<string, number> = {};
  protected readonly uniforms: Record<string, number> = {};
  protected readonly types: Record<string, UniformType> = {};

  /** Adds to a scope what is declared outside of functions. */
  protected readonly outside: ((scope: Scope) => void)[] = [];

  /** Whether there are barriers. */
  protected readonly meets: boolean;

  constructor(seed: number) {
    this.seed = seed;
    this.random = new Random(seed);
    [this.size, this.groups] = anyGrid(this.random);
    const [size, groups] = [this.size, this.groups].map(([x, y, z]) => x * y * z);
    this.meets = this.random.chance(0.5);
    this.world = {
      structs: [],
      callables: [],
      collectives: [],
      counters: [],
      parts: [],
      size,
      total: size * groups,
    };
  }

  protected readonly between = (from: number, to: number) => this.random.range(from, to);

  protected declare(...parts: (string | Piece)[]): void {
    this.declarations.push(statement(...parts));
  }

  protected structs(): void {
    for (let n = this.random.pick([0, 0, 1, 2]); n > 0; n--) {
      const members = Array.from({ length: this.between(1, 3) }, (_, i) => ({
        name: this.random.pick(["a", "b", "c", "x"]) + i,
        type: anyType(this.random, shared),
      }));
      const struct: Struct = { name: `S${n}`, members };
      const written = members.map(({ name, type }) => `${name}: ${nameOf(type)},`).join("\n");
      this.declare(`struct ${struct.name} {\n${written}\n}`);
      this.world.structs.push(struct);
    }
  }

  protected overrides(): void {
    const random = this.random;
    for (let n = this.between(0, 2); n > 0; n--) {
      const element = random.pick(["f32", "i32", "u32", "u32", "bool"] as const);
      const name = `O${n}`;
      const number = () => element === "u32" ? this.between(1, 6) : anyNumber(random, element);
      const usual = number();
      const given = random.chance(0.5) ? number() : usual;
      if (given !== usual || random.chance(0.3)) this.constants[name] = given;
      this.declare(`override ${name}: ${element} = ${literal(random, element, usual)};`);
      const below = element === "u32" ? given + 1 : undefined;
      this.see({ ...outside(name, type(element), true), constant: true, below });
    }
  }

  protected see(value: Value): void {
    this.outside.push((scope) => scope.add(value));
  }

  /** A binding; gives its number. */
  protected bind(name: string, access: string, written: string): void {
    const binding = this.reads.length + this.writes.length;
    this.declare(`@group(0) @binding(${binding}) var<storage, ${access}> ${name}: ${written};`);
  }

  protected inputs(): void {
    const random = this.random, { total, size } = this.world;
    for (let n = this.between(1, 3); n > 0; n--) {
      const cell: Cell = random.chance(0.2) && this.world.structs.length > 0
        ? random.pick(this.world.structs)
        : anyType(random, shared);
      const length = random.pick([
        this.between(1, 20),
        total + 8,
        total * 2 + size,
        total * 4 + 32,
      ]);
      const root = `r${n}`;
      if (random.chance(0.2)) {
        this.bind(root, "read", cellName(cell));
        this.reads.push(anyWords(random, cell, 1));
        if ("members" in cell) membersOf(cell, root, false).forEach((each) => this.see(each));
        else this.see(outside(root, cell, false));
        continue;
      }
      this.bind(root, "read", `array<${cellName(cell)}>`);
      this.reads.push(anyWords(random, cell, length));
      this.outside.push((scope) =>
        scope.addSequence({ root, cell, length, kind: "read", each: 1 })
      );
    }
  }

  protected privates(): void {
    for (let n = this.random.pick([0, 0, 0, 1, 2]); n > 0; n--) {
      const of = anyType(this.random, [...shared, "bool"]);
      const value = literal(this.random, of.element, anyNumber(this.random, of.element));
      const first = of.size > 1 ? `${nameOf(of)}(${value})` : value;
      const written = this.random.pick([
        `: ${nameOf(of)} = ${first}`,
        `: ${nameOf(of)}`,
        ` = ${nameOf(of)}(${value})`,
      ]);
      this.declare(`var<private> p${n}${written};`);
      this.see({ ...outside(`p${n}`, of, false), assignable: true });
    }
  }

  protected uniform(): Piece[] {
    const members = Object.entries(this.types);
    if (members.length === 0) return [];
    const binding = this.reads.length + this.writes.length;
    const written = members.map(([name, type]) => `${name}: ${type}`).join(", ");
    return [
      fixedStatement(`struct Uniforms { ${written} }`),
      fixedStatement(`@group(0) @binding(${binding}) var<uniform> u: Uniforms;`),
    ];
  }

  /** A member of the uniform, made when it is first wanted. */
  protected uniformValues(scope: Scope): void {
    for (let n = 0; n < 3; n++) {
      const element = this.types[`u${n}`] ?? this.random.pick(shared);
      const small = element === "u32" && n === 0;
      this.types[`u${n}`] = element;
      const number = this.uniforms[`u${n}`] ??
        (small ? this.between(1, 6) : anyNumber(this.random, element));
      this.uniforms[`u${n}`] = number;
      const below = small ? number + 1 : undefined;
      scope.add({ ...outside(`u.u${n}`, type(element), true), root: "u", below });
    }
    const count = this.uniforms.count ??= Math.max(this.world.total - this.between(0, 3), 0);
    this.types.count = "u32";
    scope.add({ ...outside("u.count", type("u32"), true), root: "u", below: count + 1 });
  }

  protected scope(main: boolean, result: Type | null, budget: number): Scope {
    const scope = new Scope(this.world, main, result, budget);
    for (const add of this.outside) add(scope);
    this.uniformValues(scope);
    return scope;
  }

  protected output(name: string, cell: Cell, each: number, loose = false): void {
    const { total } = this.world;
    this.bind(name, "read_write", `array<${cellName(cell)}>`);
    const words = anyWords(this.random, cell, total * each);
    this.writes.push({ words, elements: layout(cell), loose });
    if (loose || name === "sink") return;
    this.outside.push((scope) =>
      scope.addSequence({ root: name, cell, length: total * each, kind: "own", each })
    );
  }

  protected outputs(): void {
    const random = this.random, { structs, total } = this.world;
    for (let n = this.between(0, 2); n > 0; n--) {
      const cell = structs.length > 0 && random.chance(0.3)
        ? random.pick(structs)
        : anyType(random, shared);
      this.output(`w${n}`, cell, random.pick([1, 1, 2, 3]));
    }
    if (random.chance(0.3)) this.counters("storage", "c0", random.pick([1, 2, 7]));
    if (random.chance(0.2)) this.counters("storage", "c1", total, "own");
    if (random.chance(0.3)) this.parts();
    this.output("sink", type("u32"), 4);
    if (random.chance(0.4)) this.output("near", type("f32"), 1, true);
  }

  /** Cells between two numbers, which stores outside of the cells must not reach. */
  protected parts(): void {
    const of = anyType(this.random, shared), length = this.between(1, 5);
    this.declare(
      `struct Part {\nhead: u32,\ncells: array<${nameOf(of)}, ${length}>,\ntail: u32,\n}`,
    );
    // Compilers refuse constants that are outside.
    this.declare("fn far(place: u32) -> u32 {\nreturn place;\n}");
    this.bind("parts", "read_write", "array<Part>");
    const align = of.size > 2 ? 4 : of.size, tail = align * (length + 1);
    const elements = Array.from(
      { length: tail + align },
      (_, i): Element | null => i === 0 || i === tail ? "u32" : null,
    );
    const words = anyWords(this.random, type("u32"), this.world.total * elements.length);
    this.writes.push({ words, elements, loose: false });
    this.world.parts.push(of);
  }

  protected counters(
    space: "storage" | "workgroup",
    name: string,
    length: number,
    only?: "own",
  ): void {
    const element = this.random.pick(["i32", "u32"] as const);
    const operation = only ??
      `atomic${this.random.pick(["Add", "Sub", "Min", "Max", "And", "Or", "Xor"])}`;
    this.world.counters.push({ name, length, element, operation, space });
    if (space === "workgroup") {
      this.declare(`var<workgroup> ${name}: array<atomic<${element}>, ${length}>;`);
      return;
    }
    this.bind(name, "read_write", `array<atomic<${element}>>`);
    const words = anyWords(this.random, type(element), length);
    this.writes.push({ words, elements: [element], loose: false });
  }
}

/** A value that is declared outside of functions. */
export function outside(text: string, of: Type, uniform: boolean): Value {
  return { root: text, text, type: of, uniform, assignable: false };
}
