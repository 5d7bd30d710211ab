/**
 * Synapses: the interaction terms of Phi that learn.
 *
 * @module
 */
import type { Module } from "../../nn/module.ts";
import { scaled } from "../../ops/pointwise/scaled.ts";
import type { HostArray } from "../../tensor/op.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import type { Sequences, States } from "./neurons.ts";

/**
 * A term of the primitive function Phi for a mini-batch. Phi is a sum of such terms, and the drive of a layer
 * is the sum of the derivatives of the terms that act on it.
 */
export interface Term {
  /** Numbers of the layers that it acts on. */
  readonly layers: readonly number[];
  /** Whether its drive is the same in all states. */
  readonly constant: boolean;
  /** Its value, a scalar: the sum over the examples. */
  value(states: States): Tensor;
  /** The derivative of its value with respect to the states of one of its layers. */
  drive(layer: number, states: States): Tensor;
}

/** States with the weight that they have in a sum. */
export interface Weighted {
  /** The states. */
  readonly states: States<Signal>;
  /** Their weight. */
  readonly weight: number;
}

/** The term of a synapse. */
export interface SynapseTerm extends Term {
  /**
   * The derivatives of its value with respect to the synapse's parameters, in their order: means over the
   * examples, summed over states by their weights.
   */
  correlation(among: readonly Weighted[]): Signal[];
}

/** The states of a layer, over the number of examples and times their weight, among all states that are given. */
export function weighted(among: readonly Weighted[], layer: number): Signal[] {
  return among.map(({ states, weight }) => {
    const own = states[layer];
    return scaled(own, weight / own.shape[0]);
  });
}

/** All that the value of a term depends on, in double precision. */
export interface TermArrays {
  /** Values of the parameters, in their order. */
  readonly parameters: readonly HostArray[];
  /** States of all layers. */
  readonly states: readonly HostArray[];
  /** The sequences that enter. */
  readonly vectors: readonly HostArray[];
}

/** An interaction term of Phi with parameters of its own. */
export interface Synapse extends Module {
  /** Its name, unique in its net. */
  readonly name: string;
  /** Its term for a mini-batch; all that does not depend on states is computed here, once. */
  attach(input: Sequences): SynapseTerm;
  /** The definition of its value, in naive float64. */
  reference(arrays: TermArrays): number;
}
