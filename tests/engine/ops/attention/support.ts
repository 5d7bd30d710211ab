/** What tests of attention and of the encoder layer share: PyTorch's recorded values as our parameters. */
import { assert, assertEquals } from "@std/assert";
import {
  backward,
  MultiHeadAttention,
  multiply,
  Parameter,
  Place,
  Random,
  type Signal,
  sum,
  Tape,
  type Tensor,
  tensor,
} from "../../../../engine/mod.ts";
import type { Named, Recorded } from "../../../golden/golden.ts";
import { device } from "../../device.ts";

/** A place of a net whose numbers are drawn from a seed. */
export const place = (seed = 1) => new Place(device, new Tape("net"), "net", new Random(seed));
/** Numbers of words, or lengths, on the device. */
export const words = (values: readonly number[]) => tensor(device, Uint32Array.from(values));
/** The gradient of a parameter. */
export const gradientOf = async (x: Tensor) => await ((x as Parameter).gradient as Signal).data();

/** Normal numbers that fill a shape. */
export function normal(seed: number, ...shape: number[]): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal());
}

/** A parameter of recorded values. */
export function parameter(tape: Tape, { shape, values }: Recorded): Parameter {
  return new Parameter(device, tape, "x", shape, Float32Array.from(values));
}

/** A parameter of normal values; the seed is its own. */
export function drawn(tape: Tape, seed: number, ...shape: number[]): Parameter {
  return parameter(tape, { shape, values: [...normal(seed, ...shape)] });
}

/** Holds numbers to those wanted, to rounding. */
export function assertClose(got: ArrayLike<number>, want: ArrayLike<number>, what: string): void {
  assertEquals(got.length, want.length, what);
  for (let i = 0; i < want.length; i++) {
    const allowed = 1e-5 + 5e-5 * Math.abs(want[i]);
    assert(Math.abs(got[i] - want[i]) <= allowed, `${what} ${i}: ${got[i]}, not ${want[i]}`);
  }
}

/** PyTorch's `[out, in]` as ours, or a vector as it stands. */
export function turned({ shape: [rows, columns], values }: Recorded): Float32Array {
  if (columns === undefined) return Float32Array.from(values);
  return Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]);
}

/** A third of a matrix or vector that PyTorch keeps for queries, keys and values together. */
function third({ shape: [rows, ...rest], values }: Recorded, part: number): Recorded {
  const length = values.length / 3;
  return { shape: [rows / 3, ...rest], values: values.slice(part * length, (part + 1) * length) };
}

/** Our parameters of attention with PyTorch's values for each. */
export function attentionPairs(layer: MultiHeadAttention, named: Named, prefix = "") {
  const parts = [layer.query, layer.key, layer.value].flatMap(({ weight, bias }, part) =>
    [
      [weight, third(named[`${prefix}in_proj_weight`], part)],
      [bias!, third(named[`${prefix}in_proj_bias`], part)],
    ] as const
  );
  const { weight, bias } = layer.output;
  return [
    ...parts,
    [weight, named[`${prefix}out_proj.weight`]],
    [bias!, named[`${prefix}out_proj.bias`]],
  ] as (readonly [Parameter, Recorded])[];
}

/** Takes gradients of the sum of `y` times its weights. */
export function descend(y: Tensor, weights: Recorded): void {
  backward(sum(multiply(y, tensor(device, weights.values, weights.shape))));
}
