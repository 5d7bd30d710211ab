/**
 * Adam (Kingma and Ba, ICLR 2015), with decay of weights as a penalty or decoupled from the
 * gradient (Loshchilov and Hutter, ICLR 2019).
 *
 * @module
 */
import { Kernel } from "../device/device.ts";
import { ColumnKernel } from "../ops/kernels/column.ts";
import { PointKernel } from "../ops/kernels/point.ts";
import { isOfRows, type Parameter, type RowGradient } from "../tensor/parameter.ts";
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
import code from "../../shaders/optim/adam.wgsl" with { type: "text" };
import progressCode from "../../shaders/optim/adam_progress.wgsl" with { type: "text" };
import rowsCode from "../../shaders/optim/adam_rows.wgsl" with { type: "text" };
import ruleCode from "../../shaders/optim/adam_rule.wgsl" with { type: "text" };

const settings = {
  gain1: "f32",
  beta2: "f32",
  gain2: "f32",
  epsilon: "f32",
  l2: "f32",
  decay: "f32",
} as const;

const progressKernel = new Kernel({
  name: "adam_progress",
  code: progressCode,
  reads: 0,
  writes: 1,
  uniforms: { log_beta1: "f32", log_beta2: "f32" },
});
const denseKernel = new PointKernel({
  name: "adam",
  code: `${code}\n${ruleCode}`,
  reads: 2,
  writes: 3,
  uniforms: settings,
});
const rowsKernel = new ColumnKernel({
  name: "adam_rows",
  code: `${rowsCode}\n${ruleCode}`,
  reads: 3,
  writes: 3,
  uniforms: { positions: "u32", columns: "u32", ...settings },
}, { fours: true });

/** Options of {@linkcode Adam}. */
export interface AdamOptions {
  /** Learning rate, at least 0; 1e-3 where absent. */
  readonly rate?: number;
  /** Shares of the averages of gradients and of squared gradients that remain at a step; [0.9, 0.999] where absent. */
  readonly betas?: readonly [number, number];
  /** Added to the divisor; 1e-8 where absent. */
  readonly epsilon?: number;
  /** Strength with which weights are drawn to 0; 0 where absent. */
  readonly decay?: number;
  /** Whether `decay` shrinks weights directly (AdamW), instead of being added to the gradient. */
  readonly decoupled?: boolean;
}

/**
 * Adam. Where a gradient holds some rows of a table, only these rows change, both weights and averages, as in
 * PyTorch's SparseAdam; the cost of the step then follows the number of rows.
 *
 * @example
 * ```ts
 * import { Adam, backward, openCpu, Parameter, square, sum, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [1], Float32Array.of(1));
 * const adam = new Adam([w], { rate: 0.5 });
 * backward(sum(square(w)));
 * adam.step();
 * console.assert(Math.abs((await w.data())[0] - 0.5) < 1e-6); // the first step is the rate
 * device.destroy();
 * ```
 */
export class Adam implements Optimizer {
  /** The parameters that it changes. */
  readonly parameters: readonly Parameter[];
  /** `progress` [rate, count, 1 - beta1^count, 1 - beta2^count], and m and v of each parameter. */
  readonly state: ReadonlyMap<string, Tensor>;
  readonly #progress: Signal;
  readonly #averages: ReadonlyMap<Parameter, { m: Signal; v: Signal }>;
  readonly #logs: { log_beta1: number; log_beta2: number };
  readonly #settings: Record<keyof typeof settings, number>;

  /**
   * Adam for parameters of one device.
   *
   * @throws {ShapeError} When there are no parameters, or an option is out of range.
   */
  constructor(parameters: readonly Parameter[], options: AdamOptions = {}) {
    const { rate = 1e-3, betas: [beta1, beta2] = [0.9, 0.999], epsilon = 1e-8 } = options;
    const { decay = 0, decoupled = false } = options;
    const device = deviceOf("Adam", parameters);
    checkAtLeast("Adam", "beta", beta1, 0, 1);
    checkAtLeast("Adam", "beta", beta2, 0, 1);
    checkAtLeast("Adam", "epsilon", epsilon);
    checkAtLeast("Adam", "decay", decay);
    this.parameters = parameters;
    this.#progress = progressOf("Adam", device, [rate, 0, 0, 0]);
    this.#averages = new Map(parameters.map((parameter) => {
      const [m, v] = [kept(device, parameter.shape), kept(device, parameter.shape)];
      return [parameter, { m, v }];
    }));
    this.state = new Map<string, Tensor>([
      ["progress", this.#progress],
      ...[...this.#averages].flatMap(([{ name }, { m, v }]): [string, Tensor][] => [
        [`m of ${name}`, m],
        [`v of ${name}`, v],
      ]),
    ]);
    // The kernel takes powers below e^-20 for 0, and has no infinity.
    const log = (beta: number) => Math.max(Math.log(beta), -20);
    this.#logs = { log_beta1: log(beta1), log_beta2: log(beta2) };
    this.#settings = {
      gain1: 1 - beta1,
      beta2,
      gain2: 1 - beta2,
      epsilon,
      l2: decoupled ? 0 : decay,
      decay: decoupled ? decay : 0,
    };
  }

  /** Sets the learning rate, at least 0; not inside of a recording. */
  setRate(rate: number): void {
    writeRate("Adam", this.#progress, rate);
  }

  /** Changes each parameter that has a gradient, and takes the gradient away. */
  step(): void {
    const { device, storage } = this.#progress;
    const uniforms = this.#logs;
    device.run(progressKernel, { reads: [], writes: [storage], uniforms, groups: [1] });
    consume("Adam", this.parameters, (parameter, gradient) => {
      if (isOfRows(gradient)) this.#changeRows(parameter, gradient);
      else this.#changeAll(parameter, gradient);
    });
  }

  #changeAll(parameter: Parameter, gradient: Signal): void {
    const { m, v } = this.#averages.get(parameter)!;
    denseKernel.run(parameter.device, {
      reads: [gradient.storage, this.#progress.storage],
      writes: [parameter.storage, m.storage, v.storage],
      elements: parameter.size,
      uniforms: this.#settings,
      flops: 12 * parameter.size,
    });
  }

  #changeRows(parameter: Parameter, { index, values }: RowGradient): void {
    const { m, v } = this.#averages.get(parameter)!;
    const [positions, columns] = values.shape;
    rowsKernel.run(parameter.device, {
      reads: [values.storage, index.storage, this.#progress.storage],
      writes: [parameter.storage, m.storage, v.storage],
      rows: positions,
      columns,
      uniforms: { positions, ...this.#settings },
      flops: 12 * values.size,
    });
  }
}
