/**
 * The errors that the engine throws. Every message reads
 * `Cannot <verb> <what>: <state>, <way out>`.
 *
 * @module
 */

/**
 * Shapes, axes, sizes or options that do not fit together, or are not what they may be.
 *
 * @example
 * ```ts
 * import { matmul, openCpu, ShapeError, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * try {
 *   matmul(tensor(device, [[1, 2]]), tensor(device, [[1, 2]]));
 * } catch (error) {
 *   console.assert(error instanceof ShapeError && error.message.startsWith("Cannot matmul [1, 2]"));
 * }
 * device.destroy();
 * ```
 */
export class ShapeError extends RangeError {
  /** The name that error handlers and logs show. */
  override readonly name = "ShapeError";
}

/**
 * Tensors of two tapes that meet, or a gradient asked of a tensor that has none.
 *
 * @example
 * ```ts
 * import { add, openCpu, Parameter, Tape, TapeError } from "@associated/learning";
 *
 * const device = await openCpu();
 * const [one, other] = ["one", "other"].map((name) =>
 *   new Parameter(device, new Tape(name), name, [1], Float32Array.of(1))
 * );
 * try {
 *   add(one, other);
 * } catch (error) {
 *   console.assert(error instanceof TapeError); // a gradient may not go from one tape to the other
 * }
 * device.destroy();
 * ```
 */
export class TapeError extends TypeError {
  /** The name that error handlers and logs show. */
  override readonly name = "TapeError";
}

/**
 * A kernel, a device or its memory that failed.
 *
 * @example
 * ```ts
 * import { KernelError, openCpu } from "@associated/learning";
 *
 * try {
 *   await openCpu({ threads: 0 });
 * } catch (error) {
 *   console.assert(error instanceof KernelError);
 * }
 * ```
 */
export class KernelError extends Error {
  /** The name that error handlers and logs show. */
  override readonly name = "KernelError";
}
