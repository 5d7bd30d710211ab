// @ts-check
/**
 * What a thread does: it claims chunks of commands and runs them.
 *
 * The caller's thread imports this file; workers are started from its text and those of `programs.js` and
 * `runs.js`, so that it imports nothing and is JavaScript that every runtime takes as it stands.
 *
 * @module
 */

/** @typedef {import("./layout.ts").ThreadStart} ThreadStart */
/** @typedef {import("./programs.js").Programs} Programs */
/** @typedef {import("./runs.js").Runs} Runs */
/**
 * What is used of the globals of a worker: of browsers, and of Node.js, Deno and Bun.
 *
 * @typedef {object} WorkerScope
 * @property {((event: { data: ThreadStart }) => void) | null} onmessage
 * @property {(message: unknown) => void} postMessage
 * @property {() => void} close
 * @property {{ getBuiltinModule?(name: "worker_threads"): NodeScope }} [process]
 */
/**
 * @typedef {object} NodeScope
 * @property {ThreadStart} [workerData]
 * @property {{ postMessage(message: unknown): void }} parentPort
 */

/** A thread, on whichever side it runs. */
export class Thread {
  /**
   * @param {ThreadStart} start
   * @param {Programs} programs Made for the same start, as are the runs.
   * @param {Runs} runs
   */
  constructor(start, programs, runs) {
    this.start = start;
    this.programs = programs;
    this.runs = runs;
    this.words = runs.words;
  }

  /** The life of a worker: it works until the workers are to end. */
  serve() {
    const { layout } = this.start, { words } = this;
    this.work(() => Atomics.load(words, layout.quit) === 1);
  }

  /** Looks at the memory anew after it was replaced, which happens to memory that is not shared. */
  refresh() {
    if (this.words.length) return;
    this.words = this.runs.words = new Int32Array(this.start.memory.buffer);
  }

  /**
   * Makes the programs that were added since the last time; false when one is not accepted.
   *
   * @returns {boolean}
   */
  learn() {
    const { programs } = this, { layout } = this.start;
    this.refresh();
    try {
      programs.learn(Atomics.load(this.words, layout.kernels));
      return true;
    } catch (error) {
      this.report(programs.runs.length, error);
      return false;
    }
  }

  /**
   * Takes runs, helps with those of other threads when none can begin, and sleeps when there is nothing to help
   * with, until something holds.
   *
   * @param {() => boolean} isOver
   */
  work(isOver) {
    this.refresh();
    const { words } = this, { layout } = this.start;
    for (;;) {
      const seen = Atomics.load(words, layout.news);
      if (isOver()) return;
      // Runs come before programs: the programs of these runs were added before them, those of later ones
      // perhaps not yet.
      const next = Atomics.load(words, layout.next);
      if (!this.learn()) return;
      const number = this.runs.find(next);
      if (number !== null) {
        if (!this.runs.take(number)) continue;
        this.follow(number, true);
        this.runs.tell();
      } else if (!this.help(next, seen) && !this.runs.soon(() => this.runs.hasNews(seen))) {
        this.runs.doze(seen);
      }
    }
  }

  /**
   * Works off a run that other threads only help with.
   *
   * @param {number} number
   */
  carry(number) {
    this.refresh();
    this.follow(number, true);
  }

  /**
   * Helps with the runs that others took; tells whether there was anything to do.
   *
   * @param {number} next The number after that of the last run.
   * @param {number} seen News since which are a reason to look for a run again.
   * @returns {boolean}
   */
  help(next, seen) {
    const { words } = this, { layout, run } = this.start;
    let any = false;
    for (let n = Atomics.load(words, layout.first); (n - next | 0) < 0; n = n + 1 | 0) {
      const home = this.runs.homeOf(n);
      if (Atomics.load(words, home + run.taken) !== n || this.runs.isDone(n)) continue;
      if (Atomics.load(words, home + run.arena) < 0) continue;
      Atomics.add(words, home + run.helpers, 1);
      any = this.follow(n, false, seen) || any;
      Atomics.sub(words, home + run.helpers, 1);
      if (this.runs.hasNews(seen)) break;
    }
    return any;
  }

  /**
   * Works on a run until none of its chunks is left to claim, and notes the time; tells whether there were any.
   *
   * @param {number} number
   * @param {boolean} own Whether this thread took the run.
   * @param {number} [seen] News since which are a reason to stop, where it only helps.
   * @returns {boolean}
   */
  follow(number, own, seen = 0) {
    const { words } = this, { run } = this.start;
    const home = this.runs.homeOf(number);
    const begin = performance.now();
    const any = this.claim(number, own, seen);
    if (own) this.runs.await(home, words[home + run.total]);
    const end = performance.now();
    if (any) Atomics.add(words, home + run.busy, Math.round(1000 * (end - begin)));
    if (!own) return any;
    const times = new Float64Array(words.buffer, 4 * (home + run.times), 2);
    times[0] = performance.timeOrigin + begin;
    times[1] = performance.timeOrigin + end;
    this.runs.close(home, number);
    return any;
  }

  /**
   * Claims the chunks of a run in order and runs them; tells whether there were any.
   *
   * @param {number} number The run.
   * @param {boolean} own Whether this thread took it.
   * @param {number} seen News since which are a reason to stop, where it only helps.
   * @returns {boolean}
   */
  claim(number, own, seen) {
    const { words } = this, { layout, run, record } = this.start;
    const home = this.runs.homeOf(number), tag = (number & 0x7fff) << 16;
    let any = false;
    const end = Atomics.load(words, home + run.end);
    const begin = Atomics.load(words, home + (own ? run.begin : run.position));
    for (let at = begin; at < end; at += layout.size) {
      if (!own && this.runs.hasNews(seen)) return any;
      const after = Atomics.load(words, at + record.after);
      // What was read belongs to this run when the tag still does.
      let claims = Atomics.load(words, at + record.claims);
      if ((claims & ~0xffff) !== tag) return any;
      if ((Atomics.load(words, home + run.done) - after | 0) < 0) this.runs.await(home, after);
      // Threads that come late begin there.
      if (own) words[home + run.position] = at;
      else if (claims & 0x8000) continue;
      for (; claims & 0x7fff; claims = Atomics.load(words, at + record.claims)) {
        if ((claims & ~0xffff) !== tag) return any;
        const left = claims & 0x7fff;
        const alone = own && !Atomics.load(words, home + run.helpers);
        const count = alone ? Math.min(left, words[at + record.alone]) : 1;
        if (Atomics.compareExchange(words, at + record.claims, claims, claims - count) === claims) {
          this.execute(home, at, words[at + record.chunks] - left, count);
          any = true;
        }
      }
    }
    return any;
  }

  /**
   * Runs chunks that were claimed.
   *
   * @param {number} home Index of the words of their run.
   * @param {number} at
   * @param {number} claimed
   * @param {number} count
   */
  execute(home, at, claimed, count) {
    const { words } = this, { layout, run, record, index } = this.start;
    const kernel = words[at + record.kernel];
    // After an error nothing is trusted any more, so the rest is only counted.
    if (!Atomics.load(words, layout.error)) {
      try {
        const first = claimed * words[at + record.chunk];
        this.programs.runs[kernel](
          words[at + record.args] + words[home + run.arena] * words[at + record.stride],
          words[layout.scratch] + index * words[layout.stride],
          first,
          Math.min(first + count * words[at + record.chunk], words[at + record.count]),
          words[at + record.x],
          words[at + record.y],
          words[at + record.z],
        );
      } catch (error) {
        this.report(kernel, error);
      }
    }
    this.runs.count(home, count);
  }

  /**
   * Leaves the first error for the device to find.
   *
   * @param {number} kernel
   * @param {unknown} error
   */
  report(kernel, error) {
    const { words } = this, { layout } = this.start;
    if (Atomics.compareExchange(words, layout.error, 0, 1) !== 0) return;
    const text = error instanceof Error ? error.message : String(error);
    const length = Math.min(text.length, layout.errorLimit);
    for (let i = 0; i < length; i++) words[layout.errorText + i] = text.charCodeAt(i);
    words[layout.errorLength] = length;
    words[layout.errorKernel] = kernel;
    Atomics.store(words, layout.error, 2);
  }
}

/**
 * Begins the life of a worker that runs this text: takes what it is started with, answers, and serves.
 *
 * @param {(start: ThreadStart) => Thread} threadOf
 */
export function enlist(threadOf) {
  const scope = /** @type {WorkerScope} */ (/** @type {unknown} */ (globalThis));
  const node = scope.process?.getBuiltinModule?.("worker_threads");
  if (node?.workerData) {
    node.parentPort.postMessage(null);
    threadOf(node.workerData).serve();
    return;
  }
  scope.onmessage = ({ data }) => {
    scope.postMessage(null);
    threadOf(data).serve();
    scope.close();
  };
}
