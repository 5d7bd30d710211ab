/**
 * A layer that normalizes each row.
 *
 * @module
 */
import { layerNorm, type LayerNormOptions } from "../ops/reduce/layer_norm.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constant, zeros } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/**
 * Layer normalization (Ba et al., 2016).
 *
 * @example
 * ```ts
 * import { LayerNorm, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new LayerNorm(place, 2);
 * const y = layer.forward(tensor(device, [[3, 3]]));
 * console.assert((await y.data()).join() === "0,0"); // [..., columns] to the same shape
 * device.destroy();
 * ```
 */
export class LayerNorm implements Module {
  /** Factors of a normalized row, `[columns]`, ones at first. */
  readonly weight: Parameter;
  /** Summands of a normalized row, `[columns]`, zeros at first. */
  readonly bias: Parameter;
  readonly #options: LayerNormOptions;

  /** A layer for rows of a given number of columns, at a place. */
  constructor(place: Place, columns: number, options: LayerNormOptions = {}) {
    this.weight = place.parameter("weight", [columns], constant(1));
    this.bias = place.parameter("bias", [columns], zeros());
    this.#options = options;
  }

  /** Weight and bias. */
  get parameters(): readonly Parameter[] {
    return [this.weight, this.bias];
  }

  /**
   * `[..., columns]` to the same shape.
   *
   * @throws {ShapeError} When the last size of `x` is not the number of columns.
   */
  forward(x: Tensor): Tensor {
    return layerNorm(x, this.weight, this.bias, this.#options);
  }
}
