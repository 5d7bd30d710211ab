/**
 * What flows from block to block beside the label codes.
 *
 * @module
 */
import type { Module } from "../nn/module.ts";
import type { LstmState } from "../ops/lstm.ts";
import type { Signal, Tensor } from "../tensor.ts";

/** A mini-batch as it leaves a block, or as it enters the first one. */
export interface Features<T extends Tensor = Tensor> {
  /** Features `[batch, ...]`; for the first block of a text model, word numbers `[batch, time]`. */
  readonly x: T;
  /** Real time steps of each row `[batch]`, where rows are padded. */
  readonly lengths?: Signal;
  /** Which table rows the word numbers name; see `rowIndex`. */
  readonly index?: Signal;
  /** State that the next recurrent block starts from. */
  readonly state?: LstmState<T>;
}

/** The forward map f of a block: the real layer of the network. */
export interface Encoder extends Module {
  /** Number of features that the bridge reads from {@linkcode Encoder.pool}. */
  readonly width: number;
  /** x of the block below to x of this block. */
  forward(input: Features): Features;
  /** One row of features an example, `[batch, width]`, for the bridge. */
  pool(output: Features): Tensor;
}
