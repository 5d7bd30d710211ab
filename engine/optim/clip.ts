/**
 * Limits the norm of gradients.
 *
 * @module
 */
import { grid, Kernel } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { PointKernel, takesSingles } from "../ops/kernels/point.ts";
import { sqrt } from "../ops/pointwise/pointwise.ts";
import { sumMiddle } from "../ops/reduce/reduce.ts";
import { isOfRows, type Parameter } from "../tensor/parameter.ts";
import { empty, type Signal, Tensor } from "../tensor/tensor.ts";
import squaresCode from "../../shaders/optim/squares.wgsl" with { type: "text" };
import clipCode from "../../shaders/optim/clip.wgsl" with { type: "text" };

const [squaresFours, squaresSingle] = ["main", "main_single"].map((entry) =>
  new Kernel({
    name: "squares",
    code: squaresCode,
    entry,
    reads: 1,
    writes: 1,
    uniforms: { count: "u32", elements: "u32", offset: "u32" },
  })
);
const clipKernel = new PointKernel({
  name: "clip",
  code: clipCode,
  reads: 2,
  writes: 1,
  uniforms: { limit: "f32" },
});

/** Elements that one invocation squares and adds up. */
const run = 512;

/**
 * Scales the gradients of parameters so that the norm over all of them together is at most `limit`, as
 * PyTorch's `clip_grad_norm_`. Nothing is read back.
 *
 * @param limit Greatest norm, above 0.
 * @returns The norm before clipping, a scalar.
 * @throws {ShapeError} When there are no parameters, or the limit is not above 0.
 *
 * @example
 * ```ts
 * import {
 *   backward,
 *   clipByNorm,
 *   openCpu,
 *   Parameter,
 *   square,
 *   sum,
 *   Tape,
 *   type Tensor,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [2], Float32Array.of(3, 4));
 * backward(sum(square(w))); // gradient [6, 8], of norm 10
 * const norm = clipByNorm([w], 5);
 * const [x] = await (w.gradient as Tensor).data();
 * console.assert(await norm.item() === 10 && Math.abs(x - 3) < 1e-4); // now of norm 5
 * device.destroy();
 * ```
 */
export function clipByNorm(parameters: readonly Parameter[], limit: number): Signal {
  if (!parameters.length) {
    throw new ShapeError("Cannot clip gradients of no parameters: give at least one");
  }
  if (!(limit > 0)) {
    throw new ShapeError(`Cannot clip gradients to norm ${limit}: give a number above 0`);
  }
  const norm = normOf(parameters);
  for (const parameter of parameters) {
    const { gradient } = parameter;
    if (!gradient) continue;
    const values = clipped(valuesOf(gradient), norm, limit);
    parameter.gradient = isOfRows(gradient) ? { ...gradient, values } : values;
  }
  return norm;
}

/** The norm of all gradients, by a tree of sums of fixed order. */
function normOf(parameters: readonly Parameter[]): Signal {
  const { device } = parameters[0];
  const parts = parameters.flatMap(({ gradient }) => gradient ? [valuesOf(gradient)] : [])
    .map((x) => ({ x, count: Math.ceil(x.size / run) }));
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const partials = empty(device, [total]);
  let offset = 0;
  for (const { x, count } of parts) {
    device.run(takesSingles(device) ? squaresSingle : squaresFours, {
      reads: [x.storage],
      writes: [partials.storage],
      uniforms: { elements: x.size, count, offset },
      groups: grid(count),
      flops: 2 * x.size,
    });
    offset += count;
  }
  const { storage } = sumMiddle(partials, [1, total, 1]);
  return sqrt(new Tensor(device, storage, []) as Signal);
}

function valuesOf(gradient: NonNullable<Parameter["gradient"]>): Signal {
  return isOfRows(gradient) ? gradient.values : gradient;
}

/** A new tensor: two parameters may share the memory of one gradient. */
function clipped(x: Signal, norm: Signal, limit: number): Signal {
  const y = empty(x.device, x.shape);
  clipKernel.run(x.device, {
    reads: [x.storage, norm.storage],
    writes: [y.storage],
    elements: x.size,
    uniforms: { limit },
    flops: x.size,
  });
  return y;
}
