/**
 * Means over the real time steps of padded rows.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule } from "../../tensor/op.ts";
import { format } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/reduce/masked_mean.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/reduce/masked_mean_gradient.wgsl" with { type: "text" };

const uniforms = { batch: "u32", time: "u32", columns: "u32" } as const;
const kernel = new ColumnKernel({ name: "masked_mean", code, reads: 2, writes: 1, uniforms }, {
  fours: true,
});
const gradient = new ColumnKernel({
  name: "masked_mean_gradient",
  code: gradientCode,
  reads: 2,
  writes: 1,
  uniforms,
}, { fours: true });

/** Mean over the real time steps of padded rows. */
export interface MaskedMean {
  /** Of a signal, a signal. */
  (x: Signal, lengths: Signal): Signal;
  /**
   * `[batch, time, columns]` to `[batch, columns]`: the mean over the first `lengths[i]` (`u32`)
   * steps of row i; 0 for length 0. Lengths over `time` count as `time`.
   */
  (x: Tensor, lengths: Signal): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

const someLengths: Fill = (size, uniform) =>
  Uint32Array.from({ length: size }, (_, i) => i === 1 ? 0 : Math.floor(6 * uniform()));

const rule: Rule<null> = {
  name: "masked_mean",
  dtypes: ["f32", "u32"],
  shapes: ([x, lengths]) => {
    if (x.length !== 3 || lengths.length !== 1 || x[0] !== lengths[0]) {
      throw new ShapeError(
        `Cannot masked_mean ${format(x)} by lengths ${format(lengths)}: give x as ` +
          "[batch, time, columns] and lengths as [batch]",
      );
    }
    return [[x[0], x[2]]];
  },
  forward: ([x, lengths], _, [shape]) => {
    const [batch, time, columns] = x.shape;
    const y = empty(x.device, shape);
    kernel.run(x.device, {
      reads: [x.storage, lengths.storage],
      writes: [y.storage],
      rows: batch,
      columns,
      uniforms: { batch, time },
    });
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs: [x, lengths] }) => {
    const [batch, time, columns] = x.shape;
    const dx = empty(x.device, x.shape);
    gradient.run(x.device, {
      reads: [dy!.storage, lengths.storage],
      writes: [dx.storage],
      rows: batch * time,
      columns,
      uniforms: { batch, time },
    });
    return [dx, null];
  },
  reference: ([x, lengths]) => {
    const [batch, time, columns] = x.shape;
    return [hostArray([batch, columns], (i) => {
      const b = Math.floor(i / columns), d = i % columns;
      const length = Math.min(lengths.data[b], time);
      let total = 0;
      for (let t = 0; t < length; t++) total += x.data[(b * time + t) * columns + d];
      return total / Math.max(length, 1);
    })];
  },
  samples: [[1, 1, 1], [0, 4, 3], [3, 0, 2], [4, 5, 3], [3, 7, 70], [3, 7, 68]].map((shape) => ({
    shapes: [shape, [shape[0]]],
    fill: [null, someLengths],
  })),
  refuses: [
    { shapes: [[3, 5, 2], [4]], fill: [null, someLengths] },
    { shapes: [[3, 5], [3]], fill: [null, someLengths] },
  ],
};

/**
 * Mean over the real time steps of padded rows.
 *
 * @example
 * ```ts
 * import { maskedMean, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const x = tensor(device, [[[1, 2], [3, 4], [9, 9]]]); // one row of three steps
 * const y = maskedMean(x, tensor(device, Uint32Array.of(2))); // of which two are real
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const maskedMean: MaskedMean = Object.assign(
  ((x: Tensor, lengths: Signal) => apply(rule, [x, lengths], null)[0]) as MaskedMean,
  { rule },
);
