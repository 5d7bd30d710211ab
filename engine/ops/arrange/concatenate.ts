/**
 * Puts tensors together along an axis, and takes parts out of tensors.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule } from "../../tensor/op.ts";
import { format, resolveAxes, type Shape, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { full } from "../pointwise/full.ts";
import code from "../../../shaders/arrange/copy_runs.wgsl" with { type: "text" };

const members = "outer columns x_first x_stride y_first y_stride".split(" ");
const kernel = new ColumnKernel({
  name: "copy_runs",
  code,
  reads: 1,
  writes: 1,
  uniforms: Object.fromEntries(members.map((member) => [member, "u32" as const])),
});

/** A part of an axis: the number of elements before it, and of the whole axis, both times the inner size. */
interface Part {
  readonly first: number;
  readonly stride: number;
}

function copy(x: Signal, from: Part, y: Signal, to: Part, outer: number, columns: number): void {
  kernel.run(x.device, {
    reads: [x.storage],
    writes: [y.storage],
    rows: outer,
    columns,
    uniforms: {
      outer,
      x_first: from.first,
      x_stride: from.stride,
      y_first: to.first,
      y_stride: to.stride,
    },
  });
}

/** Options of {@linkcode slice}. */
export interface SliceOptions {
  /** The axis that is cut, from either end. */
  readonly axis: number;
  /** First index taken. */
  readonly start: number;
  /** The index behind the last one taken. */
  readonly end: number;
}

function around(shape: Shape, axis: number): { outer: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), inner: sizeOf(shape.slice(axis + 1)) };
}

const sliceRule: Rule<SliceOptions> = {
  name: "slice",
  shapes: ([x], { axis, start, end }) => {
    const [at] = resolveAxes("slice", x, [axis]);
    if (![start, end].every(Number.isInteger) || start < 0 || start > end || end > x[at]) {
      throw new ShapeError(
        `Cannot slice ${format(x)} from ${start} to ${end} along axis ${axis}: ` +
          `give 0 <= start <= end <= ${x[at]}`,
      );
    }
    return [x.map((size, i) => i === at ? end - start : size)];
  },
  forward: ([x], { axis, start, end }, [shape]) => {
    const [at] = resolveAxes("slice", x.shape, [axis]);
    const { outer, inner } = around(x.shape, at);
    const y = empty(x.device, shape);
    const length = (end - start) * inner;
    const from = { first: start * inner, stride: x.shape[at] * inner };
    copy(x, from, y, { first: 0, stride: length }, outer, length);
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs: [x], options: { axis, start, end } }) => {
    const [at] = resolveAxes("slice", x.shape, [axis]);
    const { outer, inner } = around(x.shape, at);
    const dx = full(x.device, x.shape, 0);
    const length = (end - start) * inner;
    const to = { first: start * inner, stride: x.shape[at] * inner };
    copy(dy!, { first: 0, stride: length }, dx, to, outer, length);
    return [dx];
  },
  reference: ([x], options) => {
    const [shape] = sliceRule.shapes([x.shape], options);
    const [at] = resolveAxes("slice", x.shape, [options.axis]);
    return [hostArray(shape, (i) => {
      const { inner } = around(shape, at);
      const row = Math.floor(i / inner) % shape[at], outer = Math.floor(i / inner / shape[at]);
      return x.data[(outer * x.shape[at] + options.start + row) * inner + i % inner];
    })];
  },
  samples: [
    { shapes: [[1]], options: { axis: 0, start: 0, end: 1 } },
    { shapes: [[3, 5]], options: { axis: 1, start: 2, end: 2 } },
    { shapes: [[3, 5]], options: { axis: 0, start: 1, end: 3 } },
    { shapes: [[3, 5, 4]], options: { axis: -2, start: 1, end: 4 } },
    { shapes: [[70, 9]], options: { axis: 1, start: 3, end: 8 } },
  ],
  refuses: [
    { shapes: [[3, 5]], options: { axis: 1, start: 2, end: 6 } },
    { shapes: [[3, 5]], options: { axis: 1, start: 3, end: 2 } },
    { shapes: [[3, 5]], options: { axis: 2, start: 0, end: 1 } },
  ],
};

/** Part of a tensor along an axis. */
export interface Slice {
  /** Of a signal, a signal. */
  (x: Signal, axis: number, start: number, end: number): Signal;
  /** The indices from `start` up to, but not including, `end` of one axis. */
  (x: Tensor, axis: number, start: number, end: number): Tensor;
  /** The operation. */
  readonly rule: Rule<SliceOptions>;
}

/**
 * Part of a tensor along an axis.
 *
 * @example
 * ```ts
 * import { openCpu, slice, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = slice(tensor(device, [[1, 2, 3], [4, 5, 6]]), 1, 1, 3);
 * console.assert((await y.data()).join() === "2,3,5,6");
 * device.destroy();
 * ```
 */
export const slice: Slice = Object.assign(
  ((x: Tensor, axis: number, start: number, end: number) =>
    apply(sliceRule, [x], { axis, start, end })[0]) as Slice,
  { rule: sliceRule },
);

const concatenateRule: Rule<number> = {
  name: "concatenate",
  shapes: (shapes, axis) => {
    const [first] = shapes;
    if (!first) throw new ShapeError("Cannot concatenate no tensors: give at least one");
    const [at] = resolveAxes("concatenate", first, [axis]);
    for (const shape of shapes) {
      const fits = shape.length === first.length &&
        shape.every((size, i) => i === at || size === first[i]);
      if (!fits) {
        throw new ShapeError(
          `Cannot concatenate ${shapes.map(format).join(" and ")} along axis ${axis}: ` +
            "all other sizes must be equal",
        );
      }
    }
    const total = shapes.reduce((sum, shape) => sum + shape[at], 0);
    return [first.map((size, i) => i === at ? total : size)];
  },
  forward: (inputs, axis, [shape]) => {
    const [at] = resolveAxes("concatenate", shape, [axis]);
    const { outer, inner } = around(shape, at);
    const y = empty(inputs[0].device, shape);
    let first = 0;
    for (const x of inputs) {
      const length = x.shape[at] * inner;
      copy(x, { first: 0, stride: length }, y, { first, stride: shape[at] * inner }, outer, length);
      first += length;
    }
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs, needs, options: axis }) => {
    const [at] = resolveAxes("concatenate", dy!.shape, [axis]);
    let end = 0;
    return inputs.map((x, i) => {
      const start = end;
      end += x.shape[at];
      return needs[i] ? slice(dy!, at, start, end) : null;
    });
  },
  reference: (inputs, axis) => {
    const [shape] = concatenateRule.shapes(inputs.map((x) => x.shape), axis);
    const [at] = resolveAxes("concatenate", shape, [axis]);
    const { outer, inner } = around(shape, at);
    const rows = (x: HostArray, o: number) => {
      const length = x.shape[at] * inner;
      return [...x.data.subarray(o * length, (o + 1) * length)];
    };
    const all = Array.from({ length: outer }, (_, o) => inputs.flatMap((x) => rows(x, o))).flat();
    return [hostArray(shape, (i) => all[i])];
  },
  samples: [
    { shapes: [[1]], options: 0 },
    { shapes: [[2, 3], [4, 3]], options: 0 },
    { shapes: [[3, 2], [3, 0], [3, 4]], options: 1 },
    { shapes: [[2, 3, 4], [2, 2, 4]], options: -2 },
    { shapes: [[70, 5], [70, 9]], options: 1 },
  ],
  refuses: [
    { shapes: [[2, 3], [2, 4]], options: 0 },
    { shapes: [[2, 3], [2]], options: 0 },
    { shapes: [[2, 3]], options: 2 },
  ],
};

/** Tensors put together along an axis. */
export interface Concatenate {
  /** Of signals, a signal. */
  (inputs: readonly Signal[], axis: number): Signal;
  /** Puts tensors one behind another along an axis; their other sizes must be equal. */
  (inputs: readonly Tensor[], axis: number): Tensor;
  /** The operation; its option is the axis. */
  readonly rule: Rule<number>;
}

/**
 * Tensors put together along an axis.
 *
 * @example
 * ```ts
 * import { concatenate, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = concatenate([tensor(device, [[1], [2]]), tensor(device, [[3], [4]])], 1);
 * console.assert((await y.data()).join() === "1,3,2,4");
 * device.destroy();
 * ```
 */
export const concatenate: Concatenate = Object.assign(
  ((inputs: readonly Tensor[], axis: number) =>
    apply(concatenateRule, inputs, axis)[0]) as Concatenate,
  { rule: concatenateRule },
);
