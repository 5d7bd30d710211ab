/** The threads of a device: the one it lives on, and workers that are started when first needed. */
import { KernelError } from "../../error.ts";
import { layout, record } from "./layout.ts";
import { Thread, type ThreadStart } from "./thread.ts";

/** What is used of a worker of Node.js, which Deno has too. */
interface NodeWorker {
  on(event: "error", listener: (error: Error) => void): void;
  unref(): void;
}

/** What is used of the modules of Node.js. */
interface NodeModules {
  getBuiltinModule?(name: "node:worker_threads"): {
    Worker: new (source: string, options: { eval: true; workerData: unknown }) => NodeWorker;
  };
  getBuiltinModule?(name: "node:os"): { availableParallelism(): number };
}

/** Milliseconds to look at a word before sleeping: about what falling asleep and waking costs. */
const patience = 0.05;

const source = `const work = (start) => new (${Thread})(start).serve();
const data = globalThis.process?.getBuiltinModule?.("node:worker_threads")?.workerData;
if (data) work(data);
else globalThis.onmessage = (event) => { work(event.data); globalThis.close(); };`;

function modules(): NodeModules | undefined {
  return (globalThis as { process?: NodeModules }).process;
}

/** How many threads a device can have. */
export const mostThreads: number = layout.threads;

/** How many threads the machine can run at the same time. */
export function cores(): number {
  const known = globalThis.navigator?.hardwareConcurrency ??
    modules()?.getBuiltinModule?.("node:os").availableParallelism();
  return Math.min(known ?? 1, mostThreads);
}

/** Whether the memory of threads can be shared here. */
export function canShare(): boolean {
  return typeof SharedArrayBuffer === "function";
}

/**
 * Starts a worker. Those of Node.js, which Deno has too, let the program end while they sleep; where
 * there are none, in browsers, a page's workers end with it.
 */
function hire(start: ThreadStart, fail: (message: string) => void): void {
  const node = modules()?.getBuiltinModule?.("node:worker_threads");
  if (node) {
    const worker = new node.Worker(source, { eval: true, workerData: start });
    worker.on("error", (error) => fail(error.message));
    worker.unref();
    return;
  }
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onerror = (event) => {
    event.preventDefault();
    fail(event.message);
  };
  worker.postMessage(start);
}

/** Whether this thread may sleep; the first one of a page may not. */
function maySleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, layout.asleep, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the workers of a device that was forgotten without being destroyed. */
const forgotten = new FinalizationRegistry<Int32Array>(quit);

function quit(words: Int32Array): void {
  Atomics.store(words, layout.quit, 1);
  Atomics.add(words, layout.wake, 1);
  Atomics.notify(words, layout.wake);
}

/** The threads of one device. */
export class Threads {
  /** The thread that the device lives on. */
  readonly own: Thread;
  readonly count: number;
  #hired = false;
  #failure: string | null = null;

  /** `count` threads over a memory, which is shared where they are more than one. */
  constructor(memory: WebAssembly.Memory, count: number) {
    this.count = count;
    const words = new Int32Array(memory.buffer);
    const sleeps = maySleep(words);
    this.own = new Thread({ memory, layout, record, index: 0, patience, sleeps });
  }

  /** Wakes workers for the job that was published; starts them the first time. */
  wake(): void {
    const { words } = this.own;
    Atomics.add(words, layout.wake, 1);
    if (this.#hired) Atomics.notify(words, layout.wake);
    else this.#hire();
  }

  /** The first error of a thread; `names` are those of the kernels. */
  fault(names: readonly string[]): KernelError | null {
    if (this.#failure !== null) {
      return new KernelError(
        `Cannot go on: a thread ended, ${this.#failure}, open the device with one thread`,
      );
    }
    const words = new Int32Array(this.own.start.memory.buffer);
    if (Atomics.load(words, layout.error) !== 2) return null;
    const name = names[words[layout.errorKernel]];
    const units = words.subarray(layout.errorText, layout.errorText + words[layout.errorLength]);
    return new KernelError(`Cannot run kernel "${name}": ${String.fromCharCode(...units)}`);
  }

  /** Ends the workers. */
  quit(): void {
    forgotten.unregister(this);
    quit(new Int32Array(this.own.start.memory.buffer));
  }

  #hire(): void {
    this.#hired = true;
    const { own: { start, words }, count } = this;
    forgotten.register(this, words, this);
    const self = new WeakRef(this);
    for (let index = 1; index < count; index++) {
      hire({ ...start, index, sleeps: true }, (message) => {
        const threads = self.deref();
        if (threads) threads.#failure ??= message;
      });
    }
  }
}
