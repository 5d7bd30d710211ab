/**
 * Lets other events of the runtime be handled. Kernels run on the caller's thread without a pause,
 * so a loop of steps and reads would otherwise keep timers, signals and finalizers from ever
 * running.
 */

/** Milliseconds after which pending events are handled again. */
const interval = 50;

/** Lets pending events be handled from time to time. */
export class Events {
  #last = performance.now();

  /** Waits until pending events are handled, if none were handled for some time. */
  async serve(): Promise<void> {
    if (performance.now() - this.#last < interval) return;
    // A message from a port to its other end arrives at once; a timer would take milliseconds.
    const { port1, port2 } = new MessageChannel();
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
    port1.close();
    this.#last = performance.now();
  }
}
