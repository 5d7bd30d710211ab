/**
 * Sums, means and greatest elements over any axes.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { apply, type HostArray, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { format, resolveAxes, sameShape, type Shape, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal, Tensor } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { indexer } from "../pointwise/elementwise.ts";
import { full } from "../pointwise/full.ts";
import { add, divide, equal, multiply } from "../pointwise/pointwise.ts";
import { scaled } from "../pointwise/scaled.ts";
import { RowKernel } from "../kernels/rows.ts";
import code from "../../../shaders/reduce/reduce.wgsl" with { type: "text" };
import rowsCode from "../../../shaders/reduce/reduce_rows.wgsl" with { type: "text" };

const uniforms = { outer: "u32", length: "u32", columns: "u32", scale: "f32" } as const;
const [sums, greatest] = ["reduce_sum", "reduce_max"].map((name, GREATEST) => {
  const common = { name, reads: 1, writes: 1, constants: { GREATEST } };
  return {
    columns: new ColumnKernel({ ...common, code, uniforms }),
    rows: new RowKernel({ ...common, code: rowsCode, uniforms: { scale: "f32" } }),
  };
});

/** The most elements that one invocation adds up; longer sums are cut into parts. */
const run = 512;

/** `x[outer, length, inner]` summed over its middle axis, times `scale`. */
export function sumMiddle(
  x: Signal,
  [outer, length, inner]: readonly [number, number, number],
  scale = 1,
): Signal {
  const parts = outer * inner >= 4096 || length <= run ? 1 : Math.ceil(length / run);
  const y = reduceMiddle(sums, x, { outer, length, inner, parts, scale: parts === 1 ? scale : 1 });
  return parts === 1 ? y : sumMiddle(y, [outer, parts, inner], scale);
}

/** Reduces every parts-th of the elements along the middle axis to one: `[outer, parts, inner]`. */
function reduceMiddle(
  kernels: typeof sums,
  x: Signal,
  { outer, length, inner, parts, scale }: {
    outer: number;
    length: number;
    inner: number;
    parts: number;
    scale: number;
  },
): Signal {
  const y = empty(x.device, [outer, parts, inner]);
  const buffers = { reads: [x.storage], writes: [y.storage], flops: outer * length * inner };
  const columns = parts * inner;
  if (columns === 1 && length > 0) {
    kernels.rows.run(new Tensor(x.device, x.storage, [outer, length]) as Signal, {
      ...buffers,
      uniforms: { scale },
    });
  } else {
    kernels.columns.run(x.device, {
      ...buffers,
      rows: outer,
      columns,
      uniforms: { outer, length: length * inner, scale },
    });
  }
  return y;
}

/** Options of a reduction. */
export interface ReduceOptions {
  /** Axes to reduce, from either end; all where absent. */
  readonly axes?: readonly number[];
  /** Whether reduced axes stay, of size 1. */
  readonly keep?: boolean;
}

/** A reduction over axes. */
export interface Reduction {
  /** Of a signal, a signal. */
  (x: Signal, options?: ReduceOptions): Signal;
  /** Reduces the axes of `options`, all by default. */
  (x: Tensor, options?: ReduceOptions): Tensor;
  /** The operation. */
  readonly rule: Rule<ReduceOptions>;
}

const ofNothing: Sample<ReduceOptions> = { shapes: [[0, 3]], options: { axes: [0] } };

const samples: readonly Sample<ReduceOptions>[] = [
  { shapes: [[]], options: {} },
  { shapes: [[3, 5]], options: {} },
  { shapes: [[3, 5]], options: { axes: [0] } },
  { shapes: [[3, 5]], options: { axes: [-1], keep: true } },
  { shapes: [[2, 3, 4, 5]], options: { axes: [0, 2] } },
  { shapes: [[2, 3, 4, 5]], options: { axes: [1, 2], keep: true } },
  { shapes: [[1300, 2]], options: { axes: [0] } },
];

const refuses: readonly Sample<ReduceOptions>[] = [
  { shapes: [[2, 3]], options: { axes: [2] } },
  { shapes: [[2, 3]], options: { axes: [1, -1] } },
];

/**
 * Sum over axes.
 *
 * @example
 * ```ts
 * import { openCpu, sum, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = sum(tensor(device, [[1, 2], [3, 4]]), { axes: [1] });
 * console.assert((await y.data()).join() === "3,7");
 * device.destroy();
 * ```
 */
export const sum: Reduction = reduction("sum", (x, axes) => reduceAxes(x, axes, sumMiddle), {
  backward: (dy, x) => stretch(dy, x.shape),
  reference: (values) => values.reduce((total, value) => total + value, 0),
});

/**
 * Mean over axes; 0 of no elements.
 *
 * @example
 * ```ts
 * import { mean, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = mean(tensor(device, [[1, 2], [3, 4]]), { axes: [0] });
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const mean: Reduction = reduction(
  "mean",
  (x, axes) => scaled(reduceAxes(x, axes, sumMiddle), share(x.shape, axes)),
  {
    backward: (dy, x, _, axes) => stretch(scaled(dy, share(x.shape, axes)), x.shape),
    reference: (values) =>
      values.length ? values.reduce((total, value) => total + value, 0) / values.length : 0,
  },
);

/**
 * Greatest element over axes; the gradient is shared among equals.
 *
 * @example
 * ```ts
 * import { max, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = max(tensor(device, [[1, 2], [3, 0]]), { axes: [1] });
 * console.assert((await y.data()).join() === "2,3");
 * device.destroy();
 * ```
 */
export const max: Reduction = reduction("max", (x, axes) => reduceAxes(x, axes, maxMiddle), {
  backward: (dy, x, y, axes) => {
    const among = equal(x, y);
    const share = divide(dy, sum(among, { axes, keep: true }));
    return multiply(among, share);
  },
  reference: (values) => Math.max(...values),
  refuseEmpty: true,
});

/** Sums a gradient over the axes that broadcasting had stretched from `shape`: the adjoint of broadcasting. */
export function sumTo(x: Signal, shape: Shape): Signal {
  const missing = x.shape.length - shape.length;
  const axes = x.shape.map((_, axis) => axis).filter((axis) =>
    axis < missing || (shape[axis - missing] === 1 && x.shape[axis] !== 1)
  );
  return new Tensor(x.device, reduceAxes(x, axes, sumMiddle).storage, shape) as Signal;
}

type Middle = (x: Signal, sizes: readonly [number, number, number]) => Signal;

function maxMiddle(x: Signal, [outer, length, inner]: readonly [number, number, number]): Signal {
  return reduceMiddle(greatest, x, { outer, length, inner, parts: 1, scale: 1 });
}

/** Reduces axes, neighbouring axes at once; they stay with size 1. */
function reduceAxes(x: Signal, axes: readonly number[], middle: Middle): Signal {
  const shape = [...x.shape];
  let result = x;
  for (let end = axes.length; end > 0;) {
    let start = end - 1;
    while (start > 0 && axes[start - 1] === axes[start] - 1) start--;
    const [first, last] = [axes[start], axes[end - 1]];
    const inner = sizeOf(shape.slice(last + 1));
    const length = sizeOf(shape.slice(first, last + 1));
    result = middle(result, [sizeOf(shape.slice(0, first)), length, inner]);
    shape.fill(1, first, last + 1);
    end = start;
  }
  return new Tensor(x.device, result.storage, shape) as Signal;
}

function share(shape: Shape, axes: readonly number[]): number {
  return 1 / Math.max(1, sizeOf(axes.map((axis) => shape[axis])));
}

function stretch(x: Signal, shape: Shape): Signal {
  return sameShape(x.shape, shape) ? x : add(x, full(x.device, shape, 0));
}

interface ReductionRest {
  readonly backward: (dy: Signal, x: Signal, y: Signal, axes: readonly number[]) => Signal;
  readonly reference: (values: number[]) => number;
  readonly refuseEmpty?: boolean;
}

/** The values that are reduced to each element of the result. */
function grouped(x: HostArray, kept: Shape): number[][] {
  const groups: number[][] = Array.from({ length: sizeOf(kept) }, () => []);
  const at = indexer(kept, x.shape);
  x.data.forEach((value, i) => groups[at(i)].push(value));
  return groups;
}

function reduction(
  name: string,
  forward: (x: Signal, axes: readonly number[]) => Signal,
  { backward, reference, refuseEmpty }: ReductionRest,
): Reduction {
  const axesOf = (shape: Shape, { axes }: ReduceOptions) =>
    axes ? resolveAxes(name, shape, axes) : shape.map((_, axis) => axis);
  const keptShape = (shape: Shape, options: ReduceOptions) => {
    const axes = axesOf(shape, options);
    return shape.map((size, axis) => axes.includes(axis) ? 1 : size);
  };
  const rule: Rule<ReduceOptions> = {
    name,
    shapes: ([x], options) => {
      const axes = axesOf(x, options);
      if (refuseEmpty && axes.some((axis) => x[axis] === 0)) {
        throw new ShapeError(`Cannot ${name} ${format(x)}: there are no elements to compare`);
      }
      return [options.keep ? keptShape(x, options) : x.filter((_, axis) => !axes.includes(axis))];
    },
    forward: ([x], options, [shape]) => {
      const y = forward(x, axesOf(x.shape, options));
      return { outputs: [new Tensor(x.device, y.storage, shape) as Signal] };
    },
    backward: ({ gradients: [dy], inputs: [x], outputs: [y], options }) => {
      const shape = keptShape(x.shape, options);
      const kept = (t: Signal) => new Tensor(t.device, t.storage, shape) as Signal;
      return [backward(kept(dy!), x, kept(y), axesOf(x.shape, options))];
    },
    reference: ([x], options) => {
      const groups = grouped(x, keptShape(x.shape, options));
      return [hostArray(rule.shapes([x.shape], options)[0], (i) => reference(groups[i]))];
    },
    samples: refuseEmpty ? samples : [...samples, ofNothing],
    refuses: refuseEmpty ? [...refuses, ofNothing] : refuses,
  };
  const call = (x: Tensor, options: ReduceOptions = {}) => apply(rule, [x], options)[0];
  return Object.assign(call as unknown as Reduction, { rule });
}
