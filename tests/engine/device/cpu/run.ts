/** Runs kernels without a device: compiled, in this thread, and by the interpreter. */
import { compile } from "../../../../engine/device/cpu/compile.ts";
import { lower } from "../../../../engine/device/cpu/lower/lower.ts";
import { parse } from "../../../../engine/device/cpu/wgsl/parser.ts";
import type { Kernel } from "../../../../engine/mod.ts";
import { interpret } from "./interpret.ts";

/** What a kernel runs on: words of its bindings in order, the uniform last. */
export interface Case {
  readonly kernel: Kernel;
  readonly bindings: readonly Uint32Array[];
  readonly groups: readonly [number, number, number];
}

/** Words between bindings that no kernel may change. */
const guard = 64;
const guardWord = 0x7fc0ffee;

/** Bytes of the workgroup memory that a kernel declares. */
export function workgroupBytes(kernel: Kernel): number {
  return lower(parse(kernel), kernel).memories
    .filter(({ space }) => space === "workgroup")
    .reduce((sum, { words }) => sum + 16 * Math.ceil(words! / 4), 0);
}

/** The bindings after the compiled kernel ran, in pieces of `claim` workgroups. */
export function runCompiled({ kernel, bindings, groups }: Case, claim = 3): Uint32Array[] {
  const workgroup = [1024, 1024 + workgroupBytes(kernel)] as const;
  const { bytes, scratch } = compile(kernel, { relaxed: true, shared: false, workgroup });
  const size = bindings.reduce(
    (sum, { length }) => sum + 4 * length + 8 * guard,
    workgroup[1] + 4096,
  );
  const memory = new WebAssembly.Memory({ initial: Math.ceil((size + scratch) / 65536) + 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  const words = new Uint32Array(memory.buffer).fill(guardWord);
  let top = workgroup[1];
  const places = bindings.map((binding, i) => {
    const start = top + guard & ~15;
    words.set(binding, start / 4);
    words.set([start, 4 * binding.length], 2 * i);
    top = start + 4 * binding.length + 4 * guard;
    return start / 4;
  });
  const run = instance.exports.run as (...args: number[]) => void;
  const count = groups[0] * groups[1] * groups[2];
  for (let first = 0; first < count; first += claim) {
    run(0, top + guard & ~15, first, Math.min(first + claim, count), ...groups);
  }
  places.forEach((start, i) => {
    const end = start + bindings[i].length;
    if (words[start - 1] !== guardWord || words[end] !== guardWord) {
      throw new Error(`${kernel.name} wrote beside binding ${i}`);
    }
  });
  return places.map((start, i) => words.slice(start, start + bindings[i].length));
}

/** The bindings after the interpreter ran the kernel. */
export function runInterpreted({ kernel, bindings, groups }: Case): Uint32Array[] {
  const copies = bindings.map((binding) => binding.slice());
  interpret(lower(parse(kernel), kernel), { bindings: copies, groups });
  return copies;
}
