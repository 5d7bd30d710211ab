/**
 * What the cases of TensorFlow.js share.
 *
 * @module
 */
import type { Case } from "./cases.ts";
import type { Work } from "./measure.ts";
import { type Numbers, sample } from "./numbers.ts";
import type { Package } from "./program.ts";

/** Sizes of a case. */
export type Sizes = Case["sizes"];
/** A tensor of the engine. */
export type Tensor = Package;

/** The engine, and the numbers that it computes with. */
export interface Tools {
  readonly tf: Package;
  readonly numbers: Numbers;
}

/** The numbers of an input, as all engines have them. */
export function draw(
  { tf, numbers }: Tools,
  shape: readonly number[],
  ...[input, low, high]: readonly [input: number, low?: number, high?: number]
): Tensor {
  const size = shape.reduce((product, size) => product * size, 1);
  return tf.tensor(numbers.uniform(input, size, low, high), shape);
}

/** Keeps the results of the last step and reads one element of the first of them. */
export function repeat(
  tf: Package,
  run: () => Tensor[],
  order: (values: Float32Array, place: number) => Float32Array = (values) => values,
): Work {
  let last: Tensor[] = [];
  const step = () => {
    for (const tensor of last) tensor.dispose();
    last = tf.tidy(run);
  };
  return {
    step,
    settle: () => readOne(tf, last[0]),
    async result(): Promise<number[]> {
      step();
      const values: Float32Array[] = await Promise.all(last.map((tensor) => tensor.data()));
      return values.flatMap((value, place) => sample(order(value, place)));
    },
  };
}

/** Waits for a tensor at the cost of one element. */
export async function readOne(tf: Package, tensor: Tensor): Promise<void> {
  const element = tf.tidy(() => tensor.reshape([-1]).slice([0], [1]));
  await element.data();
  element.dispose();
}
