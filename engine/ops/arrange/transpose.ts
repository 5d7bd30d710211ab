/**
 * Transposes: puts axes in another order.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { format, resolveAxes, type Shape, stridesOf } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/arrange/transpose.wgsl" with { type: "text" };

const most = 6;
const sizes = Array.from({ length: most }, (_, axis) => `size${axis}`);
const strides = Array.from({ length: most }, (_, axis) => `stride${axis}`);
const members = ["rows", "columns", ...sizes.slice(1, -1), ...strides];
const uniforms = Object.fromEntries(members.map((member) => [member, "u32" as const]));

/** The kernels for a last axis along which neighbours are neighbours in `x` too (1), or not (0). */
const kernels = [0, 1].map((ALONG) =>
  new ColumnKernel({
    name: "transpose",
    code,
    reads: 1,
    writes: 1,
    uniforms,
    constants: { ALONG },
  })
);

/** For each axis of the result, the axis of `x` that it was. */
function orderOf(x: Shape, axes: readonly number[] | null): number[] {
  const order = x.map((_, axis) => axis);
  if (!axes) {
    if (x.length < 2) {
      throw new ShapeError(
        `Cannot transpose ${format(x)}: there are no last two axes to swap, give it two`,
      );
    }
    return [...order.slice(0, -2), order.length - 1, order.length - 2];
  }
  if (resolveAxes("transpose", x, axes).length !== x.length) {
    throw new ShapeError(
      `Cannot transpose ${format(x)} to axes ${format(axes)}: name each of its axes once`,
    );
  }
  return axes.map((axis) => axis < 0 ? axis + x.length : axis);
}

/** An axis of the result: its size, and the distance in `x` of neighbours along it. */
interface Axis {
  size: number;
  stride: number;
}

/** The axes of the result, filled up to six; axes that are neighbours in `x` too are merged. */
function collapse(x: Shape, order: readonly number[]): Axis[] {
  const distances = stridesOf(x);
  const merged: Axis[] = [];
  for (const axis of order) {
    const size = x[axis], stride = distances[axis];
    const last = merged.at(-1);
    if (size === 1) continue;
    if (last?.stride === stride * size) {
      last.size *= size;
      last.stride = stride;
    } else merged.push({ size, stride });
  }
  if (merged.length > most) {
    throw new ShapeError(
      `Cannot transpose ${format(x)} to axes ${format(order)}: more than ${most} groups of axes ` +
        "change places, do it in two steps",
    );
  }
  return [...new Array<Axis>(most - merged.length).fill({ size: 1, stride: 0 }), ...merged];
}

const rule: Rule<readonly number[] | null> = {
  name: "transpose",
  shapes: ([x], axes) => {
    const order = orderOf(x, axes);
    collapse(x, order);
    return [order.map((axis) => x[axis])];
  },
  forward: ([x], axes, [shape]) => {
    const y = empty(x.device, shape);
    const merged = collapse(x.shape, orderOf(x.shape, axes));
    const last = merged[most - 1];
    const rows = last.size && y.size / last.size;
    kernels[Number(last.stride === 1)].run(x.device, {
      reads: [x.storage],
      writes: [y.storage],
      rows,
      columns: last.size,
      uniforms: {
        rows,
        ...Object.fromEntries(merged.map(({ size }, i) => [sizes[i], size])),
        ...Object.fromEntries(merged.map(({ stride }, i) => [strides[i], stride])),
      },
    });
    return { outputs: [y] };
  },
  backward: ({ gradients: [dy], inputs: [x], options: axes }) => {
    const order = orderOf(x.shape, axes);
    return [transpose(dy!, order.map((_, axis) => order.indexOf(axis)))];
  },
  reference: ([x], axes) => {
    const order = orderOf(x.shape, axes);
    const shape = order.map((axis) => x.shape[axis]);
    const to = stridesOf(shape), from = stridesOf(x.shape);
    return [
      hostArray(shape, (i) =>
        x.data[
          order.reduce(
            (at, axis, k) => at + Math.floor(i / to[k]) % shape[k] * from[axis],
            0,
          )
        ]),
    ];
  },
  samples: [
    { shapes: [[1, 1]], options: null },
    { shapes: [[]], options: [] },
    { shapes: [[0, 3]], options: null },
    { shapes: [[3, 5]], options: null },
    { shapes: [[2, 3, 4]], options: null },
    { shapes: [[2, 3, 4, 5]], options: [0, 2, 1, -1] },
    { shapes: [[2, 3, 4, 5]], options: [2, 3, 0, 1] },
    { shapes: [[2, 1, 3, 2, 2, 3, 2]], options: [6, 5, 4, 3, 2, 1, 0] },
    { shapes: [[67, 70]], options: null },
  ],
  refuses: [
    { shapes: [[3]], options: null },
    { shapes: [[3, 5]], options: [0] },
    { shapes: [[3, 5]], options: [0, 0] },
    { shapes: [[3, 5]], options: [0, 2] },
    { shapes: [[2, 2, 2, 2, 2, 2, 2]], options: [6, 5, 4, 3, 2, 1, 0] },
  ],
};

/** Puts axes in another order. */
export interface Transpose {
  /** Of a signal, a signal. */
  (x: Signal, axes?: readonly number[]): Signal;
  /** Axis i of the result is axis `axes[i]` of `x`; the last two are swapped where absent. */
  (x: Tensor, axes?: readonly number[]): Tensor;
  /** The operation; its option is the axes. */
  readonly rule: Rule<readonly number[] | null>;
}

/**
 * Puts axes in another order; the result is a copy.
 *
 * @example
 * ```ts
 * import { openCpu, tensor, transpose } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = transpose(tensor(device, [[1, 2], [3, 4]]));
 * console.assert((await y.data()).join() === "1,3,2,4");
 * device.destroy();
 * ```
 */
export const transpose: Transpose = Object.assign(
  ((x: Tensor, axes?: readonly number[]) => apply(rule, [x], axes ?? null)[0]) as Transpose,
  { rule },
);
