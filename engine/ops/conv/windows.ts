/**
 * Where windows stand on an image: what convolutions and pooling share.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { format, type Shape } from "../../tensor/shape.ts";

/**
 * Rows and columns of zeros around an image: as many on each side, or `same`, as TensorFlow has it:
 * as few as give each `stride`-th pixel a window, the odd one below and to the right.
 */
export type Padding = number | "same";

/** How windows move over an image. */
export interface WindowOptions {
  /** Pixels from window to window, down and across; 1 where absent. */
  readonly stride?: number;
  /** Zeros around the image; 0 where absent. */
  readonly padding?: Padding;
}

/** Windows over an image; all sizes are pixels. */
export interface Windows {
  /** Rows of the image. */
  readonly height: number;
  /** Columns of the image. */
  readonly width: number;
  /** Rows of a window. */
  readonly rows: number;
  /** Columns of a window. */
  readonly columns: number;
  /** From window to window. */
  readonly stride: number;
  /** How far the first window begins above the image. */
  readonly top: number;
  /** How far the first window begins left of the image. */
  readonly left: number;
  /** Windows below each other. */
  readonly down: number;
  /** Windows beside each other. */
  readonly across: number;
}

/**
 * The windows of `[rows, columns]` over an image of `[height, width]`.
 *
 * @param name The operation, for the message.
 * @throws {ShapeError} When a size is no whole number in its range, or no window fits.
 */
export function windowsOf(
  name: string,
  [height, width]: Shape,
  [rows, columns]: Shape,
  { stride = 1, padding = 0 }: WindowOptions,
): Windows {
  const sizes = [rows, columns, stride];
  const padded = padding === "same" || (Number.isSafeInteger(padding) && padding >= 0);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0) || !padded) {
    throw new ShapeError(
      `Cannot ${name} with windows of ${format([rows, columns])}, stride ${stride} and padding ` +
        `${padding}: give whole numbers, the padding from 0 on, the others from 1 on`,
    );
  }
  const [down, top] = along(height, rows, stride, padding);
  const [across, left] = along(width, columns, stride, padding);
  if (down < 0 || across < 0) {
    throw new ShapeError(
      `Cannot ${name} an image of ${format([height, width])} with windows of ` +
        `${format([rows, columns])} and padding ${padding}: no window fits, ` +
        "give a smaller window or more padding",
    );
  }
  return { height, width, rows, columns, stride, top, left, down, across };
}

/** Windows along an axis and zeros before it; fewer than no windows where none fits. */
function along(size: number, window: number, stride: number, padding: Padding): [number, number] {
  if (padding === "same") {
    const count = Math.ceil(size / stride);
    return [count, Math.floor(Math.max((count - 1) * stride + window - size, 0) / 2)];
  }
  const room = size + 2 * padding - window;
  return [room < 0 ? -1 : Math.floor(room / stride) + 1, padding];
}
