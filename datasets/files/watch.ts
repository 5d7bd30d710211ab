/** Ends a connection on which nothing arrives. */
export class Watch implements Disposable {
  readonly #stop = new AbortController();
  readonly #patience: number;
  readonly #stopped: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param patience Milliseconds in which something must arrive.
   * @param stopped The signal by which the caller ends it.
   */
  constructor(patience: number, stopped?: AbortSignal) {
    this.#patience = patience;
    this.#stopped = stopped;
    this.arrived();
  }

  /** Ends the connection when the watch or the caller wants it. */
  get signal(): AbortSignal {
    const own = this.#stop.signal;
    return this.#stopped ? AbortSignal.any([own, this.#stopped]) : own;
  }

  /** Something arrived. */
  arrived(): void {
    clearTimeout(this.#timer);
    const state = `nothing arrived for ${this.#patience / 1000} s`;
    this.#timer = setTimeout(() => this.#stop.abort(new Error(state)), this.#patience);
  }

  /** Watches no more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
