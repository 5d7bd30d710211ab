/**
 * Shapes as plain lists of sizes, and the arithmetic of axes and broadcasting.
 *
 * @module
 */
import { ShapeError } from "../error.ts";

/** Sizes of a tensor's axes, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/**
 * Number of elements: the product of the sizes, 1 for a scalar.
 *
 * @example
 * ```ts
 * import { sizeOf } from "@associated/learning";
 *
 * console.assert(sizeOf([2, 3]) === 6 && sizeOf([]) === 1);
 * ```
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as messages show it: `[64, 300]`. */
export function format(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** Whether two shapes have the same axes. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Distance, in elements, between neighbours along each axis of a row-major tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

/**
 * Checks that a shape holds whole, non-negative sizes.
 *
 * @throws {ShapeError} When a size is negative or no integer.
 */
export function checkShape(shape: Shape): void {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    throw new ShapeError(
      `Cannot make a tensor of shape ${format(shape)}: each size must be a whole number >= 0`,
    );
  }
}

/**
 * The shape to which both operands broadcast: axes are aligned at the end, and a size of 1
 * stretches.
 *
 * @param name The operation, for the message.
 * @throws {ShapeError} When two sizes differ and neither is 1.
 */
export function broadcast(name: string, a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) {
      throw new ShapeError(
        `Cannot ${name} ${format(a)} and ${format(b)}: sizes ${x} and ${y} of axis ${axis} ` +
          `do not broadcast, make them equal or one of them 1`,
      );
    }
    return x === 1 ? y : x;
  });
}

/** Strides by which a tensor of `shape` is read when it stretches to `target`: 0 repeats. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) =>
    axis < missing || shape[axis - missing] === 1 ? 0 : strides[axis - missing]
  );
}

/**
 * Axes counted from either end as sorted indices from the front, without repeats.
 *
 * @param name The operation, for the message.
 * @throws {ShapeError} When an axis is outside `[-rank, rank)` or named twice.
 */
export function resolveAxes(name: string, shape: Shape, axes: readonly number[]): number[] {
  const rank = shape.length;
  const resolved = axes.map((axis) => {
    if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new ShapeError(
        `Cannot ${name} ${format(shape)} over axis ${axis}: ` +
          (rank ? `give an axis from ${-rank} to ${rank - 1}` : "a scalar has no axes"),
      );
    }
    return axis < 0 ? axis + rank : axis;
  });
  if (new Set(resolved).size !== resolved.length) {
    throw new ShapeError(
      `Cannot ${name} ${format(shape)} over axes ${format(axes)}: an axis is named twice`,
    );
  }
  return resolved.sort((a, b) => a - b);
}
