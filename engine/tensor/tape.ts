/**
 * Tapes: records of computations, in order, so that gradients can be taken. A parameter belongs to one tape
 * for life, a result to the tape of its inputs, and two tapes never meet. So the gradient of a block stays
 * inside the block.
 *
 * @module
 */
import type { Device } from "../device/device.ts";
import { TapeError } from "../error.ts";
import type { Rule } from "./op.ts";
import type { Signal, Tensor } from "./tensor.ts";

/** One computation on a tape. */
export interface Step {
  /** The operation. */
  readonly rule: Rule;
  /** Its inputs. */
  readonly inputs: readonly Tensor[];
  /** Its options. */
  readonly options: unknown;
  /** Its outputs. */
  readonly outputs: readonly Tensor[];
  /** Tensors that its forward pass saved for its backward pass. */
  readonly saved: readonly Signal[];
}

/**
 * A record of computations that share one backward pass.
 *
 * @example
 * ```ts
 * import { openCpu, Parameter, square, Tape } from "@associated/learning";
 *
 * const device = await openCpu();
 * const tape = new Tape("block 1");
 * const w = new Parameter(device, tape, "w", [1], Float32Array.of(2));
 * square(w);
 * console.assert(tape.length === 1);
 * tape.pause(() => square(w)); // a prediction: nothing is recorded
 * console.assert(tape.length === 1);
 * device.destroy();
 * ```
 */
export class Tape {
  /** The name that messages show, as `block 2`. */
  readonly name: string;
  #steps: Step[] = [];
  #paused = 0;

  /** An empty tape. */
  constructor(name: string) {
    this.name = name;
  }

  /** Number of computations recorded. */
  get length(): number {
    return this.#steps.length;
  }

  /** Whether nothing is recorded at present. */
  get paused(): boolean {
    return this.#paused > 0;
  }

  /**
   * Adds a computation.
   *
   * @internal
   */
  record(step: Step): void {
    this.#steps.push(step);
  }

  /**
   * Removes and returns all computations, oldest first.
   *
   * @internal
   */
  take(): Step[] {
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  /** Runs `body` without recording: its results are signals. Used to predict. */
  pause<T>(body: () => T): T {
    this.#paused++;
    try {
      return body();
    } finally {
      this.#paused--;
    }
  }

  /**
   * Runs a part of a forward pass; while nothing is recorded, its results are freed unless it returns them.
   */
  part<T>(device: Device, body: () => T): T {
    return this.paused ? device.scope(body) : body();
  }
}

/** Runs `body` with several tapes paused. */
export function paused<T>(tapes: Iterable<Tape>, body: () => T): T {
  return [...new Set(tapes)].reduceRight((inner, tape) => () => tape.pause(inner), body)();
}

/**
 * The one tape that inputs are on, `null` when they are on none. This rule isolates blocks.
 *
 * @throws {TapeError} When the inputs are on two tapes.
 */
export function join(operation: string, inputs: readonly Tensor[]): Tape | null {
  let found: Tensor | null = null;
  for (const input of inputs) {
    if (!input.tape || input.tape.paused) continue;
    if (found && found.tape !== input.tape) {
      throw new TapeError(
        `Cannot ${operation} ${found} and ${input}: they are on tapes ` +
          `"${found.tape!.name}" and "${input.tape.name}", pass detach(x) across blocks`,
      );
    }
    found = input;
  }
  return found?.tape ?? null;
}
