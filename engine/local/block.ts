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

/** What a block's step gives. */
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
  /** What learns, and at what rates. */
  readonly groups: readonly BlockGroup[];
  /** Names of the losses that a step gives, in order. */
  readonly losses: readonly string[];
  /** State besides parameters and optimizers, by name: generators of dropout. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Parameters beside those of the encoder that a prediction uses which leaves at this block. */
  readonly exit: readonly Parameter[];
  /** Parameters beside those of the encoder that every prediction uses which passes this block. */
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
  /** What this block's features say of the label, as its own codes `[batch, code]`. */
  bridge(output: Features<Signal>): Signal;
  /** The same of the features that an input would have; they need not be made. */
  shortcut(input: Features<Signal>): Signal;
  /** Labels as they enter this block to labels as the next block takes them. */
  encode(t: Signal): Signal;
  /** Codes of this block to codes of the block below, or to class logits in the first. */
  decode(code: Signal): Signal;
}
