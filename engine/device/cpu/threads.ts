/** The threads of a device: the one it lives on, and workers. */
import { KernelError } from "../../error.ts";
import { hire } from "./hire.ts";
import { layout, record } from "./layout.ts";
import { Thread } from "./thread.js";

/** Milliseconds to look at a word before sleeping: about what falling asleep and waking costs. */
const patience = 0.05;

/** How many threads a device can have. */
export const mostThreads: number = layout.threads;

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
  /** How many there may be at most: each has memory of its own. */
  readonly places: number;
  #count = 1;

  /** The own thread over a memory, with places for `places` in all; where they are more the memory is shared. */
  constructor(memory: WebAssembly.Memory, places: number) {
    this.places = places;
    const sleeps = maySleep(new Int32Array(memory.buffer));
    this.own = new Thread({ memory, layout, record, index: 0, patience, sleeps });
  }

  /** How many work together. */
  get count(): number {
    return this.#count;
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
    // Workers live on when all else has forgotten the device.
    const self = new WeakRef(this);
    await hire(starts, (change) => {
      const threads = self.deref();
      if (threads) threads.#count += change;
    });
  }

  /** Wakes the workers for the job that was published. */
  wake(): void {
    const { words } = this.own;
    Atomics.add(words, layout.wake, 1);
    Atomics.notify(words, layout.wake);
  }

  /** The first error of a thread; `names` are those of the kernels. */
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
