/**
 * A layer of a Transformer's encoder.
 *
 * @module
 */
import { add } from "../ops/pointwise.ts";
import type { Parameter } from "../parameter.ts";
import type { Signal, Tensor } from "../tensor.ts";
import type { ActivationName } from "./activations.ts";
import { MultiHeadAttention } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import { LayerNorm } from "./layer_norm.ts";
import { Linear } from "./linear.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a Transformer's encoder layer, and where it normalizes. */
export interface EncoderLayerOptions {
  /** Columns of its input and its output. */
  readonly width: number;
  /** Heads of its attention. */
  readonly heads: number;
  /** Units between its two affine maps. */
  readonly hidden: number;
  /** What is applied to those units; `relu` where absent. */
  readonly activation?: ActivationName;
  /**
   * Rate at which weights of attention, hidden units and results of both parts are dropped while
   * training; 0.1 where absent.
   */
  readonly dropout?: number;
  /**
   * Whether each part normalizes what it takes (`pre`), or its sum with that (`post`, as published,
   * where absent).
   */
  readonly norm?: "pre" | "post";
}

/**
 * A layer of a Transformer's encoder (Vaswani et al., 2017): self-attention, then two affine maps at each
 * token, each of both parts added to what it takes. First values are PyTorch's.
 */
export class EncoderLayer implements Module {
  /** Its attention. */
  readonly attention: MultiHeadAttention;
  /** To the hidden units. */
  readonly expand: Linear;
  /** Back from them. */
  readonly contract: Linear;
  /** Of the attention's part and of the other. */
  readonly norms: readonly [attention: LayerNorm, feedForward: LayerNorm];
  /** All that drops something; the states of their streams belong into checkpoints. */
  readonly dropouts: readonly [
    weights: Dropout,
    attention: Dropout,
    hidden: Dropout,
    feedForward: Dropout,
  ];
  readonly #before: boolean;

  /**
   * A layer at a place.
   *
   * @throws {ShapeError} When the heads do not share the columns evenly, or the rate is out of range.
   */
  constructor(place: Place, options: EncoderLayerOptions) {
    const { width, heads, hidden, activation = "relu", dropout = 0.1, norm = "post" } = options;
    this.attention = new MultiHeadAttention(place.at("attention"), { width, heads, dropout });
    this.expand = new Linear(place.at("expand"), { inputs: width, outputs: hidden, activation });
    this.contract = new Linear(place.at("contract"), { inputs: hidden, outputs: width });
    this.norms = [
      new LayerNorm(place.at("norm 1"), width),
      new LayerNorm(place.at("norm 2"), width),
    ];
    this.dropouts = [
      this.attention.dropout,
      new Dropout(place.at("dropout 1"), dropout),
      new Dropout(place.at("dropout 2"), dropout),
      new Dropout(place.at("dropout 3"), dropout),
    ];
    this.#before = norm === "pre";
  }

  /** Those of the attention, the affine maps, and the norms. */
  get parameters(): readonly Parameter[] {
    return [this.attention, this.expand, this.contract, ...this.norms]
      .flatMap(({ parameters }) => parameters);
  }

  /**
   * `[batch, time, width]` to the same shape.
   *
   * @param lengths Tokens of each row, u32 `[batch]`: those past them are attended to by none.
   * @param training Whether anything is dropped, yes where absent.
   * @throws {ShapeError} When sizes do not fit.
   */
  forward(x: Tensor, lengths: Signal, training = true): Tensor {
    const [, attended, hidden, fed] = this.dropouts;
    const y = this.#around(this.norms[0], x, (rows) => {
      const found = this.attention.forward(rows, rows, lengths, training);
      return attended.forward(found, training);
    });
    return this.#around(this.norms[1], y, (rows) => {
      const units = hidden.forward(this.expand.forward(rows), training);
      return fed.forward(this.contract.forward(units), training);
    });
  }

  /** A part with its shortcut and its norm. */
  #around(norm: LayerNorm, x: Tensor, part: (rows: Tensor) => Tensor): Tensor {
    return this.#before ? add(x, part(norm.forward(x))) : norm.forward(add(x, part(x)));
  }
}
