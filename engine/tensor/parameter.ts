/**
 * Parameters: the tensors that training changes.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { format, type Shape, sizeOf } from "./shape.ts";
import type { Tape } from "./tape.ts";
import { empty, type Signal, Tensor } from "./tensor.ts";

/** The gradient of a table of which only some rows were used. */
export interface RowGradient {
  /** The rows that were used; see {@linkcode rowIndex}. */
  readonly index: Signal;
  /** Gradient of the i-th row of the index in row i: `[positions, columns]`, zero past the last. */
  readonly values: Signal;
}

/** Whether a gradient is of some rows of a table, and not of the whole parameter. */
export function isOfRows(gradient: Signal | RowGradient): gradient is RowGradient {
  return "index" in gradient;
}

/**
 * A tensor that training changes. It belongs to one tape for life and receives its gradient there; a
 * parameter on no tape is changed by a rule that takes no gradients by a tape.
 *
 * @example
 * ```ts
 * import { openCpu, Parameter, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [2], Float32Array.of(1, 2));
 * w.assign(Float32Array.of(3, 4));
 * console.assert((await w.data()).join() === "3,4" && w.name === "w");
 * device.destroy();
 * ```
 */
export class Parameter extends Tensor {
  /** A path that is unique in its model, as `block 1/f.weight`. */
  readonly name: string;
  /** Filled by `backward`, taken by an optimizer. */
  gradient: Signal | RowGradient | null = null;

  /** A parameter of given shape and first values, kept out of all scopes. */
  constructor(device: Device, tape: Tape | null, name: string, shape: Shape, values: Float32Array) {
    if (values.length !== sizeOf(shape)) {
      throw new ShapeError(
        `Cannot make parameter "${name}" of shape ${format(shape)}: ${values.length} values given`,
      );
    }
    const memory = device.keep(empty(device, shape));
    super(device, memory.storage, shape, "f32", tape);
    this.name = name;
    this.assign(values);
  }

  /** Overwrites its values. */
  assign(values: Float32Array): void {
    if (values.length !== this.size) {
      throw new ShapeError(
        `Cannot assign ${values.length} values to parameter "${this.name}"${format(this.shape)}`,
      );
    }
    if (values.length) this.device.write(this.storage, values);
  }

  /** Its name and shape, for messages. */
  override toString(): string {
    return `Parameter "${this.name}"${format(this.shape)}`;
  }
}
