/**
 * Operations: each is one object with its shape rule, its forward and backward pass, the float64 reference
 * that defines it, and the samples on which it is tested.
 *
 * @module
 */
import { ShapeError } from "../error.ts";
import { storagesOnlyIn } from "../device/memory.ts";
import type { RowGradient } from "./parameter.ts";
import { type Shape, sizeOf } from "./shape.ts";
import { join } from "./tape.ts";
import { detach, type DType, type Signal, Tensor } from "./tensor.ts";

/** An array of the host in double precision. */
export interface HostArray {
  /** Sizes of its axes. */
  readonly shape: Shape;
  /** Its elements, row-major. */
  readonly data: Float64Array;
}

/** Inputs on which an operation is tested. */
export interface Sample<O> {
  /** Shape of each input. */
  readonly shapes: readonly Shape[];
  /** Options of the call. */
  readonly options?: O;
  /** Makes the values of an input in place of normal random numbers; words make it a `u32` input. */
  readonly fill?: readonly (Fill | null)[];
  /** Inputs with respect to which no gradient exists. */
  readonly constant?: readonly number[];
}

/** Makes the values of one input of a sample. */
export type Fill = (size: number, uniform: () => number) => Float64Array | Uint32Array;

/** Results of a forward pass. */
export interface Forward {
  /** The results. */
  readonly outputs: readonly Signal[];
  /** Tensors that the backward pass needs besides inputs and outputs. */
  readonly saved?: readonly Signal[];
}

/** Arguments of a backward pass. */
export interface Backward<O> {
  /** Gradient of each output; `null` where none arrived. */
  readonly gradients: readonly (Signal | null)[];
  /** The inputs of the forward pass. */
  readonly inputs: readonly Signal[];
  /** The outputs of the forward pass. */
  readonly outputs: readonly Signal[];
  /** Tensors that the forward pass saved. */
  readonly saved: readonly Signal[];
  /** Which inputs want a gradient. */
  readonly needs: readonly boolean[];
  /** The options of the call. */
  readonly options: O;
}

/** Gradient of an input, or `null` where none is wanted or exists. */
export type InputGradient = Signal | RowGradient | null;

/** An operation. */
// deno-lint-ignore no-explicit-any
export interface Rule<O = any> {
  /** The verb in messages and tables. */
  readonly name: string;
  /** Element types of the inputs where not all `f32`. */
  readonly dtypes?: readonly DType[];
  /** Checks the shapes of the inputs, and gives the shapes of the outputs. */
  shapes(inputs: readonly Shape[], options: O): Shape[];
  /** Computes the outputs. */
  forward(inputs: readonly Signal[], options: O, shapes: readonly Shape[]): Forward;
  /** Computes the gradient of each input; shapes stretched by broadcasting are summed by the caller. */
  backward(context: Backward<O>): InputGradient[];
  /** The definition, in naive float64. */
  reference(inputs: readonly HostArray[], options: O): HostArray[];
  /** Inputs to test: the smallest, an odd one, one over a tile. */
  readonly samples: readonly Sample<O>[];
  /** Inputs that the shape rule must refuse. */
  readonly refuses: readonly Sample<O>[];
}

/**
 * Runs an operation and records it on its inputs' tape.
 *
 * @example
 * ```ts
 * import { add, apply, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const [y] = apply(add.rule, [tensor(device, [1]), tensor(device, [2])], null); // as add does
 * console.assert(await y.item() === 3);
 * device.destroy();
 * ```
 */
export function apply<O>(rule: Rule<O>, inputs: readonly Tensor[], options: O): Tensor[] {
  inputs.forEach((input, i) => {
    const wanted = rule.dtypes?.[i] ?? "f32";
    if (input.dtype !== wanted) {
      throw new ShapeError(
        `Cannot ${rule.name} ${input}: input ${i} holds ${input.dtype} and must hold ${wanted}`,
      );
    }
  });
  const tape = join(rule.name, inputs);
  const shapes = rule.shapes(inputs.map((input) => input.shape), options);
  const { outputs, saved = [] } = rule.forward(inputs.map(detach), options, shapes);
  for (const output of outputs) inspect(output, rule.name);
  if (!tape) {
    // There will be no backward pass: the tensors saved for it are freed at once.
    if (saved.length) inputs[0].device.release(storagesOnlyIn(saved, [inputs, outputs]));
    return [...outputs];
  }
  const results = outputs.map((output) =>
    new Tensor(output.device, output.storage, output.shape, output.dtype, tape)
  );
  tape.record({ rule, inputs, options, outputs: results, saved });
  return results;
}

/** With `debug` 4, looks for NaN in a result. */
export function inspect(output: Tensor, what: string): void {
  const { device } = output;
  if (device.debug >= 4 && output.dtype === "f32") {
    device.inspect(output.storage, sizeOf(output.shape), `${what} ${output}`);
  }
}

/**
 * A host array from a function of the index.
 *
 * @example
 * ```ts
 * import { hostArray } from "@associated/learning";
 *
 * const ramp = hostArray([2, 2], (i) => i);
 * console.assert(ramp.data.join() === "0,1,2,3");
 * ```
 */
export function hostArray(shape: Shape, value: (i: number) => number): HostArray {
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => value(i)) };
}
