/**
 * First values of weights and biases, by the name of the option `initialization`.
 *
 * @module
 */
import {
  heNormalTruncated,
  type Initializer,
  normal,
  orthogonal,
  xavierUniform,
  zeros,
} from "../engine/mod.ts";
import type { NetOptions } from "./options.ts";

/** First values of a layer; PyTorch's where absent. */
export interface FirstValues {
  /** Of the weight. */
  readonly initializer?: Initializer;
  /** Of the bias. */
  readonly biasInitializer?: Initializer;
}

type Named = Pick<NetOptions, "initialization">;

const orthonormal: FirstValues = { initializer: orthogonal(), biasInitializer: zeros() };

const neco: FirstValues = { initializer: heNormalTruncated(), biasInitializer: zeros() };

/** First values of the linear layers of the label side. */
export function labelValues({ initialization }: Named): FirstValues {
  if (initialization === "neco") return neco;
  return initialization === "thesis" ? { initializer: xavierUniform() } : {};
}

/**
 * First values of g of block `i` (from 0). A row of the first g is the code of a class, which only one input
 * makes: its size does not depend on the number of classes.
 */
export function encoderValues(options: Named, i: number): FirstValues {
  if (options.initialization !== "orthogonal") return labelValues(options);
  return i ? orthonormal : { initializer: normal(0.5), biasInitializer: zeros() };
}

/**
 * First values of h. Where the net is trained end to end, its decoders are a chain of linear maps that all
 * gradients pass: PyTorch's values take a good third off them in each. A decoder that learns by itself is
 * passed by none, and keeps them.
 */
export function decoderValues(options: Pick<NetOptions, "initialization" | "mode">): FirstValues {
  const passed = options.mode === "bp" && options.initialization === "orthogonal";
  return passed ? orthonormal : labelValues(options);
}

/** First values of convolutions and dense layers of image nets: the thesis has PyTorch's. */
export function imageValues({ initialization }: Named): FirstValues {
  return initialization === "neco" ? neco : {};
}
