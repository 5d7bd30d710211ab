/**
 * Hears Ctrl-C and other signals to end the process.
 *
 * @module
 */

/**
 * Hears signals until it is disposed of: the first asks for an orderly stop, a second ends the process at
 * once.
 */
export class StopSignal implements Disposable {
  readonly #signals: Deno.Signal[] = Deno.build.os === "windows"
    ? ["SIGINT"]
    : ["SIGINT", "SIGTERM"];
  readonly #heard: () => void;
  #requested = false;

  /** Begins to hear; `first` is called at the first signal. */
  constructor(first: () => void) {
    this.#heard = () => {
      if (this.#requested) Deno.exit(STOPPED);
      this.#requested = true;
      first();
    };
    for (const signal of this.#signals) Deno.addSignalListener(signal, this.#heard);
  }

  /** Whether a signal came. */
  get requested(): boolean {
    return this.#requested;
  }

  /** Hears no more. */
  [Symbol.dispose](): void {
    for (const signal of this.#signals) Deno.removeSignalListener(signal, this.#heard);
  }
}

/** Exit code of a process that was stopped; shells have it for one that Ctrl-C ended. */
export const STOPPED = 130;
