/**
 * Cross-entropy of class logits.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format } from "../../tensor/shape.ts";
import { empty, type Signal, Tensor } from "../../tensor/tensor.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import { classIndices, logitsKernel } from "./class_rows.ts";
import code from "../../../shaders/losses/cross_entropy.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/losses/cross_entropy_gradient.wgsl" with {
  type: "text",
};

const kernel = logitsKernel({ name: "cross_entropy", code, reads: 2, writes: 1 });
const gradient = logitsKernel({
  name: "cross_entropy_gradient",
  code: gradientCode,
  reads: 3,
  writes: 1,
});

/** Mean cross-entropy of logits with class indices. */
export interface CrossEntropy {
  /** Of a signal, a signal. */
  (logits: Signal, classes: Signal): Signal;
  /**
   * Mean over rows of `-log softmax(logits)[class]`, in nats: logits `[batch, classes]`, class indices
   * `u32[batch]`. An index beyond the classes counts as the last class.
   */
  (logits: Tensor, classes: Signal): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

const rule: Rule<null> = {
  name: "cross_entropy",
  dtypes: ["f32", "u32"],
  shapes: ([z, classes]) => {
    if (z.length !== 2 || classes.length !== 1 || z[0] !== classes[0] || !z[0] || !z[1]) {
      throw new ShapeError(
        `Cannot cross_entropy ${format(z)} with ${format(classes)}: logits must be ` +
          "[batch, classes] and class indices [batch], neither of size 0",
      );
    }
    return [[]];
  },
  forward: ([z, classes]) => {
    const [rows] = z.shape;
    const losses = empty(z.device, [rows]);
    kernel.run(z, { reads: [z.storage, classes.storage], writes: [losses.storage] });
    const total = sumMiddle(losses, [1, rows, 1], 1 / rows);
    return { outputs: [new Tensor(z.device, total.storage, []) as Signal] };
  },
  backward: ({ gradients: [dloss], inputs: [z, classes] }) => {
    const dz = empty(z.device, z.shape);
    gradient.run(z, {
      reads: [dloss!.storage, z.storage, classes.storage],
      writes: [dz.storage],
    });
    return [dz, null];
  },
  reference: ([z, classes]) => {
    const [rows, columns] = z.shape;
    let loss = 0;
    for (let i = 0; i < rows; i++) {
      const row = z.data.subarray(i * columns, (i + 1) * columns);
      const greatest = Math.max(...row);
      const total = row.reduce((sum, value) => sum + Math.exp(value - greatest), 0);
      loss += (greatest + Math.log(total) - row[Math.min(classes.data[i], columns - 1)]) / rows;
    }
    return [hostArray([], () => loss)];
  },
  samples: [[1, 1], [1, 3], [5, 3], [70, 20]].map((shape) => ({
    shapes: [shape, [shape[0]]],
    fill: [null, classIndices],
  })),
  refuses: [
    { shapes: [[5, 3], [4]], fill: [null, classIndices] },
    { shapes: [[0, 3], [0]], fill: [null, classIndices] },
    { shapes: [[5], [5]], fill: [null, classIndices] },
  ],
};

/**
 * Mean cross-entropy of logits with class indices.
 *
 * @example
 * ```ts
 * import { crossEntropy, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const loss = crossEntropy(tensor(device, [[200, 0]]), tensor(device, Uint32Array.of(0)));
 * console.assert(await loss.item() === 0);
 * device.destroy();
 * ```
 */
export const crossEntropy: CrossEntropy = Object.assign(
  ((logits: Tensor, classes: Signal) => apply(rule, [logits, classes], null)[0]) as CrossEntropy,
  { rule },
);
