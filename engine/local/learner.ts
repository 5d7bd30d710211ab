/**
 * A net as a trainer knows it, whatever its learning rule is.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import type { Module } from "../nn/module.ts";
import type { Optimizer } from "../optim/mod.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { InParts } from "../tensor/parts.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { Block } from "./block.ts";
import type { Chain } from "./chain.ts";
import type { Dynamics } from "./equilibrium/net.ts";
import type { Encoder } from "./encoder.ts";
import type { Entry } from "./entry.ts";
import type { Features } from "./features.ts";

/**
 * The role of a group of parameters: `encoder` leads from x to the next x or to the label side, `labels`
 * encodes and decodes labels, and `table` holds rows, of which a step changes the rows that it used.
 */
export type Role = "encoder" | "labels" | "table";

/** Parameters of a block that learn at one rate by one optimizer. */
export interface BlockGroup {
  /** Its name in the block, as `encoder`. */
  readonly name: string;
  /** The role of its parameters. */
  readonly role: Role;
  /** Its learning rate at the start. */
  readonly rate: number;
  /** The optimizer that changes its parameters. */
  readonly optimizer: Optimizer;
}

/** Parameters of a net that learn at one rate by one optimizer; its name is unique in the net. */
export interface Group extends BlockGroup {
  /** The block that the parameters belong to, counted from 0; null where they belong to several. */
  readonly block: number | null;
}

/** A loss that a step gives. */
export interface Loss {
  /** The block that the loss belongs to, counted from 0; null for a loss of the whole net. */
  readonly block: number | null;
  /** Its name, as `associated`. */
  readonly name: string;
}

/**
 * A loss in words, unique in its net: `block 2 associated`.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   lossName,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const net = buildModel(device, "linearal", options);
 * console.assert(lossName(net.losses[0]) === "block 1 associated");
 * device.destroy();
 * ```
 */
export function lossName({ block, name }: Loss): string {
  return block === null ? name : `block ${block + 1} ${name}`;
}

/** The blocks of a net that learn, each from what the block before it hands on. */
export interface Stations {
  /** The blocks, in order. */
  readonly blocks: readonly Block[];
  /** Labels as the first of these blocks takes them, from class indices `[batch]`. */
  labels(classes: Signal): Signal;
}

/** The step and the answers of a learner in parts, each of which ends as soon as it may. */
export interface LearnerInParts {
  /** {@linkcode Learner.step}. */
  step(input: Features<Signal>, classes: Signal): InParts<Signal[]>;
  /** Class logits `[batch, classes]` at each of some depths. */
  predict(input: Features<Signal>, depths: readonly number[]): InParts<Signal[]>;
}

/** A net that can be trained on mini-batches and asked for predictions. */
export interface Learner extends Module {
  /** The device of its tensors. */
  readonly device: Device;
  /** How mini-batches become features. */
  readonly entry: Entry;
  /** The forward maps of its blocks, the one next to the input first. */
  readonly encoders: readonly Encoder[];
  /** The groups of parameters that learn, with their rates; a step changes each parameter of each group. */
  readonly groups: readonly Group[];
  /** The losses that a step gives, in order. */
  readonly losses: readonly Loss[];
  /** Depths at which it can predict, rising, the full depth last. */
  readonly depths: readonly number[];
  /** State besides parameters and optimizers, by name: generators of dropout. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Its blocks as a chain, if they can be run one by one; leaving early and stages need that. */
  readonly chain?: Chain;
  /** The blocks that learn, if a step is a step of each of them in turn; a pipeline needs that. */
  readonly stations?: Stations;
  /** Multiply-adds of an answer to one example, where encoders and parameters do not tell them. */
  readonly multiplyAdds?: number;
  /** Its step and answers in parts, if what it does may end early; its other methods do all there is to do. */
  readonly inParts?: LearnerInParts;
  /** How its states move for a mini-batch, if it has states that settle; a look at how they do needs that. */
  dynamics?(input: Features<Signal>): Dynamics;
  /** Learns from a mini-batch; gives the losses, scalars, before the update. */
  step(input: Features<Signal>, classes: Signal): Signal[];
  /** Class logits `[batch, classes]` at each of {@linkcode Learner.depths}. */
  predict(input: Features<Signal>): Signal[];
  /** Class logits `[batch, classes]` at one depth; deeper blocks do not run. */
  predictAt(input: Features<Signal>, depth: number): Signal;
  /** Features after so many blocks, for prediction; 0 gives the input back. */
  featuresAt(input: Features<Signal>, blocks: number): Features<Signal>;
  /** Parameters that a prediction at a depth uses. */
  parametersAt(depth: number): readonly Parameter[];
}
