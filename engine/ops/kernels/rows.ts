/**
 * Kernels over the rows of a tensor's last axis.
 *
 * @module
 */
import { type Device, type Dispatch, grid, type KernelSource } from "../../device/device.ts";
import { sizeOf } from "../../tensor/shape.ts";
import type { Signal } from "../../tensor/tensor.ts";
import { Variants } from "./variants.ts";
import code from "../../../shaders/parts/rows.wgsl" with { type: "text" };

/** Number of invocations that share a row, and number of invocations of a workgroup. */
const alone = { LANES: 1, SIZE: 64 };
const few = { LANES: 8, SIZE: 64 };
const many = { LANES: 64, SIZE: 64 };
const vector = { LANES: 8, SIZE: 8 };

/**
 * On processors the lanes of a vector share a row; on graphics cards more invocations do, if the row is long.
 */
function layoutFor({ traits: { kind } }: Device, columns: number): typeof alone {
  if (kind === "cpu") return columns < 8 ? alone : vector;
  if (kind === "software" || columns < 16) return alone;
  return columns < 128 ? few : many;
}

/** A kernel in which so many invocations of a workgroup as its constant `LANES` says share a row. */
export class RowKernel {
  readonly #variants: Variants;

  /** A kernel whose first uniforms are `rows` and `columns`, and which calls rows.wgsl. */
  constructor(source: KernelSource) {
    this.#variants = new Variants({
      ...source,
      code: `${source.code}\n${code}`,
      uniforms: { rows: "u32", columns: "u32", ...source.uniforms },
    });
  }

  /** Runs it over all rows of `x`; nothing runs where there are no elements. */
  run(x: Signal, { uniforms, ...rest }: Omit<Dispatch, "groups">): void {
    const columns = x.shape.at(-1)!;
    const rows = columns && sizeOf(x.shape) / columns;
    const layout = layoutFor(x.device, columns);
    x.device.run(this.#variants.get("main", layout), {
      ...rest,
      uniforms: { rows, columns, ...uniforms },
      groups: grid(rows * layout.LANES, layout.SIZE),
    });
  }
}
