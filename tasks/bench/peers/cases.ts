import table from "./cases.json" with { type: "json" };

/** What a case computes. */
export type Kind =
  | "matmul"
  | "lstm"
  | "lstm-forward"
  | "attention"
  | "encoder"
  | "embedding"
  | "embedding-sparse"
  | "adam"
  | "add"
  | "tanh"
  | "softmax"
  | "layer-norm"
  | "conv"
  | "conv-forward"
  | "conv-input"
  | "conv-weight"
  | "batch-norm"
  | "max-pool"
  | "images"
  | "al-linear"
  | "al-lstm"
  | "al-transformer"
  | "al-mlp"
  | "al-cnn"
  | "al-vgg"
  | "al-resnet"
  | "al-resnet-20"
  | "bp-mlp"
  | "bp-cnn"
  | "bp-vgg"
  | "bp-resnet"
  | "bp-resnet-20"
  | "relax"
  | "equilibrium";

/** A computation that every engine is measured by, of one size. */
export interface Case {
  /** The name on the command line. */
  readonly name: string;
  readonly kind: Kind;
  readonly sizes: Readonly<Record<string, number>>;
  /** Floating-point operations of the matrix products in one step; 0 where memory is the bound. */
  readonly flops: number;
  /** Bytes that one step cannot avoid moving; 0 where arithmetic is the bound. */
  readonly bytes: number;
}

/** All cases: the same numbers for every peer, in every language. */
export const cases: readonly Case[] = (table as unknown) as readonly Case[];

/**
 * Finds a case by its name.
 *
 * @throws {RangeError} when there is none of that name.
 */
export function findCase(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (found) return found;
  const names = cases.map((one) => one.name).join(", ");
  throw new RangeError(`Cannot find case "${name}": the cases are ${names}, choose one of them`);
}
