/**
 * Reverse-mode differentiation: walks a tape backwards once and leaves a gradient at each of its
 * parameters.
 *
 * @module
 */
import { TapeError } from "./error.ts";
import { inspect } from "./op.ts";
import { add } from "./ops/pointwise.ts";
import { full } from "./ops/full.ts";
import { sumTo } from "./ops/reduce.ts";
import { Parameter, type RowGradient } from "./parameter.ts";
import { sameShape } from "./shape.ts";
import type { Step, Tape } from "./tape.ts";
import { detach, type Signal, Tensor } from "./tensor.ts";

/**
 * Sets `gradient` of every parameter that `loss` depends on, and empties the tape. The gradient of a
 * loss that is no scalar is taken with respect to the sum of its elements.
 *
 * @throws {TapeError} When `loss` is on no tape, or its tape was emptied already.
 */
export function backward(loss: Tensor): void {
  const tape = loss.tape;
  if (!tape || tape.paused) {
    throw new TapeError(
      `Cannot take gradients of ${loss}: it is on no tape, compute it from a parameter`,
    );
  }
  const known = new Gradients(tape);
  const steps = tape.take();
  if (!steps.some((step) => step.outputs.includes(loss)) && !(loss instanceof Parameter)) {
    throw new TapeError(
      `Cannot take gradients of ${loss}: the tape "${tape.name}" no longer holds its computation, ` +
        "call backward once per step, on the sum of the losses",
    );
  }
  known.add(loss, full(loss.device, loss.shape, 1));
  for (const step of steps.reverse()) known.propagate(step);
  known.settle();
}

/** Gradients that are known so far while a tape is walked backwards. */
class Gradients {
  readonly #tape: Tape;
  readonly #of = new Map<Tensor, Signal | RowGradient>();

  constructor(tape: Tape) {
    this.#tape = tape;
  }

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
    step.inputs.forEach((input, i) => {
      const gradient = results[i];
      if (!needs[i] || !gradient) return;
      if (gradient instanceof Tensor) inspect(gradient, `backward of ${step.rule.name}`);
      this.add(input, gradient);
    });
  }

  add(input: Tensor, gradient: Signal | RowGradient): void {
    const known = this.#of.get(input);
    if (!(gradient instanceof Tensor) || (known && !(known instanceof Tensor))) {
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
    this.#of.set(input, known ? add(known as Signal, fitted) : fitted);
  }

  settle(): void {
    for (const [input, gradient] of this.#of) {
      if (input instanceof Parameter) input.gradient = gradient;
    }
  }
}
