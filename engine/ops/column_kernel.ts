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

/** How elements are shared out; see places.wgsl. */
interface Layout {
  readonly WIDE: 0 | 1;
  /** Invocations of a workgroup. */
  readonly SIZE: number;
}

const spread: Layout = { WIDE: 0, SIZE: 64 };
const wide: Layout = { WIDE: 1, SIZE: 16 };

/** Columns of a row that a workgroup works on where it stays in one row. */
const span = 1024;

/**
 * Processors, also those behind a software adapter, are better off in one row a workgroup: dividing
 * to find the row takes them longer than what most of these kernels do.
 */
function layoutFor({ traits: { kind, maxGroups } }: Device, columns: number): Layout {
  return kind === "gpu" || columns < 8 || columns > span * maxGroups ? spread : wide;
}

/**
 * A kernel that goes over rows and columns, its uniform `columns`, by places.wgsl. With `fours` its
 * entry `main` takes four columns at a time, and `main_single` is its plain form, for rows that do
 * not divide by four and for devices that take singles.
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
    const single = takesSingles(device) || columns % 4 !== 0;
    const width = this.#fours && !single ? columns / 4 : columns;
    const layout = layoutFor(device, width);
    device.run(this.#variant(this.#fours && single ? "main_single" : "main", layout), {
      ...rest,
      uniforms: { ...uniforms, columns: width },
      groups: layout.WIDE ? lines(device, rows, width) : grid(rows * width, layout.SIZE),
    });
  }

  #variant(entry: string, layout: Layout): Kernel {
    const key = `${entry} ${layout.WIDE}`;
    let kernel = this.#variants.get(key);
    if (!kernel) {
      const constants = { ...this.#source.constants, ...layout, SPAN: span };
      this.#variants.set(key, kernel = new Kernel({ ...this.#source, entry, constants }));
    }
    return kernel;
  }
}

/** Workgroups of which each stays in one row, folded to three axes where two do not suffice. */
function lines(
  { traits: { maxGroups } }: Device,
  rows: number,
  columns: number,
): [number, number, number] {
  const layers = Math.ceil(rows / maxGroups);
  return [Math.ceil(columns / span), layers && Math.ceil(rows / layers), layers];
}
