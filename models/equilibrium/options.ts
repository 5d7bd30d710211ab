/**
 * The options of nets that learn by equilibrium propagation.
 *
 * @module
 */
import { ShapeError, sizeOf, type UnitActivation, unitActivations } from "../../engine/mod.ts";
import { AMOUNT, checkOptions, COUNT, type OptionKinds, WHOLE } from "../../engine/options.ts";

/** Word vectors, which do not learn. */
export interface StaticWords {
  /** Rows of the table: number of words, the padding included. */
  readonly vocabulary: number;
  /** Numbers of a vector. */
  readonly width: number;
  /** The table `[vocabulary, width]`, row-major, zeros in row 0; drawn from a normal distribution where absent. */
  readonly vectors?: Float32Array;
}

/** Sizes and choices that define a net and how it learns. */
export interface EquilibriumOptions {
  /** `ep` for equilibrium propagation, `bptt` for backpropagation through time of the same net. */
  readonly algorithm: "ep" | "bptt";
  /** Start of every random stream. */
  readonly seed: number;
  /** Number of classes. */
  readonly classes: number;
  /** What an example is: a text, projected once, or two texts, which are projected four times and look at each other. */
  readonly input: "text" | "pair";
  /** Words of each text that enter; shorter texts are filled up. */
  readonly time: number;
  /** The word vectors. */
  readonly words: StaticWords;
  /** Units of the layers between the tokens and the output; at least one layer. */
  readonly hidden: readonly number[];
  /** Activation of the units. */
  readonly activation: UnitActivation;
  /** Inverse temperature of the retrieval; 1 / sqrt(width) for texts and 0.16 for pairs where null. */
  readonly inverseTemperature: number | null;
  /** Whether vectors of the padding are left out of the stored patterns; the authors store them. */
  readonly mask: boolean;
  /** T: time steps of the free phase. */
  readonly free: number;
  /** K: time steps of a nudged phase, or those that `bptt` goes back through; not more than T. */
  readonly nudged: number;
  /** Strength of the nudge. */
  readonly beta: number;
  /** Whether a third phase is nudged by -beta. */
  readonly symmetric: boolean;
  /** Order of the free phase; see {@linkcode RelaxOptions}. */
  readonly order: "together" | "upward";
  /**
   * Greatest change of a state in a time step at which the free phase ends, and times beta a nudged phase, where
   * steps are run in parts; all time steps are taken where absent.
   */
  readonly tolerance?: number;
  /** Learning rate of each synapse, the projections first; one number for all. */
  readonly rates: number | readonly number[];
}

/** Default options: the settings of the authors' recipe for SNLI, with fewer units, and without patterns of the padding. */
export const defaultEquilibrium: Omit<EquilibriumOptions, "classes" | "time" | "words"> = {
  algorithm: "ep",
  seed: 1,
  input: "text",
  hidden: [100],
  activation: "my_hard_sig",
  inverseTemperature: null,
  mask: true,
  free: 60,
  nudged: 30,
  beta: 0.5,
  symmetric: true,
  order: "together",
  rates: 5e-4,
};

/** What the options may be. */
export const equilibriumKinds: OptionKinds<EquilibriumOptions> = {
  algorithm: ["ep", "bptt"],
  seed: WHOLE,
  classes: COUNT,
  input: ["text", "pair"],
  time: COUNT,
  activation: unitActivations,
  mask: "boolean",
  free: COUNT,
  nudged: COUNT,
  beta: AMOUNT,
  symmetric: "boolean",
  order: ["together", "upward"],
};

/** What the options of the words may be. */
const wordKinds: OptionKinds<StaticWords> = { vocabulary: COUNT, width: COUNT };

/** The sequence that each projection reads, and the sequence whose vectors its states are retrieved from. */
export const projections: Readonly<
  Record<
    EquilibriumOptions["input"],
    readonly { readonly from: number; readonly patterns: number }[]
  >
> = {
  text: [{ from: 0, patterns: 0 }],
  // Premise and hypothesis look at each other, then each at itself.
  pair: [
    { from: 0, patterns: 1 },
    { from: 1, patterns: 0 },
    { from: 0, patterns: 0 },
    { from: 1, patterns: 1 },
  ],
};

/** Numbers of the states of all tokens of an example. */
export function tokenSizes({ input, time, words }: EquilibriumOptions): [number, number, number] {
  return [projections[input].length, time, words.width];
}

/** Units of each layer above the tokens, the output last. */
export function unitsOf({ hidden, classes }: EquilibriumOptions): readonly number[] {
  return [...hidden, classes];
}

/** Sizes of the parameters of each synapse: the projections, then weights and biases of each layer. */
export function synapseSizes(options: EquilibriumOptions): readonly (readonly number[])[] {
  const { words: { width } } = options;
  const units = unitsOf(options);
  const below = [sizeOf(tokenSizes(options)), ...units];
  return [
    ...projections[options.input].map(() => [width * width]),
    ...units.map((count, i) => [below[i] * count, count]),
  ];
}

/** Multiply-adds of the free phase for one example: products with weights, and retrieval from the patterns. */
export function multiplyAdds(options: EquilibriumOptions): number {
  const [parts, time, width] = tokenSizes(options);
  const weights = synapseSizes(options).slice(parts)
    .reduce((total, [weight]) => total + weight, 0);
  // The states of both layers meet each weight in each time step; the projections are computed once.
  const step = 2 * weights + 2 * parts * time * time * width;
  return parts * time * width * width + options.free * step;
}

/**
 * The learning rate of each synapse.
 *
 * @throws {ShapeError} When there is not one for each synapse.
 */
export function ratesOf(options: EquilibriumOptions): readonly number[] {
  const { rates, input, hidden } = options;
  const count = projections[input].length + hidden.length + 1;
  if (typeof rates === "number") return new Array(count).fill(rates);
  if (rates.length === count) return rates;
  throw new ShapeError(
    `Cannot train ${count} synapses at ${rates.length} learning rates: give one number, or one for each of ` +
      `${projections[input].length} projections and ${hidden.length + 1} layers above them`,
  );
}

/**
 * Refuses options that are not what they may be, or do not fit each other.
 *
 * @throws {ShapeError} When one is out of its range, there is no hidden layer, K is above T, or the numbers of
 *   rates and synapses differ.
 */
export function checkEquilibrium(options: EquilibriumOptions): void {
  const act = "build a net that settles";
  checkOptions(act, options, equilibriumKinds);
  checkOptions(act, options.words, wordKinds, "words.");
  options.hidden.forEach((units, i) =>
    checkOptions(act, { [`hidden ${i + 1}`]: units }, { [`hidden ${i + 1}`]: COUNT })
  );
  if (!options.hidden.length) {
    throw new ShapeError(
      `Cannot ${act}: it has no hidden layer, give at least one number of units`,
    );
  }
  if (options.nudged > options.free) {
    throw new ShapeError(
      `Cannot ${act}: nudged is ${options.nudged} and free ${options.free}, give as many free steps or more`,
    );
  }
  if (options.tolerance !== undefined) {
    checkOptions(act, { tolerance: options.tolerance }, { tolerance: AMOUNT });
  }
  if (options.beta === 0) throw new ShapeError(`Cannot ${act}: beta is 0, give a number above 0`);
  ratesOf(options);
}
