/** The threads of a device: the caller's thread and the workers. */
import { KernelError } from "../../error.ts";
import { hire } from "./hire.ts";
import { layout, record, run } from "./layout.ts";
import { Programs } from "./programs.js";
import { Runs } from "./runs.js";
import { Thread } from "./thread.js";

/**
 * Milliseconds for which a thread polls a word before it sleeps: about as long as it takes to fall
 * asleep and to wake.
 */
const patience = 0.05;

/** Most threads that a device can have. */
export const mostThreads: number = layout.threads;

/** Whether this thread may sleep; the main thread of a browser's page may not. */
function maySleep(words: Int32Array): boolean {
  try {
    Atomics.wait(words, layout.asleep, 1, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends the workers of a device that is garbage collected without being destroyed. */
const forgotten = new FinalizationRegistry<Int32Array>(quit);

function quit(words: Int32Array): void {
  Atomics.store(words, layout.quit, 1);
  Atomics.add(words, layout.news, 1);
  Atomics.notify(words, layout.news);
}

/** The threads of one device. */
export class Threads {
  /** The caller's thread. */
  readonly own: Thread;
  /** Most threads of this device; each of them has a place in the memory. */
  readonly places: number;
  #count = 1;

  /**
   * The caller's thread over a memory, with places for `places` threads in all. If there is more
   * than one place, the memory is shared.
   */
  constructor(memory: WebAssembly.Memory, places: number) {
    this.places = places;
    const sleeps = maySleep(new Int32Array(memory.buffer));
    const start = { memory, layout, run, record, index: 0, patience, sleeps };
    this.own = new Thread(start, new Programs(start), new Runs(start));
  }

  /** The number of threads that work together. */
  get count(): number {
    return this.#count;
  }

  /** How many recordings of so many lanes can run at the same time, each with an arena. */
  runsOf(lanes: number): number {
    return Math.min(this.places, lanes, layout.mostArenas);
  }

  /** Fills the other places with workers, as far as the runtime lets them start. */
  async hire(): Promise<void> {
    const { own: { start, words }, places } = this;
    if (places === 1) return;
    forgotten.register(this, words, this);
    const starts = Array.from(
      { length: places - 1 },
      (_, i) => ({ ...start, index: i + 1, sleeps: true }),
    );
    // The listeners of workers live as long as the workers. A weak reference lets the device be
    // garbage collected, which ends the workers.
    const self = new WeakRef(this);
    await hire(starts, (change) => {
      const threads = self.deref();
      if (threads) threads.#count += change;
    });
  }

  /** The first error of a thread; `names` are the names of the kernels. */
  fault(names: readonly string[]): KernelError | null {
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
}
