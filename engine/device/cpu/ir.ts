/**
 * The intermediate representation of a kernel between WGSL and WASM: one tree of statements for one
 * invocation, with all functions inlined, overrides folded, and vectors and structures taken apart
 * into scalars. The emitter decides later how many invocations share a vector register.
 */

/** Types of values. Only the emitter turns booleans into masks or into the numbers 0 and 1. */
export type Scalar = "f32" | "i32" | "u32" | "bool";

/** A scalar variable of an invocation; each inlined call of a function has its own variables. */
export class Variable {
  /** The name in the source, followed by the component or member if it was taken apart: `c0.x`. */
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
   * `storage` and `uniform` are bindings. `workgroup` is shared by a workgroup and holds zeros at
   * first. `local` is an array of each invocation for an index that is not constant; its contents
   * are undefined at first.
   */
  readonly space: "storage" | "uniform" | "workgroup" | "local";
  /** Number of the binding of `storage` and `uniform`, else -1. */
  readonly binding: number;
  /** Whether the kernel may store to it. */
  readonly writable: boolean;
  /**
   * Number of words; `null` if only the bound buffer tells: for run-time arrays, and for types that
   * may be larger than the bound buffer.
   */
  readonly words: number | null;
}

/**
 * The built-in inputs of an invocation: `group` is `workgroup_id`, `groups` is `num_workgroups`,
 * `local` is `local_invocation_id` and `index` is `local_invocation_index`.
 */
export type InputName = "group" | "groups" | "local" | "index";

/**
 * Operations without side effects, on scalars of one type (`select` and shifts excepted):
 *
 * - `add sub mul div rem neg min max abs` f32, i32 or u32; integers wrap, x / 0 = x, x % 0 = 0
 * - `floor ceil trunc round sqrt fma` f32; `round` rounds ties to even; `fma` may be fused or not
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

/**
 * Values without side effects. One expression may be part of several others. Of all that an
 * expression reads, only variables can change while the kernel runs.
 */
export type Expression =
  /** `value` is 0 or 1 for bool, never negative for u32, and rounded to 32 bits for f32. */
  | { readonly kind: "constant"; readonly type: Scalar; readonly value: number }
  | { readonly kind: "get"; readonly type: Scalar; readonly variable: Variable }
  /** A built-in input; the axis of `index` is 0. */
  | {
    readonly kind: "input";
    readonly type: "u32";
    readonly name: InputName;
    readonly axis: 0 | 1 | 2;
  }
  /** A word of the uniforms at a constant index; uniforms do not change while a kernel runs. */
  | {
    readonly kind: "uniform";
    readonly type: Scalar;
    readonly memory: Memory;
    readonly word: number;
  }
  /** Number of elements of a run-time array; an element takes `stride` words. */
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

/** Names a block; a `leave` with the label jumps to the end of the block. */
export class Label {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * The induction variable of the loop of a `for`. The body of the loop neither sets it nor leaves
 * the loop: the loop ends only when its condition is false.
 */
export interface Counter {
  /** Declared just before the loop, set only by the update at the end of the loop's body. */
  readonly variable: Variable;
  /**
   * The loop runs while `variable < end`; `end` does not depend on variables that the loop sets.
   */
  readonly end: Expression;
  /** Added at the end of each turn; `step` does not depend on variables that the loop sets. */
  readonly step: Expression;
}

/** Adjacent words of a memory. */
export interface Words {
  readonly memory: Memory;
  /** Index of the first word, u32; it may be out of range, so the emitter keeps accesses inside. */
  readonly word: Expression;
  /** Line of the source. */
  readonly line: number;
}

/** Operations of atomic statements. */
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
  /** Declares a variable, which lives until the end of the list that this statement is in. */
  | { readonly kind: "declare"; readonly variable: Variable; readonly value: Expression }
  | { readonly kind: "set"; readonly variable: Variable; readonly value: Expression }
  /**
   * Declares `variables` and reads them from adjacent words. A `uniform` load stands between two
   * barriers, so all invocations of a workgroup that read the same word get the same value.
   */
  | {
    readonly kind: "load";
    readonly variables: readonly Variable[];
    readonly uniform?: boolean;
  } & Words
  /** Writes `values` to adjacent words. */
  | { readonly kind: "store"; readonly values: readonly Expression[] } & Words
  /**
   * Declares `variable`, if there is one, with the value that the word had before. The `values` of
   * `compareExchange` are the compared value and the new value.
   */
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
  /** Runs once; a `leave` with its label jumps to its end. */
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
