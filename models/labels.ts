/**
 * The label side of a block: bridge b, label encoder g and label decoder h.
 *
 * @module
 */
import {
  activation,
  type Activation,
  type ActivationName,
  type Layer,
  Linear,
  type Parameter,
  type Place,
  type Tensor,
} from "../engine/mod.ts";

/** A linear layer with an activation. */
export class Dense implements Layer {
  readonly #linear: Linear;
  readonly #activation: Activation;

  /** A layer at a place. */
  constructor(place: Place, inputs: number, outputs: number, name: ActivationName) {
    this.#linear = new Linear(place, { inputs, outputs });
    this.#activation = activation(name, place);
  }

  /** Weight and bias. */
  get parameters(): readonly Parameter[] {
    return [...this.#linear.parameters, ...this.#activation.parameters];
  }

  /** `[batch, inputs]` to `[batch, outputs]`. */
  forward(x: Tensor): Tensor {
    return this.#activation.forward(this.#linear.forward(x));
  }
}

/** The bridge of NECO 2021: five times the width of the codes in between, sigmoids. */
export class WideBridge implements Layer {
  readonly #first: Dense;
  readonly #second: Dense;

  /** A bridge at a place. */
  constructor(place: Place, inputs: number, outputs: number) {
    this.#first = new Dense(place.at("1"), inputs, 5 * outputs, "sigmoid");
    this.#second = new Dense(place.at("2"), 5 * outputs, outputs, "sigmoid");
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
