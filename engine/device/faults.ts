/** Faults of a device. The next read tells them, since kernels run after the call that asked for them. */
import { KernelError } from "../error.ts";

/** The first fault of a device; later ones may follow from it. */
export class Faults {
  #first: KernelError | null = null;
  #verdicts: Promise<KernelError | null>[] = [];

  /** Whether there is one. */
  get any(): boolean {
    return this.#first !== null;
  }

  /** Notes a fault, where there is one. */
  note(fault: KernelError | null): void {
    this.#first ??= fault;
  }

  /** Notes a fault by its message. */
  blame(message: string): void {
    this.note(new KernelError(message));
  }

  /** Notes a verdict that is not known yet. */
  expect(verdict: Promise<KernelError | null>): void {
    this.#verdicts.push(verdict);
  }

  /** Waits until all verdicts are known. */
  async known(): Promise<void> {
    for (const fault of await Promise.all(this.#verdicts.splice(0))) this.note(fault);
  }

  /**
   * Throws the fault, where there is one.
   *
   * @throws {KernelError} The first that was noted.
   */
  tell(): void {
    if (this.#first) throw this.#first;
  }
}
