/** Parses a kernel, which is a module: a list of declarations. */
import { limits } from "../limits.ts";
import { Cursor } from "./cursor.ts";
import { attributes, diagnostic, refuseMisplaced } from "./parse_attribute.ts";
import { expression, type } from "./parse_expression.ts";
import { functionBody } from "./parse_statement.ts";
import type {
  Attribute,
  DeclarationSyntax,
  ExpressionSyntax,
  MemberSyntax,
  ModuleSyntax,
  Place,
  TypeSyntax,
} from "./syntax.ts";

type Read = (cursor: Cursor, at: Place, found: readonly Attribute[]) => DeclarationSyntax;

const readers: ReadonlyMap<string, Read> = new Map<string, Read>([
  ["struct", structDeclaration],
  ["alias", aliasDeclaration],
  ["const", constantDeclaration],
  ["override", constantDeclaration],
  ["var", variableDeclaration],
  ["fn", functionDeclaration],
]);

const unsupported: ReadonlyMap<string, string> = new Map([
  ["enable", "`enable` is not supported, kernels here have no extensions"],
  ["requires", "`requires` is not supported, kernels here have no language extensions"],
  ["const_assert", "`const_assert` is not supported"],
]);

/**
 * Parses a kernel; refuses it if it is not WGSL or is outside of the subset that can be compiled.
 */
export function parse(kernel: { name: string; code: string }): ModuleSyntax {
  const cursor = new Cursor(kernel);
  const declarations: DeclarationSyntax[] = [];
  while (cursor.is("diagnostic")) {
    cursor.take();
    diagnostic(cursor);
    cursor.expect(";");
  }
  while (!cursor.ended) {
    if (!cursor.skip(";")) declarations.push(declaration(cursor));
  }
  return { declarations };
}

function declaration(cursor: Cursor): DeclarationSyntax {
  const found = attributes(cursor);
  const { at, text } = cursor.token;
  const reason = unsupported.get(text);
  if (reason) cursor.refuse(reason);
  if (cursor.is("diagnostic")) {
    cursor.refuse("`diagnostic` expected only before all declarations");
  }
  const read = readers.get(text);
  if (!read) cursor.expected("a declaration");
  return read(cursor, at, found);
}

function structDeclaration(
  cursor: Cursor,
  at: Place,
  found: readonly Attribute[],
): DeclarationSyntax {
  refuseMisplaced(cursor, found, "a declaration without attributes");
  cursor.expect("struct");
  const name = cursor.name("a structure's name");
  cursor.expect("{");
  if (cursor.is("}")) cursor.expected(`a member of \`${name}\``);
  const members = cursor.list("}", () => member(cursor, "a member"));
  cursor.atMost(limits.members, members.length, `members of \`${name}\``, at);
  return { kind: "struct", at, name, members };
}

/** Parses a structure's member or a function's parameter. */
function member(cursor: Cursor, owner: "a member" | "a parameter"): MemberSyntax {
  const found = attributes(cursor);
  refuseMisplaced(cursor, found, owner);
  const { at } = cursor.token;
  const name = cursor.name(`the name of ${owner}`);
  cursor.expect(":");
  return { at, name, type: type(cursor), attributes: found };
}

function aliasDeclaration(
  cursor: Cursor,
  at: Place,
  found: readonly Attribute[],
): DeclarationSyntax {
  refuseMisplaced(cursor, found, "a declaration without attributes");
  cursor.expect("alias");
  const name = cursor.name("an alias's name");
  cursor.expect("=");
  const aliased = type(cursor);
  cursor.expect(";");
  return { kind: "alias", at, name, type: aliased };
}

function constantDeclaration(
  cursor: Cursor,
  at: Place,
  found: readonly Attribute[],
): DeclarationSyntax {
  refuseMisplaced(cursor, found, "a declaration without attributes");
  const kind = cursor.take().text as "const" | "override";
  const name = cursor.name(`the name of ${kind === "const" ? "a `const`" : "an `override`"}`);
  const declared = cursor.skip(":") ? type(cursor) : null;
  if (kind === "const" && !cursor.is("=")) cursor.expected(`the value of \`${name}\` behind \`=\``);
  const value = cursor.skip("=") ? expression(cursor) : null;
  if (!declared && !value) cursor.expected(`the type or the value of \`${name}\``);
  cursor.expect(";");
  return { kind, at, name, type: declared, value };
}

function variableDeclaration(
  cursor: Cursor,
  at: Place,
  found: readonly Attribute[],
): DeclarationSyntax {
  refuseMisplaced(cursor, found, "a module's variable");
  cursor.expect("var");
  const { space, access } = spaceAndAccess(cursor);
  const name = cursor.name("a variable's name");
  const inferred = space === "private" && cursor.is("=");
  if (!inferred && !cursor.is(":")) cursor.expected(`\`:\` and the type of \`${name}\``);
  const declared = cursor.skip(":") ? type(cursor) : null;
  let value: ExpressionSyntax | null = null;
  if (cursor.is("=")) {
    if (space !== "private") cursor.refuse(`no value expected, \`${space}\` variables have none`);
    cursor.take();
    value = expression(cursor);
  }
  cursor.expect(";");
  return { kind: "variable", at, name, type: declared, space, access, attributes: found, value };
}

const spaces: ReadonlySet<string> = new Set(["storage", "uniform", "workgroup", "private"]);

/** Parses `<storage, read_write>`. */
function spaceAndAccess(cursor: Cursor): { space: string; access: string } {
  if (cursor.token.kind !== "open") {
    cursor.expected("`<storage>`, `<uniform>`, `<workgroup>` or `<private>`");
  }
  cursor.take();
  const space = cursor.token.text;
  if (!spaces.has(space)) cursor.expected("`storage`, `uniform`, `workgroup` or `private`");
  cursor.take();
  let access = space === "storage" ? "read" : "read_write";
  if (cursor.skip(",") && !cursor.is(">")) {
    if (space !== "storage") cursor.expected(`\`>\`, as \`${space}\` has no access mode,`);
    access = cursor.token.text;
    if (access !== "read" && access !== "read_write") cursor.expected("`read` or `read_write`");
    cursor.take();
    cursor.skip(",");
  }
  cursor.expect(">");
  return { space, access };
}

function functionDeclaration(
  cursor: Cursor,
  at: Place,
  found: readonly Attribute[],
): DeclarationSyntax {
  refuseMisplaced(cursor, found, "a function");
  cursor.expect("fn");
  const name = cursor.name("a function's name");
  cursor.expect("(");
  const parameters = cursor.list(")", () => member(cursor, "a parameter"));
  cursor.atMost(limits.parameters, parameters.length, `parameters of \`${name}\``, at);
  let result: TypeSyntax | null = null;
  if (cursor.skip("->")) {
    refuseMisplaced(cursor, attributes(cursor), "a result");
    result = type(cursor);
  }
  const body = functionBody(cursor);
  return { kind: "function", at, name, attributes: found, parameters, result, body };
}
