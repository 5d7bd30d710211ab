/**
 * The syntax tree of a WGSL module, as the parser makes it: names are not resolved yet, and types
 * are not checked yet. Every node knows where in the source it begins.
 */

/** A place in the source. */
export interface Place {
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1. */
  readonly column: number;
}

/** A type as it is written: `f32`, `vec4<f32>`, `array<vec4f, 2 * N>`, a structure's name. */
export interface TypeSyntax {
  readonly at: Place;
  readonly name: string;
  /** What is between `<` and `>`: types, and expressions for lengths; a lone name is a type. */
  readonly parameters: readonly (TypeSyntax | ExpressionSyntax)[];
}

/** `@name(arguments)`. */
export interface Attribute {
  readonly at: Place;
  readonly name: string;
  readonly arguments: readonly ExpressionSyntax[];
}

/** Expressions. */
export type ExpressionSyntax =
  /** A number; the suffix of an abstract number is `""`. */
  | {
    readonly kind: "number";
    readonly at: Place;
    readonly value: number;
    /** The exact value of a large integer, where `value` may be rounded. */
    readonly exact?: bigint;
    readonly suffix: "" | "i" | "u" | "f";
    /** Whether it is written as a float: with a point, an exponent, or the suffix `f`. */
    readonly float: boolean;
  }
  | { readonly kind: "boolean"; readonly at: Place; readonly value: boolean }
  | { readonly kind: "name"; readonly at: Place; readonly name: string }
  | {
    readonly kind: "unary";
    readonly at: Place;
    readonly operator: "-" | "!" | "~" | "&" | "*";
    readonly operand: ExpressionSyntax;
  }
  | {
    readonly kind: "binary";
    readonly at: Place;
    readonly operator: BinaryOperator;
    readonly left: ExpressionSyntax;
    readonly right: ExpressionSyntax;
  }
  /** A call of a function, conversion or constructor; `callee` is parsed as a type in each case. */
  | {
    readonly kind: "call";
    readonly at: Place;
    readonly callee: TypeSyntax;
    readonly arguments: readonly ExpressionSyntax[];
  }
  | {
    readonly kind: "index";
    readonly at: Place;
    readonly object: ExpressionSyntax;
    readonly index: ExpressionSyntax;
  }
  | {
    readonly kind: "member";
    readonly at: Place;
    readonly object: ExpressionSyntax;
    readonly member: string;
  };

/** Operators between two operands. */
export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "%"
  | "&"
  | "|"
  | "^"
  | "<<"
  | ">>"
  | "&&"
  | "||"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">=";

/** Statements. */
export type StatementSyntax =
  | { readonly kind: "block"; readonly at: Place; readonly body: readonly StatementSyntax[] }
  | {
    readonly kind: "declare";
    readonly at: Place;
    readonly how: "let" | "var" | "const";
    readonly name: string;
    readonly type: TypeSyntax | null;
    readonly value: ExpressionSyntax | null;
  }
  /** `target operator= value`; `i++` is `i += 1`; the target of `_ = value` is `null`. */
  | {
    readonly kind: "assign";
    readonly at: Place;
    readonly target: ExpressionSyntax | null;
    readonly operator: BinaryOperator | null;
    readonly value: ExpressionSyntax;
  }
  | { readonly kind: "call"; readonly at: Place; readonly call: ExpressionSyntax }
  | {
    readonly kind: "if";
    readonly at: Place;
    readonly condition: ExpressionSyntax;
    readonly then: readonly StatementSyntax[];
    /** Empty where there is no `else`; one `if` for `else if`. */
    readonly otherwise: readonly StatementSyntax[];
  }
  | {
    readonly kind: "switch";
    readonly at: Place;
    readonly value: ExpressionSyntax;
    /** A selector that is `null` stands for `default`. */
    readonly cases: readonly {
      readonly at: Place;
      readonly selectors: readonly (ExpressionSyntax | null)[];
      readonly body: readonly StatementSyntax[];
    }[];
  }
  | {
    readonly kind: "for";
    readonly at: Place;
    readonly start: StatementSyntax | null;
    readonly condition: ExpressionSyntax | null;
    readonly update: StatementSyntax | null;
    readonly body: readonly StatementSyntax[];
  }
  | {
    readonly kind: "while";
    readonly at: Place;
    readonly condition: ExpressionSyntax;
    readonly body: readonly StatementSyntax[];
  }
  | {
    readonly kind: "loop";
    readonly at: Place;
    readonly body: readonly StatementSyntax[];
    readonly continuing: readonly StatementSyntax[];
    /** The condition of a `break if` at the end of `continuing`. */
    readonly breakIf: ExpressionSyntax | null;
  }
  | { readonly kind: "break" | "continue"; readonly at: Place }
  | { readonly kind: "return"; readonly at: Place; readonly value: ExpressionSyntax | null };

/** A function's parameter or a structure's member. */
export interface MemberSyntax {
  readonly at: Place;
  readonly name: string;
  readonly type: TypeSyntax;
  readonly attributes: readonly Attribute[];
}

/** Declarations of a module. */
export type DeclarationSyntax =
  | {
    readonly kind: "struct";
    readonly at: Place;
    readonly name: string;
    readonly members: readonly MemberSyntax[];
  }
  | {
    readonly kind: "alias";
    readonly at: Place;
    readonly name: string;
    readonly type: TypeSyntax;
  }
  | {
    readonly kind: "const" | "override";
    readonly at: Place;
    readonly name: string;
    readonly type: TypeSyntax | null;
    readonly value: ExpressionSyntax | null;
  }
  | {
    readonly kind: "variable";
    readonly at: Place;
    readonly name: string;
    /** `null` only where `value` determines the type. */
    readonly type: TypeSyntax | null;
    /** `storage`, `uniform`, `workgroup` or `private`. */
    readonly space: string;
    /** The default is `read` for `storage`, and `read_write` for the other spaces. */
    readonly access: string;
    readonly attributes: readonly Attribute[];
    readonly value: ExpressionSyntax | null;
  }
  | {
    readonly kind: "function";
    readonly at: Place;
    readonly name: string;
    readonly attributes: readonly Attribute[];
    readonly parameters: readonly MemberSyntax[];
    readonly result: TypeSyntax | null;
    readonly body: readonly StatementSyntax[];
  };

/** A module. */
export interface ModuleSyntax {
  readonly declarations: readonly DeclarationSyntax[];
}
