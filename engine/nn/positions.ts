/**
 * Positions of tokens, for layers that do not see the order of tokens.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { slice } from "../ops/arrange/concatenate.ts";
import { add } from "../ops/pointwise/pointwise.ts";
import { type Signal, type Tensor, tensor } from "../tensor/tensor.ts";

/** The longest of the waves, over 2 pi. */
const longest = 10_000;

/**
 * Sines and cosines of the place of a token, which are added to its vector (Vaswani et al., 2017): column 2 i
 * is the sine of the place divided by `10000^(2 i / width)`, column 2 i + 1 its cosine.
 *
 * @example
 * ```ts
 * import { full, openCpu, SinusoidalPositions } from "@associated/learning";
 *
 * const device = await openCpu();
 * const positions = new SinusoidalPositions(device, 100, 8);
 * const y = positions.forward(full(device, [2, 5, 8], 0));
 * console.assert(y.shape.join() === "2,5,8"); // [batch, time, width] to the same shape
 * device.destroy();
 * ```
 */
export class SinusoidalPositions {
  /** A row for each place: `[time, width]`. */
  readonly table: Signal;

  /** Positions for up to `time` tokens of `width` columns. */
  constructor(device: Device, time: number, width: number) {
    const values = Float64Array.from({ length: time * width }, (_, at) => {
      const column = at % width, place = (at - column) / width;
      const angle = place / longest ** ((column - column % 2) / width);
      return column % 2 ? Math.cos(angle) : Math.sin(angle);
    });
    this.table = device.keep(tensor(device, values, [time, width]));
  }

  /** Of a signal, a signal. */
  forward(x: Signal): Signal;
  /**
   * `x` `[batch, time, width]` with the positions of its tokens added.
   *
   * @throws {ShapeError} When there are more tokens than positions, or the widths differ.
   */
  forward(x: Tensor): Tensor;
  forward(x: Tensor): Tensor {
    const [time, width] = this.table.shape;
    if (x.shape.length !== 3 || x.shape[1] > time || x.shape[2] !== width) {
      throw new ShapeError(
        `Cannot add positions to ${x}: there are ${time} of ${width} columns, ` +
          `give [batch, time, ${width}] with no more tokens than that`,
      );
    }
    const tokens = x.shape[1];
    return add(x, tokens === time ? this.table : slice(this.table, 0, 0, tokens));
  }
}
