/**
 * Losses in which classes count differently, or targets are smoothed.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { gatherRows } from "../ops/arrange/gather_rows.ts";
import { reshape } from "../ops/arrange/reshape.ts";
import { crossEntropy } from "../ops/losses/cross_entropy.ts";
import { meanSquaredError } from "../ops/losses/mean_squared_error.ts";
import { weightedCrossEntropy } from "../ops/losses/weighted_cross_entropy.ts";
import { full } from "../ops/pointwise/full.ts";
import { multiply, square, subtract } from "../ops/pointwise/pointwise.ts";
import { mean } from "../ops/reduce/reduce.ts";
import { type Signal, type Tensor, tensor } from "../tensor/tensor.ts";

/** How much classes count in losses, and how sure targets are. */
export interface ClassLossOptions {
  /** Factor of the loss of an example, by its class `[classes]`; all count alike where absent. */
  readonly classWeights?: readonly number[];
  /** Share of each target that is spread over all classes alike, in cross-entropies; none where absent. */
  readonly smoothing?: number;
}

/** The losses of examples with their classes. */
export class ClassLoss {
  readonly #weights: Signal | null;
  readonly #smoothing: number;

  /** Losses on a device. */
  constructor(device: Device, { classWeights, smoothing = 0 }: ClassLossOptions) {
    this.#weights = classWeights ? tensor(device, Float32Array.from(classWeights)) : null;
    this.#smoothing = smoothing;
  }

  /** The factor of each example `[batch]`; null where all count alike. */
  weightsOf(classes: Signal): Signal | null {
    return this.#weights && gatherRows(this.#weights, classes);
  }

  /** Mean cross-entropy of logits `[batch, classes]` with class indices. */
  crossEntropy(logits: Tensor, classes: Signal, weights: Signal | null): Tensor {
    if (!weights && !this.#smoothing) return crossEntropy(logits, classes);
    const factors = weights ?? full(logits.device, classes.shape, 1);
    return weightedCrossEntropy(logits, classes, factors, { smoothing: this.#smoothing });
  }
}

/**
 * Mean squared error of `[batch, codes]`, in which rows count by their factors `[batch]`: `sum over i, j of w[i]
 * (a[i, j] - b[i, j])^2 / (batch codes)`; the plain mean where there are none.
 */
export function weightedSquaredError(a: Tensor, b: Tensor, weights: Signal | null): Tensor {
  if (!weights) return meanSquaredError(a, b);
  return mean(multiply(square(subtract(a, b)), reshape(weights, [weights.size, 1])));
}
