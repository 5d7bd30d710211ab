/** Programs as trees of text, so that a failing one can be made smaller piece by piece. */

/** A part of a program's text. */
export interface Piece {
  /** A `list` stands between braces, one statement a line; a `module` is one without them. */
  readonly kind: "text" | "expression" | "statement" | "list" | "module";
  /** Of an expression. */
  readonly type: string;
  readonly parts: (string | Piece)[];
  /** It keeps a program valid: it may not be taken out, nor be replaced by what it is made of. */
  readonly fixed: boolean;
}

/** Text made of parts. */
export function text(...parts: (string | Piece)[]): Piece {
  return { kind: "text", type: "", parts, fixed: true };
}

/** An expression made of parts. */
export function expression(type: string, ...parts: (string | Piece)[]): Piece {
  return { kind: "expression", type, parts, fixed: false };
}

/** An expression that only a literal may replace: its parts may be out of its range. */
export function bounded(type: string, ...parts: (string | Piece)[]): Piece {
  return { kind: "expression", type, parts, fixed: true };
}

/** A statement made of parts. */
export function statement(...parts: (string | Piece)[]): Piece {
  return { kind: "statement", type: "", parts, fixed: false };
}

/** A statement that is never taken out. */
export function fixedStatement(...parts: (string | Piece)[]): Piece {
  return { kind: "statement", type: "", parts, fixed: true };
}

/** Statements between braces. */
export function list(statements: Piece[]): Piece {
  return { kind: "list", type: "", parts: statements, fixed: true };
}

/** Declarations. */
export function module(declarations: Piece[]): Piece {
  return { kind: "module", type: "", parts: declarations, fixed: true };
}

/** The text of a program, indented by its braces. */
export function render(piece: Piece): string {
  let depth = 0;
  return raw(piece).split("\n").map((line) => {
    const bare = line.trim();
    if (bare.startsWith("}")) depth -= 1;
    const indented = "  ".repeat(depth) + bare;
    if (bare.endsWith("{")) depth += 1;
    return bare ? indented : "";
  }).join("\n");
}

function raw(piece: Piece | string): string {
  if (typeof piece === "string") return piece;
  if (piece.kind === "module") return piece.parts.map(raw).join("\n");
  if (piece.kind !== "list") return piece.parts.map(raw).join("");
  return ["{", ...piece.parts.map(raw), "}"].join("\n");
}

function* pieces(root: Piece): Generator<Piece> {
  yield root;
  for (const part of root.parts) if (typeof part !== "string") yield* pieces(part);
}

/** What to put in the place of a piece's parts. */
type Change = { readonly piece: Piece; readonly parts: (string | Piece)[] };

/** Fewer statements of a list: without a run of them, the longest runs first. */
function* shorterLists(root: Piece): Generator<Change> {
  for (const piece of [...pieces(root)]) {
    if (piece.kind !== "list" && piece.kind !== "module") continue;
    for (let size = piece.parts.length; size >= 1; size >>= 1) {
      for (let start = 0; start < piece.parts.length; start += size) {
        const parts = piece.parts.filter((part, i) =>
          i < start || i >= start + size || (part as Piece).fixed
        );
        if (parts.length < piece.parts.length) yield { piece, parts };
      }
    }
  }
}

/** A statement replaced by the statements inside of it. */
function* hoists(root: Piece): Generator<Change> {
  for (const piece of [...pieces(root)]) {
    if (piece.kind !== "list") continue;
    for (const [i, child] of piece.parts.entries()) {
      for (const inner of (child as Piece).parts) {
        if (typeof inner === "string" || inner.kind !== "list") continue;
        yield {
          piece,
          parts: [...piece.parts.slice(0, i), ...inner.parts, ...piece.parts.slice(i + 1)],
        };
      }
    }
  }
}

/** An expression replaced by a literal or by a part of its type. */
function* simplerExpressions(root: Piece): Generator<Change> {
  for (const piece of [...pieces(root)]) {
    if (piece.kind !== "expression" || isLiteral(piece)) continue;
    for (const value of literals(piece.type)) yield { piece, parts: [value] };
    if (piece.fixed) continue;
    for (const inner of pieces(piece)) {
      if (inner !== piece && inner.kind === "expression" && inner.type === piece.type) {
        yield { piece, parts: ["(", ...inner.parts, ")"] };
      }
    }
  }
}

function isLiteral({ parts, type }: Piece): boolean {
  return parts.length === 1 && literals(type).includes(parts[0] as string);
}

function literals(type: string): string[] {
  if (type === "bool") return ["true", "false"];
  const suffix = { f32: ".0", i32: "i", u32: "u" }[type];
  return suffix ? [`0${suffix}`, `1${suffix}`] : [`${type}()`];
}

/**
 * Makes a program smaller while it still fails, in place.
 *
 * @param tries How many programs may be tried.
 */
export async function shrink(
  root: Piece,
  fails: () => Promise<boolean>,
  tries = 2000,
): Promise<void> {
  let left = tries;
  for (let smaller = true; smaller;) {
    smaller = false;
    for (const changes of [shorterLists, hoists, simplerExpressions]) {
      for (let again = true; again;) {
        again = false;
        for (const { piece, parts } of changes(root)) {
          if (left-- <= 0) return;
          const before = piece.parts.splice(0, piece.parts.length, ...parts);
          if (await fails()) {
            smaller = again = true;
            // What a list's other runs are has changed; an expression's neighbours have not.
            if (changes !== simplerExpressions) break;
          } else piece.parts.splice(0, piece.parts.length, ...before);
        }
        if (changes === simplerExpressions) break;
      }
    }
  }
}
