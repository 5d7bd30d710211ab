/**
 * A block that learns by itself, whatever its local rule.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import type { Module } from "../nn/module.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { Encoder } from "./encoder.ts";
import type { Features } from "./features.ts";
import type { BlockGroup } from "./learner.ts";

/** The results of a block's step. */
export interface BlockStep {
  /** x of this block, as computed before the update. */
  readonly output: Features<Signal>;
  /** Labels as the next block takes them, as computed before the update. */
  readonly t: Signal;
  /** The losses, scalars, in the order of {@linkcode Block.losses}. */
  readonly losses: readonly Signal[];
}

/**
 * A block that learns from x and labels t of the block below and hands both on. Only signals enter and
 * leave, so no gradient does.
 */
export interface Block extends Module {
  /** Its name, as `block 2`. */
  readonly name: string;
  /** The device of its tensors. */
  readonly device: Device;
  /** Its forward map. */
  readonly encoder: Encoder;
  /** The groups of parameters that learn, with their rates. */
  readonly groups: readonly BlockGroup[];
  /** Names of the losses that a step gives, in order. */
  readonly losses: readonly string[];
  /** State besides parameters and optimizers, by name: generators of dropout. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Parameters, besides the encoder's, that only a prediction at this depth uses: the bridge. */
  readonly exit: readonly Parameter[];
  /** Parameters, besides the encoder's, that every prediction at this depth or a greater one uses: the decoder. */
  readonly passage: readonly Parameter[];
  /**
   * Learns from a mini-batch and hands x and t on.
   *
   * @param input Features of the block below.
   * @param t Labels as the block below hands them on; for the first block class indices (`u32`) `[batch]`.
   */
  step(input: Features<Signal>, t: Signal): BlockStep;
  /** x of this block, to predict with; nothing is recorded. */
  forward(input: Features<Signal>): Features<Signal>;
  /** The label codes that this block reads from its features, `[batch, code]`. */
  bridge(output: Features<Signal>): Signal;
  /** The label codes that this block reads from an input, `[batch, code]`; its features need not be made. */
  shortcut(input: Features<Signal>): Signal;
  /** Labels as they enter this block to labels as the next block takes them. */
  encode(t: Signal): Signal;
  /** Codes of this block to codes of the block below, or to class logits in the first. */
  decode(code: Signal): Signal;
}
