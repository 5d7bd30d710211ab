/**
 * The kernels of batch normalization.
 *
 * @module
 */
import { Kernel, type KernelSource } from "../../device/device.ts";
import { sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { slice } from "../arrange/concatenate.ts";
import { activateCode, activations, type FusedActivation, slopeCodes } from "../matmul/activate.ts";
import { view } from "../matmul/product.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import code from "../../../shaders/conv/batch_norm.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/conv/batch_norm_gradient.wgsl" with { type: "text" };
import mergeCode from "../../../shaders/conv/batch_norm_merge.wgsl" with { type: "text" };
import partsCode from "../../../shaders/conv/batch_norm_parts.wgsl" with { type: "text" };
import runningCode from "../../../shaders/conv/batch_norm_running.wgsl" with { type: "text" };
import stripCode from "../../../shaders/conv/batch_norm_strip.wgsl" with { type: "text" };
import sumsCode from "../../../shaders/conv/batch_norm_sums.wgsl" with { type: "text" };

/** Mean and variance of each column, `[columns]`. */
export interface NormStatistics {
  /** Means. */
  readonly mean: Signal;
  /** Mean squares of what is left without the means. */
  readonly variance: Signal;
}

/** What normalizes a tensor: scale, shift, and the rest. */
export interface Norm extends NormStatistics {
  readonly scale: Signal;
  readonly shift: Signal;
  readonly epsilon: number;
  readonly activation: FusedActivation;
}

const lanes = 16;
const strip = { rows: "u32", columns: "u32", span: "u32" } as const;

type Source = Pick<KernelSource, "name" | "code" | "reads" | "writes" | "constants">;

function stripKernel({ code, constants, ...source }: Source): Kernel {
  return new Kernel({
    ...source,
    code: `${code}\n${stripCode}`,
    uniforms: { ...strip, epsilon: "f32" },
    constants: { ...constants, LANES: lanes },
  });
}

const parts = new Kernel({
  name: "batch_norm_parts",
  code: `${partsCode}\n${stripCode}`,
  reads: 1,
  writes: 2,
  uniforms: strip,
  constants: { LANES: lanes },
});
const merge = new Kernel({
  name: "batch_norm_merge",
  code: mergeCode,
  reads: 2,
  writes: 2,
  uniforms: { ...strip, parts: "u32" },
});
const running = new Kernel({
  name: "batch_norm_running",
  code: runningCode,
  reads: 2,
  writes: 2,
  uniforms: { columns: "u32", momentum: "f32", correction: "f32" },
});
const apply = activations.map((_, ACTIVATION) =>
  stripKernel({
    name: "batch_norm",
    code: `${code}\n${activateCode}`,
    reads: 5,
    writes: 1,
    constants: { ACTIVATION },
  })
);
const sums = slopeCodes.map((slopeCode) =>
  stripKernel({
    name: "batch_norm_sums",
    code: `${sumsCode}\n${slopeCode}`,
    reads: 5,
    writes: 1,
  })
);
const gradients = [0, 1].map((FROZEN) =>
  slopeCodes.map((slopeCode) =>
    stripKernel({
      name: "batch_norm_gradient",
      code: `${gradientCode}\n${slopeCode}`,
      reads: 7,
      writes: 1,
      constants: { FROZEN },
    })
  )
);

/** Rows that an invocation takes at least, and parts of a column at most. */
const shortest = 128, most = 512;

/** The rows of a tensor in parts, and the workgroups for them. */
function stripsOf(x: Signal) {
  const columns = x.shape.at(-1)!, rows = sizeOf(x.shape.slice(0, -1));
  const span = Math.max(shortest, Math.ceil(rows / most)), parts = Math.ceil(rows / span);
  const groups = [Math.ceil(columns / lanes), parts] as const;
  return { uniforms: { rows, columns, span }, groups, parts };
}

/** The statistics of all rows; 0 of none. */
export function statisticsOf(x: Signal): NormStatistics {
  const { device } = x;
  const strips = stripsOf(x), { columns } = strips.uniforms;
  const [means, squares] = [0, 1].map(() => empty(device, [strips.parts, columns]));
  const mean = empty(device, [columns]), variance = empty(device, [columns]);
  device.run(parts, {
    reads: [x.storage],
    writes: [means.storage, squares.storage],
    ...strips,
    flops: 4 * x.size,
  });
  device.run(merge, {
    reads: [means.storage, squares.storage],
    writes: [mean.storage, variance.storage],
    uniforms: { ...strips.uniforms, parts: strips.parts },
    groups: [Math.ceil(columns / lanes)],
  });
  device.release([means, squares]);
  return { mean, variance };
}

/** Moves running statistics towards those of a tensor, the variance towards its unbiased estimate. */
export function follow(
  to: NormStatistics,
  { mean, variance }: NormStatistics,
  x: Signal,
  momentum: number,
) {
  const columns = mean.size, rows = columns && x.size / columns;
  if (rows === 0) return;
  x.device.run(running, {
    reads: [mean.storage, variance.storage],
    writes: [to.mean.storage, to.variance.storage],
    uniforms: { columns, momentum, correction: rows / Math.max(rows - 1, 1) },
    groups: [Math.ceil(columns / lanes)],
  });
}

function readsOf({ scale, shift, mean, variance }: Norm) {
  return [scale, shift, mean, variance].map(({ storage }) => storage);
}

/** `activation((x - mean) / sqrt(variance + epsilon) * scale + shift)`. */
export function normalize(x: Signal, norm: Norm): Signal {
  const y = empty(x.device, x.shape);
  const { uniforms, groups } = stripsOf(x);
  x.device.run(apply[activations.indexOf(norm.activation)], {
    reads: [x.storage, ...readsOf(norm)],
    writes: [y.storage],
    uniforms: { ...uniforms, epsilon: norm.epsilon },
    groups,
    flops: 3 * x.size,
  });
  return y;
}

/** Gradients of what was normalized, scale and shift, by the result; `frozen` where the statistics are constants. */
export function normGradients(
  dy: Signal,
  x: Signal,
  y: Signal,
  norm: Norm,
  frozen: boolean,
): readonly [dx: Signal, scale: Signal, shift: Signal] {
  const { device } = x, { epsilon } = norm;
  const { uniforms, groups, parts } = stripsOf(x);
  const { columns } = uniforms;
  const activation = activations.indexOf(norm.activation);
  const [scale, , mean, variance] = readsOf(norm);
  const common = { uniforms: { ...uniforms, epsilon }, groups, flops: 5 * x.size };
  const reads = [dy, x, y].map(({ storage }) => storage);
  const each = empty(device, [parts, 2, columns]);
  device.run(sums[activation], {
    ...common,
    reads: [...reads, mean, variance],
    writes: [each.storage],
  });
  const totals = sumMiddle(each, [1, parts, 2 * columns]);
  const dx = empty(device, x.shape);
  device.run(gradients[Number(frozen)][activation], {
    ...common,
    reads: [...reads, scale, mean, variance, totals.storage],
    writes: [dx.storage],
  });
  const halves = [1, 0].map((i) => view(slice(view(totals, [2, columns]), 0, i, i + 1), [columns]));
  return [dx, halves[0], halves[1]];
}
