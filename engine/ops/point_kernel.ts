/**
 * Kernels over elements whose place does not matter.
 *
 * @module
 */
import { type Device, type Dispatch, grid, Kernel, type KernelSource } from "../device.ts";
import code from "../../shaders/points.wgsl" with { type: "text" };

/**
 * Whether a device wants neighbours as the lanes of its vectors, an element each; others take four
 * elements an invocation.
 */
export function takesSingles({ traits: { kind } }: Device): boolean {
  return kind === "cpu";
}

/** What a {@linkcode PointKernel} runs on. */
interface PointRun extends Omit<Dispatch, "groups"> {
  /** Number of elements; the buffers are read and written up to a multiple of four. */
  readonly elements: number;
}

/** Invocations of a workgroup, and elements that it works on in turn; see points.wgsl. */
interface Layout {
  readonly SIZE: number;
  readonly SPAN: number;
}

const spread: Layout = { SIZE: 64, SPAN: 0 };
const turns: Layout = { SIZE: 16, SPAN: 1024 };

/**
 * A kernel that goes over elements, its uniform `count`, by points.wgsl: four at a time by its entry
 * `main`; by its plain form, `main_single`, one by one.
 */
export class PointKernel {
  readonly #variants: ReadonlyMap<Layout, { fours: Kernel; single: Kernel }>;

  constructor(source: KernelSource) {
    this.#variants = new Map([spread, turns].map((layout) => {
      const kernel = (entry: string) =>
        new Kernel({
          ...source,
          entry,
          code: `${source.code}\n${code}`,
          uniforms: { count: "u32", ...source.uniforms },
          constants: { ...source.constants, ...layout },
        });
      return [layout, { fours: kernel("main"), single: kernel("main_single") }];
    }));
  }

  /** Runs it; nothing runs where there are no elements. */
  run(device: Device, { elements, uniforms, ...rest }: PointRun): void {
    const layout = device.traits.kind === "gpu" ? spread : turns;
    const { fours, single } = this.#variants.get(layout)!;
    const kernel = takesSingles(device) ? single : fours;
    const count = kernel === single ? elements : Math.ceil(elements / 4);
    device.run(kernel, {
      ...rest,
      uniforms: { count, ...uniforms },
      groups: grid(count, layout.SPAN || layout.SIZE),
    });
  }
}
