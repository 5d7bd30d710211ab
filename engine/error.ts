/**
 * The errors that the engine throws. Every message reads
 * `Cannot <verb> <what>: <state>, <way out>`.
 *
 * @module
 */

/** Shapes, axes or sizes that do not fit together. */
export class ShapeError extends RangeError {
  /** The name that error handlers and logs show. */
  override readonly name = "ShapeError";
}

/** Tensors of two tapes that meet, or a gradient asked of a tensor that has none. */
export class TapeError extends TypeError {
  /** The name that error handlers and logs show. */
  override readonly name = "TapeError";
}

/** A kernel, a device or its memory that failed. */
export class KernelError extends Error {
  /** The name that error handlers and logs show. */
  override readonly name = "KernelError";
}
