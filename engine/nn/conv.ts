/**
 * A convolutional layer.
 *
 * @module
 */
import { conv2d } from "../ops/conv/conv2d.ts";
import type { WindowOptions } from "../ops/conv/windows.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ActivationName } from "./activations.ts";
import { Finish } from "./finish.ts";
import { type Initializer, pytorchDefault } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/** Sizes of a convolutional layer, and what else it does. */
export interface ConvLayerOptions extends WindowOptions {
  /** Channels of an image. */
  readonly inputs: number;
  /** Channels of a result. */
  readonly outputs: number;
  /** Rows and columns of a window; a number stands for both. */
  readonly size: number | readonly [rows: number, columns: number];
  /** Whether a bias is added; yes where absent. */
  readonly bias?: boolean;
  /**
   * First values of the weight, drawn as a matrix `[elements of a window, outputs]`; PyTorch's where
   * absent.
   */
  readonly initializer?: Initializer;
  /** First values of the bias `[outputs]`; PyTorch's where absent. */
  readonly biasInitializer?: Initializer;
  /** What is applied to the sums; `none` where absent. */
  readonly activation?: ActivationName;
}

/** `activation(windows of x times weight + bias)`. */
export class Conv2d implements Module {
  /** `[rows, columns, inputs, outputs]`. */
  readonly weight: Parameter;
  /** `[outputs]`, or nothing. */
  readonly bias: Parameter | null;
  /** How its windows move. */
  readonly windows: WindowOptions;
  /** What is applied to its sums. */
  readonly activation: ActivationName;
  readonly #finish: Finish;

  /** A layer at a place. */
  constructor(place: Place, options: ConvLayerOptions) {
    const { inputs, outputs, size, stride, padding, activation = "none" } = options;
    const [rows, columns] = typeof size === "number" ? [size, size] : size;
    const elements = rows * columns * inputs;
    const { initializer = pytorchDefault(), biasInitializer = pytorchDefault(elements) } = options;
    this.weight = place.parameter(
      "weight",
      [rows, columns, inputs, outputs],
      (_, size, random) => initializer([elements, outputs], size, random),
    );
    this.bias = options.bias ?? true ? place.parameter("bias", [outputs], biasInitializer) : null;
    this.windows = { stride, padding };
    this.activation = activation;
    this.#finish = new Finish(activation, place);
  }

  /** Weight, bias, and what the activation learns. */
  get parameters(): readonly Parameter[] {
    const bias = this.bias ? [this.bias] : [];
    return [this.weight, ...bias, ...this.#finish.parameters];
  }

  /**
   * `[batch, height, width, inputs]` to `[batch, down, across, outputs]`.
   *
   * @throws {ShapeError} When the channels differ, or no window fits.
   */
  forward(x: Tensor): Tensor {
    const options = { ...this.windows, activation: this.#finish.fused };
    return this.#finish.forward(conv2d(x, this.weight, this.bias, options));
  }
}
