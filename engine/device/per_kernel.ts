/** Things that a device makes from kernels, once for each kernel. */
import type { Kernel } from "./device.ts";

/** Finds the thing that was made from a kernel; kernels with equal keys share one. */
export class PerKernel<Made> {
  readonly #make: (kernel: Kernel) => Made;
  readonly #byKernel = new WeakMap<Kernel, Made>();
  readonly #byKey = new Map<string, Made>();

  /** An empty collection; `make` makes the missing things. */
  constructor(make: (kernel: Kernel) => Made) {
    this.#make = make;
  }

  /** The number of things made so far. */
  get count(): number {
    return this.#byKey.size;
  }

  /** The thing of a kernel, made now or before. */
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
