/** What names stand for while a kernel is lowered: values, places, types and functions. */
import type { Expression, Label, Memory, Variable } from "../ir.ts";
import type { DeclarationSyntax, StatementSyntax } from "../wgsl/syntax.ts";
import type { Packing } from "./type_layout.ts";
import type { Type } from "./types.ts";

/** When a value is known: 0 when written, 1 with the overrides, 2 when the kernel runs. */
export type Stage = 0 | 1 | 2;

/** A value, taken apart. Abstract numbers are constants, i32 or f32 in name, that are not rounded. */
export interface Value {
  readonly type: Type;
  readonly parts: readonly Expression[];
  readonly stage: Stage;
  /** Its declaration, for arrays kept by `let` or `const`. */
  readonly origin?: Origin;
}

/** The declaration of an array; those with an index that is not constant are kept in memory. */
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
  /** One of the variables of a vector. */
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
    /** Whether the indices are inside of their arrays, where the memory's end does not tell. */
    readonly inside?: Expression;
    /** Whether it holds what a `let` declares. */
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
  /** A variable of a loop's body that `continue` may have passed by. */
  | { readonly kind: "ended" };

/** Names of a block, and of those around it up to the function's. */
export interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | null;
}

/** A module: the kernel's own, or the prelude. */
export interface Module {
  readonly declarations: ReadonlyMap<string, DeclarationSyntax>;
  readonly known: Map<string, Binding>;
  /** Names that are being resolved, to find circles. */
  readonly pending: Set<string>;
}

/** A function while its body is inlined. */
export interface Frame {
  readonly syntax: FunctionSyntax;
  readonly result: Type | null;
  readonly label: Label;
  /** How many statements that may not run are around. */
  depth: number;
  /** Of its variables so far. */
  bytes: number;
  /** Declared where there are returns that may not be reached. */
  variables: readonly Variable[] | null;
  /** Result of a return that is always reached. */
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
