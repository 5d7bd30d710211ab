/**
 * Layer normalization (Ba et al., 2016).
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { sumMiddle } from "./reduce.ts";
import { RowKernel } from "../kernels/rows.ts";
import code from "../../../shaders/reduce/layer_norm.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/reduce/layer_norm_gradient.wgsl" with { type: "text" };

/** Options of {@linkcode layerNorm}. */
export interface LayerNormOptions {
  /** Keeps the divisor away from 0; 1e-5 where absent. */
  readonly epsilon?: number;
  /**
   * Whether rows are divided by (the deviation with `n - 1`) + epsilon, as in the "Annotated Transformer"
   * (Rush, 2018), and not by the root of (variance + epsilon).
   */
  readonly unbiased?: boolean;
}

/** Layer normalization. */
export interface LayerNormOperation {
  /** Of signals, a signal. */
  (x: Signal, scale: Signal, shift: Signal, options?: LayerNormOptions): Signal;
  /**
   * Each row of `x` `[..., columns]` less its mean, divided by its deviation, times `scale`
   * `[columns]`, plus `shift` `[columns]`.
   */
  (x: Tensor, scale: Tensor, shift: Tensor, options?: LayerNormOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<LayerNormOptions>;
}

const kernels = [0, 1].map((UNBIASED) =>
  new RowKernel({
    name: "layer_norm",
    code,
    reads: 3,
    writes: 2,
    uniforms: { epsilon: "f32" },
    constants: { UNBIASED },
  })
);
const gradient = new RowKernel({
  name: "layer_norm_gradient",
  code: gradientCode,
  reads: 4,
  writes: 2,
});

const standard = 1e-5;

/** One row, normalized in float64. */
function normalize(row: Float64Array, { epsilon = standard, unbiased }: LayerNormOptions) {
  const n = row.length;
  const mean = row.reduce((sum, value) => sum + value, 0) / n;
  const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const divisor = unbiased
    ? Math.sqrt(squares / (n - 1)) + epsilon
    : Math.sqrt(squares / n + epsilon);
  return row.map((value) => (value - mean) / divisor);
}

const rule: Rule<LayerNormOptions> = {
  name: "layer_norm",
  shapes: ([x, scale, shift], { unbiased }) => {
    const columns = x.at(-1);
    if ([scale, shift].some((shape) => shape.length !== 1 || shape[0] !== columns)) {
      throw new ShapeError(
        `Cannot layer_norm ${format(x)} with scale ${format(scale)} and shift ${format(shift)}: ` +
          "give x as [..., columns], scale and shift as [columns]",
      );
    }
    if (unbiased && columns! < 2) {
      throw new ShapeError(
        `Cannot layer_norm ${format(x)} with the unbiased deviation: ` +
          "a row needs at least two elements",
      );
    }
    return [x];
  },
  forward: ([x, scale, shift], { epsilon = standard, unbiased }) => {
    const y = empty(x.device, x.shape);
    const statistics = empty(x.device, [...x.shape.slice(0, -1), 3]);
    kernels[unbiased ? 1 : 0].run(x, {
      reads: [x.storage, scale.storage, shift.storage],
      writes: [y.storage, statistics.storage],
      uniforms: { epsilon },
    });
    return { outputs: [y], saved: [statistics] };
  },
  backward: ({ gradients: [dy], inputs: [x, scale], saved: [statistics], needs }) => {
    const dx = empty(x.device, x.shape);
    const scaled = empty(x.device, x.shape);
    gradient.run(x, {
      reads: [dy!.storage, x.storage, scale.storage, statistics.storage],
      writes: [dx.storage, scaled.storage],
    });
    const columns = scale.size;
    const overRows = (each: Signal) => sumMiddle(each, [1, columns && x.size / columns, columns]);
    return [dx, needs[1] ? overRows(scaled) : null, needs[2] ? overRows(dy!) : null];
  },
  reference: ([x, scale, shift], options) => {
    const columns = scale.data.length;
    const rows = Array.from(
      { length: columns && x.data.length / columns },
      (_, i) => normalize(x.data.subarray(i * columns, (i + 1) * columns), options),
    );
    return [
      hostArray(x.shape, (i) => {
        const k = i % columns;
        return rows[(i - k) / columns][k] * scale.data[k] + shift.data[k];
      }),
    ];
  },
  samples: [
    { shapes: [[1], [1], [1]], options: {} },
    { shapes: [[0, 3], [3], [3]], options: {} },
    { shapes: [[3, 0], [0], [0]], options: {} },
    { shapes: [[3, 5], [5], [5]], options: {} },
    { shapes: [[3, 5], [5], [5]], options: { unbiased: true, epsilon: 1e-6 } },
    { shapes: [[2, 3, 70], [70], [70]], options: { epsilon: 0.5 } },
    { shapes: [[130, 9], [9], [9]], options: { unbiased: true, epsilon: 0.5 } },
    { shapes: [[2, 300], [300], [300]], options: {} },
  ],
  refuses: [
    { shapes: [[3, 5], [3], [5]], options: {} },
    { shapes: [[3, 5], [5], [1, 5]], options: {} },
    { shapes: [[], [1], [1]], options: {} },
    { shapes: [[3, 1], [1], [1]], options: { unbiased: true } },
  ],
};

/**
 * Layer normalization (Ba et al., 2016).
 *
 * @example
 * ```ts
 * import { layerNorm, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = layerNorm(tensor(device, [[3, 3]]), tensor(device, [1, 1]), tensor(device, [5, 6]));
 * console.assert((await y.data()).join() === "5,6");
 * device.destroy();
 * ```
 */
export const layerNorm: LayerNormOperation = Object.assign(
  ((x: Tensor, scale: Tensor, shift: Tensor, options: LayerNormOptions = {}) =>
    apply(rule, [x, scale, shift], options)[0]) as LayerNormOperation,
  { rule },
);
