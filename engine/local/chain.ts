/**
 * Blocks in a row: each learns alone, and every one of them can predict.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { storagesOnlyIn } from "../device/memory.ts";
import type { Module } from "../nn/module.ts";
import type { Optimizer } from "../optim/mod.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { AssociatedBlock, BlockStep } from "./associated.ts";
import type { Features } from "./features.ts";

/** The two losses of a block, scalars. */
export interface BlockLosses {
  /** A, the associated loss. */
  readonly associated: Signal;
  /** R, the reconstruction loss. */
  readonly reconstruction: Signal;
}

/** A net that can be trained on mini-batches and asked for predictions. */
export interface Learner extends Module {
  /** The device of its tensors. */
  readonly device: Device;
  /** Depths at which it can predict, in order, the full depth last. */
  readonly depths: readonly number[];
  /** Names of the losses that a step gives, in order. */
  readonly lossNames: readonly string[];
  /** Its optimizers, by name. */
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  /** State besides parameters and optimizers, by name: generators of dropout. */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Learns from a mini-batch; gives the losses, scalars, before the update. */
  step(input: Features<Signal>, classes: Signal): Signal[];
  /** Class logits `[batch, classes]` at each of {@linkcode Learner.depths}. */
  predict(input: Features<Signal>): Signal[];
  /** Class logits `[batch, classes]` at one depth; deeper blocks do not run. */
  predictAt(input: Features<Signal>, depth: number): Signal;
  /** Parameters that a prediction at a depth uses. */
  parametersAt(depth: number): readonly Parameter[];
}

/** A chain of associated blocks. */
export class Chain implements Learner {
  /** The blocks, the one next to the input first. */
  readonly blocks: readonly AssociatedBlock[];
  /** The device of its tensors. */
  readonly device: Device;

  /** A chain of at least one block. */
  constructor(device: Device, blocks: readonly AssociatedBlock[]) {
    if (!blocks.length) throw new ShapeError("Cannot make a chain of no blocks: give at least one");
    this.device = device;
    this.blocks = blocks;
  }

  /** All parameters of all blocks. */
  get parameters(): readonly Parameter[] {
    return this.blocks.flatMap((block) => block.parameters);
  }

  /** 1 for the first block, up to the number of blocks. */
  get depths(): readonly number[] {
    return this.blocks.map((_, i) => i + 1);
  }

  /** `block 1 associated`, `block 1 reconstruction`, `block 2 associated`, ... */
  get lossNames(): readonly string[] {
    return this.blocks.flatMap(({ name }) => [`${name} associated`, `${name} reconstruction`]);
  }

  /** Two optimizers a block. */
  get optimizers(): ReadonlyMap<string, Optimizer> {
    return new Map(this.blocks.flatMap(({ name, optimizers }) => [
      [`${name} encoder`, optimizers.encoder],
      [`${name} auto-encoder`, optimizers.autoEncoder],
    ]));
  }

  /** Generators of dropout. */
  get state(): ReadonlyMap<string, Tensor> {
    return new Map(
      this.blocks.flatMap(({ name, state }) =>
        [...state].map(([key, tensor]) => [`${name} ${key}`, tensor])
      ),
    );
  }

  /**
   * Steps all blocks on a mini-batch. A block's x and t are freed as soon as the next block has
   * taken them, so the memory for activations does not grow with depth.
   */
  step(input: Features<Signal>, classes: Signal): Signal[] {
    const losses: Signal[] = [];
    let from: { output: Features<Signal>; t: Signal } = { output: input, t: classes };
    for (const block of this.blocks) {
      const step: BlockStep = block.step(from.output, from.t);
      losses.push(step.associated, step.reconstruction);
      this.device.release(storagesOnlyIn(from, [input, classes, step]));
      from = { output: step.output, t: step.t };
    }
    this.device.release(storagesOnlyIn(from, [input, classes]));
    return losses;
  }

  /** Class logits at every depth: h1(...hk(bk(xk))) for k = 1, 2, ... */
  predict(input: Features<Signal>): Signal[] {
    const logits: Signal[] = [];
    let features = input;
    for (const [i, block] of this.blocks.entries()) {
      const output = block.forward(features);
      logits.push(this.device.scope(() => this.classify(block.bridge(output), i + 1)));
      this.device.release(storagesOnlyIn(features, [input, output]));
      features = output;
    }
    this.device.release(storagesOnlyIn(features, input));
    return logits;
  }

  /** Class logits at one depth. */
  predictAt(input: Features<Signal>, depth: number): Signal {
    checkDepth(depth, this.blocks.length);
    const below = this.blocks.slice(0, depth - 1);
    const features = below.reduce((features, block) => block.forward(features), input);
    return this.classify(this.blocks[depth - 1].shortcut(features), depth);
  }

  /** Codes `[batch, code]` of the block at a depth to class logits `[batch, classes]`. */
  classify(code: Signal, depth: number): Signal {
    return this.blocks.slice(0, depth).reduceRight((code, block) => block.decode(code), code);
  }

  /** f of the blocks up to a depth, the bridge of the last, and h of all of them. */
  parametersAt(depth: number): readonly Parameter[] {
    checkDepth(depth, this.blocks.length);
    return this.blocks.slice(0, depth).flatMap(({ parts: { f, b, h } }, i) => [
      ...f.parameters,
      ...(i === depth - 1 ? b.parameters : []),
      ...h.parameters,
    ]);
  }
}

/**
 * Refuses depths that a net does not have.
 *
 * @throws {ShapeError} When `depth` is no whole number from 1 to `blocks`.
 */
export function checkDepth(depth: number, blocks: number): void {
  if (!Number.isInteger(depth) || depth < 1 || depth > blocks) {
    throw new ShapeError(`Cannot predict at depth ${depth}: give a depth from 1 to ${blocks}`);
  }
}
