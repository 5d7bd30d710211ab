/**
 * Functions that are run through once for each shape of their inputs and replayed from then on:
 * no tensors, tapes or bind groups are made on the host again.
 *
 * @module
 */
import type { Device, Recording } from "../device/device.ts";
import { ShapeError } from "../error.ts";
import { format, type Shape, sizeOf } from "./shape.ts";
import { type DType, empty, type Signal, tensor } from "./tensor.ts";

/** Host data for one input of a recorded function. */
export interface HostInput {
  /** The elements, row-major; a `Uint32Array` makes a `u32` tensor. */
  readonly data: Float32Array | Uint32Array;
  /** Sizes of its axes. */
  readonly shape: Shape;
}

/**
 * Host data as tensors of the same names, for computations that are not recorded.
 *
 * @example
 * ```ts
 * import { openCpu, signalsOf } from "@associated/learning";
 *
 * const device = await openCpu();
 * const { x } = signalsOf(device, { x: { data: Float32Array.of(1, 2), shape: [2] } });
 * console.assert((await x.data()).join() === "1,2");
 * device.destroy();
 * ```
 */
export function signalsOf<K extends string>(
  device: Device,
  inputs: Readonly<Record<K, HostInput>>,
): Record<K, Signal> {
  const signals = {} as Record<K, Signal>;
  for (const name of Object.keys(inputs) as K[]) {
    signals[name] = tensor(device, inputs[name].data, inputs[name].shape);
  }
  return signals;
}

/** A function of named signals that was wrapped by {@linkcode recorded}. */
export interface Recorded<K extends string, R> {
  /** Runs it on host data. The result's tensors hold until the next run with the same shapes. */
  (inputs: Readonly<Record<K, HostInput>>): R;
  /** How many shapes were recorded. */
  readonly shapes: number;
}

/**
 * Wraps a function so that its second and later runs on inputs of the same shapes are replayed. The function
 * must depend on nothing but its inputs, parameters and other device memory: numbers that change from run to
 * run (rates, counts, seeds) have to live in device memory. The wrapped function throws a ShapeError when an
 * input's elements do not fill its shape.
 *
 * @example
 * ```ts
 * import { add, openCpu, recorded, type Signal } from "@associated/learning";
 *
 * const device = await openCpu();
 * const double = recorded(device, ({ x }: Record<"x", Signal>) => add(x, x));
 * for (const value of [1, 2]) {
 *   const y = double({ x: { data: Float32Array.of(value), shape: [1] } });
 *   console.assert(await y.item() === 2 * value); // from the second call on nothing is made anew
 * }
 * device.destroy();
 * ```
 */
export function recorded<K extends string, R>(
  device: Device,
  body: (inputs: Readonly<Record<K, Signal>>) => R,
): Recorded<K, R> {
  const known = new Map<string, { inputs: Record<K, Signal>; recording: Recording<R> }>();
  const run = (data: Readonly<Record<K, HostInput>>): R => {
    const key = keyOf(data);
    let found = known.get(key);
    const inputs = found?.inputs ?? {} as Record<K, Signal>;
    overwrite(device, inputs, data);
    if (found) found.recording.replay();
    else {
      found = { inputs, recording: device.record(() => body(inputs)) };
      known.set(key, found);
    }
    return found.recording.result;
  };
  return Object.defineProperty(run, "shapes", { get: () => known.size }) as Recorded<K, R>;
}

function dtypeOf(data: HostInput["data"]): DType {
  return data instanceof Uint32Array ? "u32" : "f32";
}

/** A key that is equal for inputs which one recording serves. */
export function keyOf(data: Readonly<Record<string, HostInput>>): string {
  return Object.keys(data).sort().map((name) => keyOfOne(name, data[name])).join();
}

/** Writes host data into tensors of the same names, which are made where they are missing. */
export function overwrite<K extends string>(
  device: Device,
  inputs: Record<K, Signal>,
  data: Readonly<Record<K, HostInput>>,
): void {
  for (const name of Object.keys(data).sort() as K[]) {
    const { data: values, shape } = data[name];
    inputs[name] ??= device.keep(empty(device, shape, dtypeOf(values)));
    if (values.length) device.write(inputs[name].storage, values);
  }
}

function keyOfOne(name: string, { data, shape }: HostInput): string {
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(
      `Cannot run a recorded function on input "${name}"${format(shape)}: ` +
        `${data.length} elements were given where it holds ${sizeOf(shape)}`,
    );
  }
  return `${name} ${dtypeOf(data)}${format(shape)}`;
}
