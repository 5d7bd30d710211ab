/**
 * Activations by name.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import {
  elu,
  gelu,
  hardSigmoid,
  leakyRelu,
  prelu,
  rectifiedTanhShrink,
  relu,
  relu6,
  selu,
  sigmoid,
  softplus,
  tanh,
  tanhShrink,
} from "../ops/pointwise/activations.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { constant } from "./initializers.ts";
import type { Module, Place } from "./module.ts";

/** Names of activations; `prelu` learns the slope below 0, `none` gives its input back. */
export type ActivationName =
  | "none"
  | "tanh"
  | "sigmoid"
  | "relu"
  | "relu6"
  | "leakyrelu"
  | "elu"
  | "gelu"
  | "prelu"
  | "selu"
  | "softplus"
  | "hardsigmoid"
  | "tanhshrink"
  | "rectifiedtanhshrink";

const functions: Readonly<Record<Exclude<ActivationName, "prelu">, (x: Tensor) => Tensor>> = {
  none: (x) => x,
  tanh,
  sigmoid,
  relu,
  relu6,
  leakyrelu: leakyRelu,
  elu,
  gelu,
  selu,
  softplus,
  hardsigmoid: hardSigmoid,
  tanhshrink: tanhShrink,
  rectifiedtanhshrink: rectifiedTanhShrink,
};

/** All names of activations. */
export const activationNames: readonly ActivationName[] = [
  ...Object.keys(functions) as Exclude<ActivationName, "prelu">[],
  "prelu",
];

/** A pointwise function, with the parameters it learns, if any. */
export interface Activation extends Module {
  /** Applies it to each element. */
  forward(x: Tensor): Tensor;
}

/**
 * An activation by name.
 *
 * @param place Where the slope of `prelu` lives, as `slope`.
 * @throws {ShapeError} When there is no such name.
 *
 * @example
 * ```ts
 * import { activation, openCpu, Place, Random, Tape, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const place = new Place(device, new Tape("net"), "net", new Random(1));
 * const y = activation("relu", place).forward(tensor(device, [-1, 2]));
 * console.assert((await y.data()).join() === "0,2");
 * device.destroy();
 * ```
 */
export function activation(name: ActivationName, place: Place): Activation {
  if (name === "prelu") return new Prelu(place);
  if (!Object.hasOwn(functions, name)) {
    throw new ShapeError(
      `Cannot make the activation "${name}": there is none of this name, ` +
        `give one of ${activationNames.join(", ")}`,
    );
  }
  return { parameters: [], forward: functions[name] };
}

/** x above 0, slope x below, the slope learned from 0.25 on (He et al., 2015). */
class Prelu implements Activation {
  readonly #slope: Parameter;

  constructor(place: Place) {
    this.#slope = place.parameter("slope", [1], constant(0.25));
  }

  get parameters(): readonly Parameter[] {
    return [this.#slope];
  }

  forward(x: Tensor): Tensor {
    return prelu(x, this.#slope);
  }
}
