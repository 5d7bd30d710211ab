/**
 * Adaptive inference: an example leaves a chain at the first depth that is sure enough of it, and deeper
 * blocks run only for the examples that stay (Peng, 2023).
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { storagesOnlyIn } from "../device/memory.ts";
import { type HostInput, type Recorded, recorded, signalsOf } from "../tensor/recorded.ts";
import { type Signal, tensor } from "../tensor/tensor.ts";
import type { Chain } from "./chain.ts";
import { checkDepth } from "./depth.ts";
import { type Features, takeExamples } from "./features.ts";

/** Whether an example with these class logits leaves at this depth. */
export type Leaves = (logits: Float32Array, depth: number) => boolean;

/** The answers to a batch whose examples left at different depths. */
export interface AdaptiveAnswers {
  /** Depth at which each example left `[batch]`. */
  readonly depths: Uint32Array<ArrayBuffer>;
  /** Class logits of each example at the depth where it left `[batch, classes]`, row-major. */
  readonly logits: Float32Array<ArrayBuffer>;
}

/** Features of examples, and the number of blocks that they have been through. */
interface Part {
  readonly features: Features<Signal>;
  readonly blocks: number;
}

/**
 * A chain that examples may leave at some of its depths.
 *
 * @example
 * ```ts
 * import {
 *   AdaptiveChain,
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
 * const { chain, entry } = buildModel(device, "linearal", options);
 * const inputs = {
 *   x: { data: Uint32Array.of(3, 1, 4, 0), shape: [2, 2] }, // word numbers [batch, time], 0 for none
 *   lengths: { data: Uint32Array.of(2, 1), shape: [2] },
 * };
 * const adaptive = new AdaptiveChain(chain!, [1, 3]);
 * const { depths } = await adaptive.run(entry.host(inputs, forPrediction), (logits) => logits[0] > logits[1]);
 * console.assert(depths.every((depth) => depth === 1 || depth === 3));
 * device.destroy();
 * ```
 */
export class AdaptiveChain {
  /** The chain. */
  readonly chain: Chain;
  /** Depths at which examples may leave, rising; at the last one all do. */
  readonly exits: readonly number[];
  /** Gives class logits at the first exit, where these need no features of a block. */
  readonly #first: Recorded<string, Signal> | null;

  /**
   * Exits for a chain.
   *
   * @throws {ShapeError} When there are no exits, they do not rise, or one is no depth of the chain.
   */
  constructor(chain: Chain, exits: readonly number[]) {
    for (const exit of exits) checkDepth(exit, chain.depths);
    if (!exits.length || exits.some((exit, i) => i > 0 && exit <= exits[i - 1])) {
      const given = exits.join(", ") || "none";
      throw new ShapeError(`Cannot let examples leave at depths ${given}: give rising depths`);
    }
    this.chain = chain;
    this.exits = exits;
    this.#first = exits[0] === 1 && chain.blocks[0].encoder.summarize
      ? recorded(chain.device, (inputs) => chain.predictAt(chain.entry.features(inputs), 1))
      : null;
  }

  /**
   * Sends a batch through the chain. At each exit the logits of the examples that are still in the batch are
   * read; the examples that leave are taken out of the batch on the device.
   */
  async run(
    inputs: Readonly<Record<string, HostInput>>,
    leaves: Leaves,
  ): Promise<AdaptiveAnswers> {
    const answers = new Answers(Object.values(inputs)[0].shape[0], leaves);
    const exits = [...this.exits];
    if (this.#first) {
      const exit = exits.shift()!;
      answers.take(await this.#first(inputs).data(), exit, !exits.length);
    }
    if (!answers.active) return answers;
    let part = this.#enter(inputs);
    for (const [i, exit] of exits.entries()) {
      const { logits, ...next } = this.#advance(part, answers.staying, exit);
      this.chain.device.release(storagesOnlyIn(part, next));
      part = next;
      answers.take(await logits.data(), exit, i === exits.length - 1);
      this.chain.device.release(logits);
      if (!answers.active) break;
    }
    this.chain.device.release(part);
    return answers;
  }

  #enter(inputs: Readonly<Record<string, HostInput>>): Part {
    const { device, entry } = this.chain;
    const features = device.scope(() => entry.features(signalsOf(device, inputs)));
    return { features, blocks: 0 };
  }

  /** Takes the rows that stay as far as an exit; features of the block there are made only if blocks above need them. */
  #advance(
    part: Part,
    staying: RowNumbers | null,
    exit: number,
  ): Part & { readonly logits: Signal } {
    const { device, blocks } = this.chain;
    return device.scope(() => {
      const { features } = part;
      const input = staying ? takeExamples(features, tensor(device, staying)) : features;
      const below = blocks.slice(part.blocks, exit - 1).reduce((x, f) => f.forward(x), input);
      const top = blocks[exit - 1];
      if (top.encoder.summarize || exit === this.exits.at(-1)) {
        const logits = this.chain.classify(top.shortcut(below), exit);
        return { features: below, blocks: exit - 1, logits };
      }
      const output = top.forward(below);
      const logits = this.chain.classify(top.bridge(output), exit);
      return { features: output, blocks: exit, logits };
    });
  }
}

type RowNumbers = Uint32Array<ArrayBuffer>;

/** The answers to a batch, collected exit by exit. */
class Answers implements AdaptiveAnswers {
  readonly depths: Uint32Array<ArrayBuffer>;
  logits = new Float32Array();
  /** Which rows of the last answers stay; null where all stay. */
  staying: RowNumbers | null = null;
  readonly #leaves: Leaves;
  /** Places in the batch of the examples still in it. */
  #places: RowNumbers;

  constructor(batch: number, leaves: Leaves) {
    this.depths = new Uint32Array(batch);
    this.#leaves = leaves;
    this.#places = Uint32Array.from(this.depths, (_, i) => i);
  }

  /** Examples still in the batch. */
  get active(): number {
    return this.#places.length;
  }

  /** Takes the logits of the examples still in the batch, and removes the examples that leave. */
  take(logits: Float32Array, depth: number, last: boolean): void {
    const rows = this.#places.length;
    const classes = logits.length / rows;
    if (!this.logits.length) this.logits = new Float32Array(this.depths.length * classes);
    const staying: number[] = [];
    for (let i = 0; i < rows; i++) {
      const row = logits.subarray(i * classes, (i + 1) * classes);
      if (!last && !this.#leaves(row, depth)) {
        staying.push(i);
        continue;
      }
      this.depths[this.#places[i]] = depth;
      this.logits.set(row, this.#places[i] * classes);
    }
    this.staying = staying.length === rows ? null : Uint32Array.from(staying);
    this.#places = Uint32Array.from(staying, (i) => this.#places[i]);
  }
}
