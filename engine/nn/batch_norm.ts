/**
 * A layer that normalizes each column over the batch.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { batchNorm, frozenBatchNorm } from "../ops/conv/batch_norm.ts";
import { conv2d } from "../ops/conv/conv2d.ts";
import { full } from "../ops/pointwise/full.ts";
import { add, divide, multiply, sqrt, subtract } from "../ops/pointwise/pointwise.ts";
import type { Parameter } from "../tensor/parameter.ts";
import { detach, type Tensor } from "../tensor/tensor.ts";
import type { ActivationName } from "./activations.ts";
import type { Conv2d } from "./conv.ts";
import { Finish } from "./finish.ts";
import { constant, zeros } from "./initializers.ts";
import { type Module, Place } from "./module.ts";

/** How a layer normalizes, and what else it does. */
export interface BatchNormLayerOptions {
  /** Keeps the divisor from 0; 1e-5 where absent. */
  readonly epsilon?: number;
  /** How far running statistics move towards those of a batch, from 0 to 1; 0.1 where absent. */
  readonly momentum?: number;
  /** What is applied to the results; `none` where absent. */
  readonly activation?: ActivationName;
}

/** Batch normalization (Ioffe and Szegedy, 2015), of the channels of images or the columns of rows. */
export class BatchNorm implements Module {
  /** What a normalized column is multiplied by, `[columns]`, ones at first. */
  readonly weight: Parameter;
  /** What is added then, `[columns]`, zeros at first. */
  readonly bias: Parameter;
  /**
   * Means, zeros at first, and variances, ones at first, `[columns]`. They are on no tape: training moves
   * them, and no optimizer does.
   */
  readonly running: { readonly mean: Parameter; readonly variance: Parameter };
  readonly #epsilon: number;
  readonly #momentum: number;
  readonly #finish: Finish;

  /** A layer for a given number of columns, at a place. */
  constructor(place: Place, columns: number, options: BatchNormLayerOptions = {}) {
    const { epsilon = 1e-5, momentum = 0.1, activation = "none" } = options;
    const { device, name, random } = place;
    const still = new Place(device, null, name, random);
    this.weight = place.parameter("weight", [columns], constant(1));
    this.bias = place.parameter("bias", [columns], zeros());
    this.running = {
      mean: still.parameter("mean", [columns], zeros()),
      variance: still.parameter("variance", [columns], constant(1)),
    };
    this.#epsilon = epsilon;
    this.#momentum = momentum;
    this.#finish = new Finish(activation, place);
  }

  /** Weight, bias, and what the activation learns. */
  get parameters(): readonly Parameter[] {
    return [this.weight, this.bias, ...this.#finish.parameters];
  }

  /** The running mean and variance: a net keeps them with its parameters, though nothing learns them. */
  get statistics(): readonly Parameter[] {
    return [this.running.mean, this.running.variance];
  }

  /**
   * `[..., columns]` to the same shape.
   *
   * @param training Whether the batch is normalized by its own statistics and the running ones move
   * towards those, yes where absent; otherwise the running ones are used, and stay.
   * @throws {ShapeError} When the last size of `x` is not the number of columns.
   */
  forward(x: Tensor, training = true): Tensor {
    const { weight, bias } = this;
    const running = { mean: detach(this.running.mean), variance: detach(this.running.variance) };
    const options = { epsilon: this.#epsilon, activation: this.#finish.fused };
    const y = training
      ? batchNorm(x, weight, bias, { ...options, running, momentum: this.#momentum })
      : frozenBatchNorm(x, weight, bias, running, options);
    return this.#finish.forward(y);
  }

  /**
   * What `forward(conv.forward(x), false)` is, as one convolution: its weight and bias take the
   * normalization in.
   *
   * @throws {ShapeError} When the convolution has an activation, or `x` does not fit it.
   */
  folded(conv: Conv2d, x: Tensor): Tensor {
    if (conv.activation !== "none") {
      throw new ShapeError(
        `Cannot fold batch_norm into a convolution with activation ${conv.activation}: ` +
          "give the activation to the normalization",
      );
    }
    const mean = detach(this.running.mean), variance = detach(this.running.variance);
    const root = sqrt(add(variance, full(mean.device, [], this.#epsilon)));
    const factor = divide(this.weight, root);
    const center = conv.bias ? subtract(mean, conv.bias) : mean;
    const bias = subtract(this.bias, multiply(center, factor));
    const options = { ...conv.windows, activation: this.#finish.fused };
    return this.#finish.forward(conv2d(x, multiply(conv.weight, factor), bias, options));
  }
}
