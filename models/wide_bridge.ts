/**
 * The wide bridge b.
 *
 * @module
 */
import { type Layer, Linear, type Parameter, type Place, type Tensor } from "../engine/mod.ts";

/** The bridge of NECO 2021: two layers with sigmoids, and five times the width of the codes in between. */
export class WideBridge implements Layer {
  readonly #first: Linear;
  readonly #second: Linear;

  /** A bridge at a place. */
  constructor(place: Place, inputs: number, outputs: number) {
    const activation = "sigmoid";
    this.#first = new Linear(place.at("1"), { inputs, outputs: 5 * outputs, activation });
    this.#second = new Linear(place.at("2"), { inputs: 5 * outputs, outputs, activation });
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
