/**
 * A layer that drops elements at random while training.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { dropout, DropoutStream } from "../ops/pointwise/dropout.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { Place } from "./module.ts";

/**
 * Random zeros while training (Srivastava et al., 2014); it has no parameters.
 *
 * @example
 * ```ts
 * import { Dropout, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new Dropout(place, 0.5);
 * const x = tensor(device, [1, 2, 3]);
 * console.assert(layer.forward(x, false) === x); // nothing is dropped but in training
 * device.destroy();
 * ```
 */
export class Dropout {
  /** The probability with which an element is dropped. */
  readonly rate: number;
  /** The stream that its masks come from; the state of the stream belongs into checkpoints. */
  readonly stream: DropoutStream;

  /**
   * A layer at a place, whose name decides its masks.
   *
   * @param rate From 0 up to, not including, 1.
   * @throws {ShapeError} When the rate is out of range.
   */
  constructor(place: Place, rate: number) {
    if (!(rate >= 0 && rate < 1)) {
      throw new ShapeError(
        `Cannot drop elements at rate ${rate}: give a number from 0 up to, not including, 1`,
      );
    }
    this.rate = rate;
    this.stream = new DropoutStream(place.device, place.random);
  }

  /** Of a signal, a signal. */
  forward(x: Signal, training?: boolean): Signal;
  /**
   * Sets elements to 0 and divides the others by `1 - rate`, anew at each call.
   *
   * @param training Whether to drop at all, yes where absent; otherwise x is given back.
   */
  forward(x: Tensor, training?: boolean): Tensor;
  forward(x: Tensor, training = true): Tensor {
    return training ? dropout(x, this.rate, this.stream) : x;
  }
}
