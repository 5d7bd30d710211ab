/**
 * Joins the real time steps of two padded batches, row by row.
 *
 * @module
 */
import { grid, Kernel } from "../../device/device.ts";
import { ShapeError } from "../../error.ts";
import {
  apply,
  type Fill,
  type HostArray,
  hostArray,
  type Rule,
  type Sample,
} from "../../tensor/op.ts";
import { format, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/arrange/join_rows.wgsl" with { type: "text" };
import gradientCode from "../../../shaders/arrange/join_rows_gradient.wgsl" with { type: "text" };
import lengthsCode from "../../../shaders/arrange/join_lengths.wgsl" with { type: "text" };

const times = { batch: "u32", a_time: "u32", b_time: "u32" } as const;
const uniforms = { ...times, columns: "u32" } as const;
const kernel = new ColumnKernel({ name: "join_rows", code, reads: 4, writes: 1, uniforms }, {
  fours: true,
});
/** Kernels for the gradient of the first rows, and of the second. */
const gradients = [0, 1].map((SECOND) =>
  new ColumnKernel({
    name: "join_rows_gradient",
    code: gradientCode,
    reads: 3,
    writes: 1,
    uniforms,
    constants: { SECOND },
  }, { fours: true })
);
const sumLengths = new Kernel({
  name: "join_lengths",
  code: lengthsCode,
  reads: 2,
  writes: 1,
  uniforms: times,
});

/** Rows of different lengths, padded. */
export interface Rows<T extends Tensor = Tensor> {
  /** `[batch, time, width]`; steps past a row's length are not read. */
  readonly x: T;
  /** Real time steps of each row, u32 `[batch]`; lengths over `time` count as `time`. */
  readonly lengths: Signal;
}

/** Ragged concatenation along time. */
export interface JoinRows {
  /** Of signals, a signal. */
  (a: Rows<Signal>, b: Rows<Signal>): Rows<Signal>;
  /**
   * `[batch, ta, width]` and `[batch, tb, width]` to `[batch, ta + tb, width]`: the first
   * `a.lengths[n]` steps of `a`, then the first `b.lengths[n]` of `b`, zeros behind. The lengths of
   * the result are the sums; no gradient flows through them.
   */
  (a: Rows, b: Rows): Rows;
  /** The operation on `a`, `b` and the lengths of both. */
  readonly rule: Rule<null>;
}

function sizesOf([a, b, la, lb]: readonly Shape[]) {
  const [batch, a_time, columns] = a;
  const fits = a.length === 3 && b.length === 3 && b[0] === batch && b[2] === columns &&
    [la, lb].every((lengths) => lengths.length === 1 && lengths[0] === batch);
  if (!fits) {
    throw new ShapeError(
      `Cannot join_rows ${format(a)} of lengths ${format(la)} and ${format(b)} of lengths ` +
        `${format(lb)}: give both as [batch, time, width] of one batch and width, lengths [batch]`,
    );
  }
  return { batch, a_time, b_time: b[1], columns };
}

const shapesOf = (arrays: readonly { readonly shape: Shape }[]) => arrays.map(({ shape }) => shape);

const rule: Rule<null> = {
  name: "join_rows",
  dtypes: ["f32", "f32", "u32", "u32"],
  shapes: (shapes) => {
    const { batch, a_time, b_time, columns } = sizesOf(shapes);
    return [[batch, a_time + b_time, columns]];
  },
  forward: (inputs, _, [shape]) => {
    const { columns, ...sizes } = sizesOf(shapesOf(inputs));
    const y = empty(inputs[0].device, shape);
    kernel.run(y.device, {
      reads: inputs.map(({ storage }) => storage),
      writes: [y.storage],
      rows: shape[0] * shape[1],
      columns,
      uniforms: sizes,
    });
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs, needs }) => {
    const { columns, ...sizes } = sizesOf(shapesOf(inputs));
    const [, , la, lb] = inputs;
    const slopes = gradients.map((gradient, i) => {
      if (!needs[i]) return null;
      const dx = empty(dy!.device, inputs[i].shape);
      gradient.run(dx.device, {
        reads: [dy!.storage, la.storage, lb.storage],
        writes: [dx.storage],
        rows: dx.shape[0] * dx.shape[1],
        columns,
        uniforms: sizes,
      });
      return dx;
    });
    return [...slopes, null, null];
  },
  reference,
  samples: [
    sample([1, 1, 1], 1, [1], [1]),
    sample([0, 4, 3], 2, [], []),
    sample([2, 3, 0], 2, [3, 1], [2, 2]),
    sample([3, 0, 2], 4, [0, 0, 0], [4, 0, 2]),
    sample([3, 4, 2], 0, [1, 0, 4], [0, 0, 0]),
    sample([4, 5, 3], 2, [5, 0, 0, 2], [2, 2, 0, 0]),
    sample([3, 7, 70], 9, [7, 3, 4], [9, 0, 5]),
    sample([3, 7, 68], 2, [9, 3, 0], [1, 4, 2]),
  ],
  refuses: [
    { shapes: [[3, 5, 2], [3, 4, 3], [3], [3]] },
    { shapes: [[3, 5, 2], [2, 4, 2], [3], [3]] },
    { shapes: [[3, 5, 2], [3, 4, 2], [3], [2]] },
    { shapes: [[3, 5], [3, 5], [3], [3]] },
  ].map(({ shapes }) => ({ shapes, fill: [null, null, ones, ones] })),
};

function ones(size: number): Uint32Array {
  return new Uint32Array(size).fill(1);
}

function sample(
  a: Shape,
  time: number,
  la: readonly number[],
  lb: readonly number[],
): Sample<null> {
  const [batch, , width] = a;
  const given = (lengths: readonly number[]): Fill => () => Uint32Array.from(lengths);
  return {
    shapes: [a, [batch, time, width], [batch], [batch]],
    fill: [null, null, given(la), given(lb)],
  };
}

function reference(arrays: readonly HostArray[]): HostArray[] {
  const { batch, a_time, b_time, columns } = sizesOf(shapesOf(arrays));
  const [a, b, la, lb] = arrays;
  const time = a_time + b_time;
  return [hostArray([batch, time, columns], (i) => {
    const d = i % columns, t = Math.floor(i / columns) % time;
    const n = Math.floor(i / columns / time);
    const first = Math.min(la.data[n], a_time);
    if (t < first) return a.data[(n * a_time + t) * columns + d];
    const behind = t - first;
    if (behind >= Math.min(lb.data[n], b_time)) return 0;
    return b.data[(n * b_time + behind) * columns + d];
  })];
}

function addLengths(a: Rows, b: Rows): Signal {
  const y = empty(a.lengths.device, a.lengths.shape, "u32");
  y.device.run(sumLengths, {
    reads: [a.lengths.storage, b.lengths.storage],
    writes: [y.storage],
    uniforms: { batch: y.size, a_time: a.x.shape[1], b_time: b.x.shape[1] },
    groups: grid(y.size),
  });
  return y;
}

/**
 * Ragged concatenation along time.
 *
 * @example
 * ```ts
 * import { joinRows, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const one = tensor(device, Uint32Array.of(1)); // words of each row
 * const a = { x: tensor(device, [[[1], [0]]]), lengths: one };
 * const b = { x: tensor(device, [[[2]]]), lengths: one };
 * const { x, lengths } = joinRows(a, b);
 * console.assert((await x.data()).join() === "1,2,0" && (await lengths.words())[0] === 2);
 * device.destroy();
 * ```
 */
export const joinRows: JoinRows = Object.assign(
  ((a: Rows, b: Rows): Rows => {
    const [x] = apply(rule, [a.x, b.x, a.lengths, b.lengths], null);
    return { x, lengths: addLengths(a, b) };
  }) as JoinRows,
  { rule },
);
