/**
 * What flows from block to block beside the label codes.
 *
 * @module
 */
import type { Dropout } from "../nn/dropout.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { LstmState } from "../ops/lstm/lstm.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";

/** Words that enter at a block above the first. */
export interface Segment {
  /** Word numbers `[batch, time]`. */
  readonly tokens: Signal;
  /** Words of each row `[batch]`, from 0 up to `time`. */
  readonly lengths: Signal;
  /** Which table rows the word numbers name; see `rowIndex`. Only learning needs it. */
  readonly index?: Signal;
  /** Vectors of the words `[batch, time, width]`, where the first block's table gives them. */
  readonly vectors?: Signal;
}

/** A mini-batch as it leaves a block, or as it enters the first one. */
export interface Features<T extends Tensor = Tensor> {
  /** Features `[batch, ...]`; for the first block of a text model, word numbers `[batch, time]`. */
  readonly x: T;
  /** Real time steps of each row `[batch]`, where rows are padded. */
  readonly lengths?: Signal;
  /** Which table rows the word numbers name; see `rowIndex`. Only learning needs it. */
  readonly index?: Signal;
  /** Side inputs by block, counted from 0; blocks without one have none, the first never has. */
  readonly sides?: readonly (Segment | undefined)[];
  /** State that the next recurrent block starts from. */
  readonly state?: LstmState<T>;
}

/** The forward map f of a block: the real layer of the network. */
export interface Encoder extends Module {
  /** Number of features that the bridge reads from {@linkcode Encoder.pool}. */
  readonly width: number;
  /** What it drops elements by while training, if anything; the states belong into checkpoints. */
  readonly dropouts?: readonly Dropout[];
  /** Word tables among its parameters: they learn at the rate of the first block. */
  readonly tables?: readonly Parameter[];
  /** x of the block below to x of this block; `training` says whether anything is dropped. */
  forward(input: Features, training: boolean): Features;
  /** One row of features an example, `[batch, width]`, for the bridge. */
  pool(output: Features): Tensor;
  /**
   * Side inputs with the vectors that this encoder's table gives their words, where the blocks above
   * have no tables of their own; `forward` hands them on.
   */
  lookUp?(sides: Features["sides"]): Features["sides"];
  /** The pooled features alone, where they come cheaper than by way of all features. */
  summarize?(input: Features): Tensor;
}
