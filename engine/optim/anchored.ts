/**
 * Decay towards first values (L2-SP: Li, Grandvalet and Davoine, ICML 2018).
 *
 * @module
 */
import { Kernel } from "../device/device.ts";
import { PointKernel } from "../ops/kernels/point.ts";
import type { Parameter } from "../tensor/parameter.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import { checkAtLeast, copied, kept, type Optimizer } from "./optimizer.ts";
import code from "../../shaders/optim/anchor.wgsl" with { type: "text" };
import progressCode from "../../shaders/optim/anchor_progress.wgsl" with { type: "text" };

/**
 * Steps from one return to the next. A return passes over all values, a step only over the rows that it changes,
 * which may be few.
 */
const EVERY = 16;

const progressKernel = new Kernel({
  name: "anchor_progress",
  code: progressCode,
  reads: 1,
  writes: 1,
  uniforms: { strength: "f32", every: "f32" },
});
const anchorKernel = new PointKernel({ name: "anchor", code, reads: 2, writes: 1 }, {
  fours: false,
});

/** Options of {@linkcode Anchored}. */
export interface AnchoredOptions {
  /** Strength with which values are drawn to their first ones, times the learning rate; at least 0. */
  readonly strength: number;
}

/**
 * An optimizer whose parameters also return towards the values that they have now: at a step by `rate * strength`
 * of the way, all values of a table, not only the rows that the step has changed. Of the rows of a table those that
 * are used often keep what they learn; those that are used once in many steps, by single examples, come back in
 * between. The returns of 16 steps are made at once, and leave `e^-(16 * rate * strength)` of the way.
 *
 * @example
 * ```ts
 * import { Adam, Anchored, backward, openCpu, Parameter, sum, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [1], Float32Array.of(1));
 * const optimizer = new Anchored(new Adam([w], { rate: 0.1 }), { strength: 1 });
 * backward(sum(w));
 * optimizer.step(); // to 0.9
 * for (let i = 1; i < 16; i++) optimizer.step(); // without gradient
 * console.assert(Math.abs((await w.data())[0] - (1 - 0.1 * Math.exp(-1.6))) < 1e-6);
 * device.destroy();
 * ```
 */
export class Anchored implements Optimizer {
  /** The parameters of the optimizer. */
  readonly parameters: readonly Parameter[];
  /** What the optimizer keeps, the first values, and `returns` [steps since the last one, their sum, its share]. */
  readonly state: ReadonlyMap<string, Tensor>;
  readonly #optimizer: Optimizer;
  readonly #progress: { readonly rate: Tensor; readonly returns: Signal };
  readonly #first: ReadonlyMap<Parameter, Signal>;
  readonly #strength: number;

  /**
   * The returns of an optimizer's parameters to the values that they have now.
   *
   * @throws {ShapeError} When the strength is below 0.
   */
  constructor(optimizer: Optimizer, { strength }: AnchoredOptions) {
    checkAtLeast("Anchored", "strength", strength);
    const { parameters, state } = optimizer;
    const { device } = parameters[0];
    this.parameters = parameters;
    this.#optimizer = optimizer;
    this.#strength = strength;
    this.#progress = { rate: state.get("progress")!, returns: kept(device, [3]) };
    this.#first = new Map(parameters.map((parameter) => [parameter, copied(parameter)]));
    this.state = new Map<string, Tensor>([
      ...state,
      ["returns", this.#progress.returns],
      ...[...this.#first].map(([{ name }, first]) => [`first of ${name}`, first] as const),
    ]);
  }

  /** Sets the learning rate, at least 0; not inside of a recording. */
  setRate(rate: number): void {
    this.#optimizer.setRate(rate);
  }

  /** Steps the optimizer, then lets all its parameters return. */
  step(): void {
    this.#optimizer.step();
    const { rate: { device, storage }, returns } = this.#progress;
    device.run(progressKernel, {
      reads: [storage],
      writes: [returns.storage],
      uniforms: { strength: this.#strength, every: EVERY },
      groups: [1],
    });
    for (const [parameter, first] of this.#first) {
      anchorKernel.run(device, {
        reads: [first.storage, returns.storage],
        writes: [parameter.storage],
        elements: parameter.size,
        flops: 3 * parameter.size / EVERY,
      });
    }
  }
}
