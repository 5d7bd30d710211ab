/**
 * Reverse-mode differentiation: walks a tape backwards once and leaves a gradient at each of its
 * parameters.
 *
 * @module
 */
import type { Device } from "./device/device.ts";
import { ShapeError, TapeError } from "./error.ts";
import { type Storage, storagesIn, storagesOnlyIn } from "./device/memory.ts";
import { inspect } from "./tensor/op.ts";
import { add } from "./ops/pointwise/pointwise.ts";
import { full } from "./ops/pointwise/full.ts";
import { sumTo } from "./ops/reduce/reduce.ts";
import { isOfRows, Parameter, type RowGradient } from "./tensor/parameter.ts";
import { format, sameShape } from "./tensor/shape.ts";
import type { Step, Tape } from "./tensor/tape.ts";
import { detach, type Signal, type Tensor } from "./tensor/tensor.ts";

/** Options of {@linkcode backward}. */
export interface BackwardOptions {
  /**
   * Results on the tape that are used afterwards. All other results are freed as soon as the walk has passed
   * them; none is freed where absent.
   */
  readonly keep?: unknown;
  /** The gradient of what follows with respect to `loss`, of its shape; ones where absent. */
  readonly gradient?: Signal;
}

/**
 * Sets `gradient` of every parameter that `loss` depends on, and empties the tape. The gradient of a
 * loss that is no scalar is taken with respect to the sum of its elements, each times that of
 * `gradient` where it is given.
 *
 * @throws {TapeError} When `loss` is on no tape, or its tape was emptied already.
 * @throws {ShapeError} When `gradient` has another shape than `loss`.
 *
 * @example
 * ```ts
 * import {
 *   backward,
 *   openCpu,
 *   Parameter,
 *   square,
 *   sum,
 *   Tape,
 *   type Tensor,
 * } from "@associated/learning";
 *
 * const device = await openCpu();
 * const w = new Parameter(device, new Tape("example"), "w", [2], Float32Array.of(3, -1));
 * backward(sum(square(w)));
 * console.assert((await (w.gradient as Tensor).data()).join() === "6,-2");
 * device.destroy();
 * ```
 */
export function backward(loss: Tensor, { keep, gradient }: BackwardOptions = {}): void {
  const tape = loss.tape;
  if (!tape || tape.paused) {
    throw new TapeError(
      `Cannot take gradients of ${loss}: it is on no tape, compute it from a parameter`,
    );
  }
  if (gradient && !sameShape(gradient.shape, loss.shape)) {
    throw new ShapeError(
      `Cannot take gradients of ${loss} with ${gradient}: give one of ${format(loss.shape)}`,
    );
  }
  const steps = tape.take();
  if (!steps.some((step) => step.outputs.includes(loss)) && !(loss instanceof Parameter)) {
    throw new TapeError(
      `Cannot take gradients of ${loss}: the tape "${tape.name}" no longer holds its computation, ` +
        "call backward once per step, on the sum of the losses",
    );
  }
  const made = storagesMade(steps);
  const known = new Gradients(tape, new Set([...made.flat(), ...storagesIn(gradient)]));
  const kept = keep === undefined ? null : storagesIn(keep);
  known.add(loss, gradient ?? full(loss.device, loss.shape, 1));
  for (const [i, step] of [...steps.entries()].reverse()) {
    known.propagate(step);
    if (kept) loss.device.release(made[i].filter((storage) => !kept.has(storage)));
  }
  known.settle();
}

/** The memory that each step was the first to use: its own results, which no earlier step needs. */
function storagesMade(steps: readonly Step[]): Storage[][] {
  const seen = new Set<Storage>();
  return steps.map(({ inputs, outputs, saved }) => {
    for (const { storage } of inputs) seen.add(storage);
    const made = [...storagesIn([outputs, saved])].filter((storage) => !seen.has(storage));
    for (const storage of made) seen.add(storage);
    return made;
  });
}

/** The gradients known so far, while a tape is walked backwards. */
class Gradients {
  readonly #tape: Tape;
  /** The memory of results on the tape, and of the gradient that was given: a gradient may share it. */
  readonly #computed: ReadonlySet<Storage>;
  readonly #of = new Map<Tensor, Signal | RowGradient>();
  /** Gradients that may not be needed any more. */
  #spent: unknown[] = [];

  constructor(tape: Tape, computed: ReadonlySet<Storage>) {
    this.#tape = tape;
    this.#computed = computed;
  }

  /** Adds the gradients of a step's inputs, and frees the gradients of its outputs, which nothing else needs. */
  propagate(step: Step): void {
    const gradients = step.outputs.map((output) => (this.#of.get(output) ?? null) as Signal | null);
    if (gradients.every((gradient) => gradient === null)) return;
    const { device } = step.outputs[0];
    const needs = step.inputs.map((input) => input.tape === this.#tape);
    const results = device.scope(() =>
      step.rule.backward({
        gradients,
        inputs: step.inputs.map(detach),
        outputs: step.outputs.map(detach),
        saved: step.saved,
        needs,
        options: step.options,
      })
    );
    for (const output of step.outputs) this.#of.delete(output);
    step.inputs.forEach((input, i) => {
      const gradient = results[i];
      if (!needs[i] || !gradient) return;
      if (!isOfRows(gradient)) inspect(gradient, `backward of ${step.rule.name}`);
      this.add(input, gradient);
    });
    this.#spent.push(gradients);
    this.#free(device);
  }

  /** Adds a gradient to the known gradient of an input. */
  add(input: Tensor, gradient: Signal | RowGradient): void {
    const known = this.#of.get(input);
    if (isOfRows(gradient) || (known && isOfRows(known))) {
      if (known) {
        throw new TapeError(
          `Cannot add gradients of ${input}: it was looked up twice in one step, ` +
            "look up once or use dense updates",
        );
      }
      this.#of.set(input, gradient);
      return;
    }
    const fitted = sameShape(gradient.shape, input.shape) ? gradient : sumTo(gradient, input.shape);
    this.#of.set(input, known ? add(known, fitted) : fitted);
    this.#spent.push(gradient, fitted, known);
  }

  /** Hands the known gradients to the parameters. */
  settle(): void {
    for (const [input, gradient] of this.#of) {
      if (input instanceof Parameter) input.gradient = gradient;
    }
  }

  /** Frees the gradients that are not needed any more. */
  #free(device: Device): void {
    const dead = storagesOnlyIn(this.#spent, [...this.#of.values()]);
    this.#spent = [];
    device.release([...dead].filter((storage) => !this.#computed.has(storage)));
  }
}
