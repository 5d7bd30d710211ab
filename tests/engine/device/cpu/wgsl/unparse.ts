/**
 * Writes a syntax tree as WGSL again, with parentheses around all that has operators.
 *
 * @module
 */
import type {
  Attribute,
  DeclarationSyntax,
  ExpressionSyntax,
  MemberSyntax,
  ModuleSyntax,
  StatementSyntax,
  TypeSyntax,
} from "../../../../../engine/device/cpu/wgsl/syntax.ts";

/** A module. */
export function unparse({ declarations }: ModuleSyntax): string {
  return declarations.map(declaration).join("\n");
}

/** An expression. */
export function written(tree: ExpressionSyntax): string {
  switch (tree.kind) {
    case "number":
      return number(tree);
    case "boolean":
      return `${tree.value}`;
    case "name":
      return tree.name;
    case "unary":
      return `(${tree.operator}${written(tree.operand)})`;
    case "binary":
      return `(${written(tree.left)} ${tree.operator} ${written(tree.right)})`;
    case "call":
      return `${type(tree.callee)}(${tree.arguments.map(written).join(", ")})`;
    case "index":
      return `${written(tree.object)}[${written(tree.index)}]`;
    case "member":
      return `${written(tree.object)}.${tree.member}`;
  }
}

function number({ value, suffix, float }: Extract<ExpressionSyntax, { kind: "number" }>): string {
  const text = `${value}`;
  return float && !/[.e]/.test(text) ? `${text}.0${suffix}` : text + suffix;
}

function type({ name, parameters }: TypeSyntax): string {
  if (!parameters.length) return name;
  const list = parameters.map((one) => "kind" in one ? `(${written(one)})` : type(one));
  return `${name}<${list.join(", ")}>`;
}

const typed = (declared: TypeSyntax | null) => declared ? `: ${type(declared)}` : "";
const valued = (value: ExpressionSyntax | null) => value ? ` = ${written(value)}` : "";
const block = (body: readonly StatementSyntax[]) => ["{", ...body.map(statement), "}"].join(" ");

function statement(tree: StatementSyntax): string {
  switch (tree.kind) {
    case "block":
      return block(tree.body);
    case "if":
      return `if ${written(tree.condition)} ${block(tree.then)}${otherwise(tree.otherwise)}`;
    case "switch":
      return ["switch", written(tree.value), "{", ...tree.cases.map(clause), "}"].join(" ");
    case "for": {
      const [start, update] = [tree.start, tree.update].map((one) => one ? simple(one) : "");
      const condition = tree.condition ? written(tree.condition) : "";
      return `for (${start}; ${condition}; ${update}) ${block(tree.body)}`;
    }
    case "while":
      return `while ${written(tree.condition)} ${block(tree.body)}`;
    case "loop": {
      const last = tree.breakIf ? [`break if ${written(tree.breakIf)};`] : [];
      const continuing = ["continuing {", ...tree.continuing.map(statement), ...last, "}"];
      return ["loop {", ...tree.body.map(statement), ...continuing, "}"].join(" ");
    }
    default:
      return `${simple(tree)};`;
  }
}

function otherwise(body: readonly StatementSyntax[]): string {
  if (!body.length) return "";
  return ` else ${body.length === 1 && body[0].kind === "if" ? statement(body[0]) : block(body)}`;
}

function clause({ selectors, body }: { selectors: readonly unknown[]; body: unknown }): string {
  const list = selectors.map((one) => one === null ? "default" : written(one as ExpressionSyntax));
  return `case ${list.join(", ")}: ${block(body as StatementSyntax[])}`;
}

function simple(tree: StatementSyntax): string {
  switch (tree.kind) {
    case "declare":
      return `${tree.how} ${tree.name}${typed(tree.type)}${valued(tree.value)}`;
    case "assign":
      return `${tree.target ? written(tree.target) : "_"} ${tree.operator ?? ""}= ` +
        written(tree.value);
    case "call":
      return written(tree.call);
    case "return":
      return tree.value ? `return ${written(tree.value)}` : "return";
    case "break":
    case "continue":
      return tree.kind;
    default:
      throw new Error(`Cannot write ${tree.kind} here`);
  }
}

function attributes(list: readonly Attribute[]): string {
  return list.map(({ name, arguments: given }) =>
    `@${name}${given.length ? `(${given.map(written).join(", ")})` : ""} `
  ).join("");
}

const members = (list: readonly MemberSyntax[]) =>
  list.map((one) => `${attributes(one.attributes)}${one.name}: ${type(one.type)}`).join(", ");

function declaration(tree: DeclarationSyntax): string {
  switch (tree.kind) {
    case "struct":
      return `struct ${tree.name} { ${members(tree.members)} }`;
    case "alias":
      return `alias ${tree.name} = ${type(tree.type)};`;
    case "const":
    case "override":
      return `${tree.kind} ${tree.name}${typed(tree.type)}${valued(tree.value)};`;
    case "variable": {
      const space = tree.space === "storage" ? `storage, ${tree.access}` : tree.space;
      return `${attributes(tree.attributes)}var<${space}> ${tree.name}${typed(tree.type)}` +
        `${valued(tree.value)};`;
    }
    case "function": {
      const result = tree.result ? ` -> ${type(tree.result)}` : "";
      return `${attributes(tree.attributes)}fn ${tree.name}(${
        members(tree.parameters)
      })${result} ` +
        block(tree.body);
    }
  }
}
