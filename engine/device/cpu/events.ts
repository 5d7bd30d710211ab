/**
 * Lets the runtime's other events have their turn. All work of the processors happens at once, so that a
 * loop of steps and reads alone would keep timers, signals and finalizers from ever running.
 */

/** Milliseconds between turns. */
const interval = 50;

/** When events last had their turn. */
export class Events {
  #last = performance.now();

  /** Waits for the events at hand, where none had a turn for some time. */
  async serve(): Promise<void> {
    if (performance.now() - this.#last < interval) return;
    // A message to itself comes back at once, where a timer takes milliseconds.
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
    port1.close();
    this.#last = performance.now();
  }
}
