/**
 * The term that nudges the output towards its target.
 *
 * @module
 */
import { square, subtract } from "../../ops/pointwise/pointwise.ts";
import { scaled } from "../../ops/pointwise/scaled.ts";
import { sum } from "../../ops/reduce/reduce.ts";
import type { HostArray } from "../../tensor/op.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import type { States } from "./neurons.ts";
import type { Term } from "./synapse.ts";

/** A strength and a target of the output. */
export interface NudgeOptions {
  /** beta; below 0 it pushes away from the target. */
  readonly beta: number;
  /** What the states of the last layer should be, `[batch, classes]`. */
  readonly target: Signal;
}

/** `-beta / 2 |s - y|^2` over the states s of the last layer and their target y. */
export class Nudge implements Term {
  /** The last layer. */
  readonly layers: readonly number[];
  /** Its drive follows the states. */
  readonly constant = false;
  readonly #options: NudgeOptions;

  /** A nudge of a layer, by its number. */
  constructor(layer: number, options: NudgeOptions) {
    this.layers = [layer];
    this.#options = options;
  }

  /** Its value, summed over the examples. */
  value(states: States): Tensor {
    const { beta, target } = this.#options;
    return sum(scaled(square(subtract(states[this.layers[0]], target)), -beta / 2));
  }

  /** `beta (y - s)`. */
  drive(layer: number, states: States): Tensor {
    const { beta, target } = this.#options;
    return scaled(subtract(target, states[layer]), beta);
  }

  /** The definition of its value, in naive float64. */
  reference(output: HostArray, target: HostArray): number {
    const squares = output.data.reduce((total, s, i) => total + (s - target.data[i]) ** 2, 0);
    return -this.#options.beta / 2 * squares;
  }
}

/** Half the mean over the examples of the squared distance to the target. */
export function squaredError(output: Tensor, target: Signal): Tensor {
  return scaled(sum(square(subtract(output, target))), 0.5 / output.shape[0]);
}
