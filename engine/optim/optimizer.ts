/**
 * The parts that optimizers share.
 *
 * @module
 */
import { copy } from "../device/copy.ts";
import type { Device } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { inspect } from "../tensor/op.ts";
import { full } from "../ops/pointwise/full.ts";
import type { Parameter, RowGradient } from "../tensor/parameter.ts";
import { type Shape, sizeOf } from "../tensor/shape.ts";
import { type Signal, type Tensor, tensor } from "../tensor/tensor.ts";

/** Changes parameters by their gradients. Its steps can be recorded and replayed. */
export interface Optimizer {
  /** The parameters that it changes. */
  readonly parameters: readonly Parameter[];
  /**
   * Its memory from step to step, by name, for checkpoints: `progress` (the learning rate first, then counts)
   * and its averages, as `m of block 1/f.weight`.
   */
  readonly state: ReadonlyMap<string, Tensor>;
  /** Sets the learning rate, at least 0; not inside of a recording. */
  setRate(rate: number): void;
  /** Changes each parameter that has a gradient, and takes the gradient away. */
  step(): void;
}

/** The device of parameters that are to be optimized together. */
export function deviceOf(optimizer: string, parameters: readonly Parameter[]): Device {
  if (!parameters.length) {
    throw new ShapeError(`Cannot make ${optimizer} of no parameters: give at least one`);
  }
  const names = parameters.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ShapeError(
      `Cannot make ${optimizer} of two parameters "${twice}": give each once, under its own name`,
    );
  }
  return parameters[0].device;
}

/** Zeros that live as long as something refers to them. */
export function kept(device: Device, shape: Shape): Signal {
  return device.keep(full(device, shape, 0));
}

/** The values that a parameter has now, which live as long as something refers to them. */
export function copied({ device, shape, storage }: Parameter): Signal {
  const values = kept(device, shape);
  copy(device, storage, values.storage, 4 * sizeOf(shape));
  return values;
}

/** A buffer for numbers that change from step to step, the learning rate first. */
export function progressOf(optimizer: string, device: Device, values: readonly number[]): Signal {
  checkAtLeast(optimizer, "rate", values[0]);
  return device.keep(tensor(device, values));
}

/** Overwrites the learning rate. */
export function writeRate(optimizer: string, progress: Signal, rate: number): void {
  checkAtLeast(optimizer, "rate", rate);
  progress.device.write(progress.storage, Float32Array.of(rate));
}

/** Hands each parameter with its gradient to `change`, and takes the gradient away. */
export function consume(
  optimizer: string,
  parameters: readonly Parameter[],
  change: (parameter: Parameter, gradient: Signal | RowGradient) => void,
): void {
  for (const parameter of parameters) {
    if (!parameter.gradient) continue;
    change(parameter, parameter.gradient);
    parameter.gradient = null;
    inspect(parameter, optimizer);
  }
}

/** Refuses options outside of `[low, high)`. */
export function checkAtLeast(
  optimizer: string,
  option: string,
  value: number,
  low = 0,
  high = Infinity,
): void {
  if (value >= low && value < high) return;
  const range = high === Infinity
    ? `of at least ${low}`
    : `from ${low} up to, not including, ${high}`;
  throw new ShapeError(`Cannot make ${optimizer} of ${option} ${value}: give a number ${range}`);
}
