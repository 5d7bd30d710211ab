/**
 * Affine maps with an activation, in one kernel.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { multiply } from "./kernels.ts";
import { activations, formulas, type FusedActivation, slopeCodes } from "./activate.ts";
import { flat, view } from "./product.ts";
import { matmul } from "./matmul.ts";
import { PointKernel } from "../kernels/point.ts";
import { sumMiddle } from "../reduce/reduce.ts";
import gradientCode from "../../../shaders/pointwise/activate_gradient.wgsl" with { type: "text" };

/** Options of {@linkcode linear}. */
export interface LinearOptions {
  /** What is applied to the sums; `none` where absent. */
  readonly activation?: FusedActivation;
}

/** `activation(x weight + bias)`. */
export interface LinearOperation {
  /** Of signals, a signal. */
  (x: Signal, weight: Signal, bias?: Signal | null, options?: LinearOptions): Signal;
  /** `[..., inputs]` times `[inputs, outputs]` plus `[outputs]` is `[..., outputs]`. */
  (x: Tensor, weight: Tensor, bias?: Tensor | null, options?: LinearOptions): Tensor;
  /** The operation; its third input may be missing. */
  readonly rule: Rule<LinearOptions>;
}

/** `dy` times the slope of the activation that gave `y`. */
export function activationGradient(dy: Signal, y: Signal, activation: FusedActivation): Signal {
  const dx = empty(y.device, y.shape);
  gradients[activations.indexOf(activation)].run(y.device, {
    reads: [dy.storage, y.storage],
    writes: [dx.storage],
    elements: y.size,
    flops: y.size,
  });
  return dx;
}

const gradients = slopeCodes.map((slopeCode) =>
  new PointKernel({
    name: "activate_gradient",
    code: `${gradientCode}\n${slopeCode}`,
    reads: 2,
    writes: 1,
  })
);

const rule: Rule<LinearOptions> = {
  name: "linear",
  shapes: ([x, weight, bias]) => {
    if (!x.length || weight.length !== 2 || x.at(-1) !== weight[0]) {
      throw new ShapeError(
        `Cannot apply linear to ${format(x)}: the weight is ${format(weight)}, ` +
          "give [inputs, outputs] with the last size of x as inputs",
      );
    }
    if (bias && (bias.length !== 1 || bias[0] !== weight[1])) {
      throw new ShapeError(
        `Cannot apply linear with a bias ${format(bias)}: the weight is ${format(weight)}, ` +
          `give [${weight[1]}]`,
      );
    }
    return [[...x.slice(0, -1), weight[1]]];
  },
  forward: ([x, weight, bias], { activation }, [shape]) => {
    const [depth, columns] = weight.shape;
    const rows = sizeOf(shape.slice(0, -1));
    const a = { data: x, batch: 0, own: depth, depth: 1 };
    const b = { data: weight, batch: 0, own: 1, depth: columns };
    return {
      outputs: [multiply({ shape, batch: 1, rows, columns, depth, a, b, bias, activation })],
    };
  },
  backward: (
    { gradients: [dy], inputs: [x, weight], outputs: [y], needs, options: { activation = "none" } },
  ) => {
    const dz = flat(activation === "none" ? dy! : activationGradient(dy!, y, activation));
    const [rows, columns] = dz.shape;
    return [
      needs[0] ? view(matmul(dz, weight, { transposeB: true }), x.shape) : null,
      needs[1] ? matmul(flat(x), dz, { transposeA: true }) : null,
      needs[2] ? view(sumMiddle(dz, [1, rows, columns]), [columns]) : null,
    ];
  },
  reference: ([x, weight, bias], { activation = "none" }) => {
    const [inputs, outputs] = weight.shape;
    return [hostArray([...x.shape.slice(0, -1), outputs], (index) => {
      const j = index % outputs, i = (index - j) / outputs;
      let total = bias ? bias.data[j] : 0;
      for (let k = 0; k < inputs; k++) {
        total += x.data[i * inputs + k] * weight.data[k * outputs + j];
      }
      return formulas[activation].reference(total);
    })];
  },
  samples: [
    { shapes: [[1], [1, 1], [1]], options: {} },
    { shapes: [[3, 5], [5, 7]], options: { activation: "tanh" } },
    { shapes: [[0, 5], [5, 7], [7]], options: {} },
    { shapes: [[3, 0], [0, 7], [7]], options: { activation: "sigmoid" } },
    { shapes: [[2, 3, 5], [5, 7], [7]], options: { activation: "sigmoid" } },
    { shapes: [[9, 530], [530, 6], [6]], options: { activation: "tanh" } },
    ...activations.map((activation) => ({
      shapes: [[17, 33], [33, 70], [70]],
      options: { activation },
    })),
  ],
  refuses: [
    { shapes: [[3, 5], [4, 7]], options: {} },
    { shapes: [[3, 5], [5, 7], [6]], options: {} },
    { shapes: [[], [5, 7]], options: {} },
    { shapes: [[3, 5], [2, 5, 7]], options: {} },
  ],
};

/**
 * Affine map with an activation: `activation(x weight + bias)`.
 *
 * @example
 * ```ts
 * import { linear, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = linear(tensor(device, [[1, 2]]), tensor(device, [[3], [4]]), tensor(device, [-20]), { activation: "relu" });
 * console.assert((await y.data()).join() === "0");
 * device.destroy();
 * ```
 */
export const linear: LinearOperation = Object.assign(
  ((x: Tensor, weight: Tensor, bias?: Tensor | null, options: LinearOptions = {}) =>
    apply(rule, bias ? [x, weight, bias] : [x, weight], options)[0]) as LinearOperation,
  { rule },
);
