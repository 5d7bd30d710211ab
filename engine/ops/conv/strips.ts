/**
 * How transformed weights lie in memory, and the kernels that transform them.
 *
 * @module
 */
import { grid, Kernel, type KernelSource } from "../../device/device.ts";
import weightsCode from "../../../shaders/conv/winograd_weights.wgsl" with { type: "text" };

/** Rows and columns of a transformed weight that a workgroup takes. */
const strip = { COLUMNS: 512, ROWS: 16 };

/** Kernels that transform a weight, as it is and turned: the code says what becomes of a window. */
export function weightKernels(
  { code, ...source }: Pick<KernelSource, "name" | "code" | "writes" | "uniforms">,
): readonly Kernel[] {
  return [0, 1].map((TURNED) =>
    new Kernel({
      ...source,
      code: `${code}\n${weightsCode}`,
      reads: 1,
      constants: { TURNED, ...strip },
    })
  );
}

/** The workgroups for a weight `[3, 3, rows, columns]`. */
export function stripsOf(rows: number, columns: number): [number, number] {
  return grid(Math.ceil(rows / strip.ROWS) * Math.ceil(columns / strip.COLUMNS), 1);
}

/** From row to row: rows that were a multiple of 1 KiB apart would share few places of a cache. */
export function pitchOf(columns: number): number {
  return columns % 256 === 0 ? columns + 16 : columns;
}
