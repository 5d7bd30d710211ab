import { grid, Kernel, type KernelSource } from "../device.ts";
import type { Signal } from "../tensor.ts";

/** What a {@linkcode ColumnKernel} runs on. */
interface ColumnRun {
  readonly reads: readonly Signal[];
  readonly writes: readonly Signal[];
  /** Rows of what it writes. */
  readonly rows: number;
  /** Columns of its rows. */
  readonly columns: number;
  /** Its uniforms but for `columns`. */
  readonly uniforms: Readonly<Record<string, number>>;
}

/**
 * A kernel with an invocation for each row and four columns of what it writes, entry `main`, and its
 * plain form for rows that do not divide by four, entry `main_single`.
 */
export class ColumnKernel {
  readonly #fours: Kernel;
  readonly #single: Kernel;

  constructor(source: KernelSource) {
    this.#fours = new Kernel(source);
    this.#single = new Kernel({ ...source, entry: "main_single" });
  }

  /** Runs it for rows of any number of columns. */
  run({ reads, writes, rows, columns, uniforms }: ColumnRun): void {
    const divides = columns % 4 === 0;
    const width = divides ? columns / 4 : columns;
    writes[0].device.run(divides ? this.#fours : this.#single, {
      reads: reads.map((tensor) => tensor.storage),
      writes: writes.map((tensor) => tensor.storage),
      uniforms: { ...uniforms, columns: width },
      groups: grid(rows * width),
    });
  }
}
