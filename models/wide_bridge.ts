/**
 * The wide bridge b.
 *
 * @module
 */
import {
  type Layer,
  Linear,
  type LinearLayerOptions,
  type Parameter,
  type Place,
  type Tensor,
} from "../engine/mod.ts";

/**
 * The bridge of Kao and Chen (2021): two layers, and five times the width of the codes in between. Their
 * activation is that of the codes, which the second layer is to meet.
 */
export class WideBridge implements Layer {
  readonly #first: Linear;
  readonly #second: Linear;

  /** A bridge at a place. */
  constructor(place: Place, options: Omit<LinearLayerOptions, "bias">) {
    const hidden = 5 * options.outputs;
    this.#first = new Linear(place.at("1"), { ...options, outputs: hidden });
    this.#second = new Linear(place.at("2"), { ...options, inputs: hidden });
  }

  /** Weights and biases of both layers. */
  get parameters(): readonly Parameter[] {
    return [...this.#first.parameters, ...this.#second.parameters];
  }

  /** `[batch, inputs]` to `[batch, outputs]`. */
  forward(x: Tensor): Tensor {
    return this.#second.forward(this.#first.forward(x));
  }
}
