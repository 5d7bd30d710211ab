/**
 * A layer of attention of several heads.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { attention } from "../ops/attention/attention.ts";
import { attentionWeights } from "../ops/attention/weights.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tape } from "../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";
import { Dropout } from "./dropout.ts";
import { type Initializer, uniform, zeros } from "./initializers.ts";
import { Linear } from "./linear.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a layer of attention. */
export interface AttentionLayerOptions {
  /** Columns of its inputs and its output. */
  readonly width: number;
  /** Heads, which share the columns evenly. */
  readonly heads: number;
  /** Probability with which a weight is dropped while training; 0 where absent. */
  readonly dropout?: number;
  /** First values of its four matrices; PyTorch's where absent. */
  readonly initializer?: Initializer;
}

/**
 * Attention of several heads (Vaswani et al., 2017): affine maps to queries, keys and values, and an affine
 * map of the results of all heads. First values are PyTorch's.
 *
 * @example
 * ```ts
 * import {
 *   full,
 *   MultiHeadAttention,
 *   openCpu,
 *   Place,
 *   Random,
 *   Tape,
 *   tensor,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new MultiHeadAttention(place, { width: 8, heads: 2 });
 * const x = full(device, [2, 5, 8], 1);
 * const y = layer.forward(x, x, tensor(device, Uint32Array.of(5, 2)));
 * console.assert(y.shape.join() === "2,5,8"); // [batch, time, width] to the same shape
 * device.destroy();
 * ```
 */
export class MultiHeadAttention implements Module {
  /** Makes queries. */
  readonly query: Linear;
  /** Makes keys. */
  readonly key: Linear;
  /** Makes values. */
  readonly value: Linear;
  /** Maps the results of all heads. */
  readonly output: Linear;
  /** Drops weights; the state of its stream belongs into checkpoints. */
  readonly dropout: Dropout;
  readonly #heads: number;
  readonly #tape: Tape;

  /**
   * A layer at a place.
   *
   * @throws {ShapeError} When the heads do not share the columns evenly, or the rate is out of range.
   */
  constructor(place: Place, options: AttentionLayerOptions) {
    const { width, heads, dropout = 0, initializer } = options;
    if (!(Number.isInteger(heads) && heads > 0 && width % heads === 0)) {
      throw new ShapeError(
        `Cannot share ${width} columns among ${heads} heads: ` +
          "give a number of heads that divides the columns",
      );
    }
    const last = { inputs: width, outputs: width, biasInitializer: zeros(), initializer };
    // PyTorch draws the three as one matrix, whose fan-out is the sum of the three.
    const three = {
      ...last,
      initializer: initializer ?? uniform(Math.sqrt(6 / (width + 3 * width))),
    };
    this.query = new Linear(place.at("query"), three);
    this.key = new Linear(place.at("key"), three);
    this.value = new Linear(place.at("value"), three);
    this.output = new Linear(place.at("output"), last);
    this.dropout = new Dropout(place.at("dropout"), dropout);
    this.#heads = heads;
    this.#tape = place.ownTape;
  }

  /** The parameters of the maps to queries, keys and values, and of the output map. */
  get parameters(): readonly Parameter[] {
    return [this.query, this.key, this.value, this.output].flatMap(({ parameters }) => parameters);
  }

  /**
   * Lets each row of `x` `[batch, queries, width]` attend to the rows of `memory` `[batch, keys, width]`; the
   * result has the shape of `x`. Give `x` twice for self-attention.
   *
   * @param lengths Rows of `memory` that count, u32 `[batch]`; where there are none, the result is the bias
   *   of the output map.
   * @param training Whether weights are dropped, yes where absent.
   * @throws {ShapeError} When sizes do not fit.
   */
  forward(x: Tensor, memory: Tensor, lengths: Signal, training = true): Tensor {
    const found = attention(
      this.query.forward(x),
      this.key.forward(memory),
      this.value.forward(memory),
      lengths,
      { heads: this.#heads, dropout: training ? this.dropout : undefined },
    );
    return this.output.forward(found);
  }

  /**
   * The weights that {@linkcode forward} gives, when it does not train, to each row of `memory` for each row
   * of `x`: `[batch, heads, queries, keys]`, all in memory at once. The weights of a query add up to 1, or
   * are 0 where no rows of `memory` count. No gradient flows through them.
   *
   * @param lengths Rows of `memory` that count, u32 `[batch]`.
   * @throws {ShapeError} When sizes do not fit.
   */
  weights(x: Tensor, memory: Tensor, lengths: Signal): Signal {
    const weights = this.#tape.pause(() => {
      const queries = this.query.forward(detach(x)), keys = this.key.forward(detach(memory));
      return attentionWeights(queries, keys, lengths, this.#heads);
    });
    return detach(weights);
  }
}
