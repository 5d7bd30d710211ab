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

/** How many invocations share a row, and how many make a workgroup. */
const alone = { LANES: 1, SIZE: 64 };
const few = { LANES: 8, SIZE: 64 };
const many = { LANES: 64, SIZE: 64 };
const vector = { LANES: 8, SIZE: 8 };

/** On processors neighbours in a row are the lanes of a vector, on long rows of graphics cards more. */
function layoutFor({ traits: { kind } }: Device, columns: number): typeof alone {
  if (kind === "cpu") return columns < 8 ? alone : vector;
  if (kind === "software" || columns < 16) return alone;
  return columns < 128 ? few : many;
}

/** A kernel whose rows are each worked on by some invocations of a workgroup, its constant `LANES`. */
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
