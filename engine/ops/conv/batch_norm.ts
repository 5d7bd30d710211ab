/**
 * Batch normalization (Ioffe and Szegedy, 2015), of the columns of the last axis.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, type HostArray, hostArray, type Rule } from "../../tensor/op.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import type { Signal, Tensor } from "../../tensor/tensor.ts";
import { formulas } from "../matmul/activate.ts";
import { activations, type FusedActivation } from "../matmul/activate.ts";
import {
  follow,
  type Norm,
  normalize,
  normGradients,
  type NormStatistics,
  statisticsOf,
} from "./norm_kernels.ts";

export type { NormStatistics } from "./norm_kernels.ts";

/** Options of {@linkcode frozenBatchNorm}, and of {@linkcode batchNorm} among others. */
export interface NormOptions {
  /** Keeps the divisor from 0; 1e-5 where absent. */
  readonly epsilon?: number;
  /** What is applied to the results; `none` where absent. */
  readonly activation?: FusedActivation;
}

/** Options of {@linkcode batchNorm}. */
export interface BatchNormOptions extends NormOptions {
  /** NormStatistics on the device that each call moves towards those of its batch. */
  readonly running?: NormStatistics;
  /** How far they move, from 0 to 1; 0.1 where absent. */
  readonly momentum?: number;
}

/** Batch normalization by the statistics of the batch. */
export interface BatchNormOperation {
  /** Of signals, a signal. */
  (x: Signal, scale: Signal, shift: Signal, options?: BatchNormOptions): Signal;
  /**
   * Each column of `x` `[..., columns]` less its mean over all else, divided by the root of its
   * variance plus epsilon, times `scale` `[columns]`, plus `shift` `[columns]`.
   */
  (x: Tensor, scale: Tensor, shift: Tensor, options?: BatchNormOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<BatchNormOptions>;
}

/** Batch normalization by given statistics, which are constants. */
export interface FrozenBatchNorm {
  /** Of signals, a signal. */
  (
    x: Signal,
    scale: Signal,
    shift: Signal,
    statistics: NormStatistics,
    options?: NormOptions,
  ): Signal;
  /** As {@linkcode batchNorm}, with the mean and variance of `statistics` in place of the batch's. */
  (
    x: Tensor,
    scale: Tensor,
    shift: Tensor,
    statistics: NormStatistics,
    options?: NormOptions,
  ): Tensor;
  /** The operation; its last two inputs are mean and variance. */
  readonly rule: Rule<NormOptions>;
}

function checkShapes(name: string, x: Shape, columns: readonly Shape[]): void {
  if (!x.length || columns.some((shape) => shape.length !== 1 || shape[0] !== x.at(-1))) {
    throw new ShapeError(
      `Cannot ${name} ${format(x)} with ${columns.map(format).join(" and ")}: ` +
        "give x as [..., columns], all else as [columns]",
    );
  }
}

function normOf(
  scale: Signal,
  shift: Signal,
  { mean, variance }: NormStatistics,
  { epsilon = 1e-5, activation = "none" }: NormOptions,
): Norm {
  return { scale, shift, mean, variance, epsilon, activation };
}

/** The definition, in float64; `of` gives mean and variance of a column. */
function reference(
  x: HostArray,
  scale: HostArray,
  shift: HostArray,
  of: (column: number) => readonly [mean: number, variance: number],
  { epsilon = 1e-5, activation = "none" }: NormOptions,
): HostArray {
  const columns = scale.data.length;
  const statistics = Array.from({ length: columns }, (_, c) => of(c));
  return hostArray(x.shape, (i) => {
    const c = i % columns, [mean, variance] = statistics[c];
    const normal = (x.data[i] - mean) / Math.sqrt(variance + epsilon);
    return formulas[activation].reference(normal * scale.data[c] + shift.data[c]);
  });
}

/** Mean and variance of a column. */
function moments({ data, shape }: HostArray, column: number): [mean: number, variance: number] {
  const columns = shape.at(-1)!, rows = data.length / columns;
  let total = 0, squares = 0;
  for (let i = column; i < data.length; i += columns) total += data[i];
  const mean = total / rows;
  for (let i = column; i < data.length; i += columns) squares += (data[i] - mean) ** 2;
  return [mean, squares / rows];
}

/** Shapes and options on which both forms are tested. */
const cases: readonly (readonly [Shape, NormOptions])[] = [
  [[1, 1], {}],
  [[0, 3], {}],
  [[2, 0], {}],
  [[5], {}],
  [[7, 3], { epsilon: 0.5 }],
  [[2, 3, 5, 17], {}],
  [[130, 6], { activation: "tanh" }],
  [[300, 33], { activation: "relu", epsilon: 0.1 }],
  ...activations.map((activation) => [[2, 5, 4, 16], { activation }] as const),
];

const rule: Rule<BatchNormOptions> = {
  name: "batch_norm",
  shapes: ([x, scale, shift], { momentum = 0.1 }) => {
    checkShapes("batch_norm", x, [scale, shift]);
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new ShapeError(
        `Cannot batch_norm with momentum ${momentum}: give a number from 0 to 1`,
      );
    }
    return [x];
  },
  forward: ([x, scale, shift], options) => {
    const statistics = statisticsOf(x);
    const { running, momentum = 0.1 } = options;
    if (running) follow(running, statistics, x, momentum);
    const { mean, variance } = statistics;
    return {
      outputs: [normalize(x, normOf(scale, shift, statistics, options))],
      saved: [mean, variance],
    };
  },
  backward: ({ gradients: [dy], inputs: [x, scale, shift], outputs: [y], saved, options }) => {
    const [mean, variance] = saved;
    return [...normGradients(dy!, x, y, normOf(scale, shift, { mean, variance }, options), false)];
  },
  reference: ([x, scale, shift], options) => [
    reference(x, scale, shift, (column) => moments(x, column), options),
  ],
  samples: cases.map(([x, options]) => ({ shapes: [x, [x.at(-1)!], [x.at(-1)!]], options })),
  refuses: [
    { shapes: [[3, 5], [3], [5]], options: {} },
    { shapes: [[3, 5], [5], [1, 5]], options: {} },
    { shapes: [[], [1], [1]], options: {} },
    { shapes: [[3, 5], [5], [5]], options: { momentum: 1.5 } },
  ],
};

/** Batch normalization by the statistics of the batch. */
export const batchNorm: BatchNormOperation = Object.assign(
  ((x: Tensor, scale: Tensor, shift: Tensor, options: BatchNormOptions = {}) =>
    apply(rule, [x, scale, shift], options)[0]) as BatchNormOperation,
  { rule },
);

const positive: Fill = (size, uniform) =>
  Float64Array.from({ length: size }, () => 0.1 + uniform());

const frozenRule: Rule<NormOptions> = {
  name: "frozen_batch_norm",
  shapes: ([x, ...columns]) => {
    checkShapes("frozen_batch_norm", x, columns);
    return [x];
  },
  forward: ([x, scale, shift, mean, variance], options) => ({
    outputs: [normalize(x, normOf(scale, shift, { mean, variance }, options))],
  }),
  backward: ({ gradients: [dy], inputs, outputs: [y], options }) => {
    const [x, scale, shift, mean, variance] = inputs;
    const norm = normOf(scale, shift, { mean, variance }, options);
    return [...normGradients(dy!, x, y, norm, true), null, null];
  },
  reference: ([x, scale, shift, mean, variance], options) => [
    reference(x, scale, shift, (c) => [mean.data[c], variance.data[c]], options),
  ],
  samples: cases.map(([x, options]) => ({
    shapes: [x, ...Array.from({ length: 4 }, () => [x.at(-1)!])],
    options,
    fill: [null, null, null, null, positive],
    constant: [3, 4],
  })),
  refuses: [
    { shapes: [[3, 5], [3], [5], [5], [5]], options: {} },
    { shapes: [[3, 5], [5], [5], [5], [4]], options: {} },
    { shapes: [[], [1], [1], [1], [1]], options: {} },
  ],
};

/** Batch normalization by given statistics, which are constants. */
export const frozenBatchNorm: FrozenBatchNorm = Object.assign(
  ((
    x: Tensor,
    scale: Tensor,
    shift: Tensor,
    { mean, variance }: NormStatistics,
    options: NormOptions = {},
  ) => apply(frozenRule, [x, scale, shift, mean, variance], options)[0]) as FrozenBatchNorm,
  { rule: frozenRule },
);
