/**
 * Runs random kernels by several runners and compares the buffers that they write: the interpreter, the compiled
 * module, a WebGPU adapter, and the device of the processors.
 *
 *     deno run -A tests/engine/device/cpu/fuzz.ts --seeds 0-5000 [--webgpu] [--processors] [--tries 1500]
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { lower } from "../../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../../engine/device/cpu/wgsl/parser.ts";
import { openCpu } from "../../../../engine/device/cpu.ts";
import { type Device, Kernel, openWebGPU } from "../../../../engine/mod.ts";
import { interpret } from "./interpret.ts";
import { type Case, runCompiled, runInterpreted } from "./run.ts";
import type { Written } from "./program_declarations.ts";
import { generate, kernelOf, type Sample } from "./programs.ts";
import { shrink } from "./program_tree.ts";
import { numberOf, wordOf } from "./program_types.ts";

/** Runs kernels in one way; gives the words of the buffers that it writes. */
export interface Runner {
  readonly name: string;
  run(sample: Sample): Promise<Uint32Array[]>;
}

/** What differs, or what was thrown; `kind` is equal for failures of one cause. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
}

function caseOf(sample: Sample): Case {
  const kernel = kernelOf(sample);
  const uniform = kernel.uniforms.map(([name, type]) => wordOf(type, sample.uniforms[name]));
  const padded = new Uint32Array(Math.ceil(uniform.length / 4) * 4);
  padded.set(uniform);
  const written = sample.writes.map(({ words }) => words.slice());
  const bindings = [...sample.reads, ...written, ...(uniform.length > 0 ? [padded] : [])];
  return { kernel, bindings, groups: sample.groups };
}

function writtenOf(sample: Sample, bindings: Uint32Array[]): Uint32Array[] {
  return bindings.slice(sample.reads.length, sample.reads.length + sample.writes.length);
}

/** What all others are compared with. */
export const interpreter: Runner = {
  name: "interpreter",
  run: (sample) => Promise.resolve(writtenOf(sample, runInterpreted(caseOf(sample)))),
};

/** The last invocation first: it differs where a program has a data race. */
export const backwards: Runner = {
  name: "backwards",
  run(sample) {
    const { kernel, bindings, groups } = caseOf(sample);
    interpret(lower(parse(kernel), kernel), {
      bindings: bindings as Uint32Array[],
      groups,
      backwards: true,
      fused: false,
    });
    return Promise.resolve(writtenOf(sample, bindings as Uint32Array[]));
  },
};

/** The module of the cpu device, in this thread. */
export const compiled: Runner = {
  name: "compiled",
  run: (sample) => Promise.resolve(writtenOf(sample, runCompiled(caseOf(sample)))),
};

/**
 * The kernel as Deno's WebGPU can take it. It makes invalid modules of some programs that have overrides, or
 * ends the process, so these are constants; it stores outside of arrays that are parts of a buffer; and it
 * has no names of its own in `continuing`.
 */
function forWebGPU(sample: Sample): Kernel {
  const { source, code } = { source: sample.source, code: kernelOf(sample).code };
  const given = source.constants ?? {};
  const written = (name: string, type: string, value: string) => {
    const number = given[name];
    if (number === undefined) return value;
    return type === "bool" ? String(number !== 0) : `${type}(${number})`;
  };
  const constant = (_: string, name: string, type: string, value: string) =>
    `const ${name}: ${type} = ${written(name, type, value)};`;
  return new Kernel({
    ...source,
    constants: {},
    code: code.replaceAll(/^override (\w+): (\w+) = (.*);$/gm, constant)
      .replace("return place;", "return 0u;")
      .replaceAll(/let v\d+ = (n\d+) \+ 1u;\s+\1 = v\d+;/g, "$1++;"),
  });
}

/** A device. */
export class OnDevice implements Runner {
  readonly name: string;
  readonly #open: () => Promise<Device>;
  readonly #kernelOf: (sample: Sample) => Kernel;
  #device: Device | null = null;
  #runs = 0;

  constructor(name: string, open: () => Promise<Device>, of: (sample: Sample) => Kernel) {
    this.name = name;
    this.#open = open;
    this.#kernelOf = of;
  }

  async run(sample: Sample): Promise<Uint32Array[]> {
    // Devices keep all programs that they have compiled.
    if (this.#runs++ % 200 === 199) this.close();
    const device = this.#device ??= await this.#open();
    const upload = (words: Uint32Array) => {
      const storage = device.allocate(words.byteLength);
      device.write(storage, words);
      return storage;
    };
    try {
      const reads = sample.reads.map(upload);
      const writes = sample.writes.map(({ words }) => upload(words));
      const { uniforms, groups } = sample;
      device.run(this.#kernelOf(sample), { reads, writes, uniforms, groups });
      const results = await Promise.all(
        writes.map((storage, i) => device.read(storage, sample.writes[i].words.byteLength)),
      );
      device.release([reads, writes]);
      return results.map((result) => new Uint32Array(result));
    } catch (error) {
      // A device only repeats its first fault.
      this.close();
      throw error;
    }
  }

  close(): void {
    this.#device?.destroy();
    this.#device = null;
  }
}

/** The adapter of this machine. */
export const webgpu: OnDevice = new OnDevice("webgpu", () => openWebGPU(), forWebGPU);

/** The processors, in two threads. */
export const processors: OnDevice = new OnDevice(
  "processors",
  () => openCpu({ threads: 2 }),
  kernelOf,
);

/** Whether two words are the same number: exactly, but for the sign of 0, where they are defined. */
function same({ elements, loose }: Written, index: number, a: number, b: number): boolean {
  const element = elements[index % elements.length];
  if (element === null || a === b) return true;
  if (element !== "f32") return false;
  const [x, y] = [numberOf("f32", a), numberOf("f32", b)];
  return x === y || loose && Math.abs(x - y) <= 2e-4 * Math.max(1, Math.abs(x));
}

/** The first difference between the buffers that two runners wrote. */
function difference(sample: Sample, name: string, got: Uint32Array[], want: Uint32Array[]) {
  for (const [i, written] of sample.writes.entries()) {
    for (const [at, word] of got[i].entries()) {
      if (same(written, at, word, want[i][at])) continue;
      const element = written.elements[at % written.elements.length]!;
      const [is, should] = [word, want[i][at]].map((each) => numberOf(element, each));
      return {
        kind: `${name} differs`,
        message: `${name}: word ${at} of binding ${
          sample.reads.length + i
        } is ${is} and should be ${should}`,
      };
    }
  }
  return null;
}

async function result(runner: Runner, sample: Sample): Promise<Uint32Array[] | Failure> {
  try {
    return await runner.run(sample);
  } catch (error) {
    const message = `${runner.name}: ${error instanceof Error ? error.message : error}`;
    return { kind: message.replaceAll(/[0-9]+/g, "").slice(0, 60), message };
  }
}

/** What reads say after llvmpipe lost its device, as it does with two programs of a thousand. */
const lost = /^webgpu: Buffer (is not mapped|with .* is invalid)$/;

/** Compares runners with the interpreter. */
export async function check(sample: Sample, runners: readonly Runner[]): Promise<Failure | null> {
  const want = await result(interpreter, sample);
  if ("kind" in want) return want;
  for (const runner of runners) {
    const got = await result(runner, sample);
    if ("kind" in got && lost.test(got.message)) continue;
    if ("kind" in got) return got;
    const failure = difference(sample, runner.name, got, want);
    if (failure) return failure;
  }
  return null;
}

/** Makes a failing sample smaller, and tells how it fails then. */
export async function reduce(
  sample: Sample,
  runners: readonly Runner[],
  kind: string,
  tries: number,
): Promise<Failure> {
  let last: Failure = { kind, message: "" };
  await shrink(sample.tree, async () => {
    const failure = await check(sample, runners);
    if (failure?.kind === kind) last = failure;
    return failure?.kind === kind;
  }, tries);
  return last;
}

async function main(): Promise<void> {
  const { seeds, tries, ...more } = parseArgs(Deno.args, {
    string: ["seeds", "tries"],
    boolean: ["webgpu", "processors"],
    default: { seeds: "0-200", tries: "1500" },
  });
  const [from, to] = seeds.split("-").map(Number);
  const runners: Runner[] = [backwards, compiled];
  if (more.webgpu) runners.push(webgpu);
  if (more.processors) runners.push(processors);
  const found = new Map<string, number>();
  for (let seed = from; seed <= (to || from); seed++) {
    const failure = await check(generate(seed), runners);
    if (!failure) continue;
    const before = found.get(failure.kind) ?? 0;
    found.set(failure.kind, before + 1);
    console.log(`seed ${seed}: ${failure.message}`);
    if (before > 0) continue;
    const smaller = generate(seed);
    // The order of invocations must not matter for what is left of the program either.
    const failing = runners.filter(({ name }) => failure.kind.startsWith(name));
    const last = await reduce(
      smaller,
      [...new Set([backwards, ...failing])],
      failure.kind,
      Number(tries),
    );
    console.log(`${last.message}\n${kernelOf(smaller).code}`);
    console.log(smaller.uniforms, smaller.source, smaller.groups);
  }
  webgpu.close();
  processors.close();
  console.log(`${(to || from) - from + 1} programs`, Object.fromEntries(found));
}

if (import.meta.main) await main();
