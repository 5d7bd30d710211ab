/**
 * Kernels over the rows of a tensor's last axis.
 *
 * @module
 */
import { type Device, type Dispatch, grid, Kernel, type KernelSource } from "../device.ts";
import { sizeOf } from "../shape.ts";
import type { Signal } from "../tensor.ts";
import code from "../../shaders/rows.wgsl" with { type: "text" };

/** Invocations of a workgroup, and how many of them share a row. */
interface Layout {
  readonly size: number;
  readonly lanes: number;
}

const alone: Layout = { size: 64, lanes: 1 };
const few: Layout = { size: 64, lanes: 8 };
const many: Layout = { size: 64, lanes: 64 };
const vector: Layout = { size: 8, lanes: 8 };

/** On processors neighbours in a row are the lanes of a vector, on long rows of graphics cards more. */
function layoutFor({ traits: { kind } }: Device, columns: number): Layout {
  if (kind === "cpu") return columns < 8 ? alone : vector;
  if (kind === "software" || columns < 16) return alone;
  return columns < 128 ? few : many;
}

/** A kernel whose rows are each worked on by some invocations of a workgroup, its constant `LANES`. */
export class RowKernel {
  readonly #variants: ReadonlyMap<Layout, Kernel>;

  /** A kernel whose first uniforms are `rows` and `columns`, and which calls rows.wgsl. */
  constructor(source: KernelSource) {
    this.#variants = new Map([alone, few, many, vector].map((layout) => [
      layout,
      new Kernel({
        ...source,
        code: `${source.code}\n${code}`,
        uniforms: { rows: "u32", columns: "u32", ...source.uniforms },
        constants: { ...source.constants, LANES: layout.lanes, SIZE: layout.size },
      }),
    ]));
  }

  /** Runs it over all rows of `x`; nothing runs where there are no elements. */
  run(x: Signal, { reads, writes, uniforms }: Omit<Dispatch, "groups">): void {
    const columns = x.shape.at(-1)!;
    const rows = columns && sizeOf(x.shape) / columns;
    const layout = layoutFor(x.device, columns);
    x.device.run(this.#variants.get(layout)!, {
      reads,
      writes,
      uniforms: { rows, columns, ...uniforms },
      groups: grid(rows * layout.lanes, layout.size),
    });
  }
}
