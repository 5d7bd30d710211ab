/**
 * A block of a Transformer's encoder layer.
 *
 * @module
 */
import {
  type Dropout,
  type Encoder,
  EncoderLayer,
  type EncoderLayerOptions,
  type Features,
  type FeatureShape,
  maskedMean,
  type Parameter,
  type Place,
  type RowSizes,
  type Signal,
  SinusoidalPositions,
  type Tape,
  type Tensor,
} from "../../engine/mod.ts";
import { lengthsOf } from "./entry.ts";
import type { SideWords } from "./side_words.ts";

/** Options of a Transformer block. */
export interface TransformerEncoderOptions extends EncoderLayerOptions {
  /** Tokens at most that positions are added for, where words enter; 0 adds none. */
  readonly positions: number;
  /** Its side input, if it takes one, which joins the features of the block below. */
  readonly side: SideWords | null;
}

/**
 * Features `[batch, time, width]` to the outputs of an encoder layer.
 *
 * @example
 * ```ts
 * import {
 *   full,
 *   openCpu,
 *   Place,
 *   Random,
 *   Tape,
 *   tensor,
 *   TransformerEncoder,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const encoder = new TransformerEncoder(place, { width: 4, heads: 2, hidden: 8, positions: 0, side: null });
 * const rows = { lengths: tensor(device, Uint32Array.of(5, 2)) };
 * const { x } = encoder.forward({ x: full(device, [2, 5, 4], 1), rows, shared: {} }, false);
 * console.assert(x.shape.join() === "2,5,4"); // [batch, time, width] to the same shape
 * device.destroy();
 * ```
 */
export class TransformerEncoder implements Encoder {
  /** Width of its features, pooled or not. */
  readonly width: number;
  /** The layer. */
  readonly layer: EncoderLayer;
  readonly #positions: SinusoidalPositions | null;
  readonly #side: SideWords | null;
  readonly #tape: Tape;

  /** An encoder layer at a place. */
  constructor(place: Place, { positions, side, ...options }: TransformerEncoderOptions) {
    this.width = options.width;
    this.layer = new EncoderLayer(place, options);
    this.#side = side;
    this.#tape = place.ownTape;
    this.#positions = positions
      ? new SinusoidalPositions(place.device, positions, options.width)
      : null;
  }

  /** The parameters of the layer, and the table of side words. */
  get parameters(): readonly Parameter[] {
    return [...this.layer.parameters, ...this.#side?.parameters ?? []];
  }

  /** A row a word, as wide as the word vectors. */
  get out(): FeatureShape {
    return { x: [null, this.width] };
  }

  /** Says `table` of the table of side words, and `weight` of all others. */
  learning(parameter: Parameter): "table" | "weight" {
    return this.#side?.parameters.includes(parameter) ? "table" : "weight";
  }

  /** Products with the matrices at each word, and for each pair of words a score and a share of a value. */
  multiplyAdds({ steps }: RowSizes): number {
    const matrices = this.layer.parameters.filter(({ shape }) => shape.length > 1);
    const weights = matrices.reduce((sum, { size }) => sum + size, 0);
    return weights * steps + 2 * steps * steps * this.width;
  }

  /** The dropouts of the layer. */
  get dropouts(): readonly Dropout[] {
    return this.layer.dropouts;
  }

  /** Lets the real words of each row attend to each other. */
  forward(input: Features, training: boolean): Features {
    const read = this.#read(input);
    return { ...read, x: this.layer.forward(read.x, lengthsOf(read), training) };
  }

  /**
   * How the words of each row attend to each other in prediction, `[batch, heads, words, words]`: side words
   * come behind the words of the block below.
   */
  weights(input: Features): Signal {
    return this.#tape.pause(() => {
      const read = this.#read(input);
      return this.layer.weights(read.x, lengthsOf(read));
    });
  }

  /** The features with positions, where words enter, and side words behind them. */
  #read(input: Features): Features {
    const placed = { ...input, x: this.#positions?.forward(input.x) ?? input.x };
    return this.#side?.joined(placed) ?? placed;
  }

  /** Mean of the real words' features. */
  pool(output: Features): Tensor {
    return maskedMean(output.x, lengthsOf(output));
  }
}
