/** Parses attributes, and checks where each may stand. */
import type { Cursor } from "./cursor.ts";
import { expression } from "./parse_expression.ts";
import type { Attribute, ExpressionSyntax } from "./syntax.ts";

/** The things that attributes may stand before. */
export type Owner =
  | "a function"
  | "a module's variable"
  | "a parameter"
  | "a member"
  | "a statement"
  | "a result"
  | "a declaration without attributes";

interface Rule {
  readonly owners: readonly Owner[];
  readonly least: number;
  readonly most: number;
}

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ["align", { owners: ["a member"], least: 1, most: 1 }],
  ["binding", { owners: ["a module's variable"], least: 1, most: 1 }],
  ["builtin", { owners: ["a parameter", "a member"], least: 1, most: 1 }],
  ["compute", { owners: ["a function"], least: 0, most: 0 }],
  ["group", { owners: ["a module's variable"], least: 1, most: 1 }],
  ["must_use", { owners: ["a function"], least: 0, most: 0 }],
  ["size", { owners: ["a member"], least: 1, most: 1 }],
  ["workgroup_size", { owners: ["a function"], least: 1, most: 3 }],
]);

/** Attributes that a processor has no use for or that `Kernel` cannot express, with the reasons. */
const unsupported: ReadonlyMap<string, string> = new Map([
  ["id", "overrides are set by their names"],
  ...["vertex", "fragment"].map((name) => [name, "only compute shaders run here"] as const),
  ...["location", "interpolate", "invariant", "blend_src"].map((name) =>
    [name, "only graphics pipelines use it"] as const
  ),
]);

/** Parses attributes. `@diagnostic` is left out, as it only sets the warnings of compilers. */
export function attributes(cursor: Cursor): Attribute[] {
  const found: Attribute[] = [];
  while (cursor.is("@")) {
    const { at } = cursor.take();
    if (cursor.skip("diagnostic")) {
      diagnostic(cursor);
      continue;
    }
    const name = cursor.name("an attribute's name");
    const attribute = { at, name, arguments: attributeArguments(cursor, name) };
    if (found.some((other) => other.name === name)) {
      cursor.refuse(`\`@${name}\` is given twice`, at);
    }
    checkArguments(cursor, attribute);
    found.push(attribute);
  }
  return found;
}

/** Parses the arguments of `diagnostic`, as in `(off, derivative_uniformity)`. */
export function diagnostic(cursor: Cursor): void {
  cursor.expect("(");
  if (!["error", "warning", "info", "off"].includes(cursor.token.text)) {
    cursor.expected("`error`, `warning`, `info` or `off`");
  }
  cursor.take();
  cursor.expect(",");
  cursor.name("a rule's name");
  if (cursor.skip(".")) cursor.name("a rule's name");
  cursor.skip(",");
  cursor.expect(")");
}

function attributeArguments(cursor: Cursor, name: string): ExpressionSyntax[] {
  if (!cursor.skip("(")) return [];
  if (cursor.is(")")) cursor.expected("an expression");
  if (name === "builtin" && cursor.token.kind !== "name") cursor.expected("the name of an input");
  return cursor.list(")", () => expression(cursor));
}

function checkArguments(cursor: Cursor, { at, name, arguments: { length } }: Attribute): void {
  const reason = unsupported.get(name);
  if (reason) cursor.refuse(`\`@${name}\` is not supported, ${reason}`, at);
  const rule = rules.get(name);
  if (!rule) cursor.refuse(`\`@${name}\` is no attribute`, at);
  const { least, most } = rule;
  if (length >= least && length <= most) return;
  const number = least === most ? `${most || "no"}` : `${least} to ${most}`;
  cursor.refuse(
    `\`@${name}\` expects ${number} argument${most === 1 ? "" : "s"}, found ${length}`,
    at,
  );
}

/** Refuses attributes that do not belong before `owner`. */
export function refuseMisplaced(cursor: Cursor, found: readonly Attribute[], owner: Owner): void {
  for (const { at, name } of found) {
    if (rules.get(name)!.owners.includes(owner)) continue;
    const owners = rules.get(name)!.owners.join(" or ");
    cursor.refuse(`\`@${name}\` expected before ${owners}, found before ${owner}`, at);
  }
}
