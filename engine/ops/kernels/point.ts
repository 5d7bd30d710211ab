/**
 * Kernels over single elements, whatever the shape.
 *
 * @module
 */
import { type Device, type Dispatch, grid, type KernelSource } from "../../device/device.ts";
import { Variants } from "./variants.ts";
import code from "../../../shaders/parts/points.wgsl" with { type: "text" };

/**
 * Whether an invocation takes a single element, because neighbouring invocations are the lanes of a vector;
 * on other devices an invocation takes four elements.
 */
export function takesSingles({ traits: { kind } }: Device): boolean {
  return kind === "cpu";
}

/** A run of a {@linkcode PointKernel}. */
interface PointRun extends Omit<Dispatch, "groups"> {
  /** Number of elements; the buffers are read and written up to a multiple of four. */
  readonly elements: number;
}

/** Invocations of a workgroup, and the number of elements that it works on in turns; see points.wgsl. */
const spread = { SIZE: 64, SPAN: 0 }, turns = { SIZE: 16, SPAN: 1024 };

/**
 * A kernel that goes over elements, its uniform `count`, by points.wgsl: four at a time by its entry
 * `main`, one by one by its plain form `main_single`. Without `fours` its entry `main` is the plain
 * form.
 */
export class PointKernel {
  readonly #fours: boolean;
  readonly #variants: Variants;

  constructor(source: KernelSource, { fours = true } = {}) {
    this.#fours = fours;
    this.#variants = new Variants({
      ...source,
      code: `${source.code}\n${code}`,
      uniforms: { count: "u32", ...source.uniforms },
    });
  }

  /** Runs it; nothing runs where there are no elements. */
  run(device: Device, { elements, uniforms, ...rest }: PointRun): void {
    const layout = device.traits.kind === "gpu" ? spread : turns;
    const single = takesSingles(device);
    const count = single || !this.#fours ? elements : Math.ceil(elements / 4);
    const entry = single && this.#fours ? "main_single" : "main";
    device.run(this.#variants.get(entry, layout), {
      ...rest,
      uniforms: { count, ...uniforms },
      groups: grid(count, layout.SPAN || layout.SIZE),
    });
  }
}
