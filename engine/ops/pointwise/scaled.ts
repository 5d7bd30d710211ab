/**
 * Elements times a number of the host.
 *
 * @module
 */
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { full } from "./full.ts";
import { multiply } from "./pointwise.ts";

/** `x` times a factor, which is filled in on the device. */
export function scaled(x: Signal, factor: number): Signal;
export function scaled(x: Tensor, factor: number): Tensor;
export function scaled(x: Tensor, factor: number): Tensor {
  return multiply(x, full(x.device, [], factor));
}
