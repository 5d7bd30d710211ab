/**
 * A block of a linear layer and an activation.
 *
 * @module
 */
import {
  type Encoder,
  type Features,
  type FeatureShape,
  Linear,
  type LinearLayerOptions,
  type Parameter,
  type Place,
  type Tensor,
} from "../../engine/mod.ts";
import type { SideWords } from "./side_words.ts";

/** Options of a linear block. */
export interface LinearEncoderOptions extends LinearLayerOptions {
  /** Its side input, if it takes one. */
  readonly side: SideWords | null;
  /**
   * Whether the layer takes x with the mean of the side words beside it, or the greater of x and the side
   * words.
   */
  readonly merge: "concat" | "max";
}

/**
 * Features `[batch, inputs]` to `[batch, width]` by a linear layer and an activation.
 *
 * @example
 * ```ts
 * import { full, LinearEncoder, openCpu, Place, Random, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const encoder = new LinearEncoder(place, { inputs: 4, outputs: 3, activation: "elu", merge: "concat", side: null });
 * const { x } = encoder.forward({ x: full(device, [2, 4], 1), rows: {}, shared: {} });
 * console.assert(x.shape.join() === "2,3"); // [batch, inputs] to [batch, width]
 * device.destroy();
 * ```
 */
export class LinearEncoder implements Encoder {
  /** Number of outputs. */
  readonly width: number;
  readonly #linear: Linear;
  readonly #side: SideWords | null;
  readonly #merge: "concat" | "max";

  /** A linear layer at a place; `inputs` counts what it takes after merging. */
  constructor(place: Place, { side, merge, ...options }: LinearEncoderOptions) {
    this.width = options.outputs;
    this.#linear = new Linear(place, options);
    this.#side = side;
    this.#merge = merge;
  }

  /** Weight and bias, and the table of side words. */
  get parameters(): readonly Parameter[] {
    return [...this.#linear.parameters, ...this.#side?.parameters ?? []];
  }

  /** A row an example. */
  get out(): FeatureShape {
    return { x: [this.width] };
  }

  /** Says `table` of the table of side words, and `weight` of all others. */
  learning(parameter: Parameter): "table" | "weight" {
    return this.#side?.parameters.includes(parameter) ? "table" : "weight";
  }

  /** One product an example. */
  multiplyAdds(): number {
    return this.#linear.weight.size;
  }

  /** Applies the layer. */
  forward(input: Features): Features {
    const x = this.#linear.forward(this.#merged(input));
    return { ...this.#side?.without(input) ?? input, x };
  }

  /** The features themselves. */
  pool(output: Features): Tensor {
    return output.x;
  }

  #merged(input: Features): Tensor {
    if (!this.#side) return input.x;
    return this.#merge === "concat" ? this.#side.beside(input) : this.#side.greatest(input);
  }
}
