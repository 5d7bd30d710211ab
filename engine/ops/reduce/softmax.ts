/**
 * Softmax and its logarithm.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule } from "../../tensor/op.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { RowKernel } from "../kernels/rows.ts";
import code from "../../../shaders/reduce/softmax.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/reduce/softmax_gradient.wgsl" with { type: "text" };

/** A function of the rows of a tensor's last axis. */
export interface Softmax {
  /** Of a signal, a signal. */
  (x: Signal): Signal;
  /** Applies the function to each row of the last axis. */
  (x: Tensor): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

/** Logarithms of the softmax, row by row. */
function logarithms({ shape, data }: HostArray): HostArray {
  const columns = shape.at(-1)!;
  return hostArray(shape, (i) => {
    const start = i - i % columns;
    const row = data.subarray(start, start + columns);
    const greatest = Math.max(...row);
    const total = row.reduce((sum, value) => sum + Math.exp(value - greatest), 0);
    return data[i] - greatest - Math.log(total);
  });
}

function rowFunction(
  name: string,
  LOGARITHM: 0 | 1,
  reference: (x: HostArray) => HostArray,
): Softmax {
  const constants = { LOGARITHM };
  const kernel = new RowKernel({ name, code, reads: 1, writes: 1, constants });
  const gradient = new RowKernel({
    name: `${name}_gradient`,
    code: gradientCode,
    reads: 2,
    writes: 1,
    constants,
  });
  const rule: Rule<null> = {
    name,
    shapes: ([x]) => {
      if (!x.length) {
        throw new ShapeError(`Cannot ${name} a scalar: there is no axis, give at least one`);
      }
      return [x];
    },
    forward: ([x]) => {
      const y = empty(x.device, x.shape);
      kernel.run(x, { reads: [x.storage], writes: [y.storage] });
      return { outputs: [y] };
    },
    backward: ({ gradients: [dy], outputs: [y] }) => {
      const dx = empty(y.device, y.shape);
      gradient.run(y, { reads: [dy!.storage, y.storage], writes: [dx.storage] });
      return [dx];
    },
    reference: ([x]) => [reference(x)],
    samples: [[1], [0, 3], [3, 0], [3, 5], [2, 3, 70], [130, 4], [2, 300]].map((shape) => ({
      shapes: [shape],
    })),
    refuses: [{ shapes: [[]] }],
  };
  return Object.assign(((x: Tensor) => apply(rule, [x], null)[0]) as Softmax, { rule });
}

/**
 * `e^x` divided by its sum over the last axis; each row adds up to 1.
 *
 * @example
 * ```ts
 * import { openCpu, softmax, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = softmax(tensor(device, [[0, 0]]));
 * console.assert((await y.data()).join() === "0.5,0.5");
 * device.destroy();
 * ```
 */
export const softmax: Softmax = rowFunction("softmax", 0, (x) => {
  const { shape, data } = logarithms(x);
  return { shape, data: data.map(Math.exp) };
});

/**
 * Logarithm of {@linkcode softmax}, exact where the softmax is near 0.
 *
 * @example
 * ```ts
 * import { logSoftmax, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = logSoftmax(tensor(device, [[0, -200]]));
 * console.assert((await y.data()).join() === "0,-200");
 * device.destroy();
 * ```
 */
export const logSoftmax: Softmax = rowFunction("log_softmax", 1, logarithms);
