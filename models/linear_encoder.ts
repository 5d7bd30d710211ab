/**
 * A block of a linear layer and an activation.
 *
 * @module
 */
import {
  type Encoder,
  type Features,
  Linear,
  type LinearLayerOptions,
  type Parameter,
  type Place,
  type Tensor,
} from "../engine/mod.ts";

/** Features `[batch, inputs]` to `[batch, width]` by a linear layer and an activation. */
export class LinearEncoder implements Encoder {
  /** Number of outputs. */
  readonly width: number;
  readonly #linear: Linear;

  /** A linear layer at a place. */
  constructor(place: Place, options: LinearLayerOptions) {
    this.width = options.outputs;
    this.#linear = new Linear(place, options);
  }

  /** Weight and bias. */
  get parameters(): readonly Parameter[] {
    return this.#linear.parameters;
  }

  /** Applies the layer. */
  forward(input: Features): Features {
    return { ...input, x: this.#linear.forward(input.x) };
  }

  /** The features themselves. */
  pool(output: Features): Tensor {
    return output.x;
  }
}
