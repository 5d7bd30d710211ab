/** What statements of a generated program can see and may do. */
import { type Cell, type Struct, type Type, type } from "./program_types.ts";

/** Something to read, and maybe to assign: a variable, a member, a uniform. */
export interface Value {
  /** The name that hides others of its kind. */
  readonly root: string;
  /** How it is written. */
  readonly text: string;
  readonly type: Type;
  /** Whether it is the same in a whole workgroup. */
  readonly uniform: boolean;
  readonly assignable: boolean;
  /** Whether compilers work out what is made of it alone. */
  readonly constant?: boolean;
  /** What it is less than, where that is known. */
  readonly below?: number;
  /** What it is not less than; absent for 0. */
  readonly least?: number;
}

/** An array to read, and maybe to store to. */
export interface Sequence {
  readonly root: string;
  readonly cell: Cell;
  readonly length: number;
  /**
   * `read`: anywhere, by all; `own`: an invocation has `each` cells from `i * each`; `tile`: an own
   * cell before a barrier and all after it; `one`: the invocation `each` stores to all before it;
   * `same`: all invocations store the same before it; `local`: an invocation's own.
   */
  readonly kind: "read" | "own" | "tile" | "one" | "same" | "local";
  readonly each: number;
}

/** A function to call. */
export interface Callable {
  readonly name: string;
  readonly parameters: readonly Type[];
  /** `null` where it returns nothing. */
  readonly result: Type | null;
  /** Statements that a call runs, about. */
  readonly cost: number;
}

/** Atomics of one operation, whose order then does not matter; those that are `own` have any. */
export interface Counters {
  readonly name: string;
  readonly length: number;
  readonly element: "i32" | "u32";
  readonly operation: string;
  readonly space: "storage" | "workgroup";
}

/** A function that all invocations of a workgroup call together, of a place and a value. */
export interface Collective {
  readonly name: string;
  readonly result: Type;
}

/** What `break` or `continue` goes to. */
export interface Target {
  readonly kind: "loop" | "switch";
  /** Whether all invocations of a workgroup are in it together. */
  readonly together: boolean;
  /** Whether tiles were full at its beginning. */
  readonly full: boolean;
}

/** What is declared outside of functions. */
export interface World {
  readonly structs: Struct[];
  readonly callables: Callable[];
  readonly collectives: Collective[];
  readonly counters: Counters[];
  /** The type of the cells of `parts`, which are only stored to. */
  readonly parts: Type[];
  /** Invocations of a workgroup. */
  readonly size: number;
  /** Invocations of the grid. */
  readonly total: number;
}

/** A function's state while its statements are made. */
export class Scope {
  readonly world: World;
  readonly #values: Value[][] = [[]];
  readonly #sequences: Sequence[][] = [[]];
  /** What `return` takes. */
  readonly result: Type | null;
  /** Whether it is the entry point, which knows `i` and `index`. */
  readonly main: boolean;
  /** Whether all invocations of a workgroup are here together. */
  together: boolean;
  /** Whether varying returns may part them. */
  mayPart: boolean;
  /** Whether a barrier has come since tiles were stored to; flips at each. */
  tilesFull = false;
  /** Loops and switches around, the innermost last. */
  readonly targets: Target[] = [];
  /** Turns of all loops around together. */
  turns = 1;
  /** Statements that may still be run. */
  budget: number;
  /** Whether names may hide others. */
  hiding = true;
  #names = 0;

  constructor(world: World, main: boolean, result: Type | null, budget: number) {
    this.world = world;
    this.main = main;
    this.result = result;
    this.together = main;
    this.mayPart = !main;
    this.budget = budget;
  }

  /** Runs `body` with a list of names of its own. */
  inside<T>(body: () => T): T {
    this.#values.push([]);
    this.#sequences.push([]);
    const result = body();
    this.#values.pop();
    this.#sequences.pop();
    return result;
  }

  /** Makes a value visible. */
  add(value: Value): void {
    this.#values.at(-1)!.push(value);
  }

  /** Makes an array visible. */
  addSequence(sequence: Sequence): void {
    this.#sequences.at(-1)!.push(sequence);
  }

  /** A name, new in this list of statements; it may hide one of an outer list. */
  name(hide = false): string {
    const here = new Set([...this.#values.at(-1)!, ...this.#sequences.at(-1)!].map((v) => v.root));
    const outer = this.#values.slice(1, -1).flat().map((value) => value.root)
      .filter((root) => /^v\d+$/.test(root) && !here.has(root));
    return hide && this.hiding && outer.length > 0
      ? outer[this.#names % outer.length]
      : `v${this.#names++}`;
  }

  /** The name of a counter, which is never hidden. */
  counter(): string {
    return `n${this.#names++}`;
  }

  /** Values in sight. */
  values(): Value[] {
    return visible(this.#values, this.#sequences).filter((each): each is Value => "text" in each);
  }

  /** Arrays in sight. */
  sequences(): Sequence[] {
    return visible(this.#values, this.#sequences)
      .filter((each): each is Sequence => "cell" in each)
      .filter(({ kind }) => this.main || kind === "read" || kind === "local");
  }

  /** Arrays that may be read here. */
  readable(): Sequence[] {
    return this.sequences().filter(({ kind }) =>
      (kind !== "one" && kind !== "same") || this.tilesFull
    );
  }
}

/** The innermost of each name. */
function visible(values: Value[][], sequences: Sequence[][]): (Value | Sequence)[] {
  const hidden = new Set<string>();
  const found: (Value | Sequence)[] = [];
  for (let depth = values.length - 1; depth >= 0; depth--) {
    const here = [...values[depth], ...sequences[depth]];
    found.push(...here.filter(({ root }) => !hidden.has(root)));
    for (const { root } of here) hidden.add(root);
  }
  return found;
}

/** Values of a structure's members. */
export function membersOf(struct: Struct, root: string, assignable: boolean): Value[] {
  return struct.members.map((member) => ({
    root,
    text: `${root}.${member.name}`,
    type: member.type,
    uniform: false,
    assignable,
  }));
}

/** Values that the entry point is told, all less than what is said. */
export function inputs(
  size: readonly number[],
  groups: readonly number[],
  total: number,
): Value[] {
  const input = (text: string, below: number, uniform: boolean): Value => ({
    root: text.split(".")[0],
    text,
    type: type("u32"),
    uniform,
    assignable: false,
    below,
  });
  const axes = [0, 1, 2].filter((axis) => axis === 0 || size[axis] * groups[axis] > 1);
  return [
    input("i", total, false),
    input("index", size[0] * size[1] * size[2], false),
    ...axes.map((axis) => input(`local.${"xyz"[axis]}`, size[axis], false)),
    ...axes.map((axis) => input(`group.${"xyz"[axis]}`, groups[axis], true)),
    ...axes.map((axis) => input(`id.${"xyz"[axis]}`, size[axis] * groups[axis], false)),
    input("groups.x", groups[0] + 1, true),
  ];
}
