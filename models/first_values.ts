/**
 * First values of weights and biases, by the name of the option `initialization`.
 *
 * @module
 */
import {
  heNormalTruncated,
  type Initializer,
  kaimingNormal,
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

const neco: FirstValues = { initializer: heNormalTruncated(), biasInitializer: zeros() };

/** First values of the label side: only `thesis` and `neco` differ from PyTorch's. */
export function labelValues({ initialization }: Pick<NetOptions, "initialization">): FirstValues {
  if (initialization === "neco") return neco;
  return initialization === "thesis" ? { initializer: xavierUniform() } : {};
}

/** First values of convolutions and dense layers of image nets: the thesis has PyTorch's. */
export function imageValues({ initialization }: Pick<NetOptions, "initialization">): FirstValues {
  if (initialization === "neco") return neco;
  return initialization === "he" ? { initializer: kaimingNormal(), biasInitializer: zeros() } : {};
}
