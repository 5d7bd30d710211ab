import type { Batch, Pass, PassOptions, Shuffle } from "./batch.ts";
import { RandomStream } from "./random.ts";

/** Row numbers `[count]` in the order of a pass: a permutation by seed and epoch, else rising. */
export function passOrder(count: number, shuffle?: Shuffle): Uint32Array<ArrayBuffer> {
  return shuffle
    ? new RandomStream(shuffle.seed, "epoch", shuffle.epoch).permutation(count)
    : Uint32Array.from({ length: count }, (_, row) => row);
}

/**
 * A pass over examples of one size, so that any order is as fast as another.
 *
 * @param count Number of examples.
 * @param gather Makes a mini-batch of some rows.
 * @throws {RangeError} when the batch is no integer of 1 or more.
 */
export function passOf(
  count: number,
  { batch, shuffle, start = 0 }: PassOptions,
  gather: (rows: Uint32Array<ArrayBuffer>) => Batch,
): Pass {
  if (!Number.isInteger(batch) || batch < 1) {
    throw new RangeError(`Cannot cut batches: batch is ${batch}, give an integer of 1 or more`);
  }
  return {
    length: Math.ceil(count / batch),
    *[Symbol.iterator]() {
      const order = passOrder(count, shuffle);
      for (let at = start * batch; at < count; at += batch) {
        yield gather(order.slice(at, at + batch));
      }
    },
  };
}
