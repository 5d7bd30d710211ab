/**
 * How a mini-batch of the host becomes features on the device.
 *
 * @module
 */
import type { HostInput } from "../tensor/recorded.ts";
import type { Signal } from "../tensor/tensor.ts";
import type { Features } from "./features.ts";

/** Arrays or tensors by name. */
export type Named<T> = Readonly<Record<string, T>>;

/** Which blocks a mini-batch is prepared for. */
export interface EntryUse {
  /** The first block that runs, counted from 0: inputs of the blocks below it are left out. */
  readonly first: number;
  /** The block after the last one that runs: inputs of this block and the blocks above it are left out. */
  readonly end: number;
  /** Whether a block, counted from 0, learns from the mini-batch. */
  learns(block: number): boolean;
}

/** All blocks run, and none learns. */
export const forPrediction: EntryUse = { first: 0, end: Infinity, learns: () => false };

/** All blocks run and learn. */
export const forTraining: EntryUse = { first: 0, end: Infinity, learns: () => true };

/** How mini-batches enter a net. It belongs to the net, as the blocks do. */
export interface Entry {
  /** The arrays of a mini-batch that go to the device, by name. */
  host(inputs: Named<HostInput>, use: EntryUse): Record<string, HostInput>;
  /**
   * The features that these arrays make on the device. Some features may come from tables of the net: make
   * them anew after a step.
   *
   * @param below Features of the blocks that do not run, where the first block that runs is not the first of
   *   the net. Inputs of the blocks above are added to them.
   */
  features(inputs: Named<Signal>, below?: Features<Signal>): Features<Signal>;
}

/** Arrays enter as they are: one is `x`, all others are further rows of the examples. */
export const plainEntry: Entry = {
  host: (inputs, { first }) => first ? {} : { ...inputs },
  features: ({ x, ...rows }, below) => below ?? { x, rows, shared: {} },
};
