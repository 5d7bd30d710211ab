/**
 * Neurons of a net that settles, in layers: how their states answer to what drives them.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { attention } from "../../ops/attention/attention.ts";
import { concatenate } from "../../ops/arrange/concatenate.ts";
import { reshape } from "../../ops/arrange/reshape.ts";
import { view } from "../../ops/matmul/product.ts";
import { sigmoid, tanh } from "../../ops/pointwise/activations.ts";
import type { Unary } from "../../ops/pointwise/elementwise.ts";
import { halfRamp, ramp, steepSigmoid } from "../../ops/pointwise/ramps.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";

/** States of all neurons, layer by layer, the layer next to the input first: `[batch, ...shape]` each. */
export type States<T extends Tensor = Tensor> = readonly T[];

/** What enters a net: sequences of vectors, and how many stored patterns count. */
export interface Sequences {
  /** `[batch, time, width]` each. */
  readonly vectors: readonly Signal[];
  /** Stored patterns that count, for each part of {@linkcode TokenNeurons}: u32 `[batch, parts]`, from 0 to `time`. */
  readonly lengths: Signal;
}

/** A layer of neurons. */
export interface Neurons {
  /** Sizes of the states behind the axis of the examples. */
  readonly shape: Shape;
  /** What its answers need of a mini-batch, computed once. */
  hold(input: Sequences): readonly Signal[];
  /** The states that answer to a drive dPhi/ds. */
  answer(drive: Tensor, held: readonly Signal[]): Tensor;
}

/** Names of activations; `mysig` is another name of `my_sigmoid`, `hard_sigmoid` is clamp(v, 0, 1). */
export type UnitActivation =
  | "my_hard_sig"
  | "hard_sigmoid"
  | "my_sigmoid"
  | "mysig"
  | "sigmoid"
  | "tanh";

/** Activations by the names of the authors' options: `my_hard_sig` is clamp(v, 0, 2) / 2. */
const activations: Readonly<Record<UnitActivation, Unary>> = {
  my_hard_sig: halfRamp,
  hard_sigmoid: ramp,
  my_sigmoid: steepSigmoid,
  mysig: steepSigmoid,
  sigmoid,
  tanh,
};

/**
 * All names of activations.
 *
 * @example
 * ```ts
 * import { unitActivations } from "@associated/learning";
 *
 * console.assert(unitActivations.includes("my_hard_sig"));
 * ```
 */
export const unitActivations: readonly UnitActivation[] = Object.keys(
  activations,
) as UnitActivation[];

/** Units whose states are an activation of their drives, `s = activation(dPhi/ds)`. */
export class Units implements Neurons {
  /** `[count]`. */
  readonly shape: Shape;
  readonly #activation: Unary;

  /**
   * So many units.
   *
   * @throws {ShapeError} When there is no such activation.
   */
  constructor(count: number, activation: UnitActivation) {
    if (!Object.hasOwn(activations, activation)) {
      throw new ShapeError(
        `Cannot make units of the activation "${activation}": there is none of this name, ` +
          `give one of ${unitActivations.join(", ")}`,
      );
    }
    this.shape = [count];
    this.#activation = activations[activation];
  }

  /** Nothing. */
  hold(): readonly Signal[] {
    return [];
  }

  /** The activation of the drive. */
  answer(drive: Tensor): Tensor {
    return this.#activation(drive);
  }
}

/** Options of {@linkcode TokenNeurons}. */
export interface TokenOptions {
  /** The sequence whose vectors each part retrieves from, by its number. */
  readonly patterns: readonly number[];
  /** Vectors of a sequence. */
  readonly time: number;
  /** Numbers of a vector. */
  readonly width: number;
  /** Inverse temperature lambda, above 0. */
  readonly inverseTemperature: number;
}

/**
 * Vectors that are retrieved from stored patterns K by their drives q, `s = softmax(lambda q K^T) K`: one
 * step of a modern Hopfield network (Ramsauer et al., 2021). The retrieval is the gradient of a convex function of
 * q, so equilibrium propagation holds for it as for {@linkcode Units}.
 */
export class TokenNeurons implements Neurons {
  /** `[parts, time, width]`. */
  readonly shape: Shape;
  readonly #options: TokenOptions;

  /** A part for each of the sequences that it retrieves from. */
  constructor(options: TokenOptions) {
    this.shape = [options.patterns.length, options.time, options.width];
    this.#options = options;
  }

  /** The stored patterns `[batch parts, time, width]`, and how many of them count `[batch parts]`. */
  hold({ vectors, lengths }: Sequences): readonly Signal[] {
    const { patterns, time, width } = this.#options;
    const batch = vectors[0].shape[0], rows = batch * patterns.length;
    const part = (of: number) => reshape(vectors[of], [batch, 1, time, width]);
    const stored = patterns.length === 1
      ? vectors[patterns[0]]
      : reshape(concatenate(patterns.map(part), 1), [rows, time, width]);
    return [stored, view(lengths, [rows])];
  }

  /** Retrieval from the stored patterns. */
  answer(drive: Tensor, [stored, counts]: readonly Signal[]): Tensor {
    const queries = reshape(drive, stored.shape);
    const { inverseTemperature: scale } = this.#options;
    return reshape(attention(queries, stored, stored, counts, { scale }), drive.shape);
  }
}
