// @ts-check
/**
 * The runs that threads of a device take, and the news of them. What `thread.js` says of its text holds for this
 * one too.
 *
 * @module
 */

/** @typedef {import("./layout.ts").ThreadStart} ThreadStart */

/** The runs as a thread sees them. */
export class Runs {
  /** @param {ThreadStart} start */
  constructor(start) {
    this.start = start;
    /** @type {() => void} */
    this.pause = /** @type {{ pause?: () => void }} */ (Atomics).pause ?? (() => {});
    /** @type {Int32Array} */
    this.words = new Int32Array(start.memory.buffer);
  }

  /**
   * Index of the words of a run.
   *
   * @param {number} number
   * @returns {number}
   */
  homeOf(number) {
    const { layout } = this.start;
    return layout.run + (number & layout.runs - 1) * layout.runSize;
  }

  /**
   * Whether a run is done.
   *
   * @param {number} number
   * @returns {boolean}
   */
  isDone(number) {
    return (Atomics.load(this.words, this.homeOf(number) + this.start.run.over) - number | 0) >= 0;
  }

  /**
   * The run to take: the oldest of those that can begin on this thread's seats, whose data are in its caches, or
   * else the nearest to them; null if none can begin.
   *
   * @param {number} next The number after that of the last run.
   * @returns {number | null}
   */
  find(next) {
    const { words } = this, { layout, run, index } = this.start;
    const middle = (index + 0.5) * layout.seats;
    let nearest = null, least = Infinity;
    for (let n = Atomics.load(words, layout.first); (n - next | 0) < 0; n = n + 1 | 0) {
      const home = this.homeOf(n);
      if ((Atomics.load(words, home + run.taken) - n | 0) >= 0 || !this.canBegin(home)) continue;
      if (this.arenaFor(home) < 0) continue;
      const away = Math.abs(words[home + run.seat] - middle);
      if (2 * away <= layout.seats) return n;
      if (away >= least) continue;
      nearest = n;
      least = away;
    }
    return nearest;
  }

  /**
   * Whether all runs are done that must be before one.
   *
   * @param {number} home Index of the words of the run.
   * @returns {boolean}
   */
  canBegin(home) {
    const { words } = this, { run } = this.start;
    for (let i = 0; i < run.afters; i++) {
      if (!this.isDone(words[home + run.after + i])) return false;
    }
    return true;
  }

  /**
   * Takes a run, unless another thread has.
   *
   * @param {number} number
   * @returns {boolean}
   */
  take(number) {
    const { words } = this, { layout, run } = this.start;
    const home = this.homeOf(number), before = number - layout.runs | 0;
    const arena = this.enter(home);
    if (arena < 0) return false;
    if (Atomics.compareExchange(words, home + run.taken, before, number) !== before) {
      Atomics.and(words, layout.arenas, ~(1 << arena));
      return false;
    }
    Atomics.store(words, home + run.arena, arena);
    this.tell();
    return true;
  }

  /**
   * The arena that a run would use: this thread's own, whose data are in its caches, or else the first that is
   * free; -1 if none is.
   *
   * @param {number} home Index of the words of the run.
   * @returns {number}
   */
  arenaFor(home) {
    const { words } = this, { layout, run, index } = this.start;
    const choice = words[home + run.choice];
    const free = (1 << choice) - 1 & ~Atomics.load(words, layout.arenas);
    if (index < choice && free & 1 << index) return index;
    return 31 - Math.clz32(free & -free);
  }

  /**
   * Takes an arena for a run; -1 if none is free.
   *
   * @param {number} home Index of the words of the run.
   * @returns {number}
   */
  enter(home) {
    const { words } = this, { layout } = this.start;
    for (let arena = this.arenaFor(home); arena >= 0; arena = this.arenaFor(home)) {
      if (!(Atomics.or(words, layout.arenas, 1 << arena) & 1 << arena)) return arena;
    }
    return -1;
  }

  /**
   * Gives the arena back that a run chose, all of whose chunks are done, and notes that the run is done.
   *
   * @param {number} home Index of the words of the run.
   * @param {number} number
   */
  close(home, number) {
    const { words } = this, { layout, run } = this.start;
    if (words[home + run.choice]) {
      Atomics.and(words, layout.arenas, ~(1 << words[home + run.arena]));
    }
    Atomics.store(words, home + run.over, number);
  }

  /** Tells the other threads that a run was made, taken or done. */
  tell() {
    const { words } = this, { layout } = this.start;
    Atomics.add(words, layout.news, 1);
    if (Atomics.load(words, layout.idle)) Atomics.notify(words, layout.news);
  }

  /**
   * Whether runs were made, taken or done since the counter had a value.
   *
   * @param {number} seen
   * @returns {boolean}
   */
  hasNews(seen) {
    return Atomics.load(this.words, this.start.layout.news) !== seen;
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
   * Sleeps until there are news.
   *
   * @param {number} seen
   */
  doze(seen) {
    const { words } = this, { layout, sleeps } = this.start;
    if (!sleeps) return;
    Atomics.add(words, layout.idle, 1);
    Atomics.wait(words, layout.news, seen);
    Atomics.sub(words, layout.idle, 1);
  }

  /**
   * Counts chunks of a run that are done.
   *
   * @param {number} home Index of the words of the run.
   * @param {number} chunks
   */
  count(home, chunks) {
    const { words } = this, { layout, run } = this.start;
    const done = Atomics.add(words, home + run.done, chunks) + chunks | 0;
    if (Atomics.load(words, layout.sleepers)) this.rouse(home, done);
  }

  /**
   * Waits until all chunks of a run up to a number are done: looks for a moment, then sleeps.
   *
   * @param {number} home Index of the words of the run.
   * @param {number} target
   */
  await(home, target) {
    const { words } = this, { layout, run, sleeps, index } = this.start;
    const isDone = () => (Atomics.load(words, home + run.done) - target | 0) >= 0;
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
   * Wakes the threads that wait for no more than what is done of a run.
   *
   * @param {number} home Index of the words of the run.
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
}
