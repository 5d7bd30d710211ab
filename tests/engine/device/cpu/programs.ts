/**
 * Random kernels in WGSL with what to run them on. They end, race only to store the same, and do nothing whose
 * result is left open; only the last of their buffers holds numbers that may differ a little.
 */
import { Kernel, type KernelSource } from "../../../../engine/device/device.ts";
import { outside, type Written } from "./program_declarations.ts";
import { SharedDeclarations } from "./program_shared.ts";
import { loose, wordOfValue } from "./program_results.ts";
import { type Callable, inputs } from "./program_scope.ts";
import { Statements } from "./program_statements.ts";
import { fixedStatement, list, module, type Piece, render, statement } from "./program_tree.ts";
import { anyType, nameOf, type Type, type } from "./program_types.ts";

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

const elements = ["f32", "i32", "u32", "bool"] as const;

/** The program of a seed. */
export function generate(seed: number): Sample {
  return new Program(seed).sample();
}

class Program extends SharedDeclarations {
  sample(): Sample {
    this.structs();
    this.overrides();
    this.inputs();
    this.privates();
    const helpers = Array.from({ length: this.between(0, 3) }, (_, i) => this.#helper(i));
    this.outputs();
    if (this.meets) this.shared();
    const main = this.#main();
    const uniform = this.uniform();
    const functions = this.random.shuffle([...helpers, main]);
    return {
      seed: this.seed,
      tree: module([...this.declarations, ...uniform, ...functions]),
      source: {
        name: `fuzz${this.seed}`,
        reads: this.reads.length,
        writes: this.writes.length,
        uniforms: this.types,
        constants: this.constants,
      },
      reads: this.reads,
      writes: this.writes,
      uniforms: this.uniforms,
      groups: this.groups,
    };
  }

  #helper(index: number): Piece {
    const random = this.random, budget = 40;
    const result = random.chance(0.85) ? anyType(random, elements) : null;
    const parameters = Array.from(
      { length: this.between(0, 3) },
      () => anyType(random, elements),
    );
    const scope = this.scope(false, result, budget);
    const statements = new Statements(random, scope);
    const body = scope.inside(() => {
      scope.add({ ...outside("i", type("u32"), false), below: this.world.total });
      parameters.forEach((of, i) => scope.add(outside(`q${i}`, of, false)));
      const made = statements.some(4);
      if (result) made.push(...this.#ending(statements, result));
      return list(made);
    });
    const name = `f${index}`;
    const written = parameters.map((of, i) => `, q${i}: ${nameOf(of)}`).join("");
    const callable: Callable = { name, parameters, result, cost: budget - scope.budget + 1 };
    this.world.callables.push(callable);
    return statement(
      `fn ${name}(i: u32${written})${result ? ` -> ${nameOf(result)}` : ""} `,
      body,
    );
  }

  /** The end of a function with a result. */
  #ending(statements: Statements, result: Type): Piece[] {
    const give = () => fixedStatement("return ", statements.expressions.of(result, 2), ";");
    if (this.random.chance(0.6)) return [give()];
    const condition = statements.expressions.condition(false);
    return [fixedStatement("if (", condition, ") ", list([give()]), " else ", list([give()]))];
  }

  #main(): Piece {
    const random = this.random, { total } = this.world;
    const scope = this.scope(true, null, random.pick([40, 100, 200]));
    const statements = new Statements(random, scope);
    const body = scope.inside(() => {
      for (const value of inputs(this.size, this.groups, total)) scope.add(value);
      const made = [fixedStatement(...this.#index())];
      if (this.meets) made.push(...statements.some(6));
      scope.together = false;
      scope.mayPart = true;
      const guard = random.range(0, 3);
      if (guard === 0) made.push(statement("if (i >= u.count) {\nreturn;\n}"));
      const rest = () => [...statements.some(6), ...this.#results(statements)];
      if (guard === 1) made.push(statement("if (i < u.count) ", scope.inside(() => list(rest()))));
      else made.push(...rest());
      return list(made);
    });
    const [x, y, z] = this.size;
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
    const { size } = this.world, [, y, z] = this.size;
    if (y * z * this.groups[1] * this.groups[2] === 1) {
      return [this.random.pick(["let i = id.x;", `let i = group.x * ${size}u + index;`])];
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
    if (this.writes.some((each) => each.loose)) {
      made.push(statement(`near[i] = `, loose(statements.expressions), ";"));
    }
    return made;
  }
}
