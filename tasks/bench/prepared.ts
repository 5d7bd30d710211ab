/**
 * What the cases on our own engine share.
 *
 * @module
 */
import { type Device, type Signal, type Tensor, tensor } from "../../engine/mod.ts";
import type { Case } from "./peers/cases.ts";
import { Numbers, sample } from "./peers/numbers.ts";

/** Where a case runs, and what its numbers are drawn from. */
export interface Bench {
  /** The device. */
  readonly device: Device;
  /** Start of every random stream. */
  readonly seed: number;
}

/** A case made ready. */
export interface Prepared {
  /** Enqueues it once. */
  readonly step: () => void;
  /** What its first run gives, sampled; to be asked for before any step. */
  readonly result: () => Promise<number[]>;
  /** Tensors that it lives on, to be released when it was measured. */
  readonly held: unknown;
}

/** Sizes of a case. */
export type Sizes = Case["sizes"];

/** Numbers of an input, the same for all engines. */
export function draw(
  { device, seed }: Bench,
  shape: readonly number[],
  ...[input, low, high]: readonly [input: number, low?: number, high?: number]
): Signal {
  const size = shape.reduce((product, size) => product * size, 1);
  return tensor(device, new Numbers(seed).uniform(input, size, low, high), shape);
}

/** Replays a computation on given tensors; what it returns is its result. */
export function replayed(
  { device }: Bench,
  held: readonly unknown[],
  body: () => readonly Tensor[],
): Prepared {
  const recording = device.record(body);
  return {
    step: () => recording.replay(),
    result: () => samples(recording.result),
    held: [held, recording.result],
  };
}

async function samples(tensors: readonly Tensor[]): Promise<number[]> {
  const values: number[] = [];
  for (const tensor of tensors) values.push(...sample(await tensor.data()));
  return values;
}
