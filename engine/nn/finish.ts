/**
 * Activations that the kernel before them may apply.
 *
 * @module
 */
import { activations, type FusedActivation } from "../ops/matmul/activate.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Activation, activation, type ActivationName } from "./activations.ts";
import type { Module, Place } from "./module.ts";

/** An activation by name, of which a kernel does all or nothing. */
export class Finish implements Module {
  /** What the kernel applies. */
  readonly fused: FusedActivation;
  readonly #rest: Activation | null;

  /** The activation of a layer at a place. */
  constructor(name: ActivationName, place: Place) {
    this.fused = activations.find((fused) => fused === name) ?? "none";
    this.#rest = name === this.fused ? null : activation(name, place);
  }

  /** What the activation learns. */
  get parameters(): readonly Parameter[] {
    return this.#rest?.parameters ?? [];
  }

  /** Applies what the kernel did not. */
  forward(y: Tensor): Tensor {
    return this.#rest ? this.#rest.forward(y) : y;
  }
}
