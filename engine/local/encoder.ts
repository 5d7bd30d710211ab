/**
 * The forward map f of a block: the real layer of the network.
 *
 * @module
 */
import type { Dropout } from "../nn/dropout.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { Features, FeatureShape } from "./features.ts";

/** Sizes of an example on which the cost of an answer depends. */
export interface RowSizes {
  /** Time steps that have entered at this block and the blocks below it; 1 where there is no time. */
  readonly steps: number;
}

/** The forward map f of a block. */
export interface Encoder extends Module {
  /** Number of features that the bridge reads from {@linkcode Encoder.pool}. */
  readonly width: number;
  /** Sizes of the features that it hands on. */
  readonly out: FeatureShape;
  /** Its dropouts, if it has any; their states belong into checkpoints. */
  readonly dropouts?: readonly Dropout[];
  /** Whether its features are looked up in a table, so that keeping them would save nothing. */
  readonly isLookup?: boolean;
  /** x of the block below to x of this block; `training` says whether elements are dropped. */
  forward(input: Features, training: boolean): Features;
  /** One row of features an example, `[batch, width]`, for the bridge. */
  pool(output: Features): Tensor;
  /** The pooled features of an input, for encoders that can make them without making all features. */
  summarize?(input: Features): Tensor;
  /**
   * How the time steps of each example attend to each other in prediction, `[batch, heads, steps, steps]`,
   * for encoders that have attention.
   */
  weights?(input: Features<Signal>): Signal;
  /**
   * How one of its parameters learns: a step changes only the rows of a `table` that it used, a table may
   * have a rate of its own, and it does not decay; a `weight` has none of these exceptions. A `statistic`
   * is moved by `forward` where that trains, and by no optimizer.
   */
  learning(parameter: Parameter): "table" | "weight" | "statistic";
  /**
   * Multiply-adds of `forward` for one example: the products with weight matrices, and attention. Lookups,
   * means and operations on single elements are left out; they are a small part.
   */
  multiplyAdds(sizes: RowSizes): number;
}
