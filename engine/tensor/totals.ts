/**
 * Running sums on the device, so that the losses of many steps are read together.
 *
 * @module
 */
import { type Device, grid, Kernel } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { sizeOf } from "./shape.ts";
import { empty, type Signal } from "./tensor.ts";
import code from "../../shaders/losses/accumulate.wgsl" with { type: "text" };

const kernel = new Kernel({
  name: "accumulate",
  code,
  reads: 1,
  writes: 1,
  uniforms: { elements: "u32" },
});

/**
 * Sums of named scalars over steps.
 *
 * @example
 * ```ts
 * import { openCpu, tensor, Totals } from "@associated/learning";
 *
 * const device = await openCpu();
 * const totals = new Totals(device, 2);
 * for (const value of [1, 2, 3]) totals.add([tensor(device, [value]), tensor(device, [10])]);
 * console.assert((await totals.read()).join() === "6,30");
 * device.destroy();
 * ```
 */
export class Totals {
  /** The sums, one element each, for checkpoints. */
  readonly sums: readonly Signal[];
  readonly #device: Device;

  /** Sums of `count` scalars, all 0. */
  constructor(device: Device, count: number) {
    this.#device = device;
    this.sums = Array.from({ length: count }, () => device.keep(empty(device, [])));
    this.assign(new Float32Array(count));
  }

  /** Adds one scalar to each sum; may be recorded. */
  add(scalars: readonly Signal[]): void {
    this.addTo(this.sums, scalars);
  }

  /** Adds one scalar to each of some of the sums; may be recorded. */
  addTo(sums: readonly Signal[], scalars: readonly Signal[]): void {
    if (scalars.length !== sums.length || scalars.some(({ shape }) => sizeOf(shape) !== 1)) {
      throw new ShapeError(
        `Cannot add ${scalars.join(" ")} to ${sums.length} totals: give one scalar for each`,
      );
    }
    scalars.forEach((x, i) =>
      this.#device.run(kernel, {
        reads: [x.storage],
        writes: [sums[i].storage],
        uniforms: { elements: 1 },
        groups: grid(1),
      })
    );
  }

  /** The sums so far. */
  async read(): Promise<Float32Array> {
    const values = new Float32Array(this.sums.length);
    for (const [i, sum] of this.sums.entries()) values[i] = await sum.item();
    return values;
  }

  /** Overwrites the sums, with zeros to start anew. */
  assign(values: Float32Array): void {
    this.sums.forEach((sum, i) => this.#device.write(sum.storage, values.slice(i, i + 1)));
  }
}
