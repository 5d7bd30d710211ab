/**
 * Kernels over the rows and columns of what they write.
 *
 * @module
 */
import { type Device, type Dispatch, grid, Kernel, type KernelSource } from "../device.ts";
import { takesSingles } from "./point_kernel.ts";
import code from "../../shaders/places.wgsl" with { type: "text" };

/** What a {@linkcode ColumnKernel} runs on. */
interface ColumnRun extends Omit<Dispatch, "groups"> {
  /** Rows of what it writes. */
  readonly rows: number;
  /** Columns of its rows. */
  readonly columns: number;
}

/** Invocations of a workgroup. */
const size = 64;

/** Columns from which on a workgroup of a processor stays in one row. */
const wide = 8;

/**
 * A kernel with an invocation for each element of rows and columns, its uniform `columns`, which
 * calls places.wgsl. With `fours` its entry `main` takes four columns at a time, and `main_single`
 * is its plain form, for rows that do not divide by four and for processors.
 */
export class ColumnKernel {
  readonly #source: KernelSource;
  readonly #fours: boolean;
  readonly #variants = new Map<string, Kernel>();

  constructor(source: KernelSource, { fours = false } = {}) {
    this.#source = { ...source, code: `${source.code}\n${code}` };
    this.#fours = fours;
  }

  /** Runs it; nothing runs where there are no elements. */
  run(device: Device, { rows, columns, uniforms, ...rest }: ColumnRun): void {
    const { maxGroups } = device.traits;
    const pieces = Math.ceil(columns / size);
    if (takesSingles(device) && columns >= wide && pieces <= maxGroups) {
      const layers = Math.ceil(rows / maxGroups);
      device.run(this.#variant(this.#fours ? "main_single" : "main", 1), {
        ...rest,
        uniforms: { ...uniforms, columns },
        groups: [pieces, layers && Math.ceil(rows / layers), layers],
      });
      return;
    }
    const divides = this.#fours && columns % 4 === 0;
    const width = divides ? columns / 4 : columns;
    device.run(this.#variant(this.#fours && !divides ? "main_single" : "main", 0), {
      ...rest,
      uniforms: { ...uniforms, columns: width },
      groups: grid(rows * width, size),
    });
  }

  #variant(entry: string, WIDE: 0 | 1): Kernel {
    const key = `${entry} ${WIDE}`;
    let kernel = this.#variants.get(key);
    if (!kernel) {
      const constants = { ...this.#source.constants, WIDE };
      this.#variants.set(key, kernel = new Kernel({ ...this.#source, entry, constants }));
    }
    return kernel;
  }
}
