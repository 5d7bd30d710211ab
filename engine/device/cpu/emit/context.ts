/** The state that is kept while one kernel is emitted. */
import type { Expression, Label, Memory, Program, Scalar, Statement, Variable } from "../ir.ts";
import { refuse } from "../refuse.ts";
import { Level, type Uniformity } from "./uniformity.ts";
import { eachExpression, eachRead } from "../walk.ts";
import type { Code, Target, ValueType } from "./wasm.ts";

/** The features of the runtime and the device that a kernel is compiled for. */
export interface Features {
  /** Whether there is relaxed SIMD, which multiplies and adds in one instruction. */
  readonly relaxed: boolean;
  /** Whether threads share the memory. */
  readonly shared: boolean;
  /**
   * The range of bytes of the workgroup memory of all threads; the first thread's memory is first.
   */
  readonly workgroup: readonly [start: number, end: number];
}

/** Where a variable is held; a part that is absent is -1 or empty. */
export interface Home {
  /** Local of a uniform value, or of the first lane of a linear value. */
  scalar: number;
  /** Local of a vector that holds a uniform value in all lanes. */
  splat: number;
  /** Locals of the vectors of a varying value, four lanes each. */
  vectors: number[];
  /** Offset from {@linkcode Context.slots} of a value that lives across barriers. */
  slot: number;
}

/** Parameters of `run`, in order. */
export const parameters = { args: 0, scratch: 1, first: 2, last: 3, x: 4, y: 5, z: 6 } as const;

/** Where a memory is: two locals, and two constant offsets in bytes. */
export interface Place {
  /** Local with the address of its first word. */
  readonly address: number;
  /** Local with its number of words, which only bindings set. */
  readonly words: number;
  /** Offset of a local array in the thread's scratch memory, else -1. */
  readonly scratch: number;
  /** Offset of workgroup memory in the thread's workgroup memory, else -1. */
  readonly workgroup: number;
}

/**
 * The local of an address, such as a pointer that a loop advances, and the constant distance in
 * bytes of an access from this address.
 */
export interface Stream {
  readonly pointer: number;
  readonly offset: number;
}

/** The mask when no lane is active. */
export const none: readonly number[] = [];

/** A block that is being emitted. */
export interface OpenBlock {
  readonly label: Label;
  readonly target: Target;
  /** Mask of the lanes that go on behind the block; `null` if all lanes that entered it go on. */
  readonly exit: readonly number[] | null;
}

/**
 * The state of an emission. A chunk is a set of invocations of one workgroup that run side by side,
 * one in each lane.
 */
export class Context {
  readonly kernel: { readonly name: string; readonly code: string };
  readonly program: Program;
  readonly features: Features;
  readonly uniformity: Uniformity;
  readonly code: Code;
  /** Number of vector registers of a varying value: a quarter of the lanes. */
  readonly registers: number;
  /**
   * Mask of the active lanes, a local for each register; `null` if all are active, `none` if none
   * is.
   */
  mask: readonly number[] | null = null;
  /** Whether the code is for chunks with lanes past an end; see `edge` in `statements.ts`. */
  partial = false;
  /** Streams of the loop that is being emitted, by the loads and stores that use them. */
  streams: ReadonlyMap<Statement, Stream> = new Map();
  /** The blocks around the current statement, the innermost last. */
  readonly blocks: OpenBlock[] = [];
  /** Ends of the constructs around behind which lanes may wait, the innermost last. */
  readonly ends: Target[] = [];
  /** Variables that are computed before the loop over chunks. */
  readonly hoisted = new Set<Variable>();
  /** Variables that are used in more than one stretch between barriers; see `groups.ts`. */
  lasting: ReadonlySet<Variable> = new Set();
  /**
   * Slot of the mask that is kept across barriers; -1 outside of shared blocks with diverging
   * lanes.
   */
  maskSlot = -1;
  /** Offset of the slots in the scratch memory. */
  slotsBegin = 0;
  readonly targets: Targets;
  /** Locals of the workgroup's id along x, y and z. */
  readonly group: readonly number[];
  /** Local of the index in the workgroup of the chunk's first invocation. */
  readonly first: number;
  /**
   * Local with the address of the thread's workgroup memory. The address is a constant of the code,
   * so the runtime need not check accesses at constant offsets from it.
   */
  readonly workgroup: number;
  /** Local with the address of the chunk's slots. */
  readonly slots: number;
  readonly places = new Map<Memory, Place>();
  readonly homes = new Map<Variable, Home>();
  /**
   * Locals of uniform words and of reciprocals of divisors, by `uniformKey` and `reciprocalKey`.
   */
  readonly cached = new Map<string, number>();
  /** Bytes of the slots that are taken, for all chunks together. */
  slotBytes = 0;
  readonly #splats: ReadonlySet<Variable>;
  readonly #scalars: ReadonlySet<Variable>;

  constructor(
    kernel: { readonly name: string; readonly code: string },
    program: Program,
    features: Features,
    uniformity: Uniformity,
    code: Code,
  ) {
    this.kernel = kernel;
    this.program = program;
    this.features = features;
    this.uniformity = uniformity;
    this.code = code;
    this.registers = uniformity.lanes / 4;
    this.group = [0, 1, 2].map(() => code.local("i32"));
    this.first = code.local("i32");
    this.workgroup = code.local("i32");
    this.slots = code.local("i32");
    this.targets = new Targets(uniformity);
    [this.#splats, this.#scalars] = usesOf(program.body, uniformity);
  }

  /** Pops the top of the stack into a new local. */
  keep(type: ValueType): number {
    const local = this.code.local(type);
    this.code.set(local);
    return local;
  }

  /**
   * Makes the home of a variable at its declaration, unless it has a home: a declaration can be
   * emitted more than once, for example in both forms of a loop.
   */
  declare(variable: Variable): void {
    if (this.homes.has(variable)) return;
    const level = this.uniformity.ofVariable(variable).level;
    const home: Home = { scalar: -1, splat: -1, vectors: [], slot: -1 };
    if (level > Level.group && this.lasting.has(variable)) home.slot = this.slot();
    else if (level === Level.varying) {
      home.vectors = this.vectors();
    } else {
      const splat = level !== Level.linear && this.#splats.has(variable);
      if (splat) home.splat = this.code.local("v128");
      if (!splat || this.#scalars.has(variable)) {
        home.scalar = this.code.local(variable.type === "f32" ? "f32" : "i32");
      }
    }
    this.homes.set(variable, home);
  }

  /** Takes a new slot, which has a place for each chunk; returns its offset. */
  slot(): number {
    const { size: [x, y, z] } = this.program;
    this.slotBytes += 4 * this.uniformity.lanes * Math.ceil(x * y * z / this.uniformity.lanes);
    return this.slotBytes -
      4 * this.uniformity.lanes * Math.ceil(x * y * z / this.uniformity.lanes);
  }

  /** New locals for the registers of a varying value. */
  vectors(): number[] {
    return Array.from({ length: this.registers }, () => this.code.local("v128"));
  }

  refuse(line: number, reason: string): never {
    return refuse(this.kernel, line, reason);
  }
}

/** Finds the labels that some lanes, but not others, leave statements for. */
export class Targets {
  readonly #uniformity: Uniformity;
  readonly #known = new Map<Statement, ReadonlySet<Label>>();

  constructor(uniformity: Uniformity) {
    this.#uniformity = uniformity;
  }

  /** Whether some lanes, but not others, leave a statement for a label outside of it. */
  narrows(statement: Statement): boolean {
    return this.#of(statement).size > 0;
  }

  #of(statement: Statement): ReadonlySet<Label> {
    let labels = this.#known.get(statement);
    if (!labels) this.#known.set(statement, labels = new Set(this.#find(statement)));
    return labels;
  }

  #find(statement: Statement): Label[] {
    const all = (list: readonly Statement[]) => list.flatMap((each) => [...this.#of(each)]);
    switch (statement.kind) {
      case "leave":
        return this.#uniformity.parts(statement) ? [statement.label] : [];
      case "if":
        return all([...statement.then, ...statement.otherwise]);
      case "loop":
        return all(statement.body);
      case "block":
        return all(statement.body).filter((label) => label !== statement.label);
      default:
        return [];
    }
  }
}

/** The variables that are used in vectors, and the variables that are used as scalars. */
function usesOf(
  body: readonly Statement[],
  uniformity: Uniformity,
): [splats: Set<Variable>, scalars: Set<Variable>] {
  const splats = new Set<Variable>(), scalars = new Set<Variable>();
  const use = (expression: Expression, vector: boolean): void => {
    if (expression.kind === "get") (vector ? splats : scalars).add(expression.variable);
    if (expression.kind !== "operation") return;
    const varying = uniformity.of(expression).level === Level.varying;
    for (const operand of expression.operands) use(operand, varying);
  };
  eachExpression(body, (expression, statement) => {
    if (statement.kind === "declare" || statement.kind === "set") {
      use(expression, uniformity.ofVariable(statement.variable).level === Level.varying);
    } else if (statement.kind === "store" && expression !== statement.word) {
      const together = [statement.word, ...statement.values];
      use(expression, together.some((each) => uniformity.of(each).level >= Level.linear));
    } else use(expression, uniformity.of(expression).level === Level.varying);
    // A condition may be tested by scalars for the last lane only; see `edges.ts`.
    if (statement.kind === "if") eachRead(expression, (variable) => scalars.add(variable));
  });
  return [splats, scalars];
}

/** The type of the locals that hold scalars of a type. */
export function valueType(type: Scalar): "f32" | "i32" {
  return type === "f32" ? "f32" : "i32";
}
