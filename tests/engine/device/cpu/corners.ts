/** Runs small kernels in all ways that there are, for the corners of the language. */
import { assert, assertEquals } from "@std/assert";
import { compile } from "../../../../engine/device/cpu/compile.ts";
import { lower } from "../../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../../engine/device/cpu/wgsl/parser.ts";
import { openCpu } from "../../../../engine/device/cpu.ts";
import { sizeClass } from "../../../../engine/device/pool.ts";
import { Kernel } from "../../../../engine/mod.ts";
import { interpret } from "./interpret.ts";
import { numberOf, wordOf } from "./program_types.ts";
import { workgroupBytes } from "./run.ts";

type Type = "f32" | "i32" | "u32" | "bool";

/** Operands and their result; several results where the language leaves a choice. */
export type Row = readonly [...operands: number[], result: number | readonly number[]];

/** A kernel with buffers that it only reads and ones that it writes. */
export interface Run {
  readonly kernel: Kernel;
  readonly reads: readonly Uint32Array[];
  readonly writes: readonly Uint32Array[];
  readonly groups: readonly [number, number, number];
}

/** What stands around all buffers. */
export const guardWord = 0x7fc0ffee;

/** Words between buffers. */
const guard = 64;

/** What the interpreter writes. */
export function runInterpreted({ kernel, reads, writes, groups }: Run): Uint32Array[] {
  const copies = writes.map((words) => words.slice());
  interpret(lower(parse(kernel), kernel), { bindings: [...reads, ...copies], groups });
  return copies;
}

/** What the compiled module writes; anything else that it changes is an error. */
export function runCompiled(
  { kernel, reads, writes, groups }: Run,
  relaxed: boolean,
): Uint32Array[] {
  const workgroup = [1024, 1024 + workgroupBytes(kernel)] as const;
  const { bytes, scratch } = compile(kernel, { relaxed, shared: false, workgroup });
  const module = new WebAssembly.Module(bytes);
  const bindings = [...reads, ...writes];
  const size = workgroup[1] + 4096 + scratch +
    bindings.reduce((sum, { length }) => sum + 4 * length + 1024, 0);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(size / 65536) });
  const words = new Uint32Array(memory.buffer).fill(guardWord);
  let top = workgroup[1];
  const starts = bindings.map((binding, i) => {
    words.set(binding, top / 4);
    words.set([top, 4 * binding.length], 2 * i);
    const start = top;
    top = Math.ceil((top / 4 + binding.length + guard) / 4) * 16;
    return start / 4;
  });
  const expected = words.slice();
  const run = new WebAssembly.Instance(module, { env: { memory } }).exports
    .run as (...args: number[]) => void;
  const count = groups[0] * groups[1] * groups[2];
  if (count > 0) run(0, top, 0, count, ...groups);
  const results = bindings.map(({ length }, i) => words.slice(starts[i], starts[i] + length));
  for (let i = reads.length; i < bindings.length; i++) expected.set(results[i], starts[i]);
  const lent = [[top, top + scratch], workgroup].map((range) => range.map((byte) => byte / 4));
  for (const [from, to] of lent) expected.set(words.subarray(from, to), from);
  const changed = words.findIndex((word, i) => word !== expected[i]);
  assert(
    changed < 0,
    `${kernel.name} changed word ${changed} of memory, outside of what it writes`,
  );
  return results.slice(reads.length);
}

const device = await openCpu({ threads: 2 });

/** What the device of the processors writes. */
async function runOnDevice({ kernel, reads, writes, groups }: Run): Promise<Uint32Array[]> {
  const upload = (words: Uint32Array) => {
    const storage = device.allocate(words.byteLength);
    device.write(storage, words);
    return storage;
  };
  const storages = { reads: reads.map(upload), writes: writes.map(upload) };
  device.run(kernel, { ...storages, groups });
  const results = await Promise.all(
    storages.writes.map((storage, i) => device.read(storage, writes[i].byteLength)),
  );
  device.release(storages);
  return results.map((result) => new Uint32Array(result));
}

/** The results in each way, with the way's name. */
export async function everyWay(run: Run): Promise<[name: string, results: Uint32Array[]][]> {
  const ways: [string, Uint32Array[]][] = [
    ["interpreter", runInterpreted(run)],
    ["compiled", runCompiled(run, true)],
    ["compiled without relaxed instructions", runCompiled(run, false)],
  ];
  // Buffers of other sizes end further behind on a device.
  const buffers = [...run.reads, ...run.writes];
  if (buffers.every(({ byteLength }) => byteLength === sizeClass(byteLength))) {
    ways.push(["device", await runOnDevice(run)]);
  }
  return ways;
}

function matches(got: number, wanted: number): boolean {
  return Object.is(got, wanted);
}

/** The kernel that computes an expression of `a`, `b` and `c` for each row. */
function rowKernel(
  expression: string,
  from: readonly Type[],
  to: Type,
  size: number,
  count: number,
): Kernel {
  const operands = from.map((type, i) => {
    const word = `x[i * ${from.length}u + ${i}u]`;
    return `let ${"abc"[i]} = ${type === "bool" ? `${word} != 0u` : `bitcast<${type}>(${word})`};`;
  });
  const result = to === "bool" ? `select(0u, 1u, ${expression})` : `bitcast<u32>(${expression})`;
  return new Kernel({
    name: "row",
    reads: 1,
    writes: 1,
    code: `
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(${size})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= ${count}u) { return; }
  ${operands.join("\n  ")}
  y[i] = ${result};
}`,
  });
}

/** Asserts an expression's values: as scalars, in vectors, and in workgroups with lanes that wait. */
export async function assertRows(
  expression: string,
  from: readonly Type[],
  to: Type,
  rows: readonly Row[],
): Promise<void> {
  const operands = rows.flatMap((row) => row.slice(0, -1) as number[]);
  const words = padded(operands.map((x, i) => wordOf(from[i % from.length], x)));
  for (const size of [1, 4, 6, 64]) {
    const run: Run = {
      kernel: rowKernel(expression, from, to, size, rows.length),
      reads: [words],
      writes: [new Uint32Array(Math.max(rows.length, fewest))],
      groups: [Math.ceil(rows.length / size), 1, 1],
    };
    for (const [name, [results]] of await everyWay(run)) {
      rows.forEach((row, i) => {
        const wanted = [row.at(-1)!].flat() as number[];
        const got = numberOf(to, results[i]);
        const given = row.slice(0, -1).join(", ");
        assert(
          wanted.some((each) => matches(got, each)),
          `${expression} of ${given} is ${got} and should be ${wanted} (${name}, size ${size})`,
        );
      });
    }
  }
}

/** Words that no buffer of a device is smaller than. */
export const fewest = 64;

function padded(words: readonly number[]): Uint32Array {
  const result = new Uint32Array(Math.max(fewest, words.length));
  result.set(words);
  return result;
}

/** Runs the body of `main` with `x` to read and `y`, `z` to write, all u32; gives y and z of each way. */
export async function words(
  body: string,
  { size = "4", groups = [1, 1, 1], x = [0], y = 8, z = 1, before = "" }: {
    size?: string;
    groups?: readonly [number, number, number];
    x?: readonly number[];
    y?: number | readonly number[];
    z?: number;
    before?: string;
  } = {},
): Promise<[name: string, y: number[], z: number[]][]> {
  const atomic = before.includes("atomic y");
  const kernel = new Kernel({
    name: "words",
    reads: 1,
    writes: 2,
    code: `
@group(0) @binding(0) var<storage, read> x: array<u32>;
@group(0) @binding(1) var<storage, read_write> y: array<${atomic ? "atomic<u32>" : "u32"}>;
@group(0) @binding(2) var<storage, read_write> z: array<u32>;
${before}
@compute @workgroup_size(${size})
fn main(
  @builtin(global_invocation_id) id: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
) {
  ${body}
}`,
  });
  const first = typeof y === "number" ? new Array<number>(y).fill(0) : y;
  const run = {
    kernel,
    reads: [padded(x)],
    writes: [padded(first), new Uint32Array(Math.max(z, fewest))],
    groups,
  };
  return (await everyWay(run)).map(([name, results]) => [
    name,
    [...results[0].subarray(0, first.length)],
    [...results[1].subarray(0, z)],
  ]);
}

/** Asserts what is in y after a body ran in each way. */
export async function assertWords(
  body: string,
  wanted: readonly number[],
  options: Parameters<typeof words>[1] = {},
): Promise<void> {
  for (const [name, y] of await words(body, { y: wanted.length, ...options })) {
    assertEquals(y, [...wanted], `${name}, size ${options.size}: ${body}`);
  }
}
