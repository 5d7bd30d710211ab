/**
 * A net that settles, as trainers know it.
 *
 * @module
 */
import type { Device } from "../../device/device.ts";
import type { Encoder } from "../encoder.ts";
import type { Entry } from "../entry.ts";
import type { Features } from "../features.ts";
import type { Group, Learner, LearnerInParts, Loss } from "../learner.ts";
import { checkDepth } from "../depth.ts";
import { oneHot } from "../../ops/pointwise/one_hot.ts";
import type { Optimizer } from "../../optim/optimizer.ts";
import type { Parameter } from "../../tensor/parameter.ts";
import { detach, type Signal, type Tensor } from "../../tensor/tensor.ts";
import type { InParts } from "../../tensor/parts.ts";
import { estimate, type GradientRule, type Phases } from "./gradient_rule.ts";
import type { Dynamics, EquilibriumNet } from "./net.ts";
import type { Sequences, States } from "./neurons.ts";
import { squaredError } from "./nudge.ts";
import { type Early, type Moving, ownStates, settling, type SettlingPhase } from "./settling.ts";
import type { Synapse } from "./synapse.ts";

/** How a net that settles learns. */
export interface EquilibriumLearning {
  /** How the net settles to predict. */
  readonly phases: Pick<Phases, "free" | "order">;
  /** The way to the gradient. */
  readonly rule: GradientRule;
  /** When a phase of {@linkcode Equilibrium.inParts} ends before all its time steps; never where absent. */
  readonly early?: Early;
  /** The learning rate of each synapse at the start. */
  readonly rates: readonly number[];
  /** Makes the optimizer of a synapse. */
  readonly optimizer: (parameters: readonly Parameter[], rate: number) => Optimizer;
  /** How mini-batches become features. */
  readonly entry: Entry;
  /** The sequences that features are. */
  readonly sequences: (input: Features<Signal>) => Sequences;
  /** Tables that the entry looks words up in, which do not learn but belong to the net. */
  readonly tables: readonly Parameter[];
  /** Class logits from the states of the output; the states themselves where absent. */
  readonly logits?: (output: Signal) => Signal;
  /** Multiply-adds of an answer to one example; not counted where absent. */
  readonly multiplyAdds?: number;
}

/**
 * A net that settles and learns. It answers by the states of its output at the end of the free phase.
 *
 * @example
 * ```ts
 * import { buildEquilibrium, defaultEquilibrium, openCpu } from "@associated/learning";
 *
 * const device = await openCpu();
 * const words = { vocabulary: 9, width: 4 };
 * const { learner } = buildEquilibrium(device, { ...defaultEquilibrium, classes: 2, time: 3, words });
 * console.assert(learner.groups.length === 3); // an optimizer for each synapse
 * device.destroy();
 * ```
 */
export class Equilibrium implements Learner {
  /** The net. */
  readonly net: EquilibriumNet;
  /** It answers as a whole. */
  readonly depths: readonly number[] = [1];
  /** Half the squared distance of the output to the target, as a mean over the examples. */
  readonly losses: readonly Loss[] = [{ block: null, name: "squared error" }];
  /** It has no blocks. */
  readonly encoders: readonly Encoder[] = [];
  /** Nothing is kept from step to step. */
  readonly state: ReadonlyMap<string, Tensor> = new Map();
  /** A group for each synapse. */
  readonly groups: readonly Group[];
  /** Steps and answers whose phases end once states are at rest, where there is a tolerance. */
  readonly inParts?: LearnerInParts;
  readonly #learning: EquilibriumLearning;

  /** A net with the way it learns. */
  constructor(net: EquilibriumNet, learning: EquilibriumLearning) {
    this.net = net;
    this.#learning = learning;
    this.groups = net.synapses.map(({ name, parameters }: Synapse, i) => {
      const rate = learning.rates[i];
      const optimizer = learning.optimizer(parameters, rate);
      return { block: null, role: "encoder", name, rate, optimizer };
    });
    const { early } = learning;
    if (!early) return;
    this.inParts = {
      step: (input, classes) => this.#stepInParts(early, input, classes),
      predict: (input, depths) => this.#predictInParts(early, input, depths),
    };
  }

  /** The device of its tensors. */
  get device(): Device {
    return this.net.device;
  }

  /** How mini-batches become features. */
  get entry(): Entry {
    return this.#learning.entry;
  }

  /** Multiply-adds of an answer, if they are counted. */
  get multiplyAdds(): number | undefined {
    return this.#learning.multiplyAdds;
  }

  /** The parameters of the synapses, and tables. */
  get parameters(): readonly Parameter[] {
    return [...this.net.parameters, ...this.#learning.tables];
  }

  /** Learns from a mini-batch by all time steps; gives its squared error. */
  step(input: Features<Signal>, classes: Signal): Signal[] {
    return this.device.scope(() => {
      const target = this.#target(classes);
      return this.#update(estimate(this.#learning.rule, this.#dynamics(input), target), target);
    });
  }

  /** The same, in phases that end early. */
  *#stepInParts(early: Early, input: Features<Signal>, classes: Signal): InParts<Signal[]> {
    const { free, nudged, gradients } = this.#learning.rule;
    const dynamics = this.#dynamics(input), target = this.#target(classes);
    const states = ownStates(dynamics.rest());
    const held = [dynamics.held, target, states];
    yield* phase(dynamics, { states }, { ...free, ...early }, held);
    const ends = nudged.map(({ beta }) => ({ states: ownStates(states), beta }));
    for (const [i, { beta, steps }] of nudged.entries()) {
      const moving = { states: ends[i].states, nudge: { beta, target } };
      // An estimate is divided by beta, and so is what its states are away from rest.
      const tolerance = early.tolerance * Math.abs(beta);
      yield* phase(dynamics, moving, { ...early, steps, tolerance }, [held, ends]);
    }
    return this.#update(gradients(dynamics, target, states, ends), target);
  }

  #target(classes: Signal): Signal {
    return oneHot(classes, this.net.layers.at(-1)!.shape[0]);
  }

  /** Lets the optimizers step; gives the squared error. */
  #update(states: States<Signal>, target: Signal): Signal[] {
    for (const { optimizer } of this.groups) optimizer.step();
    return [detach(squaredError(states.at(-1)!, target))];
  }

  /** How its states move for a mini-batch; nothing is recorded on a tape. */
  dynamics(input: Features<Signal>): Dynamics {
    return this.net.quietly(() => this.#dynamics(input));
  }

  /** The class logits, after all time steps. */
  predict(input: Features<Signal>): Signal[] {
    return [this.device.scope(() => this.#logits(this.settle(input)))];
  }

  *#predictInParts(
    early: Early,
    input: Features<Signal>,
    depths: readonly number[],
  ): InParts<Signal[]> {
    for (const depth of depths) checkDepth(depth, this.depths);
    const { phases: { free: steps, order } } = this.#learning;
    const dynamics = this.dynamics(input), states = ownStates(dynamics.rest());
    const held = [dynamics.held, states];
    yield* phase(dynamics, { states }, { ...early, steps, order }, held);
    return depths.map(() => this.#logits(states));
  }

  #logits(states: States<Signal>): Signal {
    const { logits = (output) => output } = this.#learning;
    return logits(states.at(-1)!);
  }

  /** The class logits, at the only depth there is. */
  predictAt(input: Features<Signal>, depth: number): Signal {
    checkDepth(depth, this.depths);
    return this.predict(input)[0];
  }

  /** The input, or for one block the states of the layer below the output. */
  featuresAt(input: Features<Signal>, blocks: number): Features<Signal> {
    return blocks ? { ...input, x: this.settle(input).at(-2)! } : input;
  }

  /** All parameters. */
  parametersAt(depth: number): readonly Parameter[] {
    checkDepth(depth, this.depths);
    return this.parameters;
  }

  /** The states at the end of the free phase. */
  settle(input: Features<Signal>): States<Signal> {
    const { phases: { free, order } } = this.#learning;
    return this.device.scope(() => {
      const dynamics = this.dynamics(input);
      return dynamics.relax(dynamics.rest(), { steps: free, order });
    });
  }

  #dynamics(input: Features<Signal>): Dynamics {
    return this.net.dynamics(this.#learning.sequences(input));
  }
}

/** A phase of at least one time step, as a part of a computation. */
function* phase(
  dynamics: Dynamics,
  moving: Moving,
  options: SettlingPhase,
  alive: unknown,
): InParts<void> {
  if (options.steps) yield { ...settling(dynamics, moving, options), alive };
}
