/** Looks for NaN after operations, and names the place in the program where the first one came up. */
import { Kernel } from "./device.ts";
import { KernelError } from "../error.ts";
import code from "../../shaders/device/inspect.wgsl" with { type: "text" };

/**
 * Reads f32 elements; leaves its `number` in the marker if one is NaN and no earlier inspection met a NaN.
 */
export const inspect = new Kernel({
  name: "inspect",
  code,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32", number: "u32" },
});

/** The inspections of a device, by number, and the labels that name their places. */
export class Inspections {
  readonly #names: string[] = [];
  #label = "";

  /** The number of inspections. */
  get count(): number {
    return this.#names.length;
  }

  /** The number of a new inspection, counted from 1. */
  add(what: string): number {
    return this.#names.push(this.#label ? `${what} in ${this.#label}` : what);
  }

  /** Runs `body`, and names it as the place of the inspections that it makes. */
  label<T>(name: string, body: () => T): T {
    const outer = this.#label;
    this.#label = outer ? `${outer} / ${name}` : name;
    try {
      return body();
    } finally {
      this.#label = outer;
    }
  }

  /** The error of the first inspection that met a NaN, from the number in the marker. */
  verdict(number: number): KernelError | null {
    if (!number) return null;
    return new KernelError(
      `Cannot go on: NaN came out of ${this.#names[number - 1]}, ` +
        "look at what goes into it, or lower the learning rate",
    );
  }
}
