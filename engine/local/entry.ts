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

/** What a mini-batch is made ready for. */
export interface EntryUse {
  /** The first block that runs, counted from 0: what enters below it is left out. */
  readonly first: number;
  /** The block after the last that runs: what enters from it on is left out. */
  readonly end: number;
  /** Whether a block, counted from 0, learns from the mini-batch. */
  learns(block: number): boolean;
}

/**
 * Nothing learns, all blocks run.
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

/** The way of mini-batches into a net; a part of the net, as its blocks are. */
export interface Entry {
  /** What goes to the device of a mini-batch's inputs, by name. */
  host(inputs: Named<HostInput>, use: EntryUse): Record<string, HostInput>;
  /**
   * The features that those inputs are, on the device. Some may come from tables of the net, so make them
   * anew after a step.
   *
   * @param below Features of blocks that do not run, where the first block that runs is not the first of
   *   all; inputs that enter above join them.
   */
  features(inputs: Named<Signal>, below?: Features<Signal>): Features<Signal>;
}

/**
 * Inputs as they are: `x`, and all others a row an example.
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
