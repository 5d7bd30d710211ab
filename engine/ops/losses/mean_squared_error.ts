/**
 * Mean squared error.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format, sameShape } from "../../tensor/shape.ts";
import { empty, type Signal, Tensor } from "../../tensor/tensor.ts";
import { type Binary, binary } from "../pointwise/elementwise.ts";
import { PointKernel } from "../kernels/point.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import gradientCode from "../../../shaders/losses/mean_squared_error_gradient.wgsl" with {
  type: "text",
};

const squaredDifference: Binary = binary("squared_difference", {
  forward: "(a - b) * (a - b)",
  slopes: ["2.0 * (a - b)", "2.0 * (b - a)"],
  reference: (a, b) => (a - b) ** 2,
});

const gradients = [0, 1].map((OTHER) =>
  new PointKernel({
    name: "mean_squared_error_gradient",
    code: gradientCode,
    reads: 3,
    writes: 1,
    uniforms: { elements: "u32" },
    constants: { OTHER },
  })
);

const rule: Rule<null> = {
  name: "mean_squared_error",
  shapes: ([a, b]) => {
    if (!sameShape(a, b)) {
      throw new ShapeError(
        `Cannot mean_squared_error ${format(a)} and ${format(b)}: give tensors of one shape`,
      );
    }
    if (a.includes(0)) {
      throw new ShapeError(`Cannot mean_squared_error ${format(a)}: there are no elements`);
    }
    return [[]];
  },
  forward: ([a, b]) => {
    const total = sumMiddle(squaredDifference(a, b), [1, a.size, 1], 1 / a.size);
    return { outputs: [new Tensor(a.device, total.storage, []) as Signal] };
  },
  backward: ({ gradients: [dloss], inputs: [a, b], needs }) =>
    gradients.map((kernel, i) => {
      if (!needs[i]) return null;
      const dx = empty(a.device, a.shape);
      kernel.run(a.device, {
        reads: [dloss!.storage, a.storage, b.storage],
        writes: [dx.storage],
        elements: a.size,
        uniforms: { elements: a.size },
      });
      return dx;
    }),
  reference: ([a, b]) => {
    const total = a.data.reduce((sum, value, i) => sum + (value - b.data[i]) ** 2, 0);
    return [hostArray([], () => total / a.data.length)];
  },
  samples: [[], [1], [3, 5], [130, 9]].map((shape) => ({ shapes: [shape, shape] })),
  refuses: [{ shapes: [[3, 5], [5]] }, { shapes: [[0], [0]] }],
};

/** Mean of squared differences over all elements. */
export interface MeanSquaredError {
  /** Of two signals, a signal. */
  (a: Signal, b: Signal): Signal;
  /** Tensors of one shape; the result is a scalar. */
  (a: Tensor, b: Tensor): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

/**
 * Mean of squared differences over all elements, batch and features alike.
 *
 * @example
 * ```ts
 * import { meanSquaredError, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const loss = meanSquaredError(tensor(device, [1, 2]), tensor(device, [1, 4]));
 * console.assert(await loss.item() === 2);
 * device.destroy();
 * ```
 */
export const meanSquaredError: MeanSquaredError = Object.assign(
  ((a: Tensor, b: Tensor) => apply(rule, [a, b], null)[0]) as MeanSquaredError,
  { rule },
);
