/**
 * A computation on tensors that stay where they are: run as it is at first, and replayed once it comes
 * again.
 *
 * @module
 */
import type { Device, Recording } from "../device/device.ts";
import { storagesOnlyIn } from "../device/memory.ts";

/** A computation whose inputs are overwritten from run to run. */
export class Repeated<R> {
  readonly #device: Device;
  /** Tensors that it reads, which it may also give, and which it does not own. */
  readonly #inputs: unknown;
  readonly #body: () => R;
  #once: R | null = null;
  #recording: Recording<R> | null = null;
  #runs = 0;

  constructor(device: Device, inputs: unknown, body: () => R) {
    this.#device = device;
    this.#inputs = inputs;
    this.#body = body;
  }

  /**
   * Runs it. The tensors that it gives hold until the next run, or until {@linkcode Repeated.giveBack}. What
   * comes only once, as mini-batches of texts of a length, is not worth a recording.
   */
  run(): R {
    this.#runs += 1;
    if (this.#runs === 1) return this.#once = this.#device.scope(this.#body);
    if (this.#recording) this.#recording.replay();
    else this.#recording = this.#device.record(this.#body);
    return this.#recording.result;
  }

  /** Frees what the last run gave, unless a later run overwrites it. */
  giveBack(): void {
    this.#device.release(storagesOnlyIn(this.#once, this.#inputs));
    this.#once = null;
  }

  /** Frees all that runs gave. */
  free(): void {
    this.giveBack();
    this.#device.release(storagesOnlyIn(this.#recording?.result, this.#inputs));
  }
}
