/**
 * Gives other events of the runtime their turn. The processors work without a pause, so a loop of steps and
 * reads would otherwise keep timers, signals and finalizers from ever running.
 */

/** Milliseconds between turns. */
const interval = 50;

/** Gives events their turn from time to time. */
export class Events {
  #last = performance.now();

  /** Waits for the pending events, if events had no turn for some time. */
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
