/** Whether this machine's relaxed multiply-add rounds once; the bits of all weights depend on it. */
import { hasRelaxed } from "../../../../engine/device/cpu/features.ts";

/** `(a, b, c) => a * b + c` in f32 by f32x4.relaxed_madd, exported as `f`. */
const madd = [
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 125, 125, 125, 1, 125, 3, 2, 1, 0],
  ...[7, 5, 1, 1, 102, 0, 0],
  ...[10, 22, 1, 20, 0, 32, 0, 253, 19, 32, 1, 253, 19, 32, 2, 253, 19],
  ...[253, 133, 2, 253, 31, 0, 11],
];

/** Whether there is a relaxed multiply-add and it rounds once, as one instruction of the processor. */
export function isFused(): boolean {
  if (!hasRelaxed()) return false;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(madd)));
  const f = exports.f as (a: number, b: number, c: number) => number;
  // The square is 1 + 2^-11 + 2^-24, whose last bit f32 cannot hold.
  const a = 1 + 2 ** -12;
  return f(a, a, -(1 + 2 ** -11)) === 2 ** -24;
}
