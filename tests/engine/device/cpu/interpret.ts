/**
 * Runs a program one invocation at a time, slowly and plainly, to compare devices with: what it does
 * is what `engine/device/cpu/ir.ts` says, and what no program may do is an error.
 */
import type {
  AtomicOpcode,
  Expression,
  Label,
  Memory,
  Program,
  Scalar,
  Statement,
  Variable,
  Words,
} from "../../../../engine/device/cpu/ir.ts";
import { decode, encode, operatorOf } from "./operations.ts";

/** What to run a program on. */
export interface Run {
  /** Words of the bindings in order; stores change them. */
  readonly bindings: readonly Uint32Array[];
  readonly groups: readonly [number, number, number];
  /** Whether `fma` rounds once, as it may; default true. */
  readonly fused?: boolean;
  /** The last invocation first; programs without data races do not notice. */
  readonly backwards?: boolean;
}

/** A program that breaks a rule: it reads what is not declared, or its barriers do not meet. */
export class ProgramError extends Error {
  override readonly name = "ProgramError";
}

/** Turns of loops that an invocation may take. */
const mostTurns = 1_000_000;

/** What local arrays hold before they are stored to. */
const undefinedWord = 0xdeadbeef;

/** Runs every workgroup of a program. */
export function interpret(program: Program, run: Run): void {
  const [x, y, z] = run.groups;
  for (let index = 0; index < x * y * z; index++) {
    const i = run.backwards ? x * y * z - 1 - index : index;
    runGroup(program, run, [i % x, Math.floor(i / x) % y, Math.floor(i / (x * y))]);
  }
}

/** Statements in which an invocation may come to a barrier. */
type Compound = Statement & { readonly kind: "if" | "block" | "loop" | "barrier" };
type Barrier = Statement & { readonly kind: "barrier" };
type Steps<T> = Generator<Barrier, T, void>;

/** Runs all invocations up to their next barrier, again and again. */
function runGroup(program: Program, run: Run, group: readonly number[]): void {
  const shared = new Map<Memory, Uint32Array>();
  for (const memory of program.memories) {
    if (memory.space === "workgroup") shared.set(memory, new Uint32Array(memory.words!));
    else if (memory.space !== "local") {
      shared.set(memory, run.bindings[memory.binding].subarray(0, memory.words ?? undefined));
    }
  }
  const [x, y, z] = program.size;
  let running = Array.from(
    { length: x * y * z },
    (_, i) => new Invocation(program, run, shared, group, i).run(),
  );
  if (run.backwards) running.reverse();
  while (running.length > 0) {
    const steps = running.map((invocation) => invocation.next());
    const barriers = new Set(steps.map(({ done, value }) => done ? null : value));
    if (barriers.size > 1) {
      const lines = [...barriers].map((barrier) => barrier ? `line ${barrier.line}` : "the end");
      throw new ProgramError(`Cannot go on: a workgroup waits at ${lines.join(" and ")}`);
    }
    running = running.filter((_, i) => !steps[i].done);
  }
}

/** One invocation of a program. */
class Invocation {
  readonly #program: Program;
  readonly #run: Run;
  readonly #memories: ReadonlyMap<Memory, Uint32Array>;
  readonly #inputs: Readonly<Record<string, readonly number[]>>;
  readonly #variables = new Map<Variable, number>();
  #turns = 0;

  constructor(
    program: Program,
    run: Run,
    shared: ReadonlyMap<Memory, Uint32Array>,
    group: readonly number[],
    index: number,
  ) {
    this.#program = program;
    this.#run = run;
    const own = program.memories.filter(({ space }) => space === "local")
      .map((memory) => [memory, new Uint32Array(memory.words!).fill(undefinedWord)] as const);
    this.#memories = new Map([...shared, ...own]);
    const [x, y] = program.size;
    const local = [index % x, Math.floor(index / x) % y, Math.floor(index / (x * y))];
    this.#inputs = { group, groups: run.groups, local, index: [index] };
  }

  *run(): Steps<void> {
    const left = yield* this.#list(this.#program.body);
    if (left) throw new ProgramError(`Cannot leave ${left.name}: no block around it`);
  }

  /** Runs statements in order; returns the label that was left for, if any. */
  *#list(statements: readonly Statement[]): Steps<Label | null> {
    const declared: Variable[] = [];
    let left: Label | null = null;
    for (const statement of statements) {
      switch (statement.kind) {
        case "if":
        case "block":
        case "loop":
        case "barrier":
          left = yield* this.#compound(statement);
          break;
        case "leave":
          left = statement.label;
          break;
        default:
          this.#simple(statement, declared);
      }
      if (left) break;
    }
    for (const variable of declared) this.#variables.delete(variable);
    return left;
  }

  *#compound(statement: Compound): Steps<Label | null> {
    switch (statement.kind) {
      case "if": {
        const { condition, then, otherwise } = statement;
        return yield* this.#list(this.#value(condition) ? then : otherwise);
      }
      case "block": {
        const left = yield* this.#list(statement.body);
        return left === statement.label ? null : left;
      }
      case "loop":
        return yield* this.#loop(statement);
      case "barrier":
        yield statement;
        return null;
    }
  }

  *#loop({ body, counter, line }: Statement & { kind: "loop" }): Steps<Label> {
    const end = counter ? this.#value(counter.end) : 0;
    const step = counter ? this.#value(counter.step) : 0;
    for (;;) {
      if (++this.#turns > mostTurns) {
        throw new ProgramError(`Cannot end the loop of line ${line}: over ${mostTurns} turns`);
      }
      const before = counter ? this.#value(get(counter.variable)) : 0;
      const left = yield* this.#list(body);
      if (left) return left;
      if (counter) this.#checkCounter(counter.variable, counter.end, before, end, step, line);
    }
  }

  /** What is said of a loop's counter must be so, because compilers rely on it. */
  #checkCounter(
    variable: Variable,
    endOf: Expression,
    before: number,
    end: number,
    step: number,
    line: number,
  ): void {
    const [type, now] = [variable.type, this.#value(get(variable))];
    const wanted = decode(encode(before + step, type), type);
    if (before >= end || now !== wanted || this.#value(endOf) !== end) {
      throw new ProgramError(
        `Cannot count the loop of line ${line}: ${variable.name} went from ${before} to ${now}, ` +
          `step ${step}, end ${end}`,
      );
    }
  }

  #simple(statement: Statement, declared: Variable[]): void {
    switch (statement.kind) {
      case "declare":
        return this.#declare(declared, statement.variable, this.#value(statement.value));
      case "set":
        this.#value(get(statement.variable));
        this.#variables.set(statement.variable, this.#value(statement.value));
        return;
      case "load": {
        const [words, at] = [this.#words(statement), this.#at(statement)];
        return statement.variables.forEach((variable, i) =>
          this.#declare(declared, variable, decode(words[at + i] ?? 0, variable.type))
        );
      }
      case "store": {
        const [words, at] = [this.#words(statement), this.#at(statement)];
        const values = statement.values.map((value) => encode(this.#value(value), value.type));
        if (!statement.memory.writable) {
          throw new ProgramError(`Cannot store to ${statement.memory.name}: it is only read`);
        }
        return values.forEach((value, i) => at + i < words.length && (words[at + i] = value));
      }
      case "atomic": {
        const [words, at] = [this.#words(statement), this.#at(statement)];
        const values = statement.values.map((value) => this.#value(value));
        const before = decode(words[at] ?? 0, statement.type);
        const after = atomic(statement.opcode, before, values);
        if (at < words.length) words[at] = encode(after, statement.type);
        if (statement.variable) this.#declare(declared, statement.variable, before);
      }
    }
  }

  #declare(declared: Variable[], variable: Variable, value: number): void {
    if (this.#variables.has(variable)) {
      throw new ProgramError(`Cannot declare ${variable.name}: it is alive`);
    }
    declared.push(variable);
    this.#variables.set(variable, value);
  }

  #words({ memory }: Words): Uint32Array {
    const words = this.#memories.get(memory);
    if (words) return words;
    throw new ProgramError(`Cannot find the memory ${memory.name}`);
  }

  #at({ word }: Words): number {
    if (word.type !== "u32") throw new ProgramError(`Cannot index by ${word.type}`);
    return this.#value(word);
  }

  #value(expression: Expression): number {
    switch (expression.kind) {
      case "constant":
        return constant(expression.value, expression.type);
      case "get": {
        const value = this.#variables.get(expression.variable);
        if (value !== undefined) return value;
        throw new ProgramError(`Cannot read ${expression.variable.name}: it is not alive`);
      }
      case "input":
        return this.#inputs[expression.name][expression.axis];
      case "uniform":
        return decode(this.#memories.get(expression.memory)![expression.word], expression.type);
      case "length":
        return Math.floor(this.#memories.get(expression.memory)!.length / expression.stride);
      case "operation": {
        const { operands } = expression;
        return operatorOf(expression)(
          this.#value(operands[0]),
          operands.length > 1 ? this.#value(operands[1]) : 0,
          operands.length > 2 ? this.#value(operands[2]) : 0,
          this.#run.fused ?? true,
        );
      }
    }
  }
}

function get(variable: Variable): Expression {
  return { kind: "get", type: variable.type, variable };
}

function constant(value: number, type: Scalar): number {
  const held = decode(encode(value, type), type);
  if (held === value || (type === "f32" && Number.isNaN(value))) return value;
  throw new ProgramError(`Cannot take ${value} for ${type}`);
}

/** The value that an atomic operation leaves. */
function atomic(opcode: AtomicOpcode, before: number, [a, b]: readonly number[]): number {
  const after: Readonly<Record<AtomicOpcode, () => number>> = {
    load: () => before,
    store: () => a,
    add: () => before + a,
    sub: () => before - a,
    min: () => Math.min(before, a),
    max: () => Math.max(before, a),
    and: () => before & a,
    or: () => before | a,
    xor: () => before ^ a,
    exchange: () => a,
    compareExchange: () => before === a ? b : before,
  };
  return after[opcode]();
}
