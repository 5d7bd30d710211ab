/**
 * Kernels that differ in entry point and constants.
 *
 * @module
 */
import { Kernel, type KernelSource } from "../../device/device.ts";

/**
 * Values of `override` constants. The object itself is the key of a variant: use the same object for the same
 * variant.
 */
export type Layout = Readonly<Record<string, number>>;

/** The variants of a kernel, each made when it is first asked for. */
export class Variants {
  readonly #source: KernelSource;
  readonly #kernels = new Map<Layout, Map<string, Kernel>>();

  constructor(source: KernelSource) {
    this.#source = source;
  }

  /** The variant with an entry point and a layout. */
  get(entry: string, layout: Layout): Kernel {
    let kernels = this.#kernels.get(layout);
    if (!kernels) this.#kernels.set(layout, kernels = new Map());
    let kernel = kernels.get(entry);
    if (!kernel) {
      const constants = { ...this.#source.constants, ...layout };
      kernels.set(entry, kernel = new Kernel({ ...this.#source, entry, constants }));
    }
    return kernel;
  }
}

/** The kernels of a source, one for each set of constants, made when they are first asked for. */
export function byConstants(source: KernelSource): (constants: Layout) => Kernel {
  const kernels = new Map<string, Kernel>();
  return (layout) => {
    const constants = { ...source.constants, ...layout };
    const key = JSON.stringify(constants);
    let kernel = kernels.get(key);
    if (!kernel) kernels.set(key, kernel = new Kernel({ ...source, constants }));
    return kernel;
  };
}
