/**
 * Stochastic gradient descent, with momentum (Polyak, 1964; Nesterov, 1983).
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { isOfRows, type Parameter, type RowGradient } from "../tensor/parameter.ts";
import { ColumnKernel } from "../ops/kernels/column.ts";
import { PointKernel } from "../ops/kernels/point.ts";
import type { Signal, Tensor } from "../tensor/tensor.ts";
import {
  checkAtLeast,
  consume,
  deviceOf,
  kept,
  type Optimizer,
  progressOf,
  writeRate,
} from "./optimizer.ts";
import code from "../../shaders/optim/sgd.wgsl" with { type: "text" };
import rowsCode from "../../shaders/optim/sgd_rows.wgsl" with { type: "text" };
import ruleCode from "../../shaders/optim/sgd_rule.wgsl" with { type: "text" };

/** Options of {@linkcode Sgd}. */
export interface SgdOptions {
  /** Learning rate, at least 0. */
  readonly rate: number;
  /** Share of the running sum of gradients that remains at a step; 0 where absent. */
  readonly momentum?: number;
  /** Whether to look ahead along the momentum. */
  readonly nesterov?: boolean;
  /** Strength with which weights are drawn to 0, added to the gradient; 0 where absent. */
  readonly decay?: number;
}

/**
 * Stochastic gradient descent. Where a gradient holds some rows of a table, only these rows change, both
 * weights and momentum.
 *
 * @example
 * ```ts
 * import { backward, openCpu, Parameter, Sgd, square, sum, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [1], Float32Array.of(1));
 * const sgd = new Sgd([w], { rate: 0.25 });
 * backward(sum(square(w)));
 * sgd.step();
 * console.assert((await w.data())[0] === 0.5); // 1 - 0.25 * 2
 * device.destroy();
 * ```
 */
export class Sgd implements Optimizer {
  /** The parameters that it changes. */
  readonly parameters: readonly Parameter[];
  /** `progress` [rate], and m of each parameter where there is momentum. */
  readonly state: ReadonlyMap<string, Tensor>;
  readonly #progress: Signal;
  readonly #sums: ReadonlyMap<Parameter, Signal>;
  readonly #settings: { momentum: number; decay: number };
  readonly #kernels: { dense: PointKernel; rows: ColumnKernel };

  /**
   * Gradient descent for parameters of one device.
   *
   * @throws {ShapeError} When there are no parameters, or an option is out of range.
   */
  constructor(parameters: readonly Parameter[], options: SgdOptions) {
    const { rate, momentum = 0, nesterov = false, decay = 0 } = options;
    const device = deviceOf("Sgd", parameters);
    checkAtLeast("Sgd", "momentum", momentum);
    checkAtLeast("Sgd", "decay", decay);
    if (nesterov && !momentum) {
      throw new ShapeError("Cannot make Sgd with nesterov: it has no momentum, give one above 0");
    }
    this.parameters = parameters;
    this.#progress = progressOf("Sgd", device, [rate]);
    // Without momentum an empty buffer is bound, and never used.
    const none = momentum ? null : kept(device, [0]);
    this.#sums = new Map(parameters.map((p) => [p, none ?? kept(device, p.shape)]));
    this.state = new Map<string, Tensor>([
      ["progress", this.#progress],
      ...(none ? [] : [...this.#sums].map(([{ name }, m]) => [`m of ${name}`, m] as const)),
    ]);
    this.#settings = { momentum, decay };
    this.#kernels = kernelsOf(momentum > 0, nesterov);
  }

  /** Sets the learning rate, at least 0; not inside of a recording. */
  setRate(rate: number): void {
    writeRate("Sgd", this.#progress, rate);
  }

  /** Changes each parameter that has a gradient, and takes the gradient away. */
  step(): void {
    consume("Sgd", this.parameters, (parameter, gradient) => {
      if (isOfRows(gradient)) this.#changeRows(parameter, gradient);
      else this.#changeAll(parameter, gradient);
    });
  }

  #changeAll(parameter: Parameter, gradient: Signal): void {
    this.#kernels.dense.run(parameter.device, {
      reads: [gradient.storage, this.#progress.storage],
      writes: [parameter.storage, this.#sums.get(parameter)!.storage],
      elements: parameter.size,
      uniforms: this.#settings,
      flops: 4 * parameter.size,
    });
  }

  #changeRows(parameter: Parameter, { index, values }: RowGradient): void {
    const [positions, columns] = values.shape;
    this.#kernels.rows.run(parameter.device, {
      reads: [values.storage, index.storage, this.#progress.storage],
      writes: [parameter.storage, this.#sums.get(parameter)!.storage],
      rows: positions,
      columns,
      uniforms: { positions, ...this.#settings },
      flops: 4 * values.size,
    });
  }
}

function kernelsOf(
  momentum: boolean,
  nesterov: boolean,
): { dense: PointKernel; rows: ColumnKernel } {
  const constants = { MOMENTUM: Number(momentum), NESTEROV: Number(nesterov) };
  const settings = { momentum: "f32", decay: "f32" } as const;
  return {
    dense: new PointKernel({
      name: "sgd",
      code: `${code}\n${ruleCode}`,
      reads: 2,
      writes: 2,
      uniforms: settings,
      constants,
    }),
    rows: new ColumnKernel({
      name: "sgd_rows",
      code: `${rowsCode}\n${ruleCode}`,
      reads: 3,
      writes: 2,
      uniforms: { positions: "u32", columns: "u32", ...settings },
      constants,
    }),
  };
}
