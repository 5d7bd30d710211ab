/**
 * Random kernels in WGSL with what to run them on. They end, have no data races, and do nothing whose
 * result is left open; only the last of their buffers holds numbers that may differ a little.
 */
import { Kernel, type KernelSource, type UniformType } from "../../../engine/device.ts";
import {
  type Callable,
  inputs,
  membersOf,
  Scope,
  type Value,
  type World,
} from "./program_scope.ts";
import { loose, wordOfValue } from "./program_results.ts";
import { Statements } from "./program_statements.ts";
import { fixedStatement, list, module, type Piece, render, statement } from "./program_tree.ts";
import {
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

/** A program with its inputs. */
export interface Sample {
  readonly seed: number;
  readonly tree: Piece;
  readonly source: Omit<KernelSource, "code">;
  readonly reads: readonly Uint32Array<ArrayBuffer>[];
  readonly writes: readonly Written[];
  readonly uniforms: Readonly<Record<string, number>>;
  readonly groups: readonly [number, number, number];
}

/** The kernel of a sample as its tree is now. */
export function kernelOf({ source, tree }: Sample): Kernel {
  return new Kernel({ ...source, code: render(tree) });
}

/** The program of a seed. */
export function generate(seed: number): Sample {
  return new Program(seed).sample();
}

const shared = ["f32", "i32", "u32"] as const;

class Program {
  readonly #seed: number;
  readonly #random: Random;
  readonly #size: readonly [number, number, number];
  readonly #groups: readonly [number, number, number];
  readonly #world: World;
  readonly #declarations: Piece[] = [];
  readonly #reads: Uint32Array<ArrayBuffer>[] = [];
  readonly #writes: Written[] = [];
  readonly #constants: Record<string, number> = {};
  readonly #uniforms: Record<string, number> = {};
  readonly #types: Record<string, UniformType> = {};
  /** Adds to a scope what is declared outside of functions. */
  readonly #outside: ((scope: Scope) => void)[] = [];
  /** Whether there are barriers. */
  readonly #meets: boolean;

  constructor(seed: number) {
    this.#seed = seed;
    this.#random = new Random(seed);
    [this.#size, this.#groups] = this.#grid();
    const [size, groups] = [this.#size, this.#groups].map(([x, y, z]) => x * y * z);
    this.#meets = this.#random.chance(0.5);
    this.#world = {
      structs: [],
      callables: [],
      collectives: [],
      counters: [],
      size,
      total: size * groups,
    };
  }

  #grid(): [[number, number, number], [number, number, number]] {
    const { range, pick } = { range: this.#between, pick: <T>(x: T[]) => this.#random.pick(x) };
    const axes = pick([1, 1, 1, 2, 3]);
    const size: [number, number, number] = axes === 1
      ? [pick([1, 2, 3, 4, 5, 7, 8, 8, 12, 16, 16, 17, 31, 32, 33, 64, 64, 100, 128, 200]), 1, 1]
      : axes === 2
      ? [pick([range(1, 9), 8, 16]), range(1, 9), 1]
      : [range(1, 5), range(1, 5), range(1, 5)];
    const most = size[0] * size[1] * size[2] > 64 ? 2 : 4;
    const groups: [number, number, number] = pick([1, 1, 2, 3]) > 1 && most > 2
      ? [range(1, 3), range(1, 3), range(1, 2)]
      : [range(1, most), 1, 1];
    return [size, groups];
  }

  readonly #between = (from: number, to: number) => this.#random.range(from, to);

  sample(): Sample {
    this.#structs();
    this.#overrides();
    this.#inputs();
    this.#privates();
    const helpers = Array.from({ length: this.#between(0, 3) }, (_, i) => this.#helper(i));
    this.#outputs();
    if (this.#meets) this.#shared();
    const main = this.#main();
    const uniform = this.#uniform();
    const functions = this.#random.shuffle([...helpers, main]);
    return {
      seed: this.#seed,
      tree: module([...this.#declarations, ...uniform, ...functions]),
      source: {
        name: `fuzz${this.#seed}`,
        reads: this.#reads.length,
        writes: this.#writes.length,
        uniforms: this.#types,
        constants: this.#constants,
      },
      reads: this.#reads,
      writes: this.#writes,
      uniforms: this.#uniforms,
      groups: this.#groups,
    };
  }

  #declare(...parts: (string | Piece)[]): void {
    this.#declarations.push(statement(...parts));
  }

  #structs(): void {
    for (let n = this.#random.pick([0, 0, 1, 2]); n > 0; n--) {
      const members = Array.from({ length: this.#between(1, 3) }, (_, i) => ({
        name: this.#random.pick(["a", "b", "c", "x"]) + i,
        type: anyType(this.#random, shared),
      }));
      const struct: Struct = { name: `S${n}`, members };
      const written = members.map(({ name, type }) => `${name}: ${nameOf(type)},`).join("\n");
      this.#declare(`struct ${struct.name} {\n${written}\n}`);
      this.#world.structs.push(struct);
    }
  }

  #overrides(): void {
    const random = this.#random;
    for (let n = this.#between(0, 2); n > 0; n--) {
      const element = random.pick(["f32", "i32", "u32", "u32", "bool"] as const);
      const name = `O${n}`;
      const number = () => element === "u32" ? this.#between(1, 6) : anyNumber(random, element);
      const usual = number();
      const given = random.chance(0.5) ? number() : usual;
      if (given !== usual || random.chance(0.3)) this.#constants[name] = given;
      this.#declare(`override ${name}: ${element} = ${literal(random, element, usual)};`);
      const below = element === "u32" ? given + 1 : undefined;
      this.#see({ ...outside(name, type(element), true), constant: true, below });
    }
  }

  #see(value: Value): void {
    this.#outside.push((scope) => scope.add(value));
  }

  /** A binding; gives its number. */
  #bind(name: string, access: string, written: string): void {
    const binding = this.#reads.length + this.#writes.length;
    this.#declare(`@group(0) @binding(${binding}) var<storage, ${access}> ${name}: ${written};`);
  }

  #inputs(): void {
    const random = this.#random, { total, size } = this.#world;
    for (let n = this.#between(1, 3); n > 0; n--) {
      const cell: Cell = random.chance(0.2) && this.#world.structs.length > 0
        ? random.pick(this.#world.structs)
        : anyType(random, shared);
      const length = random.pick([
        this.#between(1, 20),
        total + 8,
        total * 2 + size,
        total * 4 + 32,
      ]);
      const root = `r${n}`;
      if (random.chance(0.2)) {
        this.#bind(root, "read", cellName(cell));
        this.#reads.push(anyWords(random, cell, 1));
        if ("members" in cell) membersOf(cell, root, false).forEach((each) => this.#see(each));
        else this.#see(outside(root, cell, false));
        continue;
      }
      this.#bind(root, "read", `array<${cellName(cell)}>`);
      this.#reads.push(anyWords(random, cell, length));
      this.#outside.push((scope) =>
        scope.addSequence({ root, cell, length, kind: "read", each: 1 })
      );
    }
  }

  #privates(): void {
    for (let n = this.#random.pick([0, 0, 0, 1, 2]); n > 0; n--) {
      const of = anyType(this.#random, [...shared, "bool"]);
      const value = literal(this.#random, of.element, anyNumber(this.#random, of.element));
      const first = of.size > 1 ? `${nameOf(of)}(${value})` : value;
      this.#declare(
        `var<private> p${n}: ${nameOf(of)}${this.#random.chance(0.6) ? ` = ${first}` : ""};`,
      );
      this.#see({ ...outside(`p${n}`, of, false), assignable: true });
    }
  }

  #uniform(): Piece[] {
    const members = Object.entries(this.#types);
    if (members.length === 0) return [];
    const binding = this.#reads.length + this.#writes.length;
    const written = members.map(([name, type]) => `${name}: ${type}`).join(", ");
    return [
      fixedStatement(`struct Uniforms { ${written} }`),
      fixedStatement(`@group(0) @binding(${binding}) var<uniform> u: Uniforms;`),
    ];
  }

  /** A member of the uniform, made when it is first wanted. */
  #uniformValues(scope: Scope): void {
    for (let n = 0; n < 3; n++) {
      const element = this.#types[`u${n}`] ?? this.#random.pick(shared);
      const small = element === "u32" && n === 0;
      this.#types[`u${n}`] = element;
      const number = this.#uniforms[`u${n}`] ??
        (small ? this.#between(1, 6) : anyNumber(this.#random, element));
      this.#uniforms[`u${n}`] = number;
      const below = small ? number + 1 : undefined;
      scope.add({ ...outside(`u.u${n}`, type(element), true), root: "u", below });
    }
  }

  #scope(main: boolean, result: Type | null, budget: number): Scope {
    const scope = new Scope(this.#world, main, result, budget);
    for (const add of this.#outside) add(scope);
    this.#uniformValues(scope);
    return scope;
  }

  #helper(index: number): Piece {
    const random = this.#random, budget = 40;
    const result = random.chance(0.85) ? anyType(random, [...shared, "bool"]) : null;
    const parameters = Array.from(
      { length: this.#between(0, 3) },
      () => anyType(random, [...shared, "bool"]),
    );
    const scope = this.#scope(false, result, budget);
    const statements = new Statements(random, scope);
    const body = scope.inside(() => {
      scope.add({ ...outside("i", type("u32"), false), below: this.#world.total });
      parameters.forEach((of, i) => scope.add(outside(`q${i}`, of, false)));
      const made = statements.some(4);
      if (result) made.push(...this.#ending(statements, result));
      return list(made);
    });
    const name = `f${index}`;
    const written = parameters.map((of, i) => `, q${i}: ${nameOf(of)}`).join("");
    const callable: Callable = { name, parameters, result, cost: budget - scope.budget + 1 };
    this.#world.callables.push(callable);
    return statement(
      `fn ${name}(i: u32${written})${result ? ` -> ${nameOf(result)}` : ""} `,
      body,
    );
  }

  /** The end of a function with a result. */
  #ending(statements: Statements, result: Type): Piece[] {
    const give = () => fixedStatement("return ", statements.expressions.of(result, 2), ";");
    if (this.#random.chance(0.6)) return [give()];
    const condition = statements.expressions.condition(false);
    return [fixedStatement("if (", condition, ") ", list([give()]), " else ", list([give()]))];
  }

  #output(name: string, cell: Cell, each: number, loose = false): void {
    const { total } = this.#world;
    this.#bind(name, "read_write", `array<${cellName(cell)}>`);
    const words = anyWords(this.#random, cell, total * each);
    this.#writes.push({ words, elements: layout(cell), loose });
    if (loose || name === "sink") return;
    this.#outside.push((scope) =>
      scope.addSequence({ root: name, cell, length: total * each, kind: "own", each })
    );
  }

  #outputs(): void {
    const random = this.#random, { structs, total } = this.#world;
    for (let n = this.#between(0, 2); n > 0; n--) {
      const cell = structs.length > 0 && random.chance(0.3)
        ? random.pick(structs)
        : anyType(random, shared);
      this.#output(`w${n}`, cell, random.pick([1, 1, 2, 3]));
    }
    if (random.chance(0.3)) this.#counters("storage", "c0", random.pick([1, 2, 7]));
    if (random.chance(0.2)) this.#counters("storage", "c1", total, "own");
    this.#output("sink", type("u32"), 4);
    if (random.chance(0.4)) this.#output("near", type("f32"), 1, true);
  }

  #counters(space: "storage" | "workgroup", name: string, length: number, only?: "own"): void {
    const element = this.#random.pick(["i32", "u32"] as const);
    const operation = only ??
      `atomic${this.#random.pick(["Add", "Sub", "Min", "Max", "And", "Or", "Xor"])}`;
    this.#world.counters.push({ name, length, element, operation, space });
    if (space === "workgroup") {
      this.#declare(`var<workgroup> ${name}: array<atomic<${element}>, ${length}>;`);
      return;
    }
    this.#bind(name, "read_write", `array<atomic<${element}>>`);
    const words = anyWords(this.#random, type(element), length);
    this.#writes.push({ words, elements: [element], loose: false });
  }

  /** Workgroup memory, and functions that meet in it. */
  #shared(): void {
    const random = this.#random, { size } = this.#world;
    for (let n = this.#between(0, 2); n > 0; n--) {
      const cell = anyType(random, random.chance(0.8) ? shared : ["bool"]);
      const root = `t${n}`;
      this.#declare(`var<workgroup> ${root}: array<${cellName(cell)}, ${size}>;`);
      this.#outside.push((scope) =>
        scope.addSequence({ root, cell, length: size, kind: "tile", each: 1 })
      );
    }
    if (random.chance(0.3)) this.#counters("workgroup", "d0", random.pick([1, 3, 8]));
    if (random.chance(0.4)) this.#collective();
  }

  /** A sum over a workgroup, by a loop or by halves. */
  #collective(): void {
    const { size } = this.#world;
    const of = anyType(this.#random, ["i32", "u32"]), name = nameOf(of);
    this.#declare(`var<workgroup> shares: array<${name}, ${size}>;`);
    const loop = `var sum = ${name}();
      for (var k = 0u; k < ${size}u; k++) {
        sum = sum * 3 + shares[(place + k) % ${size}u];
      }
      workgroupBarrier();
      return sum;`;
    const halves = `for (var k = ${2 ** Math.ceil(Math.log2(size)) / 2}u; k > 0u; k /= 2u) {
        if (place < k && place + k < ${size}u) {
          shares[place] += shares[place + k];
        }
        workgroupBarrier();
      }
      let sum = shares[0];
      workgroupBarrier();
      return sum;`;
    this.#declare(`fn meet(place: u32, x: ${name}) -> ${name} {
      shares[place] = x;
      workgroupBarrier();
      ${size > 1 && this.#random.chance(0.5) ? halves : loop}
    }`);
    this.#world.collectives.push({ name: "meet", result: of });
  }

  #main(): Piece {
    const random = this.#random, { total } = this.#world;
    const scope = this.#scope(true, null, random.pick([40, 100, 200]));
    const statements = new Statements(random, scope);
    const body = scope.inside(() => {
      for (const value of inputs(this.#size, this.#groups, total)) scope.add(value);
      const made = [fixedStatement(...this.#index())];
      if (this.#meets) made.push(...statements.some(6));
      scope.together = false;
      scope.mayPart = true;
      if (random.chance(0.5)) {
        made.push(
          statement(`if (i >= ${Math.max(total - this.#between(0, 3), 0)}u) {\nreturn;\n}`),
        );
      }
      return list([...made, ...statements.some(6), ...this.#results(statements)]);
    });
    const [x, y, z] = this.#size;
    const sizes = z > 1 ? `${x}, ${y}, ${z}` : y > 1 || random.chance(0.2) ? `${x}, ${y}` : `${x}`;
    const builtins = [
      "@builtin(workgroup_id) group: vec3u",
      "@builtin(num_workgroups) groups: vec3u",
      "@builtin(local_invocation_id) local: vec3u",
      "@builtin(local_invocation_index) index: u32",
      "@builtin(global_invocation_id) id: vec3u",
    ];
    const head = `@compute @workgroup_size(${sizes})\nfn main(${builtins.join(", ")}) `;
    return fixedStatement(head, body);
  }

  /** `let i = ...`: the number of an invocation among all. */
  #index(): string[] {
    const { size } = this.#world, [, y, z] = this.#size;
    if (y * z * this.#groups[1] * this.#groups[2] === 1) {
      return [this.#random.pick(["let i = id.x;", `let i = group.x * ${size}u + index;`])];
    }
    return [`let i = ((group.z * groups.y + group.y) * groups.x + group.x) * ${size}u + index;`];
  }

  /** Stores what became of the variables. */
  #results(statements: Statements): Piece[] {
    const { random, scope } = statements;
    const values = random.shuffle(scope.values().filter((each) => !each.constant)).slice(0, 4);
    const made = values.map((value, i) =>
      statement(`sink[i * 4u + ${i}u] = ${wordOfValue(random, value)};`)
    );
    if (this.#writes.some((each) => each.loose)) {
      made.push(statement(`near[i] = `, loose(statements.expressions), ";"));
    }
    return made;
  }
}

function outside(text: string, of: Type, uniform: boolean): Value {
  return { root: text, text, type: of, uniform, assignable: false };
}
