/**
 * A layer of a Transformer's encoder.
 *
 * @module
 */
import { add } from "../ops/pointwise/pointwise.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tape } from "../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../tensor/tensor.ts";
import type { ActivationName } from "./activations.ts";
import { MultiHeadAttention } from "./attention.ts";
import { Dropout } from "./dropout.ts";
import type { Initializer } from "./initializers.ts";
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
  /** Activation of those units; `relu` where absent. */
  readonly activation?: ActivationName;
  /**
   * Rate at which weights of attention, hidden units and results of both parts are dropped while
   * training; 0.1 where absent.
   */
  readonly dropout?: number;
  /**
   * Whether each part normalizes its input (`pre`), or the sum of its input and its result (`post`, as
   * published; where absent).
   */
  readonly norm?: "pre" | "post";
  /** Whether its output is normalized once more, as the sums of `pre` need; no where absent. */
  readonly finalNorm?: boolean;
  /** First values of the matrices of all its linear maps; PyTorch's where absent. */
  readonly initializer?: Initializer;
}

/**
 * A layer of a Transformer's encoder (Vaswani et al., 2017): self-attention, then two affine maps at each
 * token, the result of each of both parts added to its input. First values are PyTorch's.
 *
 * @example
 * ```ts
 * import { EncoderLayer, full, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new EncoderLayer(place, { width: 8, heads: 2, hidden: 16 });
 * const y = layer.forward(full(device, [2, 5, 8], 1), tensor(device, Uint32Array.of(5, 2)), false);
 * console.assert(y.shape.join() === "2,5,8"); // [batch, time, width] to the same shape
 * device.destroy();
 * ```
 */
export class EncoderLayer implements Module {
  /** Its attention. */
  readonly attention: MultiHeadAttention;
  /** Maps a token to the hidden units. */
  readonly expand: Linear;
  /** Maps the hidden units back. */
  readonly contract: Linear;
  /** Normalize the part with attention, and the part with hidden units. */
  readonly norms: readonly [attention: LayerNorm, feedForward: LayerNorm];
  /** Normalizes the output, where the layer does so. */
  readonly finalNorm: LayerNorm | null;
  /** All dropouts; the states of their streams belong into checkpoints. */
  readonly dropouts: readonly [
    weights: Dropout,
    attention: Dropout,
    hidden: Dropout,
    feedForward: Dropout,
  ];
  readonly #before: boolean;
  readonly #tape: Tape;

  /**
   * A layer at a place.
   *
   * @throws {ShapeError} When the heads do not share the columns evenly, or the rate is out of range.
   */
  constructor(place: Place, options: EncoderLayerOptions) {
    const { width, heads, hidden, activation = "relu", dropout = 0.1, norm = "post" } = options;
    const { initializer } = options;
    const sizes = { width, heads, dropout, initializer };
    const outwards = { inputs: width, outputs: hidden, activation, initializer };
    this.attention = new MultiHeadAttention(place.at("attention"), sizes);
    this.expand = new Linear(place.at("expand"), outwards);
    this.contract = new Linear(place.at("contract"), {
      inputs: hidden,
      outputs: width,
      initializer,
    });
    this.norms = [
      new LayerNorm(place.at("norm 1"), width),
      new LayerNorm(place.at("norm 2"), width),
    ];
    this.finalNorm = options.finalNorm ? new LayerNorm(place.at("final norm"), width) : null;
    this.dropouts = [
      this.attention.dropout,
      new Dropout(place.at("dropout 1"), dropout),
      new Dropout(place.at("dropout 2"), dropout),
      new Dropout(place.at("dropout 3"), dropout),
    ];
    this.#before = norm === "pre";
    this.#tape = place.ownTape;
  }

  /** The parameters of the attention, the affine maps, and the norms, the final norm last. */
  get parameters(): readonly Parameter[] {
    const last = this.finalNorm ? [this.finalNorm] : [];
    return [this.attention, this.expand, this.contract, ...this.norms, ...last]
      .flatMap(({ parameters }) => parameters);
  }

  /**
   * `[batch, time, width]` to the same shape.
   *
   * @param lengths Tokens of each row, u32 `[batch]`: no token attends to the positions behind them.
   * @param training Whether elements are dropped, yes where absent.
   * @throws {ShapeError} When sizes do not fit.
   */
  forward(x: Tensor, lengths: Signal, training = true): Tensor {
    const [, attended, hidden, fed] = this.dropouts;
    const y = this.#around(this.norms[0], x, (rows) => {
      const found = this.attention.forward(rows, rows, lengths, training);
      return attended.forward(found, training);
    });
    const z = this.#around(this.norms[1], y, (rows) => {
      const units = hidden.forward(this.expand.forward(rows), training);
      return fed.forward(this.contract.forward(units), training);
    });
    return this.finalNorm ? this.finalNorm.forward(z) : z;
  }

  /**
   * The weights that each token of `x` `[batch, time, width]` gives to each token when the layer does not
   * train: `[batch, heads, time, time]`, all in memory at once. No gradient flows through them.
   *
   * @param lengths Tokens of each row, u32 `[batch]`.
   * @throws {ShapeError} When sizes do not fit.
   */
  weights(x: Tensor, lengths: Signal): Signal {
    return this.#tape.pause(() => {
      const own = detach(x);
      const rows = this.#before ? this.norms[0].forward(own) : own;
      return this.attention.weights(rows, rows, lengths);
    });
  }

  /** A part with its shortcut and its norm. */
  #around(norm: LayerNorm, x: Tensor, part: (rows: Tensor) => Tensor): Tensor {
    const run = (rows: Tensor) => this.#tape.part(x.device, () => part(rows));
    return this.#tape.part(
      x.device,
      () => this.#before ? add(x, run(norm.forward(x))) : norm.forward(add(x, run(x))),
    );
  }
}
