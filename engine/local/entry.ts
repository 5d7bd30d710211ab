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

/**
 * All blocks run, and none learns.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   forPrediction,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const { entry, ...net } = buildModel(device, "linearal", options);
 * const inputs = {
 *   x: { data: Uint32Array.of(3, 1, 4, 0), shape: [2, 2] }, // word numbers [batch, time], 0 for none
 *   lengths: { data: Uint32Array.of(2, 1), shape: [2] },
 * };
 * console.assert(!("index" in entry.host(inputs, forPrediction))); // which rows learn is not asked
 * device.destroy();
 * ```
 */
export const forPrediction: EntryUse = { first: 0, end: Infinity, learns: () => false };

/**
 * All blocks run and learn.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   forTraining,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const { entry } = buildModel(device, "linearal", options);
 * const inputs = {
 *   x: { data: Uint32Array.of(3, 1, 4, 0), shape: [2, 2] }, // word numbers [batch, time], 0 for none
 *   lengths: { data: Uint32Array.of(2, 1), shape: [2] },
 * };
 * console.assert("index" in entry.host(inputs, forTraining)); // which rows of the table learn
 * device.destroy();
 * ```
 */
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

/**
 * Arrays enter as they are: one is `x`, all others are further rows of the examples.
 *
 * @example
 * ```ts
 * import { forPrediction, plainEntry } from "@associated/learning";
 *
 * const inputs = { x: { data: Float32Array.of(1, 2), shape: [1, 2] } };
 * console.assert("x" in plainEntry.host(inputs, forPrediction));
 * ```
 */
export const plainEntry: Entry = {
  host: (inputs, { first }) => first ? {} : { ...inputs },
  features: ({ x, ...rows }, below) => below ?? { x, rows, shared: {} },
};
