/**
 * What a kernel becomes between WGSL and WASM: one tree of statements for one invocation, with all
 * functions inlined, overrides folded, vectors and structures taken apart into scalars. How many
 * invocations share a vector register is decided after it.
 */

/** Types of values. Booleans are values of their own until they become masks. */
export type Scalar = "f32" | "i32" | "u32" | "bool";

/** A scalar of an invocation; each inlining of a function has variables of its own. */
export class Variable {
  /** As in the source, with the component or member where it was taken apart: `c0.x`. */
  readonly name: string;
  readonly type: Scalar;

  constructor(name: string, type: Scalar) {
    this.name = name;
    this.type = type;
  }
}

/** An array of 32-bit words that statements load from and store to. */
export interface Memory {
  readonly name: string;
  /**
   * `storage` and `uniform` are bindings; `workgroup` is shared by a workgroup and begins as zeros;
   * `local` is an invocation's own array whose index is not constant, and begins undefined.
   */
  readonly space: "storage" | "uniform" | "workgroup" | "local";
  /** Of `storage` and `uniform`, else -1. */
  readonly binding: number;
  /** Whether the kernel may store to it. */
  readonly writable: boolean;
  /** Its words; `null` where the bound buffer tells: run-time arrays, and what may be bound too short. */
  readonly words: number | null;
}

/** What an invocation is told. `group` is the workgroup's id, `groups` their number. */
export type InputName = "group" | "groups" | "local" | "index";

/**
 * Operations without side effects, on scalars of one type (`select` and shifts excepted):
 *
 * - `add sub mul div rem neg min max abs` f32, i32 or u32; integers wrap, x / 0 = x, x % 0 = 0
 * - `floor ceil trunc round sqrt fma` f32; `round` to even; `fma(a, b, c)` may be fused or not
 * - `and or xor not` i32, u32 or bool; `shl shr` with a u32 right operand, taken modulo 32
 * - `clz ctz popcount reverse` i32 or u32
 * - `eq ne lt le gt ge` of any one type to bool (bool: `eq ne` only)
 * - `select(false value, true value, bool)`
 * - `convert` between all types by value, as WGSL (out-of-range floats saturate, NaN becomes 0)
 * - `bitcast` between f32, i32 and u32
 */
export type Opcode =
  | "add"
  | "sub"
  | "mul"
  | "div"
  | "rem"
  | "neg"
  | "min"
  | "max"
  | "abs"
  | "floor"
  | "ceil"
  | "trunc"
  | "round"
  | "sqrt"
  | "fma"
  | "and"
  | "or"
  | "xor"
  | "not"
  | "shl"
  | "shr"
  | "clz"
  | "ctz"
  | "popcount"
  | "reverse"
  | "eq"
  | "ne"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "select"
  | "convert"
  | "bitcast";

/** Values without side effects. They may be shared; nothing they read changes behind them but variables. */
export type Expression =
  /** bool as 0 or 1, u32 from 0, i32 signed, f32 rounded to it. */
  | { readonly kind: "constant"; readonly type: Scalar; readonly value: number }
  | { readonly kind: "get"; readonly type: Scalar; readonly variable: Variable }
  /** `index` has axis 0. */
  | {
    readonly kind: "input";
    readonly type: "u32";
    readonly name: InputName;
    readonly axis: 0 | 1 | 2;
  }
  /** A word of the uniform at a constant place; uniforms do not change while a kernel runs. */
  | {
    readonly kind: "uniform";
    readonly type: Scalar;
    readonly memory: Memory;
    readonly word: number;
  }
  /** Elements of a run-time array whose element takes `stride` words. */
  | {
    readonly kind: "length";
    readonly type: "u32";
    readonly memory: Memory;
    readonly stride: number;
  }
  | {
    readonly kind: "operation";
    readonly type: Scalar;
    readonly opcode: Opcode;
    readonly operands: readonly Expression[];
  };

/** A place that `leave` jumps behind. */
export class Label {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** How the loop of a `for` counts; its body neither sets the counter nor leaves but through its end. */
export interface Counter {
  /** Declared just before the loop, set only by the update at the end of the loop's body. */
  readonly variable: Variable;
  /** The loop goes on while `variable < end`; does not depend on what the loop sets. */
  readonly end: Expression;
  /** Added at the end of each turn; does not depend on what the loop sets. */
  readonly step: Expression;
}

/** Words in a row. */
export interface Words {
  readonly memory: Memory;
  /** Index of the first word, u32; out of range it is for the emitter to keep inside. */
  readonly word: Expression;
  /** Line of the source. */
  readonly line: number;
}

/** Read-modify-write operations. */
export type AtomicOpcode =
  | "load"
  | "store"
  | "add"
  | "sub"
  | "min"
  | "max"
  | "and"
  | "or"
  | "xor"
  | "exchange"
  | "compareExchange";

/** Statements, in order. */
export type Statement =
  /** Begins the variable's life; it ends with the list of statements that this one is in. */
  | { readonly kind: "declare"; readonly variable: Variable; readonly value: Expression }
  | { readonly kind: "set"; readonly variable: Variable; readonly value: Expression }
  /**
   * Declares `variables` and reads them from neighbouring words. A `uniform` load stands between two
   * barriers, so that what it reads at one place is the same for a whole workgroup.
   */
  | {
    readonly kind: "load";
    readonly variables: readonly Variable[];
    readonly uniform?: boolean;
  } & Words
  /** Writes `values` to neighbouring words. */
  | { readonly kind: "store"; readonly values: readonly Expression[] } & Words
  /** Declares `variable` with the value before; `compareExchange` has (compared, new) as values. */
  | {
    readonly kind: "atomic";
    readonly opcode: AtomicOpcode;
    readonly type: "i32" | "u32";
    readonly values: readonly Expression[];
    readonly variable: Variable | null;
  } & Words
  | {
    readonly kind: "if";
    readonly condition: Expression;
    readonly then: readonly Statement[];
    readonly otherwise: readonly Statement[];
    readonly line: number;
  }
  /** Runs once; `leave` of its label goes to its end. */
  | { readonly kind: "block"; readonly label: Label; readonly body: readonly Statement[] }
  /**
   * Runs again and again until a block around it is left. A `for` becomes
   * `block exit { declare i; loop { if !(i < n) { leave exit } block next { body } set i } }`.
   */
  | {
    readonly kind: "loop";
    readonly body: readonly Statement[];
    readonly counter: Counter | null;
    readonly line: number;
  }
  | { readonly kind: "leave"; readonly label: Label; readonly line: number }
  | { readonly kind: "barrier"; readonly line: number };

/** A kernel, ready for a device. */
export interface Program {
  readonly name: string;
  /** Invocations of a workgroup along x, y and z. */
  readonly size: readonly [number, number, number];
  /** Bindings in order, then workgroup and local arrays. */
  readonly memories: readonly Memory[];
  readonly body: readonly Statement[];
}
