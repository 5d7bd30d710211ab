/**
 * Choices among kernel variants by a short trial on the device at hand.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import { full } from "../pointwise/full.ts";
import { matmul } from "./matmul.ts";
import { chosenFamily, familiesFor } from "./kernels.ts";
import { type Signal, tensor } from "../../tensor/tensor.ts";

/** Rows, depth and columns of the products on trial: a batch of tokens, a gradient, a square. */
const trials = [[128, 300, 1200], [300, 1024, 300], [256, 256, 256]] as const;

/** Milliseconds that a measurement must take to be believed. */
const enough = 10;

/** Rows, depth and columns of the product that tells whether wide vectors pay. */
const probe = [192, 256, 256] as const;

/** Milliseconds for which that is tried at most: until a runtime has compiled its best. */
const patience = 500;

/** Rounds that are tried at least, and how much faster wide vectors are where they pay. */
const rounds = 20, worth = 1.2;

/**
 * Finds the fastest kernels for a device and notes them in its `choices`: the family of matrix products,
 * `matmul`, or on processors the bits of `vectors`. Opened with those, a device skips the trial. It takes
 * under a second once the kernels are compiled. Families of GPUs round differently, so results there are the
 * same bits for the same choices only; on processors they are the same for all.
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
  if (chosenFamily(device)) return;
  if (device.traits.kind === "cpu") return await tuneVectors(device);
  const families = familiesFor(device.traits);
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

/** Finds out whether products by wide vectors are faster than by narrow ones, and equal to the bit. */
async function tuneVectors(device: Device): Promise<void> {
  if (["128", "256"].includes(device.choices.get("vectors")!)) return;
  const [rows, depth, columns] = probe;
  const values = (count: number) =>
    Float32Array.from({ length: count }, (_, i) => i * 7919 % 101 / 50 - 1);
  const a = tensor(device, values(rows * depth), [rows, depth]);
  const b = tensor(device, values(depth * columns), [depth, columns]);
  const product = async (family: "panel" | "wide") => {
    device.choices.set("matmul", family);
    const start = performance.now();
    const c = matmul(a, b);
    await device.settle();
    return { time: performance.now() - start, c };
  };
  const least = { panel: Infinity, wide: Infinity };
  const pays = () => least.wide * worth < least.panel;
  const limit = performance.now() + patience;
  for (let round = 0; round < rounds || (!pays() && performance.now() < limit); round++) {
    for (const family of ["panel", "wide"] as const) {
      const { time, c } = await product(family);
      least[family] = Math.min(least[family], time);
      device.release(c);
    }
  }
  const [narrow, wide] = [(await product("panel")).c, (await product("wide")).c];
  const same = sameBits(await narrow.data(), await wide.data());
  device.release([a, b, narrow, wide]);
  device.choices.delete("matmul");
  device.choices.set("vectors", pays() && same ? "256" : "128");
}

/** Whether numbers are the same, NaN and the sign of 0 included. */
function sameBits(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return Array.from(a).every((value, i) => Object.is(value, b[i]));
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
