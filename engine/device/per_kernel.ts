/** What a device makes of kernels, once each. */
import type { Kernel } from "./device.ts";

/** Finds what was made of a kernel; those with equal keys share it. */
export class PerKernel<Made> {
  readonly #make: (kernel: Kernel) => Made;
  readonly #byKernel = new WeakMap<Kernel, Made>();
  readonly #byKey = new Map<string, Made>();

  /** Nothing yet; `make` is asked for what is not there. */
  constructor(make: (kernel: Kernel) => Made) {
    this.#make = make;
  }

  /** How many were made. */
  get count(): number {
    return this.#byKey.size;
  }

  /** What was made of a kernel, now or before. */
  get(kernel: Kernel): Made {
    let made = this.#byKernel.get(kernel) ?? this.#byKey.get(kernel.key);
    if (made === undefined) {
      made = this.#make(kernel);
      this.#byKey.set(kernel.key, made);
    }
    this.#byKernel.set(kernel, made);
    return made;
  }
}

/** A kernel's name, constants and text, as `debug` shows them. */
export function listing({ name, constants, code }: Kernel): string {
  return `${name} ${JSON.stringify(constants)}\n${code}`;
}
