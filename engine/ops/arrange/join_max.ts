/**
 * The greatest of each row's features and words.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type Fill, hostArray, type Rule } from "../../tensor/op.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/arrange/join_max.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/arrange/join_max_gradient.wgsl" with { type: "text" };

const sizes = { batch: "u32", time: "u32", columns: "u32" } as const;
const kernel = new ColumnKernel({ name: "join_max", code, reads: 3, writes: 2, uniforms: sizes });
const gradient = new ColumnKernel({
  name: "join_max_gradient",
  code: gradientCode,
  reads: 2,
  writes: 1,
  uniforms: { ...sizes, first: "u32" },
});

/** The greatest of each row's features and words. */
export interface JoinMax {
  /** Of signals, a signal. */
  (x: Signal, words: Signal, lengths: Signal): Signal;
  /**
   * `x` `[batch, columns]` and `words` `[batch, time, columns]` to `[batch, columns]`: the greatest
   * of each element and of the same column of the first `lengths[i]` (`u32`) words of row i. Lengths
   * over `time` count as `time`. The gradient goes to the first of equals, `x` before words.
   */
  (x: Tensor, words: Tensor, lengths: Signal): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

const someLengths: Fill = (size, uniform) =>
  Uint32Array.from({ length: size }, (_, i) => i === 1 ? 0 : Math.floor(6 * uniform()));

const rule: Rule<null> = {
  name: "join_max",
  dtypes: ["f32", "f32", "u32"],
  shapes: ([x, words, lengths]) => {
    const fits = x.length === 2 && words.length === 3 && lengths.length === 1 &&
      words[0] === x[0] && words[2] === x[1] && lengths[0] === x[0];
    if (!fits) {
      throw new ShapeError(
        `Cannot join_max ${format(x)} and ${format(words)} of lengths ${format(lengths)}: ` +
          "give x as [batch, columns], words as [batch, time, columns] and lengths as [batch]",
      );
    }
    return [x];
  },
  forward: ([x, words, lengths], _, [shape]) => {
    const y = empty(x.device, shape), winner = empty(x.device, shape, "u32");
    const [batch, time, columns] = words.shape;
    kernel.run(x.device, {
      reads: [x.storage, words.storage, lengths.storage],
      writes: [y.storage, winner.storage],
      rows: batch,
      columns,
      uniforms: { batch, time },
    });
    return { outputs: [y], saved: [winner] };
  },
  backward: ({ gradients: [dy], inputs: [x, words], saved: [winner], needs }) => {
    const [batch, columns] = x.shape;
    const share = (shape: Shape, time: number, first: number) => {
      const dz = empty(x.device, shape);
      gradient.run(x.device, {
        reads: [dy!.storage, winner.storage],
        writes: [dz.storage],
        rows: batch * time,
        columns,
        uniforms: { batch, time, first },
      });
      return dz;
    };
    return [
      needs[0] ? share(x.shape, 1, 0) : null,
      needs[1] ? share(words.shape, words.shape[1], 1) : null,
      null,
    ];
  },
  reference: ([x, words, lengths]) => {
    const [batch, time, columns] = words.shape;
    return [hostArray([batch, columns], (i) => {
      const b = Math.floor(i / columns), length = Math.min(lengths.data[b], time);
      let greatest = x.data[i];
      for (let t = 0; t < length; t++) {
        greatest = Math.max(greatest, words.data[(b * time + t) * columns + i % columns]);
      }
      return greatest;
    })];
  },
  samples: [[1, 1, 1], [0, 4, 3], [3, 0, 2], [4, 5, 3], [3, 7, 70], [3, 7, 68]].map((
    [batch, time, columns],
  ) => ({
    shapes: [[batch, columns], [batch, time, columns], [batch]],
    fill: [null, null, someLengths],
  })),
  refuses: [
    [[3, 2], [3, 5, 4], [3]],
    [[3, 2], [2, 5, 2], [3]],
    [[3, 2], [3, 5, 2], [2]],
    [[3, 2], [3, 2], [3]],
  ].map((shapes) => ({ shapes, fill: [null, null, someLengths] })),
};

/**
 * The greatest of each row's features and words.
 *
 * @example
 * ```ts
 * import { joinMax, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = tensor(device, [[[1, 8], [3, 0], [9, 9]]]); // of which two are real
 * const y = joinMax(tensor(device, [[2, 2]]), words, tensor(device, Uint32Array.of(2)));
 * console.assert((await y.data()).join() === "3,8");
 * device.destroy();
 * ```
 */
export const joinMax: JoinMax = Object.assign(
  ((x: Tensor, words: Tensor, lengths: Signal) =>
    apply(rule, [x, words, lengths], null)[0]) as JoinMax,
  { rule },
);
