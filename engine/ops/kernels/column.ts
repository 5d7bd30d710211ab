/**
 * Kernels over the rows and columns of their results.
 *
 * @module
 */
import { type Device, type Dispatch, grid, type KernelSource } from "../../device/device.ts";
import { takesSingles } from "./point.ts";
import { Variants } from "./variants.ts";
import code from "../../../shaders/parts/places.wgsl" with { type: "text" };

/** A run of a {@linkcode ColumnKernel}. */
interface ColumnRun extends Omit<Dispatch, "groups"> {
  /** Rows of its result. */
  readonly rows: number;
  /** Columns of its result. */
  readonly columns: number;
}

/** Columns that a workgroup works on where it stays in one row. */
const span = 1024;

/** Invocations of a workgroup, and whether it stays in one row; see places.wgsl. */
const spread = { SIZE: 64, SPAN: 0 }, wide = { SIZE: 16, SPAN: span };

/**
 * On processors, also behind a software adapter, a workgroup stays in one row: finding the row by a division
 * takes longer than the work of most of these kernels.
 */
function layoutFor({ traits: { kind, maxGroups } }: Device, columns: number): typeof wide {
  return kind === "gpu" || columns < 8 || columns > span * maxGroups ? spread : wide;
}

/**
 * A kernel that goes over rows and columns, its uniform `columns`, by places.wgsl. With `fours` its entry
 * `main` takes four columns at a time, and `main_single` takes one: for rows whose columns do not divide by
 * four, and for devices that want single elements.
 */
export class ColumnKernel {
  readonly #fours: boolean;
  readonly #variants: Variants;

  constructor(source: KernelSource, { fours = false } = {}) {
    this.#fours = fours;
    this.#variants = new Variants({ ...source, code: `${source.code}\n${code}` });
  }

  /** Runs it; nothing runs where there are no elements. */
  run(device: Device, { rows, columns, uniforms, ...rest }: ColumnRun): void {
    const single = takesSingles(device) || columns % 4 !== 0;
    const width = this.#fours && !single ? columns / 4 : columns;
    const layout = layoutFor(device, width);
    const entry = single && this.#fours ? "main_single" : "main";
    device.run(this.#variants.get(entry, layout), {
      ...rest,
      uniforms: { ...uniforms, columns: width },
      groups: layout.SPAN ? lines(device, rows, width) : grid(rows * width, layout.SIZE),
    });
  }
}

/** Numbers of workgroups that each stay in one row, folded to three axes where two do not suffice. */
function lines(
  { traits: { maxGroups } }: Device,
  rows: number,
  columns: number,
): [number, number, number] {
  const layers = Math.ceil(rows / maxGroups);
  return [Math.ceil(columns / span), layers && Math.ceil(rows / layers), layers];
}
