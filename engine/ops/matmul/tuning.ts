/**
 * Choices among kernel variants by a short trial on the device at hand.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import { full } from "../pointwise/full.ts";
import { matmul } from "./matmul.ts";
import { chosenFamily, familiesFor } from "./kernels.ts";
import type { Signal } from "../../tensor/tensor.ts";

/** Rows, depth and columns of the products on trial: a batch of tokens, a gradient, a square. */
const trials = [[128, 300, 1200], [300, 1024, 300], [256, 256, 256]] as const;

/** Milliseconds that a measurement must take to be believed. */
const enough = 10;

/**
 * Finds the fastest kernels of matrix products for a device and notes them in its `choices`; opened
 * with those, a device skips the trial, as one does that has no others. It takes under a second once the kernels are compiled.
 * Different choices round differently, so results are the same bits for the same choices only.
 *
 * @example
 * ```ts
 * import { openCpu, tune } from "@associated/learning";
 *
 * const device = await openCpu();
 * await tune(device); // under a second, nothing where there is no choice
 * console.assert([...device.choices].length >= 0);
 * device.destroy();
 * ```
 */
export async function tune(device: Device): Promise<void> {
  const families = familiesFor(device.traits);
  if (chosenFamily(device) || families.length === 1) return;
  const operands = trials.map(([rows, depth, columns]) =>
    [full(device, [rows, depth], 0.5), full(device, [depth, columns], 0.5)] as const
  );
  let best = "", least = Infinity;
  for (const family of families) {
    device.choices.set("matmul", family);
    let time = 0;
    for (const [a, b] of operands) time += await milliseconds(device, a, b);
    if (time < least) [best, least] = [family, time];
  }
  device.choices.set("matmul", best);
  device.release(operands);
}

/** Time of one product: the better of two measurements. */
async function milliseconds(device: Device, a: Signal, b: Signal): Promise<number> {
  const run = async (times: number) => {
    const start = performance.now();
    device.scope(() => {
      for (let n = 0; n < times; n++) matmul(a, b);
    });
    await device.settle();
    return performance.now() - start;
  };
  await run(1);
  let times = 1, first = await run(times);
  while (first < enough) first = await run(times *= 4);
  return Math.min(first, await run(times)) / times;
}
