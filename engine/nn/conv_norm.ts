/**
 * A convolutional layer with batch normalization.
 *
 * @module
 */
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { BatchNorm, type BatchNormLayerOptions } from "./batch_norm.ts";
import { Conv2d, type ConvLayerOptions } from "./conv.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a convolutional layer with batch normalization; it has no bias of its own by default. */
export interface ConvNormOptions extends ConvLayerOptions, BatchNormLayerOptions {}

/** A convolution, batch normalization of its results, and an activation. */
export class ConvNorm implements Module {
  /** The convolution, without an activation. */
  readonly conv: Conv2d;
  /** The normalization, with the activation. */
  readonly norm: BatchNorm;

  /** A layer at a place. */
  constructor(place: Place, options: ConvNormOptions) {
    const { bias = false } = options;
    this.conv = new Conv2d(place.at("conv"), { ...options, bias, activation: "none" });
    this.norm = new BatchNorm(place.at("norm"), options.outputs, options);
  }

  /** Those of the convolution and of the normalization. */
  get parameters(): readonly Parameter[] {
    return [...this.conv.parameters, ...this.norm.parameters];
  }

  /** The running mean and variance of the normalization. */
  get statistics(): readonly Parameter[] {
    return this.norm.statistics;
  }

  /**
   * `[batch, height, width, inputs]` to `[batch, down, across, outputs]`.
   *
   * @param training Whether the batch is normalized by its own statistics, which move the running
   * ones, yes where absent; otherwise the running ones are folded into the convolution.
   * @throws {ShapeError} When the channels differ, or no window fits.
   */
  forward(x: Tensor, training = true): Tensor {
    return training ? this.norm.forward(this.conv.forward(x)) : this.norm.folded(this.conv, x);
  }
}
