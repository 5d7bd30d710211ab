/**
 * Cross-entropy of class logits whose rows count differently, or whose targets are smoothed.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule } from "../../tensor/op.ts";
import { format } from "../../tensor/shape.ts";
import { empty, type Signal, Tensor } from "../../tensor/tensor.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { classIndices, logitsKernel } from "./class_rows.ts";
import code from "../../../shaders/losses/weighted_cross_entropy.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/losses/weighted_cross_entropy_gradient.wgsl" with {
  type: "text",
};

const uniforms = { smoothing: "f32" } as const;
const name = "weighted_cross_entropy";
const kernel = logitsKernel({ name, code, reads: 3, writes: 1, uniforms });
const gradient = logitsKernel({
  ...{ name: `${name}_gradient`, code: gradientCode, reads: 4, writes: 1, uniforms },
});

/** Options of {@linkcode weightedCrossEntropy}. */
export interface WeightedCrossEntropyOptions {
  /** Share of each target that is spread over all classes alike, from 0 up to, not including, 1. */
  readonly smoothing: number;
}

/** Weighted mean cross-entropy of logits with smoothed targets. */
export interface WeightedCrossEntropy {
  /** Of a signal, a signal. */
  (logits: Signal, classes: Signal, weights: Signal, options?: WeightedCrossEntropyOptions): Signal;
  /**
   * `sum over rows i of w[i] * (-sum over k of q[i, k] * log softmax(z)[i, k]) / rows`, in nats, where q is 1 -
   * smoothing for the class and smoothing / classes is added for each (Szegedy et al., 2016): logits `[batch,
   * classes]`, class indices `u32[batch]`, weights `[batch]`, which take no gradient. An index beyond the
   * classes counts as the last class.
   */
  (logits: Tensor, classes: Signal, weights: Signal, options?: WeightedCrossEntropyOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<WeightedCrossEntropyOptions>;
}

const rowWeights: Fill = (size, uniform) =>
  Float64Array.from({ length: size }, (_, i) => i % 4 ? 3 * uniform() : 0);
const fill = [null, classIndices, rowWeights];

const rule: Rule<WeightedCrossEntropyOptions> = {
  name,
  dtypes: ["f32", "u32", "f32"],
  shapes: ([z, classes, weights], { smoothing }) => {
    const fits = [classes, weights].every((shape) => shape.length === 1 && shape[0] === z[0]);
    if (z.length !== 2 || !fits || !z[0] || !z[1] || !(smoothing >= 0 && smoothing < 1)) {
      throw new ShapeError(
        `Cannot ${name} ${format(z)} with ${format(classes)} and ${format(weights)}, smoothed by ` +
          `${smoothing}: logits must be [batch, classes], class indices and weights [batch], none ` +
          "of size 0, and smoothing from 0 up to, not including, 1",
      );
    }
    return [[]];
  },
  forward: ([z, classes, weights], { smoothing }) => {
    const [rows] = z.shape;
    const losses = empty(z.device, [rows]);
    kernel.run(z, {
      reads: [z.storage, classes.storage, weights.storage],
      writes: [losses.storage],
      uniforms: { smoothing },
    });
    const total = sumMiddle(losses, [1, rows, 1], 1 / rows);
    return { outputs: [new Tensor(z.device, total.storage, []) as Signal] };
  },
  backward: ({ gradients: [dloss], inputs: [z, classes, weights], options: { smoothing } }) => {
    const dz = empty(z.device, z.shape);
    gradient.run(z, {
      reads: [dloss!.storage, z.storage, classes.storage, weights.storage],
      writes: [dz.storage],
      uniforms: { smoothing },
    });
    return [dz, null, null];
  },
  reference: ([z, classes, weights], { smoothing }) => {
    const [rows, columns] = z.shape;
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      const row = z.data.subarray(i * columns, (i + 1) * columns);
      const greatest = Math.max(...row);
      const total = row.reduce((sum, value) => sum + Math.exp(value - greatest), 0);
      const right = Math.min(classes.data[i], columns - 1);
      row.forEach((value, k) => {
        const wanted = smoothing / columns + (k === right ? 1 - smoothing : 0);
        loss -= weights.data[i] * wanted * (value - greatest - Math.log(total)) / rows;
      });
    }
    return [hostArray([], () => loss)];
  },
  samples: [[1, 1], [1, 3], [5, 3], [70, 20], [5, 140]].flatMap((shape) =>
    [0, 0.3].map((smoothing) => ({
      ...{ shapes: [shape, [shape[0]], [shape[0]]], fill, constant: [2], options: { smoothing } },
    }))
  ),
  refuses: [
    { shapes: [[5, 3], [4], [5]], fill, options: { smoothing: 0 } },
    { shapes: [[5, 3], [5], [3]], fill, options: { smoothing: 0 } },
    { shapes: [[0, 3], [0], [0]], fill, options: { smoothing: 0 } },
    { shapes: [[5], [5], [5]], fill, options: { smoothing: 0 } },
    { shapes: [[5, 3], [5], [5]], fill, options: { smoothing: 1 } },
  ],
};

/**
 * Weighted mean cross-entropy of logits with class indices, whose targets may be smoothed.
 *
 * @example
 * ```ts
 * import { openCpu, tensor, weightedCrossEntropy } from "@associated/learning";
 *
 * const device = await openCpu();
 * const [logits, classes] = [tensor(device, [[0, 0], [0, 0]]), tensor(device, Uint32Array.of(0, 1))];
 * const loss = weightedCrossEntropy(logits, classes, tensor(device, [3, 1]), { smoothing: 0.1 });
 * console.assert(Math.abs(await loss.item() - 2 * Math.log(2)) < 1e-6);
 * device.destroy();
 * ```
 */
export const weightedCrossEntropy: WeightedCrossEntropy = Object.assign(
  ((
    logits: Tensor,
    classes: Signal,
    weights: Signal,
    options: WeightedCrossEntropyOptions = { smoothing: 0 },
  ) => apply(rule, [logits, classes, weights], options)[0]) as WeightedCrossEntropy,
  { rule },
);
