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
  /** Time steps that have entered by a block, those of the blocks below among them; 1 where there is no time. */
  readonly steps: number;
}

/** The forward map f of a block. */
export interface Encoder extends Module {
  /** Number of features that the bridge reads from {@linkcode Encoder.pool}. */
  readonly width: number;
  /** Sizes of the features that it hands on. */
  readonly out: FeatureShape;
  /** What it drops elements by while training, if anything; the states belong into checkpoints. */
  readonly dropouts?: readonly Dropout[];
  /** Whether its features are a lookup in a table, so that keeping them saves nothing. */
  readonly isLookup?: boolean;
  /** x of the block below to x of this block; `training` says whether anything is dropped. */
  forward(input: Features, training: boolean): Features;
  /** One row of features an example, `[batch, width]`, for the bridge. */
  pool(output: Features): Tensor;
  /** The pooled features alone, where they come cheaper than by way of all features. */
  summarize?(input: Features): Tensor;
  /**
   * How the time steps of each example attend to each other where nothing learns,
   * `[batch, heads, steps, steps]`, for encoders that have attention.
   */
  weights?(input: Features<Signal>): Signal;
  /**
   * How one of its parameters learns: a `table` has rows of which a step changes those that it used, may
   * have a rate of its own, and does not decay; a `weight` learns as all others do.
   */
  learning(parameter: Parameter): "table" | "weight";
  /**
   * Multiply-adds of `forward` for one example: those of products with weight matrices and of attention.
   * Lookups, means and what is done element by element are left out; they are a small part.
   */
  multiplyAdds(sizes: RowSizes): number;
}
