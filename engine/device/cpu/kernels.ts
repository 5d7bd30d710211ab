/** Compiles each kernel once, and puts its program into the memory, where all threads find it. */
import type { Kernel } from "../device.ts";
import { KernelError } from "../../error.ts";
import { listing, PerKernel } from "../per_kernel.ts";
import type { Compiled } from "./compile.ts";
import type { Heap, HeapBlock } from "./heap.ts";
import { layout } from "./layout.ts";
import type { Threads } from "./threads.ts";

/** The kernels of one device; each kernel has a number. */
export class Kernels {
  /** Names of the kernels, by number. */
  readonly names: string[] = [];
  readonly #heap: Heap;
  readonly #threads: Threads;
  readonly #compile: (kernel: Kernel) => Compiled;
  readonly #show?: (line: string) => void;
  readonly #numbers = new PerKernel((kernel) => this.#add(kernel));
  #last: HeapBlock | null = null;
  #scratch: HeapBlock | null = null;

  /**
   * An empty set of kernels; `show` is called with the source and the program of each new kernel.
   */
  constructor(
    heap: Heap,
    threads: Threads,
    compile: (kernel: Kernel) => Compiled,
    show?: (line: string) => void,
  ) {
    this.#heap = heap;
    this.#threads = threads;
    this.#compile = compile;
    this.#show = show;
  }

  /** The number of a kernel, which is compiled at the first call. */
  number(kernel: Kernel): number {
    return this.#numbers.get(kernel);
  }

  #add(kernel: Kernel): number {
    const compiled = this.#compile(kernel);
    this.#show?.(`${listing(kernel)}\n${compiled.text()}`);
    checkProgram(kernel, compiled);
    this.#reserve(compiled.scratch);
    const { length } = compiled.bytes;
    const block = this.#heap.create(12 + length);
    const { words } = this.#heap;
    words.set([0, length, compiled.hole], block.address / 4);
    new Uint8Array(words.buffer, block.address + 12, length).set(compiled.bytes);
    words[this.#last ? this.#last.address / 4 : layout.programs] = block.address;
    this.#last = block;
    const number = this.names.push(kernel.name) - 1;
    Atomics.store(words, layout.kernels, this.names.length);
    if (!this.#threads.own.learn()) throw this.#threads.fault(this.names);
    return number;
  }

  /**
   * Gives each thread at least `bytes` bytes of scratch memory. The memory can be replaced, since
   * no kernel runs while kernels are compiled.
   */
  #reserve(bytes: number): void {
    const stride = Math.ceil(bytes / 128) * 128;
    if (stride <= this.#heap.words[layout.stride]) return;
    if (this.#scratch) this.#heap.destroy(this.#scratch);
    this.#scratch = this.#heap.create(stride * this.#threads.places);
    this.#heap.words[layout.scratch] = this.#scratch.address;
    this.#heap.words[layout.stride] = stride;
  }
}

/** Throws if the runtime refuses a program, before a thread tries to use the program. */
function checkProgram(kernel: Kernel, { bytes }: Compiled): void {
  try {
    new WebAssembly.Module(bytes);
  } catch (error) {
    throw new KernelError(`Cannot compile kernel "${kernel.name}": ${(error as Error).message}`);
  }
}
