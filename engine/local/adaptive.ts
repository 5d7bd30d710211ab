/**
 * Adaptive inference: an example leaves a chain at the first depth that is sure enough of it, and deeper
 * blocks run only for the examples that stay (Peng, 2023).
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { type HostInput, type Recorded, recorded, signalsOf } from "../tensor/recorded.ts";
import type { Signal } from "../tensor/tensor.ts";
import type { Chain } from "./chain.ts";
import { checkDepth } from "./depth.ts";
import { type AtExit, FirstStage, LaterStage, type Span, spansOf } from "./exit_stage.ts";
import type { Features } from "./features.ts";
import type { Repeated } from "./repeated.ts";

/** Whether an example, `row` of its mini-batch, with these class logits leaves at this depth. */
export type Leaves = (logits: Float32Array, depth: number, row: number) => boolean;

/** The answers to a batch whose examples left at different depths. */
export interface AdaptiveAnswers {
  /** Depth at which each example left `[batch]`. */
  readonly depths: Uint32Array<ArrayBuffer>;
  /** Class logits of each example at the depth where it left `[batch, classes]`, row-major. */
  readonly logits: Float32Array<ArrayBuffer>;
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
  readonly #spans: readonly Span[];
  /** Gives class logits at the first exit, where these need no features of a block. */
  readonly #summary: Recorded<string, Signal> | null;
  /** Ways through the chain that nobody is on. */
  readonly #free: Passage[] = [];

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
    this.#spans = spansOf(chain, exits);
    this.#summary = exits[0] === 1 && chain.blocks[0].encoder.summarize
      ? recorded(chain.device, (inputs) => chain.predictAt(chain.entry.features(inputs), 1))
      : null;
  }

  /** Sends a batch through the chain; see {@linkcode AdaptiveChain.through}. */
  async run(
    inputs: Readonly<Record<string, HostInput>>,
    leaves: Leaves,
  ): Promise<AdaptiveAnswers> {
    let answers!: AdaptiveAnswers;
    for await (const each of this.through([inputs], leaves)) answers = each;
    return answers;
  }

  /**
   * Sends batches through the chain, and gives the answers to each, in their order. At each exit the logits of
   * the examples are read; those that stay wait on the device until they are as many as a batch, also of
   * several batches, where their features have the same sizes.
   */
  async *through(
    batches: Iterable<Readonly<Record<string, HostInput>>>,
    leaves: Leaves,
  ): AsyncGenerator<AdaptiveAnswers> {
    const passage = this.#free.pop() ?? new Passage(this.chain, this.#spans, this.#summary);
    const open: Answers[] = [];
    try {
      for (const inputs of batches) {
        const answers = new Answers(Object.values(inputs)[0].shape[0]);
        open.push(answers);
        await passage.enter(inputs, answers, leaves);
        while (open[0]?.left === 0) yield open.shift()!;
      }
      await passage.clear(leaves);
      yield* open;
    } finally {
      passage.forget();
      this.#free.push(passage);
    }
  }
}

type RowNumbers = Uint32Array<ArrayBuffer>;

/** An example on its way: row `row` of the batch with these answers. */
interface Traveller {
  readonly answers: Answers;
  readonly row: number;
}

/** A way through a chain, for one caller at a time. */
class Passage {
  readonly #chain: Chain;
  readonly #spans: readonly Span[];
  readonly #summary: Recorded<string, Signal> | null;
  readonly #first: FirstStage;
  readonly #later: readonly LaterStage<Traveller>[];

  constructor(chain: Chain, spans: readonly Span[], summary: Recorded<string, Signal> | null) {
    this.#chain = chain;
    this.#spans = spans;
    this.#summary = summary;
    this.#first = new FirstStage(chain, spans[0]);
    this.#later = spans.slice(1).map((span) => new LaterStage(chain, span));
  }

  /** Takes a batch to the first exit, and as much deeper as examples fill batches. */
  async enter(
    inputs: Readonly<Record<string, HostInput>>,
    answers: Answers,
    leaves: Leaves,
  ): Promise<void> {
    const all = Array.from(answers.depths, (_, row) => ({ answers, row }));
    if (!all.length) return;
    if (!this.#summary) return await this.#pass(0, this.#first.run(inputs), all, leaves);
    const staying = this.#leave(0, await this.#summary(inputs).data(), all, leaves);
    if (!staying.length) return;
    const { device, entry } = this.#chain;
    const features = device.scope(() => entry.features(signalsOf(device, inputs)));
    await this.#go(1, features, staying, all, leaves);
    device.release(features);
  }

  /** Takes all that wait to the end. */
  async clear(leaves: Leaves): Promise<void> {
    for (let i = 1; i < this.#spans.length; i++) await this.#empty(i, leaves);
  }

  /** Nobody is on the way any more, wherever an error came. */
  forget(): void {
    for (const stage of this.#later) stage.forget();
  }

  /** Takes those that wait in front of a stage through it. */
  async #empty(i: number, leaves: Leaves): Promise<void> {
    const stage = this.#later[i - 1];
    if (!stage.waiting) return;
    const { examples, pass } = stage.run();
    await this.#pass(i, pass, examples, leaves);
  }

  /** Takes examples through a stage; those that stay wait in front of the next one. */
  async #pass(
    i: number,
    pass: Repeated<AtExit>,
    examples: readonly Traveller[],
    leaves: Leaves,
  ): Promise<void> {
    const { logits, features } = pass.run();
    const staying = this.#leave(i, await logits.data(), examples, leaves);
    if (staying.length) await this.#go(i + 1, features, staying, examples, leaves);
    pass.giveBack();
  }

  /** Lets rows of features wait in front of a stage, and takes them through it as often as they fill it. */
  async #go(
    i: number,
    features: Features<Signal>,
    rows: RowNumbers,
    examples: readonly Traveller[],
    leaves: Leaves,
  ): Promise<void> {
    const stage = this.#later[i - 1];
    if (!stage.fits(features)) {
      await this.#empty(i, leaves);
      stage.makeRoom(features);
    }
    for (let from = 0; from < rows.length;) {
      const some = rows.slice(from, from + stage.places);
      stage.take(features, some, Array.from(some, (row) => examples[row]));
      from += some.length;
      if (!stage.places) await this.#empty(i, leaves);
    }
    // Tensors of a mini-batch as a whole are there as long as that is.
    if (Object.keys(features.shared).length) await this.#empty(i, leaves);
  }

  /** Answers the examples that leave at a stage's exit; gives the places of those that stay. */
  #leave(
    i: number,
    logits: Float32Array,
    examples: readonly Traveller[],
    leaves: Leaves,
  ): RowNumbers {
    const { exit } = this.#spans[i];
    const isLast = i === this.#spans.length - 1;
    const classes = logits.length / examples.length;
    const staying: number[] = [];
    for (const [k, { answers, row }] of examples.entries()) {
      const own = logits.subarray(k * classes, (k + 1) * classes);
      if (isLast || leaves(own, exit, row)) answers.take(row, own, exit);
      else staying.push(k);
    }
    return Uint32Array.from(staying);
  }
}

/** The answers to a batch, collected exit by exit. */
class Answers implements AdaptiveAnswers {
  readonly depths: Uint32Array<ArrayBuffer>;
  logits = new Float32Array();
  /** Examples without an answer. */
  left: number;

  constructor(batch: number) {
    this.depths = new Uint32Array(batch);
    this.left = batch;
  }

  /** Takes the answer to an example. */
  take(row: number, logits: Float32Array, depth: number): void {
    if (!this.logits.length) this.logits = new Float32Array(this.depths.length * logits.length);
    this.logits.set(logits, row * logits.length);
    this.depths[row] = depth;
    this.left -= 1;
  }
}
