/** Resolves the names of a module: constants, overrides, variables, functions. */
import { constant } from "./simplify.ts";
import type { Memory } from "../ir.ts";
import { constantValue, type Context } from "./context.ts";
import type { Binding, Origin, Reference, Value } from "./scope.ts";
import { localMemory, write } from "./places.ts";
import { constantInteger, memoryWords, plainType, typeOf } from "./type_syntax.ts";
import { concreteType, concreteValue, converted, expectFinite, zero } from "./values.ts";
import type { Attribute, DeclarationSyntax, Place } from "../wgsl/syntax.ts";
import { limits } from "../limits.ts";
import { bytes } from "./type_layout.ts";
import { holdsAtomic, holdsBool, type Type } from "./types.ts";

type Declared<K extends string> = Extract<DeclarationSyntax, { kind: K }>;
type ConstantSyntax = Declared<"const" | "override">;

/** What a name stands for in the scope or the module, `null` where it is not declared. */
export function resolve(c: Context, at: Place, name: string): Binding | null {
  for (let scope = c.scope as typeof c.scope | null; scope; scope = scope.parent) {
    const found = scope.names.get(name);
    if (found) return found;
  }
  const { module } = c;
  const found = module.known.get(name);
  if (found) return found;
  const declaration = module.declarations.get(name);
  if (!declaration) return null;
  if (declaration.kind === "struct" || declaration.kind === "alias") {
    return { kind: "type", type: typeOf(c, { at, name, parameters: [] }) };
  }
  if (module.pending.has(name)) return c.refuse(at, `"${name}" is made of itself`);
  module.pending.add(name);
  const binding = c.scoped(() => bindingOf(c, declaration), null);
  module.pending.delete(name);
  module.known.set(name, binding);
  return binding;
}

function bindingOf(
  c: Context,
  syntax: Exclude<DeclarationSyntax, Declared<"struct" | "alias">>,
): Binding {
  if (syntax.kind === "function") return { kind: "function", syntax };
  if (syntax.kind === "variable") {
    return { kind: "reference", reference: moduleVariable(c, syntax) };
  }
  const value = syntax.kind === "const" ? constantOf(c, syntax) : override(c, syntax);
  return { kind: "value", value: { ...value, origin: syntax } };
}

/** The value of a `const` that a module or a function declares. */
export function constantOf(
  c: Context,
  syntax: Pick<ConstantSyntax, "at" | "name" | "type" | "value">,
): Value {
  const { at, name } = syntax;
  const value = c.lowering.value(c, syntax.value!);
  if (value.stage > 0) c.refuse(at, `the value of the constant "${name}" is not constant`);
  return syntax.type ? converted(c, at, value, typeOf(c, syntax.type)) : value;
}

function override(c: Context, syntax: ConstantSyntax): Value {
  const { at, name } = syntax;
  const given = Object.hasOwn(c.kernel.constants, name) ? c.kernel.constants[name] : undefined;
  const value = syntax.value ? c.lowering.value(c, syntax.value) : null;
  const type = syntax.type ? typeOf(c, syntax.type) : concreteType(value!.type);
  if (type.kind !== "scalar") return c.refuse(at, `the override "${name}" is not a scalar`);
  if (given !== undefined) {
    return constantValue(type, 1, [overrideNumber(c, at, name, type.element, given)]);
  }
  if (!value) return c.refuse(at, `the override "${name}" is given no value`);
  if (value.stage > 1) c.refuse(at, `the value of the override "${name}" is not constant`);
  return expectFinite(c, at, { ...converted(c, at, value, type), stage: 1 });
}

/** A number from the kernel's constants in the override's type; refuses one that does not fit. */
function overrideNumber(
  c: Context,
  at: Place,
  name: string,
  element: string,
  value: number,
): number {
  const fits = {
    bool: value === 0 || value === 1,
    u32: value === value >>> 0,
    i32: value === (value | 0),
    f32: Number.isFinite(Math.fround(value)),
  }[element];
  if (!fits) c.refuse(at, `the override "${name}" is ${element} and cannot be ${value}`);
  return element === "f32" ? Math.fround(value) : value;
}

function moduleVariable(c: Context, syntax: Declared<"variable">): Reference {
  const { space } = syntax;
  if (space === "private") return privateVariable(c, syntax);
  const type = typeOf(c, syntax.type!);
  const memory = space === "workgroup"
    ? workgroupMemory(c, syntax, type)
    : bindingMemory(c, syntax, type);
  return { kind: "words", type, memory, word: constant("u32", 0), packing: "wgsl" };
}

function privateVariable(c: Context, syntax: Declared<"variable">): Reference {
  const { at, name } = syntax;
  const declared = syntax.type && plainType(c, syntax.type);
  const given = syntax.value ? c.lowering.value(c, syntax.value) : zero(declared!);
  if (given.stage > 1) c.refuse(at, `the first value of "${name}" is not constant`);
  const value = declared ? converted(c, at, given, declared) : concreteValue(c, at, given);
  const { type } = value;
  c.spend(at, "private memory", bytes(type), limits.privateBytes);
  const { list } = c;
  c.list = c.prologue;
  const reference = declareVariable(c, at, name, value, syntax);
  c.list = list;
  if (reference.kind === "variables") {
    for (const variable of reference.variables) c.globals.add(variable);
  }
  return reference;
}

/** Declares an invocation's variable with its first value; an array in `dynamic` is in memory. */
export function declareVariable(
  c: Context,
  at: Place,
  name: string,
  value: Value,
  origin: Origin,
): Reference {
  const { type } = value;
  if (c.dynamic.has(origin)) {
    const reference = localMemory(c, origin.at, name, type);
    write(c, at, reference, value);
    return reference;
  }
  const variables = c.variables(name, type);
  for (const [i, variable] of variables.entries()) {
    c.emit({ kind: "declare", variable, value: value.parts[i] });
  }
  return { kind: "variables", type, variables, origin };
}

function workgroupMemory(c: Context, { at, name }: Declared<"variable">, type: Type): Memory {
  const size = memoryWords(type);
  if (size === null) return c.refuse(at, `"${name}" has no constant length`);
  const memory: Memory = { name, space: "workgroup", binding: -1, writable: true, words: size };
  c.arrays.push(memory);
  c.spend(at, "workgroup memory", 16 * Math.ceil(size / 4), limits.workgroupBytes);
  return memory;
}

/** The number of an attribute such as `@binding(2)`, `null` where the attribute is missing. */
export function attributeNumber(
  c: Context,
  attributes: readonly Attribute[],
  name: string,
): number | null {
  const attribute = attributes.find((attribute) => attribute.name === name);
  if (!attribute) return null;
  const { at, arguments: [argument] } = attribute;
  return constantInteger(c, at, c.lowering.value(c, argument), `@${name}`);
}

/**
 * The words of a storage binding, if every bound buffer has at least as many; otherwise `null`,
 * because the buffer may be shorter than the type.
 */
function bindingWords(type: Type): number | null {
  const size = memoryWords(type);
  return size !== null && 4 * size <= limits.bindingBytes ? size : null;
}

function bindingMemory(c: Context, syntax: Declared<"variable">, type: Type): Memory {
  const { at, name, space, attributes } = syntax;
  const { reads, writes } = c.kernel;
  const binding = attributeNumber(c, attributes, "binding"),
    group = attributeNumber(c, attributes, "group");
  if (binding === null || group === null) return c.refuse(at, `"${name}" has no group and binding`);
  if (group !== 0) c.refuse(at, `"${name}" is in group ${group}, but bindings are in group 0`);
  const writable = binding >= reads;
  const wanted = binding === reads + writes ? "uniform" : "storage";
  if (binding > reads + writes || (wanted === "uniform" && !c.kernel.uniforms.length)) {
    c.refuse(at, `the kernel has no binding ${binding}, which "${name}" wants`);
  }
  if (space !== wanted) c.refuse(at, `binding ${binding} is ${wanted}, but "${name}" is ${space}`);
  if (space === "storage" && syntax.access !== (writable ? "read_write" : "read")) {
    const use = writable ? "written" : "only read";
    c.refuse(at, `binding ${binding} is ${use} by the kernel, but "${name}" is ${syntax.access}`);
  }
  if (holdsBool(type)) c.refuse(at, `"${name}" holds bool, which bindings cannot`);
  if (!writable && holdsAtomic(type)) c.refuse(at, `"${name}" has atomics but is only read`);
  const other = c.bindings.get(binding);
  if (other) c.refuse(at, `"${name}" and "${other.name}" share binding ${binding}`);
  const memory: Memory = space === "uniform"
    ? { name, space, binding, writable: false, words: memoryWords(type) }
    : { name, space: "storage", binding, writable, words: bindingWords(type) };
  c.bindings.set(binding, memory);
  return memory;
}

/** Checks the uniform structure of the module against the kernel's uniforms. */
export function checkUniforms(c: Context): void {
  const { reads, writes, uniforms } = c.kernel;
  const found = [...c.module.declarations.values()].filter((syntax) =>
    syntax.kind === "variable" && syntax.space === "uniform"
  ) as Declared<"variable">[];
  if (!uniforms.length) {
    if (found.length) c.refuse(found[0].at, "the kernel has no uniforms");
    return;
  }
  const syntax = found.find((syntax) =>
    attributeNumber(c, syntax.attributes, "binding") === reads + writes
  );
  if (!syntax) {
    return c.refuse({ line: 1, column: 1 }, `no uniform is declared at binding ${reads + writes}`);
  }
  const type = typeOf(c, syntax.type!);
  const members = type.kind === "struct" ? type.members : [];
  const want = uniforms.map(([name, type]) => `${name}: ${type}`).join(", ");
  const have = members.map(({ name, type }) => `${name}: ${type.name}`).join(", ");
  if (want !== have) c.refuse(syntax.at, `the kernel's uniforms are ${want}, but here ${have}`);
}
