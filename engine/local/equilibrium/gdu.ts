/**
 * The check of gradient-descending updates (Ernoult et al., 2019): what each time step of a nudged phase adds
 * to the estimate, against what backpropagation through as many time steps adds to the gradient.
 *
 * @module
 */
import { storagesOnlyIn } from "../../device/memory.ts";
import { ShapeError, TapeError } from "../../error.ts";
import { backward } from "../../gradients.ts";
import { add, multiply, subtract } from "../../ops/pointwise/pointwise.ts";
import { full } from "../../ops/pointwise/full.ts";
import { scaled } from "../../ops/pointwise/scaled.ts";
import { sum } from "../../ops/reduce/reduce.ts";
import type { Signal } from "../../tensor/tensor.ts";
import { contrast, type ContrastOptions } from "./gradient_rule.ts";
import type { Dynamics } from "./net.ts";
import type { States } from "./neurons.ts";
import { squaredError } from "./nudge.ts";

/** How an estimate differs from the gradient through time. */
export interface Agreement {
  /** |estimate - gradient| / |gradient|; 0 where both are 0, infinite where only the gradient is. */
  readonly error: number;
  /** Cosine of the angle between them; 1 where both are 0, 0 where one is. */
  readonly cosine: number;
}

/** The three estimates of a gradient. */
export interface Estimates<T> {
  /** By a nudge of beta. */
  readonly plus: T;
  /** By a nudge of -beta. */
  readonly minus: T;
  /** By both. */
  readonly symmetric: T;
}

/** A parameter's part of the check. */
export interface ParameterCheck {
  /** The name of its synapse. */
  readonly synapse: string;
  /** Its name. */
  readonly parameter: string;
  /** Agreement after 1, 2, ... K time steps. */
  readonly steps: readonly Estimates<Agreement>[];
  /** Agreement after K time steps. */
  readonly total: Estimates<Agreement>;
  /**
   * The mean over the elements of 2 |symmetric - gradient| / (|plus - gradient| + |minus - gradient|) after K
   * time steps: 1 where the symmetric estimate is no better than the others, 0 where it is exact.
   */
  readonly gain: number;
  /** Some elements: the symmetric estimate and the gradient after 1, 2, ... K time steps. */
  readonly traces: readonly Trace[];
}

/** An element of a parameter through the time steps. */
export interface Trace {
  /** Its index. */
  readonly element: number;
  /** The symmetric estimates. */
  readonly estimates: readonly number[];
  /** The gradients through time. */
  readonly gradients: readonly number[];
}

/** Options of {@linkcode gduCheck}. */
export interface GduOptions extends Omit<ContrastOptions, "symmetric"> {
  /** Elements to trace, by their indices, where a parameter has them; none where absent. */
  readonly trace?: readonly number[];
  /** Called with the time steps that are compared, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Checks a net, whose parameters are on a tape, on a mini-batch.
 *
 * @param target What the states of the last layer should be, `[batch, classes]`.
 * @throws {TapeError} When the parameters are on no tape.
 * @throws {ShapeError} When K is above T.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, defaultEquilibrium, gduCheck, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = { vocabulary: 9, width: 4 };
 * const options = { ...defaultEquilibrium, algorithm: "bptt" as const, classes: 2, time: 1, words };
 * const { net } = buildEquilibrium(device, options);
 * const vectors = [tensor(device, [[[0.1, 0.2, 0.3, 0.4]]])], lengths = tensor(device, Uint32Array.of(1), [1, 1]);
 * const dynamics = net.dynamics({ vectors, lengths });
 * const checks = await gduCheck(dynamics, tensor(device, [[1, 0]]), { free: 40, nudged: 3, beta: 0.01 });
 * console.assert(checks.length === 5); // a projection, and two weights with their biases
 * device.destroy();
 * ```
 */
export async function gduCheck(
  dynamics: Dynamics,
  target: Signal,
  { free, nudged, beta, trace = [], onProgress }: GduOptions,
): Promise<ParameterCheck[]> {
  const { net } = dynamics, { device } = net;
  if (!net.tape) {
    throw new TapeError("Cannot check gradients of a net without a tape: build it for bptt");
  }
  if (nudged > free) {
    throw new ShapeError(
      `Cannot check ${nudged} of ${free} time steps: give as many free steps or more`,
    );
  }
  const path = freePath(dynamics, free, nudged);
  const rest = path.at(-1)!;
  const followers = net.parameters.map(({ size }) => new Follower(trace.filter((i) => i < size)));
  let [plus, minus] = [rest, rest];
  for (let step = 1; step <= nudged; step++) {
    const move = (states: States<Signal>, beta: number) =>
      dynamics.relax(states, { steps: 1, nudge: { beta, target } });
    const before = [plus, minus];
    [plus, minus] = [move(plus, beta), move(minus, -beta)];
    const last = step === nudged;
    const seen = device.scope(() => {
      const gradients = throughLast(dynamics, path[nudged - step], step, target);
      const free = { states: rest, beta: 0 };
      const estimates = [
        contrast(dynamics, free, { states: plus, beta }),
        contrast(dynamics, free, { states: minus, beta: -beta }),
      ];
      return gradients.map((gradient, i) => ({
        gradient,
        plus: estimates[0][i],
        minus: estimates[1][i],
      }));
    });
    for (const [i, follower] of followers.entries()) await follower.follow(seen[i], last);
    device.release(storagesOnlyIn([seen, before], [path, plus, minus]));
    onProgress?.(step, nudged);
  }
  return net.synapses.flatMap(({ name, parameters }) =>
    parameters.map((parameter) =>
      followers[net.parameters.indexOf(parameter)].result(name, parameter.name)
    )
  );
}

/** The states of the last K + 1 of T + 1 moments of the free phase. */
function freePath(dynamics: Dynamics, free: number, nudged: number): States<Signal>[] {
  const path = [dynamics.relax(dynamics.rest(), { steps: free - nudged })];
  for (let step = 0; step < nudged; step++) path.push(dynamics.relax(path.at(-1)!, { steps: 1 }));
  return path;
}

/** The gradients of all parameters through the last time steps of the free phase. */
function throughLast(
  { net, input }: Dynamics,
  from: States<Signal>,
  steps: number,
  target: Signal,
): Signal[] {
  // A backward pass empties the tape, so what does not depend on states is recorded anew.
  const dynamics = net.dynamics(input);
  let states: States = from;
  for (let step = 0; step < steps; step++) states = dynamics.next(states);
  for (const parameter of net.parameters) parameter.gradient = null;
  backward(squaredError(states.at(-1)!, target));
  return net.parameters.map(({ gradient, shape, device }) =>
    (gradient as Signal | null) ?? full(device, shape, 0)
  );
}

/** A gradient and the one-sided estimates of it. */
interface Seen {
  readonly gradient: Signal;
  readonly plus: Signal;
  readonly minus: Signal;
}

/** Collects what is seen of a parameter. */
class Follower {
  readonly #steps: Estimates<Agreement>[] = [];
  readonly #traces: { element: number; estimates: number[]; gradients: number[] }[];
  #gain = 0;

  constructor(elements: readonly number[]) {
    this.#traces = elements.map((element) => ({ element, estimates: [], gradients: [] }));
  }

  async follow(seen: Seen, last: boolean): Promise<void> {
    const { device } = seen.gradient;
    const symmetric = device.scope(() => scaled(add(seen.plus, seen.minus), 0.5));
    this.#steps.push({
      plus: await agreement(seen.plus, seen.gradient),
      minus: await agreement(seen.minus, seen.gradient),
      symmetric: await agreement(symmetric, seen.gradient),
    });
    if (last || this.#traces.length) {
      const arrays = await Promise.all(
        [seen.gradient, symmetric, seen.plus, seen.minus].map((x) => x.data()),
      );
      for (const { element, estimates, gradients } of this.#traces) {
        gradients.push(arrays[0][element]);
        estimates.push(arrays[1][element]);
      }
      if (last) this.#gain = gainOf(arrays);
    }
    device.release(symmetric);
  }

  result(synapse: string, parameter: string): ParameterCheck {
    const total = this.#steps.at(-1)!;
    return {
      synapse,
      parameter,
      steps: this.#steps,
      total,
      gain: this.#gain,
      traces: this.#traces,
    };
  }
}

/** Computed on the device: only three numbers are read. */
async function agreement(estimate: Signal, gradient: Signal): Promise<Agreement> {
  const { device } = gradient;
  const products = device.scope(() => {
    const apart = subtract(estimate, gradient);
    return [[apart, apart], [gradient, gradient], [estimate, estimate], [estimate, gradient]]
      .map(([a, b]) => sum(multiply(a, b)));
  });
  const [distance, own, other, inner] = await Promise.all(products.map((x) => x.item()));
  device.release(products);
  return {
    error: own > 0 ? Math.sqrt(distance / own) : other > 0 ? Infinity : 0,
    cosine: own > 0 && other > 0 ? inner / Math.sqrt(own * other) : Number(own === other),
  };
}

/** The mean of how much nearer the symmetric estimate is; elements where all are exact are left out. */
function gainOf([gradient, symmetric, plus, minus]: readonly Float32Array[]): number {
  let total = 0, count = 0;
  gradient.forEach((g, i) => {
    const others = Math.abs(plus[i] - g) + Math.abs(minus[i] - g);
    if (others === 0) return;
    total += 2 * Math.abs(symmetric[i] - g) / others;
    count++;
  });
  return count ? total / count : 1;
}
