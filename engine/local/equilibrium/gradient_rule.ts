/**
 * Ways to the gradient of a net that settles: by contrast of its states in two phases, or through time.
 *
 * @module
 */
import { backward } from "../../gradients.ts";
import { ShapeError } from "../../error.ts";
import { detach, type Signal } from "../../tensor/tensor.ts";
import type { Dynamics, RelaxOptions } from "./net.ts";
import type { States } from "./neurons.ts";
import { squaredError } from "./nudge.ts";

/** How long a net settles. */
export interface Phases {
  /** T: time steps of the free phase. */
  readonly free: number;
  /** K: time steps of a nudged phase, or the last steps of the free phase that gradients go back through. */
  readonly nudged: number;
  /** Order of the free phase; `together` where absent. */
  readonly order?: RelaxOptions["order"];
}

/** A way to the gradient: the phases that states settle in, and what follows from their ends. */
export interface GradientRule {
  /** The free phase, from states of 0. */
  readonly free: RelaxOptions;
  /** Strength and length of each phase that is nudged from the end of the free phase. */
  readonly nudged: readonly { readonly beta: number; readonly steps: number }[];
  /**
   * Sets the gradient of each parameter of a net from targets `[batch, classes]` and the ends of the phases;
   * gives the states that the net answers with.
   */
  readonly gradients: (
    dynamics: Dynamics,
    target: Signal,
    free: States<Signal>,
    nudged: readonly Settled[],
  ) => States<Signal>;
}

/**
 * Goes through the phases of a rule, and sets the gradient of each parameter from a mini-batch and its targets
 * `[batch, classes]`; gives the states that the net answers with.
 */
export function estimate(
  { free, nudged, gradients }: GradientRule,
  dynamics: Dynamics,
  target: Signal,
): States<Signal> {
  const states = dynamics.relax(dynamics.rest(), free);
  const ends = nudged.map(({ beta, steps }) => {
    return { states: dynamics.relax(states, { steps, nudge: { beta, target } }), beta };
  });
  return gradients(dynamics, target, states, ends);
}

/** Options of {@linkcode byContrast}. */
export interface ContrastOptions extends Phases {
  /** Strength of the nudge, not 0. */
  readonly beta: number;
  /** Whether a third phase is nudged by -beta, for an estimate without the error of first order in beta. */
  readonly symmetric: boolean;
}

/** Settled states, and the nudge that they settled under. */
export interface Settled {
  /** The states. */
  readonly states: States<Signal>;
  /** The strength of the nudge. */
  readonly beta: number;
}

/**
 * The estimate of the gradient of the loss from two settled states a and b,
 * `(dPhi/dtheta(a) - dPhi/dtheta(b)) / (beta of b - beta of a)`, in the order of the net's parameters.
 */
export function contrast(dynamics: Dynamics, a: Settled, b: Settled): Signal[] {
  const weight = 1 / (b.beta - a.beta);
  return dynamics.correlations([
    { states: a.states, weight },
    { states: b.states, weight: -weight },
  ]);
}

/**
 * Equilibrium propagation (Scellier and Bengio, 2017), with a third phase as Laborieux et al. (2021) have it.
 *
 * @throws {ShapeError} When beta is 0 or no number.
 *
 * @example
 * ```ts
 * import { byContrast } from "@associated/learning";
 *
 * const rule = byContrast({ free: 60, nudged: 30, beta: 0.5, symmetric: true });
 * console.assert(rule.nudged.length === 2); // by -0.5 and by 0.5
 * ```
 */
export function byContrast(
  { free, nudged: steps, order, beta, symmetric }: ContrastOptions,
): GradientRule {
  if (!(Math.abs(beta) > 0 && Math.abs(beta) < Infinity)) {
    throw new ShapeError(`Cannot nudge by beta ${beta}: give a number that is not 0`);
  }
  return {
    free: { steps: free, order },
    nudged: (symmetric ? [-beta, beta] : [beta]).map((beta) => ({ beta, steps })),
    gradients(dynamics, _, states, ends) {
      const [from, to] = symmetric ? ends : [{ states, beta: 0 }, ...ends];
      const { parameters } = dynamics.net;
      contrast(dynamics, from, to).forEach((gradient, i) => parameters[i].gradient = gradient);
      return states;
    },
  };
}

/**
 * Backpropagation through the last K of T free time steps; the parameters are on a tape.
 *
 * @throws {ShapeError} When there are fewer steps than gradients go back through.
 *
 * @example
 * ```ts
 * import { throughTime } from "@associated/learning";
 *
 * const rule = throughTime({ free: 60, nudged: 30 });
 * console.assert(rule.free.steps === 30); // the other 30 steps are recorded
 * ```
 */
export function throughTime({ free, nudged, order }: Phases): GradientRule {
  if (nudged > free) {
    throw new ShapeError(
      `Cannot go back through ${nudged} of ${free} time steps: give as many steps of the free phase or more`,
    );
  }
  return {
    free: { steps: free - nudged, order },
    nudged: [],
    gradients(dynamics, target, from) {
      let states: States = from;
      for (let step = 0; step < nudged; step++) states = dynamics.next(states);
      backward(squaredError(states.at(-1)!, target), { keep: [states, dynamics.held] });
      return states.map(detach);
    },
  };
}
