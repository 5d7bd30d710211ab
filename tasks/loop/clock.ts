/**
 * The clock of a training run.
 *
 * @module
 */

/** Pauses in which signals and timers get their turn. */
export class Pause {
  #last = 0;

  /** Waits a moment if the last pause was 50 milliseconds ago or more. */
  async take(): Promise<void> {
    if (performance.now() - this.#last < 50) return;
    await new Promise((done) => setTimeout(done));
    this.#last = performance.now();
  }
}

/** Seconds of training, and examples a second. */
export class Clock {
  /** Examples since {@linkcode Clock.rate} was asked for. */
  samples = 0;
  #begin = 0;
  #before: number;
  #running = false;
  #mark = 0;

  /** A clock that stands still at a number of seconds. */
  constructor(before: number) {
    this.#before = before;
  }

  /** Goes on from where it stands. */
  start(): void {
    this.#before = this.seconds;
    this.#begin = this.#mark = performance.now();
    this.#running = true;
    this.samples = 0;
  }

  /** Stands still until it is started again. */
  pause(): void {
    this.#before = this.seconds;
    this.#running = false;
  }

  /** Seconds while it was running. */
  get seconds(): number {
    return this.#before + (this.#running ? (performance.now() - this.#begin) / 1000 : 0);
  }

  /** Examples a second since the last call. */
  rate(): number {
    const now = performance.now();
    const rate = this.samples / Math.max((now - this.#mark) / 1000, 1e-9);
    this.#mark = now;
    this.samples = 0;
    return rate;
  }
}
