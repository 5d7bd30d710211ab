/**
 * What losses of class logits share: kernels over rows of logits, and class indices for trials.
 *
 * @module
 */
import type { KernelSource } from "../../device/device.ts";
import type { Fill } from "../../tensor/op.ts";
import { RowKernel } from "../kernels/rows.ts";
import code from "../../../shaders/parts/logits.wgsl" with { type: "text" };

/** A kernel over rows of logits `z`, which calls logits.wgsl and rows.wgsl. */
export function logitsKernel(source: KernelSource): RowKernel {
  return new RowKernel({ ...source, code: `${source.code}\n${code}` });
}

/** Class indices from 0 to 2 for the samples of a rule. */
export const classIndices: Fill = (size, uniform) =>
  Uint32Array.from({ length: size }, () => Math.floor(3 * uniform()));
