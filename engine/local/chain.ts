/**
 * Blocks in a row: each learns alone, and every one of them can predict.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { storagesOnlyIn } from "../device/memory.ts";
import { ShapeError } from "../error.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import type { Block, BlockStep } from "./block.ts";
import { checkDepth } from "./depth.ts";
import type { Encoder } from "./encoder.ts";
import { type Entry, plainEntry } from "./entry.ts";
import type { Features } from "./features.ts";
import type { Group, Learner, Loss, Stations } from "./learner.ts";

/** How mini-batches enter a chain, and the number of its first block. */
export interface ChainOptions {
  /** How mini-batches become features; their arrays enter as they are where absent. */
  readonly entry?: Entry;
  /** The number of its first block, counted from 0, where it is a part of another chain. */
  readonly first?: number;
}

/**
 * A chain of blocks.
 *
 * @example
 * ```ts
 * import {
 *   blockOf,
 *   Chain,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   openCpu,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const blocks = [8, 64].map((width, i) =>
 *   blockOf(device, { model: "linearal", options, block: i + 1, input: { x: [width] } })
 * );
 * const chain = new Chain(blocks);
 * console.assert(chain.depths.join() === "1,2");
 * device.destroy();
 * ```
 */
export class Chain implements Learner {
  /** The blocks, the one next to the input first. */
  readonly blocks: readonly Block[];
  /** The device of its tensors. */
  readonly device: Device;
  /** How mini-batches become features. */
  readonly entry: Entry;
  readonly #first: number;

  /**
   * A chain of at least one block.
   *
   * @throws {ShapeError} When there is none.
   */
  constructor(blocks: readonly Block[], { entry = plainEntry, first = 0 }: ChainOptions = {}) {
    if (!blocks.length) throw new ShapeError("Cannot make a chain of no blocks: give at least one");
    this.device = blocks[0].device;
    this.blocks = blocks;
    this.entry = entry;
    this.#first = first;
  }

  /** Itself: its blocks can be run one by one. */
  get chain(): Chain {
    return this;
  }

  /** All its blocks; the first takes the classes themselves. */
  get stations(): Stations {
    return { blocks: this.blocks, labels: (classes) => classes };
  }

  /** The forward maps of its blocks. */
  get encoders(): readonly Encoder[] {
    return this.blocks.map(({ encoder }) => encoder);
  }

  /** All parameters of all blocks. */
  get parameters(): readonly Parameter[] {
    return this.blocks.flatMap((block) => block.parameters);
  }

  /** 1 for the first block, up to the number of blocks. */
  get depths(): readonly number[] {
    return this.blocks.map((_, i) => i + 1);
  }

  /** The losses of each block. */
  get losses(): readonly Loss[] {
    return this.blocks.flatMap(({ losses }, i) =>
      losses.map((name) => ({ block: this.#first + i, name }))
    );
  }

  /** The groups of each block, under its name. */
  get groups(): readonly Group[] {
    return this.blocks.flatMap(({ name, groups }, i) =>
      groups.map((group) => ({
        ...group,
        name: `${name} ${group.name}`,
        block: this.#first + i,
      }))
    );
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
    const { output, t, losses } = this.stepOn(input, classes);
    this.device.release(storagesOnlyIn({ output, t }, [input, classes]));
    return [...losses];
  }

  /**
   * Steps all blocks on what a block below handed on, and hands x and t of the last block on.
   *
   * @param input Features of the block below.
   * @param t Labels as that block hands them on; class indices (`u32`) `[batch]` for the first block of a net.
   */
  stepOn(input: Features<Signal>, t: Signal): BlockStep {
    const losses: Signal[] = [];
    let from: Pick<BlockStep, "output" | "t"> = { output: input, t };
    for (const block of this.blocks) {
      const step = block.step(from.output, from.t);
      losses.push(...step.losses);
      this.device.release(storagesOnlyIn(from, [input, t, step]));
      from = { output: step.output, t: step.t };
    }
    return { ...from, losses };
  }

  /**
   * Some neighbouring blocks as a chain of their own, which reads features of the block below.
   *
   * @param first The first block, counted from 0.
   * @param end The block after the last.
   * @throws {ShapeError} When there is none.
   */
  part(first: number, end: number): Chain {
    return new Chain(this.blocks.slice(first, end), {
      entry: this.entry,
      first: this.#first + first,
    });
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
    checkDepth(depth, this.depths);
    const features = this.featuresAt(input, depth - 1);
    return this.classify(this.blocks[depth - 1].shortcut(features), depth);
  }

  /** Features after so many blocks, for prediction. */
  featuresAt(input: Features<Signal>, blocks: number): Features<Signal> {
    return this.blocks.slice(0, blocks).reduce((features, block) => block.forward(features), input);
  }

  /** Codes `[batch, code]` of the block at a depth to class logits `[batch, classes]`. */
  classify(code: Signal, depth: number): Signal {
    return this.blocks.slice(0, depth).reduceRight((code, block) => block.decode(code), code);
  }

  /** f of the blocks up to a depth, the bridge of the last, and h of all of them. */
  parametersAt(depth: number): readonly Parameter[] {
    checkDepth(depth, this.depths);
    return this.blocks.slice(0, depth).flatMap(({ encoder, exit, passage }, i) => [
      ...encoder.parameters,
      ...(i === depth - 1 ? exit : []),
      ...passage,
    ]);
  }
}
