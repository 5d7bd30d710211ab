/**
 * Kernels over the rows of a tensor's last axis.
 *
 * @module
 */
import { type Device, type Dispatch, grid, Kernel, type KernelSource } from "../device.ts";
import { sizeOf } from "../shape.ts";
import type { Signal } from "../tensor.ts";
import code from "../../shaders/rows.wgsl" with { type: "text" };

const choices = [1, 8, 64];

/** Invocations that share a row: one on processors, more on long rows of graphics cards. */
function lanesFor(device: Device, columns: number): number {
  if (device.traits.kind !== "gpu" || columns < 16) return 1;
  return columns < 128 ? 8 : 64;
}

/** A kernel whose rows are each worked on by 1, 8 or 64 invocations, its constant `LANES`. */
export class RowKernel {
  readonly #variants: ReadonlyMap<number, Kernel>;

  /** A kernel whose first uniforms are `rows` and `columns`, and which calls rows.wgsl. */
  constructor(source: KernelSource) {
    this.#variants = new Map(choices.map((LANES) => [
      LANES,
      new Kernel({
        ...source,
        code: `${source.code}\n${code}`,
        uniforms: { rows: "u32", columns: "u32", ...source.uniforms },
        constants: { ...source.constants, LANES },
      }),
    ]));
  }

  /** Runs it over all rows of `x`; nothing runs where there are no elements. */
  run(x: Signal, { reads, writes, uniforms }: Omit<Dispatch, "groups">): void {
    const columns = x.shape.at(-1)!;
    const rows = columns && sizeOf(x.shape) / columns;
    const lanes = lanesFor(x.device, columns);
    x.device.run(this.#variants.get(lanes)!, {
      reads,
      writes,
      uniforms: { rows, columns, ...uniforms },
      groups: grid(rows * lanes),
    });
  }
}
