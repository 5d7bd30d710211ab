// @ts-check
/**
 * What a thread does: it claims chunks of commands and runs them.
 *
 * The caller's thread imports this file; workers are started from its text and that of `programs.js`, so that
 * it imports nothing and is JavaScript that every runtime takes as it stands.
 *
 * @module
 */

/** @typedef {import("./layout.ts").ThreadStart} ThreadStart */
/** @typedef {import("./programs.js").Programs} Programs */
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
   * @param {Programs} programs Made for the same start.
   */
  constructor(start, programs) {
    this.start = start;
    this.programs = programs;
    /** @type {() => void} */
    this.pause = /** @type {{ pause?: () => void }} */ (Atomics).pause ?? (() => {});
    /** @type {Int32Array} */
    this.words = new Int32Array(start.memory.buffer);
  }

  /** The life of a worker: sleeps until it is woken for a job, and helps with it. */
  serve() {
    const { layout } = this.start, { words } = this;
    for (;;) {
      const seen = Atomics.load(words, layout.wake);
      // The job comes first: its programs were added before it, those of a later one perhaps not yet.
      const job = Atomics.load(words, layout.job);
      if (Atomics.load(words, layout.quit) || !this.learn()) return;
      this.work(job);
      // A tick of a pipeline follows close on another.
      if (!this.soon(() => Atomics.load(words, layout.wake) !== seen)) {
        Atomics.wait(words, layout.wake, seen);
      }
    }
  }

  /**
   * Looks for a moment whether something has happened.
   *
   * @param {() => boolean} hasHappened
   * @returns {boolean}
   */
  soon(hasHappened) {
    const limit = performance.now() + this.start.patience;
    do {
      for (let i = 0; i < 50; i++) {
        if (hasHappened()) return true;
        this.pause();
      }
    } while (performance.now() < limit);
    return false;
  }

  /**
   * Makes the programs that were added since the last time; false when one is not accepted.
   *
   * @returns {boolean}
   */
  learn() {
    const { programs } = this, { layout, memory } = this.start;
    if (!this.words.length) this.words = new Int32Array(memory.buffer);
    try {
      programs.learn(Atomics.load(this.words, layout.kernels));
      return true;
    } catch (error) {
      this.report(programs.runs.length, error);
      return false;
    }
  }

  /**
   * Works on a job until nothing of it is left to claim, or another job has taken its place: takes lanes, and
   * helps with the lanes of other threads when none is left.
   *
   * @param {number} job
   */
  work(job) {
    const { memory, layout, index } = this.start;
    if (!this.words.length) this.words = new Int32Array(memory.buffer);
    const { words } = this;
    const tag = (job & 0x7fff) << 16;
    for (let n = this.take(tag); n >= 0; n = this.take(tag)) this.follow(n, tag, true);
    Atomics.add(words, layout.helpers, 1);
    const count = Atomics.load(words, layout.count);
    for (let n = 0; n < count; n++) this.follow((index + n) % count, tag, false);
    Atomics.sub(words, layout.helpers, 1);
  }

  /**
   * Takes a lane of a job; -1 when none is left.
   *
   * @param {number} tag
   * @returns {number}
   */
  take(tag) {
    const { words } = this, { layout } = this.start;
    for (;;) {
      const untaken = Atomics.load(words, layout.untaken);
      const left = untaken & 0xffff;
      if ((untaken & ~0xffff) !== tag || !left) return -1;
      if (Atomics.compareExchange(words, layout.untaken, untaken, untaken - 1) === untaken) {
        return left - 1;
      }
    }
  }

  /**
   * Works on a lane until none of its chunks is left to claim, and notes the time.
   *
   * @param {number} number The lane.
   * @param {number} tag
   * @param {boolean} own Whether this thread took the lane.
   */
  follow(number, tag, own) {
    const { words } = this, { layout, lane } = this.start;
    const home = layout.lane + number * layout.laneSize;
    const begin = performance.now();
    const any = this.claim(home, tag, own);
    if (!any && !own) return;
    const end = performance.now();
    if (any) Atomics.add(words, home + lane.busy, Math.round(1000 * (end - begin)));
    if (!own) return;
    const times = new Float64Array(words.buffer, 4 * (home + lane.times), 2);
    times[0] = performance.timeOrigin + begin;
    times[1] = performance.timeOrigin + end;
    Atomics.store(words, home + lane.over, tag);
  }

  /**
   * Claims the chunks of a lane in order and runs them; tells whether there were any.
   *
   * @param {number} home Index of the words of the lane.
   * @param {number} tag
   * @param {boolean} own Whether this thread took the lane.
   * @returns {boolean}
   */
  claim(home, tag, own) {
    const { words } = this, { layout, lane, record } = this.start;
    let any = false;
    const end = Atomics.load(words, home + lane.end);
    const begin = Atomics.load(words, home + (own ? lane.begin : lane.position));
    for (let at = begin; at < end; at += layout.size) {
      const after = Atomics.load(words, at + record.after);
      // What was read belongs to this job when the tag still does.
      let claims = Atomics.load(words, at + record.claims);
      if ((claims & ~0xffff) !== tag) return any;
      if ((Atomics.load(words, home + lane.done) - after | 0) < 0) this.await(home, after);
      // Threads that come late begin there.
      if (own) words[home + lane.position] = at;
      else if (claims & 0x8000) continue;
      for (; claims & 0x7fff; claims = Atomics.load(words, at + record.claims)) {
        if ((claims & ~0xffff) !== tag) return any;
        const left = claims & 0x7fff;
        const alone = own && !Atomics.load(words, layout.helpers);
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
   * @param {number} home Index of the words of their lane.
   * @param {number} at
   * @param {number} claimed
   * @param {number} count
   */
  execute(home, at, claimed, count) {
    const { words } = this, { layout, lane, record, index } = this.start;
    const kernel = words[at + record.kernel];
    // After an error nothing is trusted any more, so the rest is only counted.
    if (!Atomics.load(words, layout.error)) {
      try {
        const first = claimed * words[at + record.chunk];
        this.programs.runs[kernel](
          words[at + record.args],
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
    const done = Atomics.add(words, home + lane.done, count) + count | 0;
    if (Atomics.load(words, layout.sleepers)) this.rouse(home, done);
  }

  /**
   * Waits until all chunks of a lane up to a number are done: looks for a moment, then sleeps.
   *
   * @param {number} home Index of the words of the lane.
   * @param {number} target
   */
  await(home, target) {
    const { words } = this, { layout, lane, sleeps, index } = this.start;
    const isDone = () => (Atomics.load(words, home + lane.done) - target | 0) >= 0;
    do {
      if (this.soon(isDone)) return;
    } while (!sleeps);
    Atomics.store(words, layout.wanted + index, target);
    Atomics.store(words, layout.watched + index, home);
    Atomics.add(words, layout.sleepers, 1);
    for (;;) {
      Atomics.store(words, layout.asleep + index, 1);
      // Looked at once more: whoever counts up from here on sees that this one sleeps.
      if (isDone()) break;
      Atomics.wait(words, layout.asleep + index, 1);
    }
    Atomics.store(words, layout.asleep + index, 0);
    Atomics.sub(words, layout.sleepers, 1);
  }

  /**
   * Wakes the threads that wait for no more than what is done of a lane.
   *
   * @param {number} home Index of the words of the lane.
   * @param {number} done
   */
  rouse(home, done) {
    const { words } = this, { layout } = this.start;
    for (let index = 0; index < layout.threads; index++) {
      if (!Atomics.load(words, layout.asleep + index)) continue;
      if (Atomics.load(words, layout.watched + index) !== home) continue;
      if ((done - Atomics.load(words, layout.wanted + index) | 0) < 0) continue;
      Atomics.store(words, layout.asleep + index, 0);
      Atomics.notify(words, layout.asleep + index);
    }
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
