/**
 * Nets whose states settle, and how they do for a mini-batch (Scellier and Bengio, 2017; Ernoult et al., 2019).
 *
 * @module
 */
import { storagesOnlyIn } from "../../device/memory.ts";
import type { Device } from "../../device/device.ts";
import { ShapeError } from "../../error.ts";
import type { Module } from "../../nn/module.ts";
import { full } from "../../ops/pointwise/full.ts";
import { add } from "../../ops/pointwise/pointwise.ts";
import { scaled } from "../../ops/pointwise/scaled.ts";
import type { Parameter } from "../../tensor/parameter.ts";
import type { Tape } from "../../tensor/tape.ts";
import { detach, type Signal, type Tensor } from "../../tensor/tensor.ts";
import type { Neurons, Sequences, States } from "./neurons.ts";
import { Nudge, type NudgeOptions } from "./nudge.ts";
import type { Synapse, SynapseTerm, Term, Weighted } from "./synapse.ts";

/** The parts of a net that settles. */
export interface EquilibriumParts {
  /** Layers of neurons, the one next to the input first, the output last. */
  readonly layers: readonly Neurons[];
  /** The interaction terms of Phi. */
  readonly synapses: readonly Synapse[];
  /** The tape of the parameters, where the net is also to be trained through time; else null. */
  readonly tape: Tape | null;
}

/** How states relax. */
export interface RelaxOptions {
  /** Time steps. */
  readonly steps: number;
  /** What nudges the output; nothing in the free phase. */
  readonly nudge?: NudgeOptions;
  /**
   * `together`: all neurons follow from the same previous states. `upward`: each layer follows from the new
   * states of the layer below it. Both come to rest in the same states; `upward` needs about half the steps.
   */
  readonly order?: "together" | "upward";
}

/**
 * A net of neurons whose states follow the derivatives of a primitive function Phi, a sum of synapses.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, defaultEquilibrium, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = { vocabulary: 9, width: 4 };
 * const { net } = buildEquilibrium(device, { ...defaultEquilibrium, classes: 2, time: 3, words });
 * console.assert(net.synapses.length === 3 && net.layers.length === 3);
 * device.destroy();
 * ```
 */
export class EquilibriumNet implements Module {
  /** The device of its tensors. */
  readonly device: Device;
  /** Layers of neurons, the output last. */
  readonly layers: readonly Neurons[];
  /** The interaction terms of Phi. */
  readonly synapses: readonly Synapse[];
  /** The tape of its parameters, if there is one. */
  readonly tape: Tape | null;

  /** A net of given parts. */
  constructor(device: Device, { layers, synapses, tape }: EquilibriumParts) {
    this.device = device;
    this.layers = layers;
    this.synapses = synapses;
    this.tape = tape;
  }

  /** The parameters of all synapses. */
  get parameters(): readonly Parameter[] {
    return this.synapses.flatMap(({ parameters }) => parameters);
  }

  /** How its states move while sequences are held at its input. */
  dynamics(input: Sequences): Dynamics {
    return new Dynamics(this, input);
  }

  /** Runs `body`; where nothing is recorded on a tape, its results are freed unless it returns them. */
  part<T>(body: () => T): T {
    return this.tape ? this.tape.part(this.device, body) : this.device.scope(body);
  }

  /** Runs `body` with nothing recorded on the tape. */
  quietly<T>(body: () => T): T {
    return this.tape ? this.tape.pause(body) : body();
  }
}

/** The dynamics of a net for a mini-batch. */
export class Dynamics {
  /** The net. */
  readonly net: EquilibriumNet;
  /** What is held at the input. */
  readonly input: Sequences;
  /** Number of examples. */
  readonly batch: number;
  readonly #terms: readonly SynapseTerm[];
  /** The sum of the drives of a layer that do not depend on states; null where there are none. */
  readonly #constant: readonly (Tensor | null)[];
  /** The terms that act on a layer by drives that follow the states. */
  readonly #moving: readonly (readonly SynapseTerm[])[];
  /** What the answers of a layer need. */
  readonly #patterns: readonly (readonly Signal[])[];

  /** Computes what does not depend on states. */
  constructor(net: EquilibriumNet, input: Sequences) {
    this.net = net;
    this.input = input;
    this.batch = input.vectors[0].shape[0];
    this.#terms = net.synapses.map((synapse) => synapse.attach(input));
    this.#patterns = net.layers.map((layer) => layer.hold(input));
    const acting = net.layers.map((_, layer) =>
      this.#terms.filter(({ layers }) => layers.includes(layer))
    );
    this.#moving = acting.map((terms) => terms.filter(({ constant }) => !constant));
    this.#constant = acting.map((all, layer) =>
      net.part(() => {
        const terms = all.filter(({ constant }) => constant);
        const drives = terms.map((term) => term.drive(layer, []));
        return drives.length ? drives.reduce((a, b) => add(a, b)) : null;
      })
    );
  }

  /** All tensors that states need to go on, and gradients too; Phi needs more. */
  get held(): readonly Tensor[] {
    const { vectors, lengths } = this.input;
    const constants = this.#constant.filter((drive) => drive !== null);
    return [...vectors, lengths, ...constants, ...this.#patterns.flat()];
  }

  /** States of 0. */
  rest(): States<Signal> {
    const { device, layers } = this.net;
    return layers.map(({ shape }) => full(device, [this.batch, ...shape], 0));
  }

  /** dPhi/ds of a layer. */
  drive(layer: number, states: States, nudge?: NudgeOptions): Tensor {
    const isNudged = nudge && layer === this.net.layers.length - 1;
    const terms = [...this.#moving[layer], ...(isNudged ? [this.#nudge(nudge)] : [])];
    const drives = terms.map((term) => term.drive(layer, states));
    const constant = this.#constant[layer];
    return [...(constant ? [constant] : []), ...drives].reduce((a, b) => add(a, b));
  }

  /** The states one time step later; on the tape, where it is not paused. */
  next(states: States, { nudge, order = "together" }: Omit<RelaxOptions, "steps"> = {}): States {
    const answer = (layer: number, from: States) =>
      this.net.layers[layer].answer(this.drive(layer, from, nudge), this.#patterns[layer]);
    if (order === "together") return states.map((_, layer) => answer(layer, states));
    return states.reduce((known, _, layer) => known.with(layer, answer(layer, known)), states);
  }

  /**
   * The states after some time steps; nothing is recorded on a tape. The states that are given stay.
   *
   * @throws {ShapeError} When the number of steps is not 0 or more.
   */
  relax(states: States<Signal>, options: RelaxOptions): States<Signal> {
    const { steps } = options, { device } = this.net;
    if (!(Number.isInteger(steps) && steps >= 0)) {
      throw new ShapeError(`Cannot relax for ${steps} steps: give a whole number of 0 or more`);
    }
    return this.net.quietly(() => {
      let now = states;
      for (let step = 0; step < steps; step++) {
        const next = device.scope(() => this.next(now, options).map(detach));
        device.release(storagesOnlyIn(now, [states, next]));
        now = next;
      }
      return now;
    });
  }

  /** Phi as a mean over the examples, a scalar. */
  phi(states: States<Signal>, nudge?: NudgeOptions): Signal {
    const terms: Term[] = [...this.#terms, ...(nudge ? [this.#nudge(nudge)] : [])];
    return this.net.quietly(() => {
      const total = terms.map((term) => term.value(states)).reduce((a, b) => add(a, b));
      return detach(scaled(total, 1 / this.batch));
    });
  }

  /**
   * dPhi/dtheta of each parameter, in the order of the net's parameters: means over the examples, summed over
   * states by their weights.
   */
  correlations(among: readonly Weighted[]): Signal[] {
    return this.net.quietly(() =>
      this.#terms.flatMap((term) => this.net.device.scope(() => term.correlation(among)))
    );
  }

  #nudge(options: NudgeOptions): Nudge {
    return new Nudge(this.net.layers.length - 1, options);
  }
}
