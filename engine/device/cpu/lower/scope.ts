/** What names stand for while a kernel is lowered: values, places, types and functions. */
import type { Expression, Label, Memory, Variable } from "../ir.ts";
import type { DeclarationSyntax, StatementSyntax } from "../wgsl/syntax.ts";
import type { Packing } from "./type_layout.ts";
import type { Type } from "./types.ts";

/**
 * When a value is known: 0 from the source (const-expressions), 1 once the overrides are given
 * (override-expressions), 2 when the kernel runs.
 */
export type Stage = 0 | 1 | 2;

/**
 * A value, taken apart into scalars. Abstract numbers are constants that are marked as i32 or f32
 * but are not rounded to these types.
 */
export interface Value {
  readonly type: Type;
  readonly parts: readonly Expression[];
  readonly stage: Stage;
  /** The declaration of the value, if it has one; used for arrays. */
  readonly origin?: Origin;
}

/**
 * The declaration that a value comes from. If an array is indexed by a value that is not constant,
 * the lowering notes its declaration and keeps the array in memory instead of variables.
 */
export type Origin = StatementSyntax | DeclarationSyntax;

/** Where a value is kept. */
export type Reference =
  /** In variables. */
  | {
    readonly kind: "variables";
    readonly type: Type;
    readonly variables: readonly Variable[];
    readonly origin: Origin;
  }
  /** In one of the variables of a vector, chosen by an index that is not constant. */
  | {
    readonly kind: "component";
    readonly type: Type;
    readonly variables: readonly Variable[];
    readonly index: Expression;
  }
  /** In memory, beginning at a word. */
  | {
    readonly kind: "words";
    readonly type: Type;
    readonly memory: Memory;
    readonly word: Expression;
    readonly packing: Packing;
    /** Whether all indices are within their arrays; absent where `insideOf` needs no test. */
    readonly inside?: Expression;
    /** Whether the memory holds the value of a `let`, which cannot be assigned to. */
    readonly fixed?: boolean;
  };

/** A function of the module. */
export type FunctionSyntax = DeclarationSyntax & { kind: "function" };

/** What a name stands for. */
export type Binding =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "reference"; readonly reference: Reference }
  | { readonly kind: "type"; readonly type: Type }
  | { readonly kind: "function"; readonly syntax: FunctionSyntax }
  /** A name of a loop's body whose declaration `continue` may have skipped. */
  | { readonly kind: "ended" };

/** The names of a block; the parents are the blocks around it, up to the function's own scope. */
export interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | null;
}

/** A module: the kernel's own, or the prelude. */
export interface Module {
  readonly declarations: ReadonlyMap<string, DeclarationSyntax>;
  readonly known: Map<string, Binding>;
  /** Names that are being resolved: a declaration that depends on itself is refused. */
  readonly pending: Set<string>;
}

/** A function while its body is inlined. */
export interface Frame {
  readonly syntax: FunctionSyntax;
  readonly result: Type | null;
  readonly label: Label;
  /** How many statements around the current one may skip or repeat it: `if`, `switch` and loops. */
  depth: number;
  /** Bytes of the function's variables so far. */
  bytes: number;
  /** Hold the result if a `return` may not be reached, else `null`. */
  variables: readonly Variable[] | null;
  /** The result of a `return` that is always reached, if there are no `variables` for it. */
  direct: Value | null;
}

/** Where `break` and `continue` lead. */
export interface Exit {
  readonly end: Label;
  readonly next: Label | null;
}

/** Makes a module's table of names. */
export function makeModule(declarations: readonly DeclarationSyntax[]): Module {
  const names = new Map(declarations.map((declaration) => [declaration.name, declaration]));
  return { declarations: names, known: new Map(), pending: new Set() };
}
