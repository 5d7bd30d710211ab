/**
 * Takes some rows of a tensor, as when examples leave a batch.
 *
 * @module
 */
import { ShapeError } from "../../error.ts";
import { format, resolveAxes, sizeOf } from "../../tensor/shape.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/arrange/gather_rows.wgsl" with { type: "text" };

const kernel = new ColumnKernel({
  name: "gather_rows",
  code,
  reads: 2,
  writes: 1,
  uniforms: { outer: "u32", size: "u32", count: "u32", first: "u32", columns: "u32" },
}, { fours: true });

/** Options of {@linkcode gatherRows}. */
export interface GatherRowsOptions {
  /** The axis that the numbers count along, from either end; 0 where absent. */
  readonly axis?: number;
}

/** Takes the rows of {@linkcode gatherRows} along axis 0 into a tensor, to its row `first` and those behind it. */
export function gatherRowsInto(y: Signal, first: number, x: Signal, rows: Signal): void {
  const [size] = x.shape, count = rows.size;
  kernel.run(x.device, {
    reads: [x.storage, rows.storage],
    writes: [y.storage],
    rows: count,
    columns: sizeOf(x.shape.slice(1)),
    uniforms: { outer: 1, size, count, first },
  });
}

/**
 * Takes the indices `rows` (u32 `[count]`, each below the size of the axis, in any order, repeats allowed) of
 * one axis of `x`, an f32 or u32 tensor. The result has the shape of `x` with `count` in place of that axis.
 * No gradient flows through it.
 *
 * @throws {ShapeError} When there is no such axis, `rows` is no list of u32, or the axis has size 0.
 *
 * @example
 * ```ts
 * import { gatherRows, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = gatherRows(tensor(device, [[1, 2], [3, 4]]), tensor(device, Uint32Array.of(1, 1)));
 * console.assert((await y.data()).join() === "3,4,3,4");
 * device.destroy();
 * ```
 */
export function gatherRows(
  x: Signal,
  rows: Signal,
  { axis = 0 }: GatherRowsOptions = {},
): Signal {
  const [at] = resolveAxes("gather rows of", x.shape, [axis]);
  const size = x.shape[at], count = rows.size;
  if (rows.shape.length !== 1 || rows.dtype !== "u32" || (count > 0 && size === 0)) {
    throw new ShapeError(
      `Cannot gather rows ${format(rows.shape)} of ${rows.dtype} from axis ${axis} of ` +
        `${format(x.shape)}: give a list of u32 numbers below the size of that axis`,
    );
  }
  const y = empty(x.device, x.shape.with(at, count), x.dtype);
  const outer = sizeOf(x.shape.slice(0, at));
  kernel.run(x.device, {
    reads: [x.storage, rows.storage],
    writes: [y.storage],
    rows: outer * count,
    columns: sizeOf(x.shape.slice(at + 1)),
    uniforms: { outer, size, count, first: 0 },
  });
  return y;
}
