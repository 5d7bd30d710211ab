/**
 * How fast states come to rest, and stopping once they have.
 *
 * @module
 */
import { copy } from "../../device/copy.ts";
import { storagesOnlyIn } from "../../device/memory.ts";
import { ShapeError } from "../../error.ts";
import { concatenate } from "../../ops/arrange/concatenate.ts";
import { reshape } from "../../ops/arrange/reshape.ts";
import { square, subtract } from "../../ops/pointwise/pointwise.ts";
import { max } from "../../ops/reduce/reduce.ts";
import { repeating, type Repetition } from "../../tensor/parts.ts";
import { empty, type Signal } from "../../tensor/tensor.ts";
import type { Dynamics, RelaxOptions } from "./net.ts";
import type { States } from "./neurons.ts";

/** How states came to rest. */
export interface Convergence {
  /** Greatest change of a state in each time step. */
  readonly residuals: readonly number[];
  /** Phi after each time step, as a mean over the examples. */
  readonly phi: readonly number[];
}

/** Time steps between two looks where nothing else is said. */
const EVERY = 5;

/** When states are at rest, and how often that is looked at. */
export interface Early {
  /** Greatest change of a state in a time step, 0 or more. */
  readonly tolerance: number;
  /** Time steps between two looks at the residual, each of which waits for the device; 5 where absent. */
  readonly every?: number;
}

/** How far states settle. */
export interface SettleOptions extends Pick<RelaxOptions, "nudge" | "order">, Early {
  /** Time steps at most. */
  readonly most: number;
}

/** States at rest, or after as many time steps as they may take. */
export interface Rest {
  /** The states. */
  readonly states: States<Signal>;
  /** Time steps that they took. */
  readonly steps: number;
  /** Greatest change of a state in the last time step. */
  readonly residual: number;
}

/**
 * Follows states through the free phase.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, convergence, defaultEquilibrium, openCpu, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = { vocabulary: 9, width: 4 };
 * const { net } = buildEquilibrium(device, { ...defaultEquilibrium, classes: 2, time: 1, words });
 * const vectors = [tensor(device, [[[0.1, 0.2, 0.3, 0.4]]])], lengths = tensor(device, Uint32Array.of(1), [1, 1]);
 * const { residuals } = await convergence(net.dynamics({ vectors, lengths }), { steps: 20 });
 * console.assert(residuals.length === 20 && residuals[19] < residuals[0]);
 * device.destroy();
 * ```
 */
export async function convergence(
  dynamics: Dynamics,
  { steps, order }: Pick<RelaxOptions, "steps" | "order">,
): Promise<Convergence> {
  const { device } = dynamics.net;
  const residuals: number[] = [], phi: number[] = [];
  let states = dynamics.rest();
  for (let step = 0; step < steps; step++) {
    const next = dynamics.relax(states, { steps: 1, order });
    const seen = device.scope(() => [residual(next, states), dynamics.phi(next)]);
    residuals.push(Math.sqrt(await seen[0].item()));
    phi.push(await seen[1].item());
    device.release(storagesOnlyIn([states, seen], next));
    states = next;
  }
  device.release(states);
  return { residuals, phi };
}

/**
 * Relaxes states until they are at rest. Some time steps are recorded as one list, which is replayed until the
 * greatest change of a state is within the tolerance.
 *
 * @throws {ShapeError} When the tolerance is below 0, or a number of time steps is not 1 or more.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, defaultEquilibrium, openCpu, settle, tensor } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = { vocabulary: 9, width: 4 };
 * const { net } = buildEquilibrium(device, { ...defaultEquilibrium, classes: 2, time: 1, words });
 * const vectors = [tensor(device, [[[0.1, 0.2, 0.3, 0.4]]])], lengths = tensor(device, Uint32Array.of(1), [1, 1]);
 * const { steps } = await settle(net.dynamics({ vectors, lengths }), { tolerance: 1e-4, most: 100 });
 * console.assert(steps < 100);
 * device.destroy();
 * ```
 */
export async function settle(
  dynamics: Dynamics,
  { tolerance, most, every = EVERY, ...options }: SettleOptions,
  from?: States<Signal>,
): Promise<Rest> {
  if (!(tolerance >= 0) || ![most, every].every((n) => Number.isInteger(n) && n > 0)) {
    throw new ShapeError(
      `Cannot settle to ${tolerance} within ${most} steps, looking every ${every}: ` +
        "give a tolerance of 0 or more, and whole numbers of 1 or more",
    );
  }
  const { device } = dynamics.net;
  const states = device.scope(() => ownStates(from ?? dynamics.rest()));
  const { nudge, order } = options;
  const phase = { steps: most, order, tolerance, every };
  const { steps, last } = await repeating(device, settling(dynamics, { states, nudge }, phase))();
  return { states, steps, residual: Math.sqrt(last) };
}

/** States that move in their place, and what nudges them. */
export interface Moving extends Pick<RelaxOptions, "nudge"> {
  /** The states. */
  readonly states: States<Signal>;
}

/** A phase that ends early, once states are at rest. */
export interface SettlingPhase extends Pick<RelaxOptions, "steps" | "order">, Early {}

/** The relaxation of states as a repetition: until no state changes by more than the tolerance in a time step. */
export function settling(
  dynamics: Dynamics,
  moving: Moving,
  { steps: most, order, tolerance, every = EVERY }: SettlingPhase,
): Omit<Repetition, "alive"> {
  const move = (steps: number) => advance(dynamics, moving, { steps, order });
  return { move, until: tolerance ** 2, most, every };
}

/** Moves states on in their place; gives the square of the change in the last step. */
function advance(
  dynamics: Dynamics,
  { states, nudge }: Moving,
  { steps, order }: Pick<RelaxOptions, "steps" | "order">,
): Signal {
  const { device } = dynamics.net;
  return device.scope(() => {
    const before = dynamics.relax(states, { nudge, order, steps: steps - 1 });
    const after = dynamics.relax(before, { nudge, order, steps: 1 });
    const change = residual(after, before);
    after.forEach(({ storage, size }, layer) =>
      copy(device, storage, states[layer].storage, 4 * size)
    );
    return change;
  });
}

/** Copies of states, which can move. */
export function ownStates(states: States<Signal>): States<Signal> {
  return states.map(({ device, shape, size, storage }) => {
    const own = empty(device, shape);
    copy(device, storage, own.storage, 4 * size);
    return own;
  });
}

/** The square of the greatest difference of two states. */
function residual(after: States<Signal>, before: States<Signal>): Signal {
  const changes = after.map((state, layer) => {
    const [batch] = state.shape;
    const squares = reshape(square(subtract(state, before[layer])), [batch, -1]);
    return max(squares, { axes: [1], keep: true });
  });
  return max(concatenate(changes, 1));
}
