/** Lowers small kernels for tests. */
import { assert, assertThrows } from "@std/assert";
import { Kernel, type UniformType } from "../../../../../engine/device/device.ts";
import { KernelError } from "../../../../../engine/error.ts";
import type { Program } from "../../../../../engine/device/cpu/ir.ts";
import { lower } from "../../../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../../../engine/device/cpu/wgsl/parser.ts";
import { print } from "../../../../../engine/device/cpu/print.ts";

/** What a test kernel is given besides its text. */
export interface Given {
  readonly constants?: Readonly<Record<string, number>>;
  readonly uniforms?: Readonly<Record<string, UniformType>>;
  readonly reads?: number;
  readonly writes?: number;
  readonly entry?: string;
}

/** A kernel of these declarations. */
export function kernel(code: string, given: Given = {}): Kernel {
  return new Kernel({ name: "k", code, reads: 1, writes: 1, ...given });
}

const bindings = `@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
`;

/** A kernel with a read `x` and a written `y`, both arrays of f32, and more declarations. */
export function program(main: string, declarations = "", given: Given = {}): Program {
  const own = kernel(
    `${declarations}\n${given.reads === undefined ? bindings : ""}@compute @workgroup_size(8)
fn main(@builtin(local_invocation_id) id: vec3u, @builtin(workgroup_id) group: vec3u) {
  let i = id.x;\n${main}\n}`,
    given,
  );
  return lower(parse(own), own);
}

/** The statements of such a kernel as text. */
export function body(main: string, declarations = "", given: Given = {}): string {
  const text = print(program(main, declarations, given));
  return text.split("\n").filter((line) => !/^(kernel|storage|uniform) /.test(line)).join("\n")
    .trim();
}

/** Why a kernel is refused, without its name. */
export function refusal(code: string, given: Given = {}): string {
  const own = kernel(code, given);
  const { message } = assertThrows(() => lower(parse(own), own), KernelError, undefined, code);
  const start = 'Cannot compile kernel "k": ';
  assert(message.startsWith(start), message);
  return message.slice(start.length);
}
