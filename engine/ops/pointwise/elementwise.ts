/**
 * Makes pointwise operations from one line of WGSL and its derivative.
 *
 * @module
 */
import { apply, hostArray, type Rule, type Sample } from "../../tensor/op.ts";
import { broadcast, broadcastStrides, sameShape, type Shape } from "../../tensor/shape.ts";
import { empty, type Signal, type Tensor } from "../../tensor/tensor.ts";
import { ShapeError } from "../../error.ts";
import { ColumnKernel } from "../kernels/column.ts";
import { PointKernel } from "../kernels/point.ts";
import unaryCode from "../../../shaders/pointwise/unary.wgsl" with { type: "text" };
import unaryGradientCode from "../../../shaders/pointwise/unary_gradient.wgsl" with {
  type: "text",
};
import binaryCode from "../../../shaders/pointwise/binary.wgsl" with { type: "text" };
import broadcastCode from "../../../shaders/pointwise/binary_broadcast.wgsl" with { type: "text" };

/** A pointwise function of one tensor of any shape. */
export interface Unary {
  /** Of a signal, a signal. */
  (x: Signal): Signal;
  /** Applies the function to each element. */
  (x: Tensor): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

/** A pointwise function of two tensors whose shapes broadcast. */
export interface Binary {
  /** Of two signals, a signal. */
  (a: Signal, b: Signal): Signal;
  /** Applies the function to each pair of elements. */
  (a: Tensor, b: Tensor): Tensor;
  /** The operation. */
  readonly rule: Rule<null>;
}

/** A pointwise function of one number. */
export interface UnarySource {
  /** WGSL expression of `x`. */
  readonly forward: string;
  /** WGSL expression of the derivative, of `x` and `y`. */
  readonly slope: string;
  /** WGSL functions that the expressions call. */
  readonly prelude?: string;
  /** The function in float64. */
  readonly reference: (x: number) => number;
  /** The range of test inputs; -3 to 3 where absent. */
  readonly domain?: readonly [low: number, high: number];
  /** Inputs at which the derivative jumps: tests keep away from them. */
  readonly kinks?: readonly number[];
}

/**
 * Defines a pointwise operation of one tensor.
 *
 * @example
 * ```ts
 * import { openCpu, tensor, unary } from "@associated/learning";
 *
 * const device = await openCpu();
 * const cube = unary("cube", {
 *   forward: "x * x * x", // WGSL
 *   slope: "3.0 * x * x",
 *   reference: (x) => x ** 3,
 * });
 * const y = cube(tensor(device, [2, -1]));
 * console.assert((await y.data()).join() === "8,-1");
 * device.destroy();
 * ```
 */
export function unary(name: string, source: UnarySource): Unary {
  const { prelude = "" } = source;
  const forward = new PointKernel({
    name,
    code: `${unaryCode}\n${prelude}\nfn forward(x: f32) -> f32 { return ${source.forward}; }\n`,
    reads: 1,
    writes: 1,
  });
  const gradient = new PointKernel({
    name: `${name}_gradient`,
    code: `${unaryGradientCode}\n${prelude}\n` +
      `fn slope(x: f32, y: f32) -> f32 { return ${source.slope}; }\n`,
    reads: 3,
    writes: 1,
  });
  const rule: Rule<null> = {
    name,
    shapes: ([x]) => [x],
    forward: (inputs) => ({ outputs: [pointwise(forward, inputs)] }),
    backward: (
      { gradients: [dy], inputs: [x], outputs: [y] },
    ) => [pointwise(gradient, [dy!, x, y])],
    reference: ([x]) => [hostArray(x.shape, (i) => source.reference(x.data[i]))],
    samples: [[], [0], [1], [3, 5], [130, 3]].map((shape) => unarySample(shape, source)),
    refuses: [],
  };
  return Object.assign(((x: Tensor) => apply(rule, [x], null)[0]) as Unary, { rule });
}

function unarySample(shape: Shape, { domain, kinks = [] }: UnarySource): Sample<null> {
  const [low, high] = domain ?? [-3, 3];
  const near = (x: number) => kinks.some((kink) => Math.abs(x - kink) < 0.05);
  const draw = (uniform: () => number) => {
    let x = low + (high - low) * uniform();
    while (near(x)) x = low + (high - low) * uniform();
    return x;
  };
  return {
    shapes: [shape],
    fill: [(size, uniform) => Float64Array.from({ length: size }, () => draw(uniform))],
  };
}

/** Runs a kernel over buffers of one shape. */
function pointwise(kernel: PointKernel, inputs: readonly Signal[]): Signal {
  const y = empty(inputs[0].device, inputs[0].shape);
  kernel.run(y.device, {
    reads: inputs.map((input) => input.storage),
    writes: [y.storage],
    elements: y.size,
    flops: y.size,
  });
  return y;
}

/** A pointwise function of two numbers. */
export interface BinarySource {
  /** WGSL expression of `a` and `b`. */
  readonly forward: string;
  /** WGSL expressions of the derivatives, of `a` and `b`. */
  readonly slopes: readonly [string, string];
  /** The function in float64. */
  readonly reference: (a: number, b: number) => number;
  /** The range of test inputs; -2 to 2 where absent. */
  readonly domain?: readonly [low: number, high: number];
}

class BinaryKernels {
  readonly same: PointKernel;
  /** By the sum of 2 if a has the last axis, and 1 if b has it. */
  readonly stretched: readonly ColumnKernel[];

  constructor(name: string, expression: string) {
    const forward = `\nfn forward(a: f32, b: f32) -> f32 { return ${expression}; }\n`;
    const common = { name, reads: 2, writes: 1 };
    this.same = new PointKernel({ ...common, code: binaryCode + forward });
    const members = "rows columns size1 size2 a0 a1 a2 b0 b1 b2".split(" ");
    this.stretched = [0, 1, 2, 3].map((last) =>
      new ColumnKernel({
        ...common,
        code: broadcastCode + forward,
        uniforms: Object.fromEntries(members.map((member) => [member, "u32" as const])),
        constants: { A_LAST: last >> 1, B_LAST: last & 1 },
      })
    );
  }

  run(a: Signal, b: Signal, shape: Shape): Signal {
    if (sameShape(a.shape, b.shape)) return pointwise(this.same, [a, b]);
    const c = empty(a.device, shape);
    const [sizes, as, bs] = collapse(a.shape, b.shape, shape);
    const columns = sizes[3], rows = columns && c.size / columns;
    this.stretched[2 * as[3] + bs[3]].run(a.device, {
      reads: [a.storage, b.storage],
      writes: [c.storage],
      rows,
      columns,
      uniforms: {
        rows,
        ...Object.fromEntries(sizes.slice(1).map((size, i) => [`size${i + 1}`, size])),
        ...Object.fromEntries(as.map((stride, i) => [`a${i}`, stride])),
        ...Object.fromEntries(bs.map((stride, i) => [`b${i}`, stride])),
      },
      flops: c.size,
    });
    return c;
  }
}

/** Sizes and strides of two operands over at most four axes, neighbours merged where possible. */
function collapse(a: Shape, b: Shape, target: Shape): [number[], number[], number[]] {
  const strides = [broadcastStrides(a, target), broadcastStrides(b, target)];
  const sizes: number[] = [], merged: number[][] = [[], []];
  target.forEach((size, axis) => {
    if (size === 1) return;
    const last = sizes.length - 1;
    const joins = last >= 0 && merged.every((m, k) => m[last] === strides[k][axis] * size);
    if (joins) {
      sizes[last] *= size;
      merged.forEach((m, k) => m[last] = strides[k][axis]);
    } else {
      sizes.push(size);
      merged.forEach((m, k) => m.push(strides[k][axis]));
    }
  });
  if (sizes.length > 4) {
    throw new ShapeError(
      `Cannot broadcast to [${target.join(", ")}]: operands alternate between stretching and not ` +
        "more than four times, reshape or transpose them first",
    );
  }
  while (sizes.length < 4) {
    sizes.unshift(1);
    merged.forEach((m) => m.unshift(0));
  }
  return [sizes, merged[0], merged[1]];
}

/**
 * Defines a pointwise operation of two tensors whose shapes broadcast.
 *
 * @example
 * ```ts
 * import { binary, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const apart = binary("apart", {
 *   forward: "abs(a - b)", // WGSL
 *   slopes: ["sign(a - b)", "sign(b - a)"],
 *   reference: (a, b) => Math.abs(a - b),
 * });
 * const y = apart(tensor(device, [1, 5]), tensor(device, [3]));
 * console.assert((await y.data()).join() === "2,2");
 * device.destroy();
 * ```
 */
export function binary(name: string, source: BinarySource): Binary {
  const forward = new BinaryKernels(name, source.forward);
  const slopes = source.slopes.map((slope, i) => slopeOf(`${name}_slope${i}`, slope));
  const product = new BinaryKernels("multiply", "a * b");
  const rule: Rule<null> = {
    name,
    shapes: ([a, b]) => [broadcast(name, a, b)],
    forward: ([a, b], _, [shape]) => ({ outputs: [forward.run(a, b, shape)] }),
    backward: ({ gradients: [dy], inputs: [a, b], needs }) =>
      slopes.map((slope, i) => {
        if (!needs[i]) return null;
        return slope ? product.run(dy!, slope(a, b, dy!.shape), dy!.shape) : dy;
      }),
    reference: ([a, b]) => {
      const shape = broadcast(name, a.shape, b.shape);
      const at = [indexer(a.shape, shape), indexer(b.shape, shape)];
      return [hostArray(shape, (i) => source.reference(a.data[at[0](i)], b.data[at[1](i)]))];
    },
    samples: binarySamples(source),
    refuses: [{ shapes: [[2, 3], [2, 4]] }, { shapes: [[3], [2]] }],
  };
  return Object.assign(((a: Tensor, b: Tensor) => apply(rule, [a, b], null)[0]) as Binary, {
    rule,
  });
}

/** Computes a derivative, or takes the operand that it is; `null` where it is 1. */
function slopeOf(
  name: string,
  slope: string,
): ((a: Signal, b: Signal, shape: Shape) => Signal) | null {
  if (slope === "1.0") return null;
  if (slope === "a") return (a) => a;
  if (slope === "b") return (_, b) => b;
  const kernels = new BinaryKernels(name, slope);
  return (a, b, shape) => kernels.run(a, b, shape);
}

/** Maps an index into `target` to one into a tensor of `shape` that stretches to it. */
export function indexer(shape: Shape, target: Shape): (i: number) => number {
  const strides = broadcastStrides(shape, target);
  return (i) => {
    let index = 0;
    for (let axis = target.length - 1; axis >= 0; axis--) {
      index += (i % target[axis]) * strides[axis];
      i = Math.floor(i / target[axis]);
    }
    return index;
  };
}

function binarySamples({ domain }: BinarySource): Sample<null>[] {
  const pairs: [Shape, Shape][] = [
    [[], []],
    [[0, 3], [3]],
    [[3, 5], [3, 5]],
    [[3, 5], [5]],
    [[3, 5], [3, 1]],
    [[1, 5], [3, 1]],
    [[2, 1, 3, 1], [4, 1, 5]],
    [[], [130, 3]],
    [[67, 9], [9]],
  ];
  const [low, high] = domain ?? [-2, 2];
  const fill = (size: number, uniform: () => number) =>
    Float64Array.from({ length: size }, () => low + (high - low) * uniform());
  return pairs.map((shapes) => ({ shapes: shapes.map((s) => [...s]), fill: [fill, fill] }));
}
