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
  maskedMean,
  type Parameter,
  type Place,
  SinusoidalPositions,
  type Tensor,
} from "../engine/mod.ts";
import { lengthsOf } from "./words.ts";

/** What a Transformer block needs to know. */
export interface TransformerEncoderOptions extends EncoderLayerOptions {
  /** Tokens at most that positions are added for, where words enter; 0 adds none. */
  readonly positions: number;
}

/** Features `[batch, time, width]` to the outputs of an encoder layer. */
export class TransformerEncoder implements Encoder {
  /** Width of its features, and of what the bridge reads. */
  readonly width: number;
  /** The layer. */
  readonly layer: EncoderLayer;
  readonly #positions: SinusoidalPositions | null;

  /** An encoder layer at a place. */
  constructor(place: Place, { positions, ...options }: TransformerEncoderOptions) {
    this.width = options.width;
    this.layer = new EncoderLayer(place, options);
    this.#positions = positions
      ? new SinusoidalPositions(place.device, positions, options.width)
      : null;
  }

  /** Those of the layer. */
  get parameters(): readonly Parameter[] {
    return this.layer.parameters;
  }

  /** Those of the layer. */
  get dropouts(): readonly Dropout[] {
    return this.layer.dropouts;
  }

  /** Lets the real words of each row attend to each other. */
  forward(input: Features, training: boolean): Features {
    const x = this.#positions?.forward(input.x) ?? input.x;
    return { ...input, x: this.layer.forward(x, lengthsOf(input), training) };
  }

  /** Mean of the real words' features. */
  pool(output: Features): Tensor {
    return maskedMean(output.x, lengthsOf(output));
  }
}
