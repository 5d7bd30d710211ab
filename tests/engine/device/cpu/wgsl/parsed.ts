/**
 * Parses parts of WGSL for tests.
 *
 * @module
 */
import { assert, assertThrows } from "@std/assert";
import { KernelError } from "../../../../../engine/error.ts";
import { parse } from "../../../../../engine/device/cpu/wgsl/parser.ts";
import type {
  DeclarationSyntax,
  ExpressionSyntax,
  ModuleSyntax,
  StatementSyntax,
} from "../../../../../engine/device/cpu/wgsl/syntax.ts";

/** A module with its places. */
export const module = (code: string): ModuleSyntax => parse({ name: "k", code });

/** The declarations of a module, without places. */
export const declarations = (code: string): DeclarationSyntax[] =>
  module(code).declarations.map(withoutPlaces);

/** Without the places, to compare trees. */
export function withoutPlaces<Tree>(tree: Tree): Tree {
  if (Array.isArray(tree)) return tree.map(withoutPlaces) as Tree;
  if (typeof tree !== "object" || tree === null) return tree;
  const entries = Object.entries(tree).filter(([key]) => key !== "at");
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPlaces(value)])) as Tree;
}

/** An expression, without places. */
export function expression(code: string): ExpressionSyntax {
  const [constant] = declarations(`const x = ${code};`);
  assert(constant.kind === "const" && constant.value);
  return constant.value;
}

/** Statements, without places. */
export function statements(code: string): readonly StatementSyntax[] {
  const [main] = declarations(`fn main() { ${code} }`);
  assert(main.kind === "function");
  return main.body;
}

/** Why a kernel is refused, with the line. */
export function refusal(code: string): string {
  const { message } = assertThrows(() => module(code), KernelError, undefined, code);
  const start = 'Cannot compile kernel "k": ';
  assert(message.startsWith(start), message);
  return message.slice(start.length);
}
