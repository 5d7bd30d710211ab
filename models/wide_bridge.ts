/**
 * The wide bridge b.
 *
 * @module
 */
import {
  BatchNorm,
  type Layer,
  Linear,
  type LinearLayerOptions,
  type Parameter,
  type Place,
  type Tensor,
} from "../engine/mod.ts";

/** Sizes and choices of a {@linkcode WideBridge}. */
export interface WideBridgeOptions extends Omit<LinearLayerOptions, "bias"> {
  /** Whether what the first layer makes is normalized over the batch; its activation is relu then. */
  readonly batchNorm: boolean;
}

/**
 * The bridge of Kao and Chen (2021): two layers, and five times the width of the codes in between. The
 * activation is that of the codes, which the second layer is to meet; with normalization the first one has relu.
 */
export class WideBridge implements Layer {
  readonly #first: Linear;
  readonly #norm: BatchNorm | null;
  readonly #second: Linear;

  /** A bridge at a place. */
  constructor(place: Place, { batchNorm, ...options }: WideBridgeOptions) {
    const hidden = 5 * options.outputs;
    const first = batchNorm ? { bias: false, activation: "none" } as const : {};
    this.#first = new Linear(place.at("1"), { ...options, outputs: hidden, ...first });
    this.#norm = batchNorm
      ? new BatchNorm(place.at("1/norm"), hidden, { activation: "relu" })
      : null;
    this.#second = new Linear(place.at("2"), { ...options, inputs: hidden });
  }

  /** Weights and biases of both layers, what the normalization learns, and its running statistics. */
  get parameters(): readonly Parameter[] {
    const norm = this.#norm?.parameters ?? [];
    return [
      ...this.#first.parameters,
      ...norm,
      ...this.#second.parameters,
      ...this.statistics,
    ];
  }

  /** The running mean and variance of the normalization, if there is one. */
  get statistics(): readonly Parameter[] {
    return this.#norm?.statistics ?? [];
  }

  /** `[batch, inputs]` to `[batch, outputs]`. */
  forward(x: Tensor, training = false): Tensor {
    const hidden = this.#first.forward(x);
    return this.#second.forward(this.#norm ? this.#norm.forward(hidden, training) : hidden);
  }
}
