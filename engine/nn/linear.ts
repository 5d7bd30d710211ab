/**
 * An affine layer.
 *
 * @module
 */
import { linear } from "../ops/matmul/linear.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ActivationName } from "./activations.ts";
import { Finish } from "./finish.ts";
import { type Initializer, pytorchDefault } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a linear layer, and what else it does. */
export interface LinearLayerOptions {
  /** Number of inputs. */
  readonly inputs: number;
  /** Number of outputs. */
  readonly outputs: number;
  /** Whether a bias is added; yes where absent. */
  readonly bias?: boolean;
  /** First values of the weight `[inputs, outputs]`; PyTorch's where absent. */
  readonly initializer?: Initializer;
  /** First values of the bias `[outputs]`; PyTorch's where absent. */
  readonly biasInitializer?: Initializer;
  /** What is applied to the sums; `none` where absent. */
  readonly activation?: ActivationName;
}

/**
 * `activation(x weight + bias)`.
 *
 * @example
 * ```ts
 * import { Linear, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const layer = new Linear(place, { inputs: 2, outputs: 3, activation: "tanh" });
 * const y = layer.forward(tensor(device, [[1, 2]]));
 * console.assert(y.shape.join() === "1,3"); // [..., inputs] to [..., outputs]
 * device.destroy();
 * ```
 */
export class Linear implements Module {
  /** `[inputs, outputs]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or nothing. */
  readonly bias: Parameter | null;
  readonly #finish: Finish;

  /** A layer at a place. */
  constructor(place: Place, options: LinearLayerOptions) {
    const { inputs, outputs, activation = "none" } = options;
    const { initializer = pytorchDefault(), biasInitializer = pytorchDefault(inputs) } = options;
    this.weight = place.parameter("weight", [inputs, outputs], initializer);
    this.bias = options.bias ?? true ? place.parameter("bias", [outputs], biasInitializer) : null;
    this.#finish = new Finish(activation, place);
  }

  /** Weight, bias, and what the activation learns. */
  get parameters(): readonly Parameter[] {
    const bias = this.bias ? [this.bias] : [];
    return [this.weight, ...bias, ...this.#finish.parameters];
  }

  /**
   * `[..., inputs]` to `[..., outputs]`.
   *
   * @throws {ShapeError} When the last size of `x` is not the number of inputs.
   */
  forward(x: Tensor): Tensor {
    const y = linear(x, this.weight, this.bias, { activation: this.#finish.fused });
    return this.#finish.forward(y);
  }
}
