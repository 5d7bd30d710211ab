/** Looks for NaN after ops, and names the place in the program where the first arose. */
import { Kernel } from "./device.ts";
import { KernelError } from "../error.ts";
import code from "../../shaders/device/inspect.wgsl" with { type: "text" };

/** Reads f32 elements; leaves its `number` in the marker where one is NaN and none was before. */
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

  /** How many were made. */
  get count(): number {
    return this.#names.length;
  }

  /** The number of a new inspection, counted from 1. */
  add(what: string): number {
    return this.#names.push(this.#label ? `${what} in ${this.#label}` : what);
  }

  /** Runs `body`; names the place that inspections made in it come from. */
  label<T>(name: string, body: () => T): T {
    const outer = this.#label;
    this.#label = outer ? `${outer} / ${name}` : name;
    try {
      return body();
    } finally {
      this.#label = outer;
    }
  }

  /** What the marker tells: the error of the first inspection that met a NaN. */
  verdict(number: number): KernelError | null {
    if (!number) return null;
    return new KernelError(
      `Cannot go on: NaN came out of ${this.#names[number - 1]}, ` +
        "look at what goes into it, or lower the learning rate",
    );
  }
}
