/**
 * Some blocks of a chain that learn while the blocks below them are frozen (dynamic layer accumulation: Peng,
 * 2023).
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { gatherRows } from "../ops/arrange/gather_rows.ts";
import type { Parameter } from "../tensor/parameter.ts";
import { type Signal, type Tensor, tensor } from "../tensor/tensor.ts";
import type { Chain } from "./chain.ts";
import { checkDepth } from "./depth.ts";
import type { Encoder } from "./encoder.ts";
import type { Entry } from "./entry.ts";
import type { Features } from "./features.ts";
import type { Group, Learner, Loss, Stations } from "./learner.ts";

/** Which blocks learn, counted from 0, and how many classes there are. */
export interface StageOptions {
  /** The first block that learns; the blocks below it are frozen. */
  readonly first: number;
  /** The block after the last that learns; all from the first on where absent. */
  readonly end?: number;
  /** Number of classes. */
  readonly classes: number;
}

/**
 * Blocks of a chain from one on, learning from the features that the block below them made.
 *
 * No block below runs in a step. The features of the blocks below come from outside, where they can be kept.
 * Their label codes depend on the class alone, so a table of codes is made once, together with the stage:
 * load the weights of the frozen blocks before.
 *
 * @example
 * ```ts
 * import {
 *   buildModel,
 *   defaultLinear,
 *   defaultNet,
 *   defaultWords,
 *   openCpu,
 *   Stage,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const options = { ...defaultNet, classes: 2, words: { ...defaultWords, vocabulary: 9 }, above: defaultLinear };
 * const { chain } = buildModel(device, "linearal", options);
 * const stage = new Stage(chain!, { first: 1, classes: 2 });
 * console.assert(stage.frozen === 1 && stage.losses.length === 4); // the blocks above the first learn
 * device.destroy();
 * ```
 */
export class Stage implements Learner {
  /** The device of its tensors. */
  readonly device: Device;
  /** The chain whose blocks learn. */
  readonly chain: Chain;
  /** Number of frozen blocks below. */
  readonly frozen: number;
  /** The blocks that learn, as a chain of their own. */
  readonly #part: Chain;
  /** The label code of each class that the blocks below hand on, `[classes, ...]`; null where none is frozen. */
  readonly #codes: Signal | null;

  /**
   * Some blocks of a chain.
   *
   * @throws {ShapeError} When the chain does not have them.
   */
  constructor(chain: Chain, options: StageOptions) {
    const { first, end = chain.blocks.length, classes } = options;
    const blocks = chain.blocks.slice(first, end);
    if (!Number.isInteger(first) || first < 0 || !blocks.length || end > chain.blocks.length) {
      throw new ShapeError(
        `Cannot train blocks ${first} up to ${end}: the chain has blocks 0 up to ` +
          `${chain.blocks.length}, give some of them`,
      );
    }
    this.device = chain.device;
    this.chain = chain;
    this.frozen = first;
    this.#part = chain.part(first, end);
    this.#codes = first ? labelCodes(chain, first, classes) : null;
  }

  /** The parameters of the whole chain: a checkpoint holds them all. */
  get parameters(): readonly Parameter[] {
    return this.chain.parameters;
  }

  /** The depths of the blocks that learn; smaller depths predict as they did before. */
  get depths(): readonly number[] {
    return this.#part.depths.map((depth) => this.frozen + depth);
  }

  /** The entry of the chain. */
  get entry(): Entry {
    return this.chain.entry;
  }

  /** The encoders of the whole chain. */
  get encoders(): readonly Encoder[] {
    return this.chain.encoders;
  }

  /** The blocks that learn; the first takes the codes of the frozen blocks. */
  get stations(): Stations {
    return { blocks: this.#part.blocks, labels: (classes) => this.#labels(classes) };
  }

  /** Losses of the blocks that learn. */
  get losses(): readonly Loss[] {
    return this.#part.losses;
  }

  /** Groups of the blocks that learn. */
  get groups(): readonly Group[] {
    return this.#part.groups;
  }

  /** Generators of dropout of the blocks that learn. */
  get state(): ReadonlyMap<string, Tensor> {
    return this.#part.state;
  }

  /**
   * Steps the blocks that learn.
   *
   * @param input Features of the block below them; the input of the chain where none is frozen.
   * @param classes Class indices `[batch]`.
   */
  step(input: Features<Signal>, classes: Signal): Signal[] {
    return this.#part.step(input, this.#labels(classes));
  }

  /** Class logits at each of {@linkcode Stage.depths}. */
  predict(input: Features<Signal>): Signal[] {
    return this.#part.predict(input).map((code) => this.chain.classify(code, this.frozen));
  }

  /**
   * Class logits at one of {@linkcode Stage.depths}.
   *
   * @throws {ShapeError} When the depth is another.
   */
  predictAt(input: Features<Signal>, depth: number): Signal {
    checkDepth(depth, this.depths, `features of block ${this.frozen}`);
    return this.chain.classify(this.#part.predictAt(input, depth - this.frozen), this.frozen);
  }

  /**
   * Features after so many blocks of the chain, for prediction.
   *
   * @param input Features of the block below the ones that learn.
   */
  featuresAt(input: Features<Signal>, blocks: number): Features<Signal> {
    return this.#part.featuresAt(input, blocks - this.frozen);
  }

  /** Parameters that a prediction at a depth uses, frozen ones included. */
  parametersAt(depth: number): readonly Parameter[] {
    return this.chain.parametersAt(depth);
  }

  #labels(classes: Signal): Signal {
    return this.#codes ? gatherRows(this.#codes, classes) : classes;
  }
}

/** The codes g(...g(class)) of every class after so many blocks, `[classes, ...]`, kept out of all scopes. */
function labelCodes({ device, blocks }: Chain, count: number, classes: number): Signal {
  return device.keep(device.scope(() => {
    const numbers = tensor(device, Uint32Array.from({ length: classes }, (_, k) => k));
    return blocks.slice(0, count).reduce((t, block) => block.encode(t), numbers);
  }));
}
