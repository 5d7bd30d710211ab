/** What the emission of one kernel knows and where it has got to. */
import type { Expression, Label, Memory, Program, Scalar, Statement, Variable } from "../ir.ts";
import { refuse } from "../refuse.ts";
import { Level, type Uniformity } from "./uniformity.ts";
import { eachExpression, eachRead } from "../walk.ts";
import type { Code, Target, ValueType } from "./wasm.ts";

/** What the machine offers. */
export interface Features {
  /** Whether it has relaxed SIMD: multiply and add in one instruction. */
  readonly relaxed: boolean;
  /** Whether threads share the memory. */
  readonly shared: boolean;
  /** The bytes of the workgroup memory of all threads; the first thread's comes first. */
  readonly workgroup: readonly [start: number, end: number];
}

/** Where a variable is held; absent parts are -1 or empty. */
export interface Home {
  /** Local of a uniform value, or of a linear one's first lane. */
  scalar: number;
  /** Local of a uniform value in all lanes of a vector. */
  splat: number;
  /** Locals of a varying value, four lanes each. */
  vectors: number[];
  /** Byte after `slots` of what lives across barriers. */
  slot: number;
}

/** Parameters of `run`, in order. */
export const parameters = { args: 0, scratch: 1, first: 2, last: 3, x: 4, y: 5, z: 6 } as const;

/** Where a memory is, in locals. */
export interface Place {
  /** Address of its first word. */
  readonly address: number;
  /** Its words, where that is not known before. */
  readonly words: number;
  /** Byte after `scratch` where an invocation's own array begins, else -1. */
  readonly scratch: number;
  /** Byte of the thread's workgroup memory where it begins, -1 where it is none. */
  readonly workgroup: number;
}

/** A pointer that a loop moves along, and the constant distance of an access from it. */
export interface Stream {
  readonly pointer: number;
  readonly offset: number;
}

/** No lane is active. */
export const none: readonly number[] = [];

/** A block that is being emitted. */
export interface OpenBlock {
  readonly label: Label;
  readonly target: Target;
  /** Gathers the lanes that go on behind it; `null` where those are all that entered. */
  readonly exit: readonly number[] | null;
}

/** The state of an emission. */
export class Context {
  readonly kernel: { readonly name: string; readonly code: string };
  readonly program: Program;
  readonly features: Features;
  readonly uniformity: Uniformity;
  readonly code: Code;
  /** Registers of a value: a quarter of the lanes. */
  readonly registers: number;
  /** The active lanes: a local for each register, `null` while all are, `none` while none is. */
  mask: readonly number[] | null = null;
  /** Whether some lanes of the workgroup's chunk are known to be past an end. */
  partial = false;
  /** Pointers of the loop that is being emitted, by the loads and stores that they serve. */
  streams: ReadonlyMap<Statement, Stream> = new Map();
  /** The blocks around, the innermost last. */
  readonly blocks: OpenBlock[] = [];
  /** Ends of constructs behind which lanes may wait, the innermost last. */
  readonly ends: Target[] = [];
  /** Variables that were computed before all chunks. */
  readonly hoisted = new Set<Variable>();
  /** Variables that are read in another run of chunks than they are written in. */
  lasting: ReadonlySet<Variable> = new Set();
  /** Slot of the lanes that are active between barriers; -1 while none has left. */
  maskSlot = -1;
  /** Byte of the scratch memory where the slots begin. */
  slotsBegin = 0;
  readonly targets: Targets;
  /** Locals of the workgroup's id and of the chunk's first invocation. */
  readonly group: readonly number[];
  readonly first: number;
  /** Address of the thread's workgroup memory: a constant to the runtime, so that constant places need no check. */
  readonly workgroup: number;
  /** Address of the chunk's slots. */
  readonly slots: number;
  readonly places = new Map<Memory, Place>();
  readonly homes = new Map<Variable, Home>();
  /** Uniform words and reciprocals of uniform divisors, by what they are of. */
  readonly cached = new Map<string, number>();
  /** Bytes of slots that are taken. */
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

  /** A new local that holds the top of the stack, which it takes. */
  keep(type: ValueType): number {
    const local = this.code.local(type);
    this.code.set(local);
    return local;
  }

  /** Makes the home of a variable, at its declaration; a loop's body may be there more than once. */
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

  /** A new place in the slots of each chunk. */
  slot(): number {
    const { size: [x, y, z] } = this.program;
    this.slotBytes += 4 * this.uniformity.lanes * Math.ceil(x * y * z / this.uniformity.lanes);
    return this.slotBytes -
      4 * this.uniformity.lanes * Math.ceil(x * y * z / this.uniformity.lanes);
  }

  /** New locals for a varying value. */
  vectors(): number[] {
    return Array.from({ length: this.registers }, () => this.code.local("v128"));
  }

  refuse(line: number, reason: string): never {
    return refuse(this.kernel, line, reason);
  }
}

/** Labels that statements leave to. */
export class Targets {
  readonly #uniformity: Uniformity;
  readonly #known = new Map<Statement, ReadonlySet<Label>>();

  constructor(uniformity: Uniformity) {
    this.#uniformity = uniformity;
  }

  /** Whether some lanes leave a statement for a label outside of it, and others do not. */
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

/** Variables that are the same in all lanes, by how they are used: in vectors, and as scalars. */
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
    // What is compared may be compared for the last lane alone.
    if (statement.kind === "if") eachRead(expression, (variable) => scalars.add(variable));
  });
  return [splats, scalars];
}

/** The local type of scalars. */
export function valueType(type: Scalar): "f32" | "i32" {
  return type === "f32" ? "f32" : "i32";
}
