/**
 * What the kernels of attention are given.
 *
 * @module
 */
import type { Signal } from "../../tensor/tensor.ts";

/** Sizes of an attention. */
export interface AttentionSizes {
  readonly batch: number;
  readonly heads: number;
  /** Columns of a head. */
  readonly size: number;
  readonly queries: number;
  readonly keys: number;
  /** Factor of the products of queries and keys. */
  readonly scale: number;
}

/** Inputs of the forward and of the backward pass. */
export interface AttentionInputs {
  readonly q: Signal;
  readonly k: Signal;
  readonly v: Signal;
  /** u32 `[batch]`: the keys that count. */
  readonly lengths: Signal;
  /** The ticket of the mask of dropped weights; nothing is dropped without one. */
  readonly ticket?: Signal;
  /** A random word below it drops a weight. */
  readonly threshold: number;
  /** Factor of the weights that are kept. */
  readonly boost: number;
}

/** Results of the forward pass, which it writes, or which the backward pass reads. */
export interface AttentionResults {
  readonly y: Signal;
  /** Log-sum-exp of each query's scores, `[batch, heads, queries]`. */
  readonly statistics: Signal;
}

/** Gradients of `q`, and of `k` and `v` where they are asked for. */
export type AttentionGradients = [dq: Signal, dk: Signal | null, dv: Signal | null];

/** The uniforms of all kernels. */
export const uniforms = {
  heads: "u32",
  size: "u32",
  queries: "u32",
  keys: "u32",
  at_keys: "u32",
  at_values: "u32",
  at_slopes: "u32",
  threshold: "u32",
  boost: "f32",
  scale: "f32",
  block: "u32",
} as const;

/** Where packed inputs and the queries of a workgroup start; kernels that do not pack read no start. */
export interface Starts {
  readonly at_keys?: number;
  readonly at_values?: number;
  readonly at_slopes?: number;
  /** Queries of a workgroup, for kernels that ask for them. */
  readonly block?: number;
}

/** The values of the uniforms. */
export function uniformsOf(
  { heads, size, queries, keys, scale }: AttentionSizes,
  { threshold, boost }: AttentionInputs,
  { at_keys = 0, at_values = 0, at_slopes = 0, block = 0 }: Starts,
) {
  const places = { at_keys, at_values, at_slopes };
  return { heads, size, queries, keys, ...places, threshold, boost, scale, block };
}
