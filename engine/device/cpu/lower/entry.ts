/** The entry point: its workgroup size and its built-in inputs. */
import { constant, operation } from "./simplify.ts";
import type { Expression, InputName } from "../ir.ts";
import { limits } from "../limits.ts";
import type { Context } from "./context.ts";
import type { FunctionSyntax, Value } from "./scope.ts";
import { runFunction } from "./calls.ts";
import { constantInteger, typeOf } from "./type_syntax.ts";
import type { Attribute, Place } from "../wgsl/syntax.ts";
import { scalar, type Type, vector } from "./types.ts";

/** Invocations of a workgroup along x, y and z. */
export type Size = readonly [number, number, number];

/** Finds the entry point of the kernel. */
export function entryPoint(c: Context): FunctionSyntax {
  const { entry } = c.kernel;
  const syntax = c.module.declarations.get(entry);
  if (syntax?.kind !== "function") {
    return c.refuse({ line: 1, column: 1 }, `no function is called "${entry}"`);
  }
  if (!syntax.attributes.some(({ name }) => name === "compute")) {
    c.refuse(syntax.at, `"${entry}" is not an entry point for compute`);
  }
  return syntax;
}

/** The size that `@workgroup_size` gives. */
export function workgroupSize(c: Context, { at, attributes }: FunctionSyntax): Size {
  const attribute = attributes.find(({ name }) => name === "workgroup_size");
  if (!attribute) return c.refuse(at, "an entry point without @workgroup_size");
  const given = attribute.arguments.map((syntax) => {
    const size = constantInteger(c, syntax.at, c.lowering.value(c, syntax), "a workgroup's size");
    return size > 0 ? size : c.refuse(syntax.at, `a workgroup's size is ${size}`);
  });
  if (!given.length || given.length > 3) c.refuse(attribute.at, "a workgroup has 1 to 3 sizes");
  const [x, y = 1, z = 1] = given;
  if (x * y * z > limits.invocations) {
    c.refuse(at, `a workgroup has ${x * y * z} invocations, more than ${limits.invocations}`);
  }
  return [x, y, z];
}

/** Lowers the entry point, with its parameters bound to the built-in inputs. */
export function runEntry(c: Context, syntax: FunctionSyntax, size: Size): void {
  if (syntax.result) c.refuse(syntax.at, "an entry point for compute has no result");
  runFunction(c, syntax, null, () => {
    for (const { at, name, type, attributes } of syntax.parameters) {
      const made = entryParameter(c, at, typeOf(c, type), attributes, size);
      c.bind(at, name, { kind: "value", value: made });
    }
  });
}

function entryParameter(
  c: Context,
  at: Place,
  type: Type,
  attributes: readonly Attribute[],
  size: Size,
): Value {
  const name = builtinName(c, attributes);
  if (name !== null) return inputValue(c, at, name, type, size);
  if (type.kind !== "struct") {
    return c.refuse(at, "a parameter of an entry point is not @builtin");
  }
  const { declarations } = c.module;
  const syntax = declarations.get(type.name);
  const members = syntax?.kind === "struct" ? syntax.members : [];
  const parts = members.flatMap((member, i) => {
    const name = builtinName(c, member.attributes) ??
      c.refuse(member.at, "a member of an entry point's parameter is not @builtin");
    return inputValue(c, member.at, name, type.members[i].type, size).parts;
  });
  return { type, parts, stage: 2 };
}

function builtinName(c: Context, attributes: readonly Attribute[]): string | null {
  const attribute = attributes.find(({ name }) => name === "builtin");
  if (!attribute) return null;
  const [argument] = attribute.arguments;
  return argument?.kind === "name" ? argument.name : c.refuse(attribute.at, "@builtin has no name");
}

const inputs: Readonly<Record<string, InputName>> = {
  workgroup_id: "group",
  num_workgroups: "groups",
  local_invocation_id: "local",
  local_invocation_index: "index",
};

function inputValue(c: Context, at: Place, name: string, type: Type, size: Size): Value {
  const single = name === "local_invocation_index";
  if (name !== "global_invocation_id" && !Object.hasOwn(inputs, name)) {
    return c.refuse(at, `the built-in input ${name} is not supported`);
  }
  const wanted = single ? scalar("u32") : vector(3, "u32");
  if (type.name !== wanted.name) c.refuse(at, `${name} is ${wanted.name}, not ${type.name}`);
  const axes = single ? [0 as const] : [0 as const, 1 as const, 2 as const];
  const parts = axes.map((axis) =>
    name === "global_invocation_id" ? globalInput(axis, size) : inputPart(inputs[name], axis, size)
  );
  return { type, parts, stage: 2 };
}

function inputPart(name: InputName, axis: 0 | 1 | 2, size: Size): Expression {
  // In a workgroup with one axis, local_invocation_index is local_invocation_id.x. Along an axis
  // with one invocation, local_invocation_id is 0.
  if (name === "index" && size[1] * size[2] === 1) return inputPart("local", 0, size);
  if (name === "local" && size[axis] === 1) return constant("u32", 0);
  return { kind: "input", type: "u32", name, axis };
}

function globalInput(axis: 0 | 1 | 2, size: Size): Expression {
  const before = operation(
    "mul",
    "u32",
    inputPart("group", axis, size),
    constant("u32", size[axis]),
  );
  return operation("add", "u32", before, inputPart("local", axis, size));
}
