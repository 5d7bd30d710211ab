/**
 * Class indices as rows with a single 1.
 *
 * @module
 */
import { apply, hostArray, type Rule } from "../../tensor/op.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import { ColumnKernel } from "../kernels/column.ts";
import code from "../../../shaders/pointwise/one_hot.wgsl" with { type: "text" };

const kernel = new ColumnKernel({
  name: "one_hot",
  code,
  reads: 1,
  writes: 1,
  uniforms: { rows: "u32", columns: "u32" },
});

/** Turns class indices into rows with a single 1. */
export interface OneHot {
  /** Indices `[...]` below `classes` to `[..., classes]`; an index beyond gives a row of zeros. */
  (indices: Signal, classes: number): Signal;
  /** The operation; its option is the number of classes. */
  readonly rule: Rule<number>;
}

const rule: Rule<number> = {
  name: "one_hot",
  dtypes: ["u32"],
  shapes: ([x], classes) => [[...x, classes]],
  forward: ([x], classes, [shape]) => {
    const y = empty(x.device, shape);
    kernel.run(x.device, {
      reads: [x.storage],
      writes: [y.storage],
      rows: x.size,
      columns: classes,
      uniforms: { rows: x.size },
    });
    return { outputs: [y] };
  },
  backward: () => [null],
  reference: ([x], classes) => [
    hostArray(
      [...x.shape, classes],
      (i) => i % classes === x.data[Math.floor(i / classes)] ? 1 : 0,
    ),
  ],
  samples: [[1], [0], [5], [70]].map((shape) => ({
    shapes: [shape],
    options: 5,
    fill: [(size, uniform) => Uint32Array.from({ length: size }, () => Math.floor(6 * uniform()))],
  })),
  refuses: [],
};

/**
 * Class indices as rows with a single 1.
 *
 * @example
 * ```ts
 * import { oneHot, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const y = oneHot(tensor(device, Uint32Array.of(2, 0)), 3);
 * console.assert((await y.data()).join() === "0,0,1,1,0,0");
 * device.destroy();
 * ```
 */
export const oneHot: OneHot = Object.assign(
  (indices: Signal, classes: number) => apply(rule, [indices], classes)[0] as Signal,
  { rule },
);
